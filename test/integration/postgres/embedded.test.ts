import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { stopPostmaster } from '../../../src/infrastructure/database/postmaster.ts';
import { startEmbeddedPostgres } from '../../../src/infrastructure/embedded-postgres.ts';
import { RecordingLogger } from '../../fakes/recording-logger.ts';

const script = join(import.meta.dirname, 'embedded-process.ts');
const isRoot = process.getuid?.() === 0;
const hasSetpriv = isThere('setpriv');

interface Opened {
  readonly child: ChildProcess;
  readonly url: string;
  readonly how: string;
}

describe('the embedded PostgreSQL', () => {
  const children: ChildProcess[] = [];
  /** A directory that was used before: copying one is quicker than making one. */
  let usedBefore: string;
  let dataDir: string;

  beforeAll(async () => {
    usedBefore = await mkdtemp(join(tmpdir(), 'nano-banana-embedded-'));
    const { stop } = await startEmbeddedPostgres({
      dataDir: usedBefore,
      logger: new RecordingLogger(),
    });
    await stop();
  });

  afterAll(() => rm(usedBefore, { recursive: true, force: true }));

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'nano-banana-embedded-'));
    execFileSync('cp', ['-a', `${usedBefore}/.`, dataDir]);
  });

  async function useEmptyDirectory(): Promise<void> {
    await rm(dataDir, { recursive: true });
    await mkdir(dataDir);
  }

  afterEach(async () => {
    for (const child of children.splice(0)) {
      await kill(child);
    }
    await stopPostmaster(join(dataDir, 'postgres')).catch(() => undefined);
    await rm(dataDir, { recursive: true, force: true });
  });

  /** Opens the directory in a process of its own. */
  async function open(options: { readonly uid?: number; readonly dataDir?: string } = {}) {
    const { uid } = options;
    const child = spawn(process.execPath, ['--import', 'tsx', script, options.dataDir ?? dataDir], {
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(uid === undefined
        ? {}
        : { uid, gid: uid, env: { PATH: process.env.PATH, HOME: dataDir } }),
    });
    children.push(child);
    let complaints = '';
    child.stderr.on('data', (chunk: Buffer) => {
      complaints += chunk.toString();
    });
    const [line] = await Promise.race([
      once(createInterface({ input: child.stdout }), 'line') as Promise<[string]>,
      once(child, 'exit').then(() => {
        throw new Error(`Cannot open the database: ${complaints}`);
      }),
    ]);
    return { child, ...JSON.parse(line) } as Opened;
  }

  async function start() {
    const logger = new RecordingLogger();
    const embedded = await startEmbeddedPostgres({ dataDir, logger });
    return { ...embedded, logger, how: logger.of('embedded_postgres')[0]?.fields.how };
  }

  test('keeps its data from one start to the next', async () => {
    const first = await start();
    expect(first.how).toBe('started');
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    await expect(query(first.url, 'SELECT 1')).rejects.toThrow();

    const second = await start();

    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await second.stop();
  });

  test('tells where its data are, and keeps its password to itself', async () => {
    const { url, stop, logger } = await start();
    await stop();

    expect(logger.of('embedded_postgres')[0]?.fields).toMatchObject({
      dataDir: join(dataDir, 'postgres'),
      log: join(dataDir, 'postgres.log'),
    });
    const file = join(dataDir, 'postgres.password');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(new URL(url).password).toBe(await readFile(file, 'utf8'));
    expect(JSON.stringify(logger.lines)).not.toContain(new URL(url).password);
  });

  test('listens on the loopback interface alone, for those who know the password', async () => {
    const { url, stop } = await start();

    const addresses = await query(url, 'SHOW listen_addresses');
    const stranger = new URL(url);
    stranger.password = 'guess';

    expect(addresses).toEqual([{ listen_addresses: '127.0.0.1' }]);
    await expect(query(stranger.href, 'SELECT 1')).rejects.toThrow('password');
    await stop();
  });

  test('knows the letters of every script', async () => {
    const { url, stop } = await start();

    expect(await query(url, `SELECT lower('БАНАН') AS text`)).toEqual([{ text: 'банан' }]);
    await stop();
  });

  test('takes over the server of a process that was killed, with all that was committed', async () => {
    const killed = await open();
    await query(killed.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await kill(killed.child);

    const next = await start();

    expect(next.how).toBe('taken_over');
    expect(await query(next.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await next.stop();
    await expect(query(next.url, 'SELECT 1')).rejects.toThrow();
  });

  test('recovers when the server was killed, too', async () => {
    const killed = await open();
    await query(killed.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const server = await postmasterPid();
    await kill(killed.child);
    process.kill(server, 'SIGKILL');

    const next = await start();

    expect(next.how).toBe('started');
    expect(await query(next.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await next.stop();
  });

  test('is not misled by a lock file that names another process', async () => {
    const first = await start();
    const lockFile = join(dataDir, 'postgres', 'postmaster.pid');
    const lock = await readFile(lockFile, 'utf8');
    await first.stop();
    await writeFile(lockFile, lock.replace(/^\d+/, String(process.pid)));

    const second = await start();

    expect(second.how).toBe('started');
    await second.stop();
  });

  test('is shared by a second process, which leaves it running', async () => {
    const owner = await start();
    const guest = await open();
    expect(guest.how).toBe('shared');
    expect(guest.url).toBe(owner.url);

    guest.child.stdin?.end();
    await once(guest.child, 'exit');

    expect(await query(owner.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await owner.stop();
  });

  test('is one when two processes open an empty directory at once', async () => {
    await useEmptyDirectory();
    const both = await Promise.all([open(), open()]);

    expect(both[0].url).toBe(both[1].url);
    expect(both.map(({ how }) => how)).toContain('shared');
    expect((await readdir(dataDir)).filter((name) => name.includes('initializing'))).toEqual([]);
  });

  test('starts again, on the same port, when its server dies', async () => {
    const { url, stop, logger } = await start();
    await query(url, 'CREATE TABLE kept AS SELECT 42 AS answer');

    process.kill(await postmasterPid(), 'SIGKILL');

    await eventually(async () => {
      expect(logger.of('embedded_postgres_recovered')).toHaveLength(1);
      expect(await query(url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    });
    await stop();
  });

  test('says so when its folder holds something else', async () => {
    await useEmptyDirectory();
    await mkdir(join(dataDir, 'postgres'));
    await writeFile(join(dataDir, 'postgres', 'notes.txt'), 'mine');

    await expect(start()).rejects.toThrow('other files are there');
    expect(await readFile(join(dataDir, 'postgres', 'notes.txt'), 'utf8')).toBe('mine');
  });

  test('says so when its password file was changed', async () => {
    const first = await start();
    await first.stop();
    await writeFile(join(dataDir, 'postgres.password'), 'changed');

    await expect(start()).rejects.toThrow('another password');
  });

  test('survives that another program has its port', async () => {
    const first = await start();
    await first.stop();
    const { createServer } = await import('node:net');
    const squatter = createServer().listen(Number(new URL(first.url).port), '127.0.0.1');
    await once(squatter, 'listening');

    const second = await start();

    expect(new URL(second.url).port).not.toBe(new URL(first.url).port);
    expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await second.stop();
    squatter.close();
  });

  describe.skipIf(!isRoot)('on a machine where this runs as root', () => {
    const nobody = 65_534;

    test('runs as another user', async () => {
      const { stop } = await start();

      expect((await stat(join(dataDir, 'postgres'))).uid).not.toBe(0);
      await stop();
    });

    test('works as a normal user as well', async () => {
      await useEmptyDirectory();
      await chown(dataDir, nobody, nobody);

      const { url, how } = await open({ uid: nobody });

      expect(how).toBe('started');
      expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
      expect((await stat(join(dataDir, 'postgres'))).uid).toBe(nobody);
    });

    test('tells a normal user whose directory it is', async () => {
      const first = await start();
      await first.stop();
      await chmod(dataDir, 0o777);

      await expect(open({ uid: nobody })).rejects.toThrow('its owner has the user id');
    });

    test.skipIf(!hasSetpriv)('works below a directory that is closed to others', async () => {
      const closed = await mkdtemp(join(homedir(), '.nano-banana-closed-'));
      await chmod(closed, 0o700);
      try {
        const { child, url } = await open({ dataDir: closed });

        expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
        child.stdin?.end();
        await once(child, 'exit');
      } finally {
        await rm(closed, { recursive: true, force: true });
      }
    });
  });

  async function postmasterPid(): Promise<number> {
    const lock = await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8');
    return Number(lock.split('\n')[0]);
  }
});

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function eventually(check: () => Promise<void>, limitMs = 30_000): Promise<void> {
  for (const end = Date.now() + limitMs; ; ) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) {
        throw error;
      }
      await delay(50);
    }
  }
}

function isThere(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
