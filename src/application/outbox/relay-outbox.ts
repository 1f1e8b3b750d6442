import type { Clock } from '../ports/clock.ts';
import type { JobQueue } from '../ports/job-queue.ts';
import type { Logger } from '../ports/logger.ts';
import type { Outbox, OutboxMessage } from '../ports/outbox.ts';

/** Younger messages are still on their way through `relay`. */
const leftBehindMs = 5_000;
const batch = 500;

/**
 * Carries committed jobs into the queue. `relay` is the quick way, right after the commit: while
 * one batch is on its way the next gathers, so that a busy process makes few trips. `sweep` is the
 * sure way, for what a crash or a lost queue left behind.
 */
export class RelayOutbox {
  readonly #outbox: Outbox;
  readonly #queue: JobQueue;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #gathered: OutboxMessage[] = [];
  #running: Promise<void> | undefined;

  constructor(outbox: Outbox, queue: JobQueue, clock: Clock, logger: Logger) {
    this.#outbox = outbox;
    this.#queue = queue;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Never fails and never waits: what goes wrong here is swept later. */
  relay(messages: readonly OutboxMessage[]): void {
    this.#gathered.push(...messages);
    this.#running ??= this.#drain();
  }

  /** @returns when everything that was relayed is in the queue or left to the sweeper. */
  async settled(): Promise<void> {
    await this.#running;
  }

  async sweep(): Promise<void> {
    const before = new Date(this.#clock.now().getTime() - leftBehindMs);
    for (;;) {
      const left = await this.#outbox.left(before, batch);
      if (left.length > 0) {
        await this.#carry(left);
        this.#logger.info('outbox_swept', { messages: left.length });
      }
      if (left.length < batch) {
        return;
      }
    }
  }

  async #drain(): Promise<void> {
    // One turn of the event loop, so that commits of the same moment share a trip.
    await Promise.resolve();
    while (this.#gathered.length > 0) {
      const messages = this.#gathered;
      this.#gathered = [];
      try {
        await this.#carry(messages);
      } catch (error) {
        this.#logger.warn('outbox_not_relayed', { messages: messages.length }, error);
      }
    }
    this.#running = undefined;
  }

  async #carry(messages: readonly OutboxMessage[]): Promise<void> {
    await this.#queue.add(messages);
    await this.#outbox.remove(messages.map(({ id }) => id));
  }
}
