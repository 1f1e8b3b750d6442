import { execFile } from 'node:child_process';
import { readlink, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { isSystemError, readIfThere } from './cluster-files.ts';

/** A running server, as its lock file names it. */
export interface Postmaster {
  readonly pid: number;
  /** 0 while it is starting. */
  readonly port: number;
}

const execute = promisify(execFile);

const stopLimitMs = 30_000;
const killLimitMs = 5_000;
const lookEveryMs = 25;

/** The server that runs on a data directory now. */
export async function livePostmaster(cluster: string): Promise<Postmaster | undefined> {
  const named = await namedPostmaster(cluster);
  return named && (await isPostmaster(named.pid, cluster)) ? named : undefined;
}

/**
 * After `kill -9`, a power cut or a container's restart the lock file stays. PostgreSQL itself
 * overcomes one whose process is gone, but not one whose number belongs to another process now.
 */
export async function removeStaleLock(cluster: string): Promise<void> {
  const named = await namedPostmaster(cluster);
  if (named && !(await isPostmaster(named.pid, cluster))) {
    await rm(lockFile(cluster), { force: true });
  }
}

/** Lets clients go, writes what is in memory, and waits until the server is gone. */
export async function stopPostmaster(cluster: string): Promise<void> {
  for (const [signal, limitMs] of [
    ['SIGINT', stopLimitMs],
    ['SIGQUIT', killLimitMs],
  ] as const) {
    const running = await livePostmaster(cluster);
    if (!running) {
      return;
    }
    signalTo(running.pid, signal);
    for (let waitedMs = 0; waitedMs < limitMs; waitedMs += lookEveryMs) {
      if ((await livePostmaster(cluster))?.pid !== running.pid) {
        return;
      }
      await delay(lookEveryMs);
    }
  }
  throw new Error(`Cannot stop the PostgreSQL of ${cluster}: it ignores its signals`);
}

/** Layout of the file: postgresql.org/docs/current/storage-file-layout.html, miscadmin.h. */
async function namedPostmaster(cluster: string): Promise<Postmaster | undefined> {
  const lines = (await readIfThere(lockFile(cluster)))?.split('\n');
  const pid = Number(lines?.[0]);
  return Number.isInteger(pid) && pid > 0 ? { pid, port: Number(lines?.[3] ?? 0) } : undefined;
}

const lockFile = (cluster: string): string => join(cluster, 'postmaster.pid');

/** A server works in its data directory, which tells it from whatever else has got its number. */
async function isPostmaster(pid: number, cluster: string): Promise<boolean> {
  if (process.platform !== 'linux') {
    return signalTo(pid, 0);
  }
  try {
    return (await workingDirectory(pid)) === (await realpath(cluster));
  } catch {
    return false;
  }
}

async function workingDirectory(pid: number): Promise<string> {
  const link = `/proc/${pid}/cwd`;
  try {
    return await readlink(link);
  } catch (error) {
    if (error instanceof Error && error.name === 'NotCapable') {
      // Deno keeps /proc from programs that lack a right to everything; readlink(1) may look.
      return (await execute('readlink', [link])).stdout.trim();
    }
    throw error;
  }
}

/** @returns whether the process exists. */
function signalTo(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    return isSystemError(error, 'EPERM');
  }
}
