import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createBullmqJobQueue } from '../../../src/adapters/bullmq/job-queue.ts';
import { createBullmqJobRunner } from '../../../src/adapters/bullmq/job-runner.ts';
import { postgresBackend } from '../../../src/adapters/bullmq/postgres-backend.ts';
import type { QueueBackend } from '../../../src/adapters/bullmq/queue-backend.ts';
import { redisBackend } from '../../../src/adapters/bullmq/redis-backend.ts';
import type { ScheduledJob } from '../../../src/application/ports/job-queue.ts';
import { generationId } from '../../../src/domain/shared/ids.ts';
import { handlersOf } from '../../contract/job-queue-handlers.ts';
import { RecordingLogger } from '../../fakes/recording-logger.ts';
import { freshDatabase } from '../../harness/database.ts';
import { freePort } from '../../harness/engine.ts';

const clock = { now: () => new Date() };
const cleanups: (() => Promise<unknown>)[] = [];
const hasRedisServer = spawnSync('redis-server', ['--version']).status === 0;

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const until = (condition: () => unknown) =>
  vi.waitFor(condition, { timeout: 30_000, interval: 10 });
const text = (name: string): ScheduledJob => ({
  job: { type: 'generation.run', generationId: generationId(name), lane: 'text' },
});

const urlOf = (port: number) => `redis://127.0.0.1:${port}`;

/** A queue and a runner that notes what it runs. */
function create(backend: QueueBackend) {
  const logger = new RecordingLogger();
  const ran: string[] = [];
  const queue = createBullmqJobQueue({ backend, clock, logger, answerLimitMs: 500 });
  const runner = createBullmqJobRunner({
    backend,
    clock,
    logger,
    concurrency: { text: 2, image: 1, system: 1 },
    handlers: handlersOf((job) => {
      ran.push('generationId' in job ? job.generationId : job.type);
      return { kind: 'done' };
    }),
    times: { lockMs: 2_000, stalledIntervalMs: 500, reconnectMs: 50 },
  });
  cleanups.push(async () => {
    await runner.stop(0);
    await queue.close();
  });
  return { queue, runner, ran, logger };
}

test('PostgreSQL ending every connection loses no job', async () => {
  const { url, drop } = await freshDatabase();
  cleanups.push(drop);
  const admin = new Client({ connectionString: url });
  await admin.connect();
  cleanups.push(() => admin.end());
  const { queue, runner, ran, logger } = create(postgresBackend({ url }));
  await runner.start();
  const names = Array.from({ length: 5 }, (_, index) => `job-${index}`);
  for (const name of names) {
    await until(() => queue.add([text(name)]));
    await admin.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity ' +
        'WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
  }
  await until(() => expect([...new Set(ran)].toSorted()).toEqual(names));
  await until(async () => expect(await queue.depth()).toMatchObject({ text: 0 }));
  expect(logger.lines.map(({ event }) => event)).not.toContain('job_failed');
});

describe.skipIf(!hasRedisServer)('Redis', () => {
  const start = async (port: number, directory: string): Promise<ChildProcess> => {
    const settings = ['--port', `${port}`, '--dir', directory, '--save', '', '--appendonly', 'yes'];
    const options = ['--bind', '127.0.0.1', ...settings, '--appendfsync', 'always'];
    const child = spawn('redis-server', options, { stdio: 'ignore' });
    cleanups.push(() => kill(child));
    const redis = new Redis(port, { maxRetriesPerRequest: null, retryStrategy: () => 20 });
    redis.on('error', () => {});
    await redis.ping();
    redis.disconnect();
    return child;
  };
  const kill = async (child: ChildProcess) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  const freshDirectory = async () => {
    const directory = await mkdtemp(join(tmpdir(), 'nano-banana-test-redis-'));
    cleanups.push(() => rm(directory, { recursive: true, force: true }));
    return directory;
  };

  test('that is killed and started again goes on with its jobs', async () => {
    const [port, directory] = [await freePort(), await freshDirectory()];
    const first = await start(port, directory);
    const { queue, runner, ran, logger } = create(redisBackend({ url: urlOf(port) }));
    await runner.start();
    await queue.add([text('a'), { ...text('later'), runAt: new Date(Date.now() + 1_000) }]);
    await until(() => expect(ran).toEqual(['a']));
    await kill(first);
    await expect(queue.add([text('b')])).rejects.toThrow('Cannot reach the job queue');
    await until(() => expect(logger.of('queue_unavailable')).toHaveLength(2));
    await start(port, directory);
    await until(() => queue.add([text('c')]));
    await until(() => expect(ran.toSorted()).toEqual(['a', 'c', 'later']));
    await until(() => expect(logger.of('queue_available')).toHaveLength(2));
    expect(logger.of('queue_unavailable')).toHaveLength(2);
  });

  test('that refuses to write is not asked without pause', async () => {
    const [port, directory] = [await freePort(), await freshDirectory()];
    await start(port, directory);
    const admin = new Redis(port);
    cleanups.push(() => admin.quit());
    const { queue, runner, ran, logger } = create(redisBackend({ url: urlOf(port) }));
    await queue.add([text('a')]);
    await admin.config('SET', 'min-replicas-to-write', '1');
    await runner.start();
    await expect(queue.add([text('b')])).rejects.toThrow('Cannot reach the job queue');
    await admin.config('RESETSTAT');
    const startedAt = Date.now();
    await until(() => expect(Date.now() - startedAt).toBeGreaterThan(500));
    const stats = await admin.info('stats');
    expect(Number(/total_commands_processed:(\d+)/.exec(stats)?.[1])).toBeLessThan(500);
    await admin.config('SET', 'min-replicas-to-write', '0');
    await until(() => expect(ran).toEqual(['a']));
    expect(logger.lines.length).toBeLessThanOrEqual(4);
  });
});
