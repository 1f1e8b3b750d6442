import type { Clock } from '../ports/clock.ts';
import type { JobQueue } from '../ports/job-queue.ts';

/** UTC: few people are awake where the bot is used, and the day's books are closed. */
const auditHour = 2;

/** Asks for the nightly audit, once a day; called on a timer by every worker. */
export class ScheduleAudit {
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
    if (now.getUTCHours() < auditHour || this.#lastDate === date) {
      return;
    }
    await this.#queue.add([{ job: { type: 'credits.audit', date } }]);
    this.#lastDate = date;
  }
}
