import type { Update } from 'grammy/types';
import type { Clock } from '../../../application/ports/clock.ts';
import type { Logger } from '../../../application/ports/logger.ts';
import { Outage } from '../../../application/ports/outage.ts';
import type { UpdateInbox } from '../../../application/ports/update-inbox.ts';
import { FloodWait } from './flood-wait.ts';
import { laneOfUpdate } from './update-facts.ts';

export interface UpdateProcessorOptions {
  readonly inbox: UpdateInbox;
  /** Handles one update. Must be repeatable: a crash or an outage runs it again. */
  readonly handle: (update: Update) => Promise<void>;
  /** Tells the sender that their update was given up. Best effort. */
  readonly apologize: (update: Update) => Promise<void>;
  readonly wait: (delayMs: number) => Promise<void>;
  readonly clock: Clock;
  readonly logger: Logger;
}

const maxFailures = 3;
/** With growing pauses some four minutes: money that came is worth more than a free lane. */
const maxPaymentFailures = 30;
const firstRetryMs = 200;
const longestRetryMs = 10_000;

/**
 * Runs kept updates through the bot: one at a time for each chat, chats in parallel. An outage is
 * waited out, however long it takes; an update that fails for reasons of its own is tried a few
 * times, then buried with an apology, so that it cannot block its chat.
 */
export class UpdateProcessor {
  readonly #use: UpdateProcessorOptions;
  readonly #lanes = new Map<string, Promise<void>>();
  readonly #inFlight = new Set<number>();
  #handled: number[] = [];
  #reporting: Promise<void> | undefined;
  readonly #pauses = new Set<() => void>();
  #isStopping = false;

  constructor(options: UpdateProcessorOptions) {
    this.#use = options;
  }

  /** Never rejects. Resolves when the update is handled or buried, or the processor stops. */
  process(update: Update): Promise<void> {
    if (this.#inFlight.has(update.update_id)) {
      return Promise.resolve();
    }
    this.#inFlight.add(update.update_id);
    const lane = laneOfUpdate(update);
    const before = this.#lanes.get(lane) ?? Promise.resolve();
    const own = before.then(() => this.#handle(update));
    this.#lanes.set(lane, own);
    return own.finally(() => {
      this.#inFlight.delete(update.update_id);
      if (this.#lanes.get(lane) === own) {
        this.#lanes.delete(lane);
      }
    });
  }

  /** Lets what runs finish; what waits for an outage to end stays in the inbox. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    for (const end of this.#pauses) {
      end();
    }
    await Promise.all(this.#lanes.values());
    await this.#reporting;
  }

  async #handle(update: Update): Promise<void> {
    const { handle, logger } = this.#use;
    let failures = 0;
    for (let tries = 0; !this.#isStopping; tries += 1) {
      try {
        await handle(update);
        this.#report(update.update_id);
        return;
      } catch (error) {
        failures += error instanceof Outage ? 0 : 1;
        const updateId = update.update_id;
        logger.warn('update_failed', { updateId, tries: tries + 1, failures }, error);
        if (failures >= failuresAllowed(update)) {
          await this.#bury(update, error);
          return;
        }
        await this.#pause(retryDelayMs(error, tries));
      }
    }
  }

  #pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        this.#pauses.delete(end);
        resolve();
      };
      this.#pauses.add(end);
      void this.#use.wait(delayMs).then(end);
    });
  }

  async #bury(update: Update, error: unknown): Promise<void> {
    const { inbox, apologize, clock, logger } = this.#use;
    const updateId = update.update_id;
    logger.error('update_buried', { updateId }, error);
    try {
      await inbox.bury(updateId, String(error), clock.now());
      await apologize(update);
    } catch (failure) {
      logger.warn('update_not_buried', { updateId }, failure);
    }
  }

  /** While one report is on its way the next ones gather. */
  #report(updateId: number): void {
    this.#handled.push(updateId);
    this.#reporting ??= this.#drain();
  }

  async #drain(): Promise<void> {
    await Promise.resolve();
    while (this.#handled.length > 0) {
      const ids = this.#handled;
      this.#handled = [];
      try {
        await this.#use.inbox.done(ids, this.#use.clock.now());
      } catch (error) {
        // They are handled once more after a restart, which handlers allow for.
        this.#use.logger.warn('updates_not_marked_done', { updates: ids.length }, error);
      }
    }
    this.#reporting = undefined;
  }
}

const failuresAllowed = ({ message }: Update): number =>
  message?.successful_payment === undefined ? maxFailures : maxPaymentFailures;

function retryDelayMs(error: unknown, tries: number): number {
  return error instanceof FloodWait
    ? error.retryAfterMs
    : Math.min(firstRetryMs * 2 ** Math.min(tries, 10), longestRetryMs);
}
