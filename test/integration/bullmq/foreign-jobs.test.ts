import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createBullmqJobQueue } from '../../../src/adapters/bullmq/job-queue.ts';
import { createBullmqJobRunner } from '../../../src/adapters/bullmq/job-runner.ts';
import { ServerHealth } from '../../../src/adapters/bullmq/server-health.ts';
import { generationId } from '../../../src/domain/shared/ids.ts';
import { handlersOf } from '../../contract/job-queue-handlers.ts';
import { RecordingLogger } from '../../fakes/recording-logger.ts';
import { backendOf } from './backends.ts';
import { freshServer, serverKinds } from './servers.ts';

const clock = { now: () => new Date() };
const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** Jobs as another version of the program might leave them. */
const foreign: readonly (readonly [what: string, data: unknown])[] = [
  ['a kind that we do not know', { type: 'generation.dream', generationId: 'a' }],
  ['a known kind without its id', { type: 'generation.run', lane: 'text' }],
  ['an album without its key', { type: 'album.flush', photoMessageId: 1 }],
  ['no object', 'generation.run'],
  ['nothing', null],
];

describe.each(serverKinds)('a runner on %s', (kind) => {
  test.each(foreign)('logs and drops a job of %s, and runs the next', async (_, data) => {
    const { url, prefix, drop } = await freshServer(kind);
    cleanups.push(drop);
    const backend = backendOf(kind, url, prefix);
    const logger = new RecordingLogger();
    const connection = await backend.connect('producer', new ServerHealth(logger, clock));
    const raw = connection.newQueue('text', {});
    await raw.waitUntilReady();
    await raw.add('foreign', data, {
      jobId: randomUUID(),
      attempts: 5,
      backoff: { type: 'retry-policy' },
      removeOnFail: true,
    });
    await raw.close();
    await connection.close();

    const ran: string[] = [];
    const queue = createBullmqJobQueue({ backend, clock, logger });
    const runner = createBullmqJobRunner({
      backend,
      clock,
      logger,
      concurrency: { text: 1, image: 1, system: 1 },
      handlers: handlersOf(async (job) => {
        ran.push(job.type);
        return { kind: 'done' };
      }),
      retry: { attempts: 2, firstDelayMs: 1, longestDelayMs: 1 },
    });
    cleanups.push(async () => {
      await runner.stop(0);
      await queue.close();
    });
    await runner.start();
    const id = generationId('known');
    await queue.add([{ job: { type: 'generation.run', generationId: id, lane: 'text' } }]);
    await vi.waitFor(
      async () => {
        expect(ran).toEqual(['generation.run']);
        expect(logger.lines.map(({ event }) => event)).toEqual(['job_retried', 'job_failed']);
        expect(await queue.depth()).toMatchObject({ text: 0 });
      },
      { timeout: 10_000, interval: 10 },
    );
  });
});
