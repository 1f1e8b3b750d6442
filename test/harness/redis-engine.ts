import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, constants, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Redis } from 'ioredis';
import { ownerLabels } from './container-owner.ts';
import { type Engine, freePort } from './engine.ts';

export const REDIS_IMAGE = 'redis:8';

/** Every test file gets a logical database of its own, so that none sees another's keys. */
const SETTINGS = ['--databases', '1024', '--save', '', '--appendonly', 'no'];

const START_LIMIT_MS = 10_000;

/** Uses the server that `REDIS_URL` names; the tests touch only its empty databases. */
export async function externalRedis(url: string): Promise<Engine> {
  return { url, label: `Redis ${await majorVersion(url)} (REDIS_URL)`, stop: async () => {} };
}

/** Starts `redis:8` by Testcontainers. */
export async function containerRedis(): Promise<Engine> {
  const { RedisContainer } = await import('@testcontainers/redis');
  const container = await new RedisContainer(REDIS_IMAGE)
    .withLabels(ownerLabels())
    .withCommand(['redis-server', ...SETTINGS])
    .start();
  const url = container.getConnectionUrl();
  return {
    url,
    label: `Redis ${await majorVersion(url)} (container)`,
    stop: async () => {
      await container.stop();
    },
  };
}

/** Starts a `redis-server` of this machine; undefined when it has none. */
export async function localRedis(): Promise<Engine | undefined> {
  const binary = await findOnPath('redis-server');
  if (binary === undefined) return undefined;
  const directory = await mkdtemp(join(tmpdir(), 'nano-banana-test-redis-'));
  const port = await freePort();
  const child = spawn(
    binary,
    ['--bind', '127.0.0.1', '--port', String(port), '--dir', directory, ...SETTINGS],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    await rm(directory, { recursive: true, force: true });
  };
  try {
    await untilReady(child);
    const url = `redis://127.0.0.1:${port}`;
    return { url, label: `Redis ${await majorVersion(url)} (redis-server)`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function untilReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = '';
    const fail = (reason: string) =>
      reject(new Error(`Cannot start redis-server for the tests: ${reason}\n${log}`));
    const timer = setTimeout(() => fail(`not ready in ${START_LIMIT_MS} ms`), START_LIMIT_MS);
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code) => {
      clearTimeout(timer);
      fail(`it exited with code ${code}`);
    });
    child.stdout?.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      if (log.includes('Ready to accept connections')) {
        clearTimeout(timer);
        resolve();
      }
    });
  });
}

async function findOnPath(name: string): Promise<string | undefined> {
  for (const directory of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(directory, name);
    if (await isExecutable(path)) return path;
  }
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function majorVersion(url: string): Promise<string> {
  const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 1 });
  try {
    await redis.connect();
    const info = await redis.info('server');
    return /redis_version:(\d+)/.exec(info)?.[1] ?? 'of unknown version';
  } finally {
    redis.disconnect();
  }
}
