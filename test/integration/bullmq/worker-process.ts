import { createBullmqJobRunner } from '../../../src/adapters/bullmq/job-runner.ts';
import type { LogFields, Logger } from '../../../src/application/ports/logger.ts';
import { handlersOf } from '../../contract/job-queue-handlers.ts';
import { backendOf, type ServerKind } from './backends.ts';

/**
 * A process that runs jobs, to be killed by its parent: prints `started`, then the id of each job
 * that it begins and never ends. SIGTERM makes it stop, hand its jobs back, and end by itself.
 */
const [kind, url = '', prefix = '', lockMs] = process.argv.slice(2);

const say = (line: string) => process.stdout.write(`${line}\n`);
const complain = (event: string, _fields?: LogFields, cause?: unknown) =>
  say(`complaint ${event} ${cause}`);
const logger: Logger = {
  debug: () => {},
  info: () => {},
  warn: complain,
  error: complain,
  child: () => logger,
};

const runner = createBullmqJobRunner({
  backend: backendOf(kind as ServerKind, url, prefix),
  clock: { now: () => new Date() },
  logger,
  concurrency: { text: 10, image: 1, system: 1 },
  handlers: handlersOf(async (job, { signal }) => {
    say(`running ${'generationId' in job ? job.generationId : job.type}`);
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    return { kind: 'again', afterMs: 0 };
  }),
  times: { lockMs: Number(lockMs), stalledIntervalMs: 200 },
});

process.once('SIGTERM', () => void runner.stop(50).then(() => say('stopped')));
await runner.start();
say('started');
