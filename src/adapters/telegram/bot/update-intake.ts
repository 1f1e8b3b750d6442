import type { Update } from 'grammy/types';
import type { Clock } from '../../../application/ports/clock.ts';
import type { Logger } from '../../../application/ports/logger.ts';
import type { UpdateInbox } from '../../../application/ports/update-inbox.ts';
import { isUpdate } from './update-facts.ts';

/** Longer than a handler ever takes; after it another process may take the update over. */
const leaseMs = 120_000;
const reclaimBatch = 100;

/** Updates that somebody waits for, and that are worth nothing later: they are not kept. */
export interface UrgentUpdates {
  isUrgent(update: Update): boolean;
  /** Never rejects. */
  handle(update: Update): Promise<void>;
}

/**
 * The only way in for updates: nothing is acknowledged to Telegram before it is in the inbox, but
 * for what is urgent. That is begun before anything is waited for, and Telegram forgets it anyway.
 */
export class UpdateIntake {
  readonly #inbox: UpdateInbox;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #urgent: UrgentUpdates;

  constructor(inbox: UpdateInbox, clock: Clock, logger: Logger, urgent: UrgentUpdates) {
    this.#inbox = inbox;
    this.#clock = clock;
    this.#logger = logger;
    this.#urgent = urgent;
  }

  /** @returns the updates that did not come before. Rejects when they cannot be kept now. */
  async keep(updates: readonly unknown[]): Promise<Update[]> {
    const readable = updates.filter(isUpdate);
    if (readable.length < updates.length) {
      this.#logger.warn('malformed_updates', { updates: updates.length - readable.length });
    }
    this.handleUrgent(readable);
    const wellFormed = readable.filter((update) => !this.#urgent.isUrgent(update));
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

  /** Begins with what is urgent among updates; what is handed over again is left alone. */
  handleUrgent(updates: readonly Update[]): void {
    for (const update of updates.filter((one) => this.#urgent.isUrgent(one))) {
      void this.#urgent.handle(update);
    }
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
