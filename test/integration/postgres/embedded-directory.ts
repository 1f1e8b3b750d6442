import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { stopPostmaster } from '../../../src/infrastructure/database/postmaster.ts';
import { startEmbeddedPostgres } from '../../../src/infrastructure/embedded-postgres.ts';
import { RecordingLogger } from '../../fakes/recording-logger.ts';

const script = join(import.meta.dirname, 'embedded-process.ts');

export interface OpenedElsewhere {
  readonly child: ChildProcess;
  readonly url: string;
  readonly how: string;
}

/** A data directory for each test of a suite, and what runs on it. */
export class EmbeddedDirectory {
  readonly #children: ChildProcess[] = [];
  /** Was used before: copying it is quicker than making a cluster for each test. */
  #template = '';
  path = '';

  /** Registers the hooks of the suite that calls it. */
  static ofEachTest(): EmbeddedDirectory {
    const directory = new EmbeddedDirectory();
    beforeAll(() => directory.#makeTemplate());
    afterAll(() => rm(directory.#template, { recursive: true, force: true }));
    beforeEach(() => directory.#create());
    afterEach(() => directory.#remove());
    return directory;
  }

  async clear(): Promise<void> {
    await rm(this.path, { recursive: true });
    await mkdir(this.path);
  }

  /** Opens it in this process. */
  async start() {
    const logger = new RecordingLogger();
    const embedded = await startEmbeddedPostgres({ dataDir: this.path, logger });
    return { ...embedded, logger, how: logger.of('embedded_postgres')[0]?.fields.how };
  }

  /** Opens it, or another directory, in a process of its own. */
  async startElsewhere(
    options: { readonly uid?: number; readonly path?: string } = {},
  ): Promise<OpenedElsewhere> {
    const { uid, path = this.path } = options;
    const child = spawn(process.execPath, ['--import', 'tsx', script, path], {
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(uid === undefined ? {} : { uid, gid: uid, env: { PATH: process.env.PATH, HOME: path } }),
    });
    this.#children.push(child);
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
    return { child, ...(JSON.parse(line) as { url: string; how: string }) };
  }

  async postmasterPid(): Promise<number> {
    const lock = await readFile(join(this.path, 'postgres', 'postmaster.pid'), 'utf8');
    return Number(lock.split('\n')[0]);
  }

  async #makeTemplate(): Promise<void> {
    this.#template = await mkdtemp(join(tmpdir(), 'nano-banana-embedded-'));
    const logger = new RecordingLogger();
    const { stop } = await startEmbeddedPostgres({ dataDir: this.#template, logger });
    await stop();
  }

  async #create(): Promise<void> {
    this.path = await mkdtemp(join(tmpdir(), 'nano-banana-embedded-'));
    execFileSync('cp', ['-a', `${this.#template}/.`, this.path]);
  }

  async #remove(): Promise<void> {
    for (const child of this.#children.splice(0)) {
      await killProcess(child);
    }
    await stopPostmaster(join(this.path, 'postgres')).catch(() => undefined);
    await rm(this.path, { recursive: true, force: true });
  }
}

/** `kill -9`. */
export async function killProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }
}

/** Ends the standard input of an `embedded-process`, so that it stops in order. */
export async function endProcess(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.stdin?.end();
  await exited;
}

export async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
