import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createBullmqJobQueue } from '../../../src/adapters/bullmq/job-queue.ts';
import { createBullmqJobRunner } from '../../../src/adapters/bullmq/job-runner.ts';
import type { Job } from '../../../src/application/jobs.ts';
import type { JobQueue, JobRunner } from '../../../src/application/ports/job-queue.ts';
import { Outage } from '../../../src/application/ports/outage.ts';
import { generationId } from '../../../src/domain/shared/ids.ts';
import { handlersOf } from '../../contract/job-queue-handlers.ts';
import { RecordingLogger } from '../../fakes/recording-logger.ts';
import { backendOf } from './backends.ts';
import { proxyTo, type ServerProxy } from './proxy.ts';
import { freshServer, type QueueServer, serverKinds } from './servers.ts';

const clock = { now: () => new Date() };
const text = (name: string): Job => ({
  type: 'generation.run',
  generationId: generationId(name),
  lane: 'text',
});
const until = (condition: () => unknown) =>
  vi.waitFor(condition, { timeout: 30_000, interval: 10 });

describe.each(serverKinds)('when %s goes away', (kind) => {
  let server: QueueServer;
  let proxy: ServerProxy;
  let queue: JobQueue;
  let runner: JobRunner;
  let ran: string[];
  let handler: (name: string) => Promise<void>;
  const unhandled: unknown[] = [];
  const queueLog = new RecordingLogger();
  const runnerLog = new RecordingLogger();
  const noteUnhandled = (error: unknown) => void unhandled.push(error);

  beforeEach(async () => {
    server = await freshServer(kind);
    proxy = await proxyTo(server.url);
    await proxy.restore();
    ran = [];
    handler = async () => {};
    queueLog.lines.length = 0;
    runnerLog.lines.length = 0;
    process.on('unhandledRejection', noteUnhandled);
    const backend = backendOf(kind, proxy.url, server.prefix);
    queue = createBullmqJobQueue({ backend, clock, logger: queueLog, answerLimitMs: 500 });
    runner = createBullmqJobRunner({
      backend,
      clock,
      logger: runnerLog,
      concurrency: { text: 4, image: 1, system: 1 },
      handlers: handlersOf(async (job) => {
        const name = 'generationId' in job ? job.generationId : job.type;
        ran.push(name);
        await handler(name);
        return { kind: 'done' };
      }),
      times: {
        lockMs: 2_000,
        stalledIntervalMs: 500,
        reconnectMs: 50,
        startLimitMs: 300,
        abortLimitMs: 1_000,
      },
    });
  });
  afterEach(async () => {
    await runner.stop(0);
    await queue.close();
    await proxy.cut();
    await server.drop();
    process.off('unhandledRejection', noteUnhandled);
    expect(unhandled.splice(0)).toEqual([]);
  });

  const addWhenBack = (name: string) => until(() => queue.add([{ job: text(name) }]));
  const eventsOf = (log: RecordingLogger) =>
    log.lines.map(({ event }) => event).filter((event) => event.endsWith('available'));

  const untilBack = (log: RecordingLogger) =>
    until(() => expect(eventsOf(log)).toEqual(['queue_unavailable', 'queue_available']));

  test('a start without it goes on trying, and works once it is there', async () => {
    await proxy.cut();
    await runner.start();
    await expect(queue.add([{ job: text('a') }])).rejects.toThrow(Outage);
    await until(() => expect(eventsOf(runnerLog)).toEqual(['queue_unavailable']));
    await proxy.restore();
    await addWhenBack('b');
    await until(() => expect(ran).toContain('b'));
    await untilBack(runnerLog);
    await untilBack(queueLog);
  });

  test('adding fails within the limit, and works again when it is back', async () => {
    await runner.start();
    await addWhenBack('a');
    await until(() => expect(ran).toEqual(['a']));
    await proxy.cut();
    const startedAt = Date.now();
    await expect(queue.add([{ job: text('b') }])).rejects.toThrow(Outage);
    await expect(queue.depth()).rejects.toThrow(Outage);
    expect(Date.now() - startedAt).toBeLessThan(1_500);
    await until(() => expect(eventsOf(runnerLog)).toEqual(['queue_unavailable']));
    await proxy.restore();
    await addWhenBack('c');
    await until(() => expect(ran).toContain('c'));
    await untilBack(queueLog);
    await untilBack(runnerLog);
  });

  test('a server that accepts and does not answer counts as away', async () => {
    await runner.start();
    await addWhenBack('a');
    await until(() => expect(ran).toEqual(['a']));
    proxy.freeze();
    const startedAt = Date.now();
    await expect(queue.add([{ job: text('b') }])).rejects.toThrow(Outage);
    expect(Date.now() - startedAt).toBeLessThan(1_000);
    await until(() => expect(eventsOf(runnerLog)).toEqual(['queue_unavailable']));
    await proxy.restore();
    await addWhenBack('c');
    await until(() => expect(ran).toContain('c'));
    await untilBack(queueLog);
    await untilBack(runnerLog);
  });

  test('a job that ends meanwhile is not run twice', async () => {
    const times = { ended: 0 };
    handler = async () => {
      await proxy.cut();
      times.ended += 1;
    };
    await runner.start();
    await addWhenBack('a');
    await until(() => expect(times.ended).toBe(1));
    handler = async () => {};
    await proxy.restore();
    await until(async () => expect(await queue.depth()).toMatchObject({ text: 0 }));
    await addWhenBack('b');
    await until(() => expect(ran).toContain('b'));
    expect(ran).toEqual(['a', 'b']);
  });

  test('connections that break are replaced', async () => {
    await runner.start();
    for (const round of [1, 2, 3]) {
      await addWhenBack(`before-${round}`);
      proxy.breakConnections();
      await addWhenBack(`after-${round}`);
      await until(() => expect(ran).toContain(`after-${round}`));
    }
    // A job that was fetched into a broken connection is taken over like that of a dead process.
    await until(() => expect(new Set(ran).size).toBe(6));
  });

  test('a runner stops soon all the same', async () => {
    await runner.start();
    await addWhenBack('a');
    await until(() => expect(ran).toEqual(['a']));
    await proxy.cut();
    await until(() => expect(eventsOf(runnerLog)).toEqual(['queue_unavailable']));
    const startedAt = Date.now();
    await runner.stop(500);
    await queue.close();
    expect(Date.now() - startedAt).toBeLessThan(3_000);
  });

  test('a queue and a runner that never reached it stop soon', async () => {
    await proxy.cut();
    await runner.start();
    await expect(queue.add([{ job: text('a') }])).rejects.toThrow(Outage);
    const startedAt = Date.now();
    await runner.stop(500);
    await queue.close();
    expect(Date.now() - startedAt).toBeLessThan(3_000);
  });
});
