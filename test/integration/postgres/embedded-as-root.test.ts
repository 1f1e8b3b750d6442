import { execFileSync } from 'node:child_process';
import { chmod, chown, mkdtemp, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EmbeddedDirectory, endProcess, query } from './embedded-directory.ts';

const nobody = 65_534;
const isRoot = process.getuid?.() === 0;
const hasSetpriv = isThere('setpriv');

describe.skipIf(!isRoot)('the embedded PostgreSQL, started by root', () => {
  const directory = EmbeddedDirectory.ofEachTest();

  test('runs as another user', async () => {
    const { stop } = await directory.start();

    expect((await stat(join(directory.path, 'postgres'))).uid).not.toBe(0);
    await stop();
  });

  test('works as a normal user as well', async () => {
    await directory.clear();
    await chown(directory.path, nobody, nobody);

    const { url, how } = await directory.startElsewhere({ uid: nobody });

    expect(how).toBe('started');
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect((await stat(join(directory.path, 'postgres'))).uid).toBe(nobody);
  });

  test('tells a normal user whose directory it is', async () => {
    const first = await directory.start();
    await first.stop();
    await chmod(directory.path, 0o777);

    await expect(directory.startElsewhere({ uid: nobody })).rejects.toThrow(
      'its owner has the user id',
    );
  });

  test.skipIf(!hasSetpriv)('works below a directory that is closed to others', async () => {
    const closed = await mkdtemp(join(homedir(), '.nano-banana-closed-'));
    await chmod(closed, 0o700);
    try {
      const { child, url } = await directory.startElsewhere({ path: closed });

      expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
      await endProcess(child);
    } finally {
      await rm(closed, { recursive: true, force: true });
    }
  });
});

function isThere(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
