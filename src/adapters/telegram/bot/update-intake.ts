import type { Update } from 'grammy/types';
import type { Clock } from '../../../application/ports/clock.ts';
import type { Logger } from '../../../application/ports/logger.ts';
import type { UpdateInbox } from '../../../application/ports/update-inbox.ts';
import { isUpdate } from './update-facts.ts';

/** Longer than a handler ever takes; after it another process may take the update over. */
const leaseMs = 120_000;
const reclaimBatch = 100;

/** The only way in for updates: nothing is acknowledged to Telegram before it is in the inbox. */
export class UpdateIntake {
  readonly #inbox: UpdateInbox;
  readonly #clock: Clock;
  readonly #logger: Logger;

  constructor(inbox: UpdateInbox, clock: Clock, logger: Logger) {
    this.#inbox = inbox;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** @returns the updates that did not come before. Rejects when they cannot be kept now. */
  async keep(updates: readonly unknown[]): Promise<Update[]> {
    const wellFormed = updates.filter(isUpdate);
    if (wellFormed.length < updates.length) {
      this.#logger.warn('malformed_updates', { updates: updates.length - wellFormed.length });
    }
    if (wellFormed.length === 0) {
      return [];
    }
    const now = this.#clock.now();
    const fresh = await this.#inbox.accept(
      wellFormed.map((update) => ({ updateId: update.update_id, payload: update })),
      now,
      new Date(now.getTime() + leaseMs),
    );
    if (fresh.size < wellFormed.length) {
      this.#logger.info('repeated_updates', { updates: wellFormed.length - fresh.size });
    }
    return wellFormed.filter((update) => fresh.has(update.update_id));
  }

  /** The end of every lease that was given before this time. */
  leasedBefore(time: Date): Date {
    return new Date(time.getTime() + leaseMs);
  }

  /** Kept updates that nobody has handled and whose lease ends before `leaseEnd`. */
  async leftBehind(leaseEnd: Date): Promise<Update[]> {
    const until = new Date(this.#clock.now().getTime() + leaseMs);
    const left = await this.#inbox.reclaim(leaseEnd, until, reclaimBatch);
    if (left.length > 0) {
      this.#logger.info('updates_reclaimed', { updates: left.length });
    }
    return left.map(({ payload }) => payload).filter(isUpdate);
  }
}
