import type { Clock } from '../ports/clock.ts';
import type { JobQueue } from '../ports/job-queue.ts';

/** UTC: few people are awake where the bot is used, and the day's books are closed. */
const nightHour = 2;

/** Asks for the nightly comparison with the providers and audit, once a day; called on a timer by every worker. */
export class ScheduleNightly {
  readonly #queue: JobQueue;
  readonly #clock: Clock;
  #lastDate: string | undefined;

  constructor(queue: JobQueue, clock: Clock) {
    this.#queue = queue;
    this.#clock = clock;
  }

  async execute(): Promise<void> {
    const now = this.#clock.now();
    const date = now.toISOString().slice(0, 10);
    if (now.getUTCHours() < nightHour || this.#lastDate === date) {
      return;
    }
    await this.#queue.add([
      { job: { type: 'payments.reconcile', date } },
      { job: { type: 'credits.audit', date } },
    ]);
    this.#lastDate = date;
  }
}
