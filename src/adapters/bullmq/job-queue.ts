import { type JobLane, jobLanes, laneOf } from '../../application/jobs.ts';
import type { Clock } from '../../application/ports/clock.ts';
import type { JobQueue, ScheduledJob } from '../../application/ports/job-queue.ts';
import type { Logger } from '../../application/ports/logger.ts';
import { Outage } from '../../application/ports/outage.ts';
import type { LaneQueue, QueueBackend, QueueConnection } from './queue-backend.ts';
import { queuedJob } from './queued-job.ts';
import { ServerHealth } from './server-health.ts';
import { aborted, withinTime } from './time-limit.ts';

export interface BullmqJobQueueOptions {
  readonly backend: QueueBackend;
  readonly clock: Clock;
  readonly logger: Logger;
  /** An answer that takes longer is not waited for; 3,000 when absent. */
  readonly answerLimitMs?: number | undefined;
}

/** A queue that connects on first use and connects anew after an outage. */
export function createBullmqJobQueue(options: BullmqJobQueueOptions): JobQueue {
  return new BullmqJobQueue(options);
}

interface Lanes {
  readonly connection: QueueConnection;
  readonly queues: ReadonlyMap<JobLane, LaneQueue>;
}

class BullmqJobQueue implements JobQueue {
  readonly #backend: QueueBackend;
  readonly #clock: Clock;
  readonly #health: ServerHealth;
  readonly #answerLimitMs: number;
  readonly #closing = new AbortController();
  #opening: Promise<Lanes> | undefined;

  constructor({ backend, clock, logger, answerLimitMs = 3_000 }: BullmqJobQueueOptions) {
    this.#backend = backend;
    this.#clock = clock;
    this.#health = new ServerHealth(
      logger.child({ backend: backend.kind, role: 'producer' }),
      clock,
    );
    this.#answerLimitMs = answerLimitMs;
  }

  async add(jobs: readonly ScheduledJob[]): Promise<void> {
    if (jobs.length === 0) return;
    await this.#ask((queues) =>
      Promise.all(
        [...queues].map(([lane, queue]) =>
          this.#addTo(
            queue,
            jobs.filter(({ job }) => laneOf(job) === lane),
          ),
        ),
      ),
    );
  }

  depth(): Promise<{ readonly [lane: string]: number }> {
    const now = this.#clock.now().getTime();
    return this.#ask(async (queues) => {
      const depths = await Promise.all(
        [...queues].map(async ([lane, queue]) => {
          const [{ wait = 0, active = 0 }, due] = await Promise.all([
            queue.getJobCounts('wait', 'active'),
            queue.getDelayedCount(now),
          ]);
          return [lane, wait + active + due] as const;
        }),
      );
      return Object.fromEntries(depths);
    });
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error('The job queue is closed'));
    this.#health.end();
    const lanes = await this.#opening?.catch(() => undefined);
    if (lanes !== undefined) await closeLanes(lanes);
  }

  async #addTo(queue: LaneQueue, jobs: readonly ScheduledJob[]): Promise<void> {
    const queued = jobs.map((job) => queuedJob(job, this.#clock.now()));
    const [first, ...others] = queued;
    if (first === undefined) return;
    // A bulk costs PostgreSQL two temporary tables.
    if (others.length === 0) await queue.add(first.name, first.data, first.opts);
    else await queue.addBulk(queued);
  }

  async #ask<T>(question: (queues: Lanes['queues']) => Promise<T>): Promise<T> {
    this.#closing.signal.throwIfAborted();
    const answer = async () => question((await this.#open()).queues);
    const answered = this.#health.asked();
    try {
      const given = await withinTime(answer(), this.#answerLimitMs, 'The queue did not answer');
      answered();
      return given;
    } catch (cause) {
      this.#health.down(cause);
      throw new Outage('Cannot reach the job queue', { cause });
    }
  }

  /** Shared by all callers; a failed attempt is forgotten, so that the next caller tries again. */
  #open(): Promise<Lanes> {
    if (this.#opening === undefined) {
      const opening = this.#openNow();
      opening.catch(() => {
        if (this.#opening === opening) this.#opening = undefined;
      });
      this.#opening = opening;
    }
    return this.#opening;
  }

  async #openNow(): Promise<Lanes> {
    const connection = await this.#backend.connect('producer', this.#health);
    const queues = new Map(
      // Nobody reads BullMQ's event stream.
      jobLanes.map((lane) => [lane, connection.newQueue(lane, { streams: SHORT_EVENTS })]),
    );
    try {
      const ready = Promise.all([...queues.values()].map((queue) => queue.waitUntilReady()));
      await Promise.race([ready, aborted(this.#closing.signal)]);
      return { connection, queues };
    } catch (error) {
      await closeLanes({ connection, queues });
      throw error;
    }
  }
}

const SHORT_EVENTS = { events: { maxLen: 100 } };

async function closeLanes({ connection, queues }: Lanes): Promise<void> {
  await Promise.allSettled([...queues.values()].map((queue) => queue.close()));
  await connection.close();
}
