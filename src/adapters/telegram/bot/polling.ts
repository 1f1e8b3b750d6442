import {
  createConcurrentSink,
  createRunner,
  createSource,
  type UpdateSupplier,
} from '@grammyjs/runner';
import { type Api, GrammyError } from 'grammy';
import type { Update } from 'grammy/types';
import type { Clock } from '../../../application/ports/clock.ts';
import type { Logger } from '../../../application/ports/logger.ts';
import { asGrammySignal } from '../api/call-time.ts';
import { failureOf } from '../api/telegram-error.ts';
import { allowedUpdates, isUpdate } from './update-facts.ts';
import type { UpdateIntake } from './update-intake.ts';
import type { UpdateProcessor } from './update-processor.ts';
import type { UpdateSource } from './update-source.ts';

export interface PollingOptions {
  readonly api: Pick<Api, 'getUpdates' | 'deleteWebhook'>;
  readonly intake: UpdateIntake;
  readonly processor: UpdateProcessor;
  readonly wait: (delayMs: number) => Promise<void>;
  readonly clock: Clock;
  readonly logger: Logger;
}

const longPollSeconds = 30;
const maxUpdates = 100;
const firstRetryMs = 500;
const longestRetryMs = 15_000;
const handledAtOnce = 500;
const peekMs = 300;

/**
 * Long polling on grammY's runner, with a source of our own: the runner's confirms updates when it
 * has fetched them, so a kill could lose a hundred; ours confirms when they are in the inbox.
 */
export function startPolling(options: PollingOptions): UpdateSource {
  const source = createSource<Update>({ supply: supplier(options) });
  const sink = createConcurrentSink<Update>(
    { consume: (update) => options.processor.process(update) },
    () => Promise.resolve(),
    { concurrency: handledAtOnce },
  );
  const runner = createRunner(source, sink);
  runner.start();
  return {
    ended: runner.task() ?? Promise.resolve(),
    stop: async () => {
      await runner.stop();
    },
  };
}

type Supply = UpdateSupplier<Update>['supply'];

/** One supply is one fetch that was kept: the next call's offset confirms it to Telegram. */
function supplier(options: PollingOptions): Supply {
  const { api, intake, wait, clock, logger } = options;
  // A bot has one poller, so whatever an earlier process had leased is ours now.
  const startedAt = clock.now();
  let recovered = false;
  let unhooked = false;
  let offset = 0;
  const supplyOnce = async (signal: Parameters<Supply>[1]): Promise<Update[]> => {
    if (!recovered) {
      const left = await intake.leftBehind(intake.leasedBefore(startedAt));
      recovered = left.length === 0;
      return left;
    }
    if (!unhooked) {
      await unhook(api);
      unhooked = true;
    }
    const updates = await api.getUpdates(
      { offset, limit: maxUpdates, timeout: longPollSeconds, allowed_updates: allowedUpdates },
      signal,
    );
    const kept = await keep(updates, offset, options, signal);
    // One without an id is dropped with the others that come with it: nothing else would end it.
    offset = Math.max(offset, ...updates.filter(isUpdate).map(({ update_id: id }) => id + 1));
    return kept;
  };
  return async (_batchSize, signal) => {
    for (let failures = 0; ; failures += 1) {
      try {
        return await supplyOnce(signal);
      } catch (error) {
        if (signal.aborted || isFatal(error)) {
          throw error;
        }
        logger.warn('polling_failed', { failures: failures + 1 }, error);
        const stopped = new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => resolve());
        });
        await Promise.race([wait(retryDelayMs(error, failures)), stopped]);
      }
    }
  };
}

/**
 * Keeps updates. While the inbox takes its time, it looks for urgent ones that came after them: a
 * poll with the same offset confirms nothing, and a payer cannot wait for our database.
 */
async function keep(
  updates: readonly Update[],
  offset: number,
  options: PollingOptions,
  signal: Parameters<Supply>[1],
): Promise<Update[]> {
  const { intake, wait } = options;
  const keeping = intake.keep(updates);
  const isKept = keeping.then(() => true);
  const looking = new AbortController();
  try {
    while (updates.length > 0 && !signal.aborted) {
      if (await Promise.race([isKept, wait(peekMs).then(() => false)])) {
        break;
      }
      await Promise.race([isKept, look(options, offset, looking.signal)]);
    }
    return await keeping;
  } finally {
    looking.abort();
  }
}

/** Never rejects: what is wrong shows in the poll that follows. */
async function look(
  { api, intake, logger }: PollingOptions,
  offset: number,
  signal: AbortSignal,
): Promise<void> {
  try {
    const query = { offset, limit: maxUpdates, timeout: 0, allowed_updates: allowedUpdates };
    intake.handleUrgent((await api.getUpdates(query, asGrammySignal(signal))).filter(isUpdate));
  } catch (error) {
    logger.debug('polling_peek_failed', { reason: failureOf(error).kind });
  }
}

/** A webhook that an earlier configuration left behind would refuse every poll. */
async function unhook(api: PollingOptions['api']): Promise<void> {
  try {
    await api.deleteWebhook();
  } catch (error) {
    // A server without webhooks has none to remove.
    if (failureOf(error).kind !== 'method_missing') {
      throw error;
    }
  }
}

const isFatal = (error: unknown): boolean =>
  error instanceof GrammyError && error.error_code === 401;

function retryDelayMs(error: unknown, failures: number): number {
  const asked = error instanceof GrammyError ? error.parameters.retry_after : undefined;
  return asked === undefined
    ? Math.min(firstRetryMs * 2 ** Math.min(failures, 10), longestRetryMs)
    : asked * 1000;
}
