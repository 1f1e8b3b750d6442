import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createBullmqJobQueue } from '../../../src/adapters/bullmq/job-queue.ts';
import { createBullmqJobRunner } from '../../../src/adapters/bullmq/job-runner.ts';
import type { JobQueue, JobRunner } from '../../../src/application/ports/job-queue.ts';
import { generationId } from '../../../src/domain/shared/ids.ts';
import { handlersOf } from '../../contract/job-queue-handlers.ts';
import { RecordingLogger } from '../../fakes/recording-logger.ts';
import { backendOf } from './backends.ts';
import { freshServer, type QueueServer, serverKinds } from './servers.ts';

const LOCK_MS = 1_000;
const clock = { now: () => new Date() };
const until = (condition: () => unknown) =>
  vi.waitFor(condition, { timeout: 30_000, interval: 10 });

interface WorkerProcess {
  readonly child: ChildProcess;
  readonly lines: string[];
}

describe.each(serverKinds)('a worker process on %s', (kind) => {
  let server: QueueServer;
  let queue: JobQueue;
  let runner: JobRunner;
  let ran: string[];
  const log = new RecordingLogger();
  const children: ChildProcess[] = [];

  beforeEach(async () => {
    server = await freshServer(kind);
    ran = [];
    log.lines.length = 0;
    const backend = backendOf(kind, server.url, server.prefix);
    queue = createBullmqJobQueue({ backend, clock, logger: log });
    runner = createBullmqJobRunner({
      backend,
      clock,
      logger: log,
      concurrency: { text: 10, image: 1, system: 1 },
      handlers: handlersOf(async (job) => {
        ran.push('generationId' in job ? job.generationId : job.type);
        return { kind: 'done' };
      }),
      // A job that stalls would be lost here if that counted as a failure.
      retry: { attempts: 1, firstDelayMs: 1, longestDelayMs: 1 },
      times: { lockMs: LOCK_MS, stalledIntervalMs: 200 },
    });
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await runner.stop(0);
    await queue.close();
    await server.drop();
  });

  const startProcess = async (): Promise<WorkerProcess> => {
    const script = join(import.meta.dirname, 'worker-process.ts');
    const options = ['--import', 'tsx', script, kind, server.url, server.prefix, `${LOCK_MS}`];
    const child = spawn(process.execPath, options, { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    const lines: string[] = [];
    child.stdout.on('data', (chunk) => lines.push(...`${chunk}`.trim().split('\n')));
    await until(() => expect(lines).toContain('started'));
    return { child, lines };
  };
  const add = (...names: string[]) =>
    queue.add(
      names.map((name) => ({
        job: { type: 'generation.run', generationId: generationId(name), lane: 'text' },
      })),
    );
  const names = Array.from({ length: 10 }, (_, index) => `job-${index}`);
  const running = names.map((name) => `running ${name}`);

  test('leaves its jobs to others when it is killed, however often', async () => {
    await add(...names);
    for (let kill = 0; kill < 3; kill++) {
      const { child, lines } = await startProcess();
      await until(() => expect(lines).toEqual(expect.arrayContaining(running)));
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    }
    const killedAt = Date.now();
    await runner.start();
    await until(() => expect(ran.toSorted()).toEqual(names));
    expect(Date.now() - killedAt).toBeLessThan(10_000);
    await until(async () => expect(await queue.depth()).toMatchObject({ text: 0 }));
    expect([...log.of('job_retried'), ...log.of('job_failed')]).toEqual([]);
  });

  test('hands its jobs back at once when it stops, and ends by itself', async () => {
    const { child, lines } = await startProcess();
    await add(...names);
    await until(() => expect(lines).toEqual(expect.arrayContaining(running)));
    await runner.start();
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await until(() => expect(ran.toSorted()).toEqual(names));
    expect(await exited).toEqual([0, null]);
    expect(lines).toContain('stopped');
    // A lock that is renewed in the moment in which the job ends is missed, which is well.
    const isHarmless = (line: string) => line.includes('could not renew lock');
    const complaints = lines.filter((line) => line.startsWith('complaint') && !isHarmless(line));
    expect(complaints).toEqual([]);
  });

  test('leaves a job that does not heed its signal to others', async () => {
    let isRunning = false;
    const stubborn = createBullmqJobRunner({
      backend: backendOf(kind, server.url, server.prefix),
      clock,
      logger: log,
      concurrency: { text: 1, image: 1, system: 1 },
      handlers: handlersOf(() => {
        isRunning = true;
        return new Promise<never>(() => {});
      }),
      times: { lockMs: LOCK_MS, stalledIntervalMs: 200, abortLimitMs: 200 },
    });
    await stubborn.start();
    await add('endless');
    await until(() => expect(isRunning).toBe(true));
    const startedAt = Date.now();
    await stubborn.stop(50);
    expect(Date.now() - startedAt).toBeLessThan(2_000);
    await runner.start();
    await until(() => expect(ran).toEqual(['endless']));
  });

  test('keeps a job for as long as it lives', async () => {
    const { lines } = await startProcess();
    await add('long');
    await until(() => expect(lines).toContain('running long'));
    await runner.start();
    const startedAt = Date.now();
    await add('short');
    await until(() => expect(Date.now() - startedAt).toBeGreaterThan(3 * LOCK_MS));
    expect(lines.filter((line) => line === 'running long')).toHaveLength(1);
    expect(ran).not.toContain('long');
  });
});
