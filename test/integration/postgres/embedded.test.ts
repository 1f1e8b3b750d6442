import { once } from 'node:events';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createDataSource } from '../../../src/adapters/postgres/data-source.ts';
import { EmbeddedDirectory, endProcess, killProcess, query } from './embedded-directory.ts';

const patience = { timeout: 30_000 };

describe('the embedded PostgreSQL', () => {
  const directory = EmbeddedDirectory.ofEachTest();

  test('keeps its data from one start to the next', async () => {
    const first = await directory.start();
    expect(first.how).toBe('started');
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    await expect(query(first.url, 'SELECT 1')).rejects.toThrow();

    const second = await directory.start();

    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await second.stop();
  });

  test('tells where its data are, and keeps its password to itself', async () => {
    const { url, stop, logger } = await directory.start();
    await stop();

    expect(logger.of('embedded_postgres')[0]?.fields).toMatchObject({
      dataDir: join(directory.path, 'postgres'),
      log: join(directory.path, 'postgres.log'),
    });
    const file = join(directory.path, 'postgres.password');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(new URL(url).password).toBe(await readFile(file, 'utf8'));
    expect(JSON.stringify(logger.lines)).not.toContain(new URL(url).password);
  });

  test('listens on the loopback interface alone, for those who know the password', async () => {
    const { url, stop } = await directory.start();

    const addresses = await query(url, 'SHOW listen_addresses');
    const stranger = new URL(url);
    stranger.password = 'guess';

    expect(addresses).toEqual([{ listen_addresses: '127.0.0.1' }]);
    await expect(query(stranger.href, 'SELECT 1')).rejects.toThrow('password');
    await stop();
  });

  test('knows the letters of every script', async () => {
    const { url, stop } = await directory.start();

    expect(await query(url, `SELECT lower('БАНАН') AS text`)).toEqual([{ text: 'банан' }]);
    await stop();
  });

  test('takes over the server of a process that was killed, with all that was committed', async () => {
    const killed = await directory.startElsewhere();
    await query(killed.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await killProcess(killed.child);

    const next = await directory.start();

    expect(next.how).toBe('taken_over');
    expect(await query(next.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await next.stop();
    await expect(query(next.url, 'SELECT 1')).rejects.toThrow();
  });

  test('recovers when the server was killed, too', async () => {
    const killed = await directory.startElsewhere();
    await query(killed.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const server = await directory.postmasterPid();
    await killProcess(killed.child);
    process.kill(server, 'SIGKILL');

    const next = await directory.start();

    expect(next.how).toBe('started');
    expect(await query(next.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await next.stop();
  });

  test('is not misled by a lock file that names another process', async () => {
    const first = await directory.start();
    const lockFile = join(directory.path, 'postgres', 'postmaster.pid');
    const lock = await readFile(lockFile, 'utf8');
    await first.stop();
    await writeFile(lockFile, lock.replace(/^\d+/, String(process.pid)));

    const second = await directory.start();

    expect(second.how).toBe('started');
    await second.stop();
  });

  test('is shared by a second process, which leaves it running', async () => {
    const owner = await directory.start();
    const guest = await directory.startElsewhere();
    expect(guest.how).toBe('shared');
    expect(guest.url).toBe(owner.url);

    await endProcess(guest.child);

    expect(await query(owner.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await owner.stop();
  });

  test('is one when two processes open an empty directory at once', async () => {
    await directory.clear();
    const both = await Promise.all([directory.startElsewhere(), directory.startElsewhere()]);

    expect(both[0].url).toBe(both[1].url);
    expect(both.map(({ how }) => how)).toContain('shared');
    expect((await readdir(directory.path)).filter((name) => name.includes('initializing'))).toEqual(
      [],
    );
  });

  test('starts again, on the same port, when its server dies', async () => {
    const { url, stop, logger } = await directory.start();
    const dataSource = createDataSource({ url, poolSize: 2, logger });
    await dataSource.initialize();
    await dataSource.query('CREATE TABLE kept AS SELECT 42 AS answer');

    process.kill(await directory.postmasterPid(), 'SIGKILL');

    await expect
      .poll(() => dataSource.query('SELECT answer FROM kept').catch(() => 'away'), patience)
      .toEqual([{ answer: 42 }]);
    await expect.poll(() => logger.of('embedded_postgres_recovered').length, patience).toBe(1);
    await dataSource.destroy();
    await stop();
    await expect(query(url, 'SELECT 1')).rejects.toThrow();
  });

  test('says so when its folder holds something else', async () => {
    await directory.clear();
    await mkdir(join(directory.path, 'postgres'));
    await writeFile(join(directory.path, 'postgres', 'notes.txt'), 'mine');

    await expect(directory.start()).rejects.toThrow('other files are there');
    expect(await readFile(join(directory.path, 'postgres', 'notes.txt'), 'utf8')).toBe('mine');
  });

  test('says so when its password file was changed', async () => {
    const first = await directory.start();
    await first.stop();
    await writeFile(join(directory.path, 'postgres.password'), 'changed');

    await expect(directory.start()).rejects.toThrow('another password');
  });

  test('survives that another program has its port', async () => {
    const first = await directory.start();
    await first.stop();
    const squatter = createServer().listen(Number(new URL(first.url).port), '127.0.0.1');
    await once(squatter, 'listening');

    const second = await directory.start();

    expect(new URL(second.url).port).not.toBe(new URL(first.url).port);
    expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await second.stop();
    squatter.close();
  });
});
