import { assertComplete, handle } from '../../src/adapters/bullmq/handler-table.ts';
import { type RetryPolicy, retryDelayMs } from '../../src/adapters/bullmq/retry-policy.ts';
import { type Job, type JobLane, jobKey, jobLanes, laneOf } from '../../src/application/jobs.ts';
import type { Clock } from '../../src/application/ports/clock.ts';
import type {
  JobHandlers,
  JobOutcome,
  JobQueue,
  JobRunner,
  ScheduledJob,
} from '../../src/application/ports/job-queue.ts';
import { Outage } from '../../src/application/ports/outage.ts';

interface Entry {
  readonly job: Job;
  dueAtMs: number;
  failures: number;
  isRunning: boolean;
}

/** Keeps jobs in memory, in the order in which they were added. */
export class InMemoryJobQueue implements JobQueue {
  readonly #entries = new Map<string, Entry>();
  readonly #listeners = new Set<() => void>();
  readonly #clock: Clock;
  /** While it is set, nothing can be added or counted. */
  isAway = false;

  constructor(clock: Clock = { now: () => new Date() }) {
    this.#clock = clock;
  }

  /** The jobs that wait or run. */
  get jobs(): readonly Job[] {
    return [...this.#entries.values()].map(({ job }) => job);
  }

  async add(jobs: readonly ScheduledJob[]): Promise<void> {
    this.#assertReachable();
    for (const { job, runAt } of jobs) {
      if (this.#entries.has(jobKey(job))) continue;
      const dueAtMs = runAt?.getTime() ?? 0;
      // What crosses processes in production must survive it here.
      const copy = JSON.parse(JSON.stringify(job)) as Job;
      this.#entries.set(jobKey(job), { job: copy, dueAtMs, failures: 0, isRunning: false });
    }
    this.changed();
  }

  async depth(): Promise<{ readonly [lane: string]: number }> {
    this.#assertReachable();
    const now = this.#nowMs();
    const due = [...this.#entries.values()].filter((entry) => entry.dueAtMs <= now);
    const inLane = (lane: JobLane) => due.filter(({ job }) => laneOf(job) === lane).length;
    return Object.fromEntries(jobLanes.map((lane) => [lane, inLane(lane)]));
  }

  async close(): Promise<void> {}

  /** The next job of a lane that is due, now marked as running. */
  take(lane: JobLane): Entry | undefined {
    const now = this.#nowMs();
    for (const entry of this.#waiting(lane)) {
      if (entry.dueAtMs <= now) {
        entry.isRunning = true;
        return entry;
      }
    }
    return undefined;
  }

  /** When the next job of a lane is due; infinite when none waits. */
  nextDueAtMs(lane: JobLane): number {
    return Math.min(...this.#waiting(lane).map(({ dueAtMs }) => dueAtMs), Number.POSITIVE_INFINITY);
  }

  remove(entry: Entry): void {
    this.#entries.delete(jobKey(entry.job));
  }

  putBack(entry: Entry, delayMs: number): void {
    entry.isRunning = false;
    entry.dueAtMs = this.#nowMs() + delayMs;
    this.changed();
  }

  changed(): void {
    for (const listener of this.#listeners) listener();
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #waiting(lane: JobLane): Entry[] {
    return [...this.#entries.values()].filter(
      ({ job, isRunning }) => !isRunning && laneOf(job) === lane,
    );
  }

  #nowMs(): number {
    return this.#clock.now().getTime();
  }

  #assertReachable(): void {
    if (this.isAway) throw new Outage('Cannot reach the job queue');
  }
}

export interface InMemoryJobRunnerOptions {
  readonly handlers: JobHandlers;
  readonly concurrency: Readonly<Record<JobLane, number>>;
  readonly retry: RetryPolicy;
}

/** Runs the jobs of an {@link InMemoryJobQueue}; any number of runners may share one queue. */
export class InMemoryJobRunner implements JobRunner {
  readonly #queue: InMemoryJobQueue;
  readonly #options: InMemoryJobRunnerOptions;
  readonly #running = new Map<Promise<void>, { lane: JobLane; controller: AbortController }>();
  readonly #timers = new Map<JobLane, NodeJS.Timeout>();
  #unsubscribe: (() => void) | undefined;

  constructor(queue: InMemoryJobQueue, options: InMemoryJobRunnerOptions) {
    this.#queue = queue;
    this.#options = options;
  }

  async start(): Promise<void> {
    assertComplete(this.#options.handlers);
    this.#unsubscribe = this.#queue.onChange(() => this.#fetch());
    this.#fetch();
  }

  async stop(graceMs: number): Promise<void> {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    const abort = () => {
      for (const { controller } of this.#running.values()) controller.abort();
    };
    const timer = setTimeout(abort, graceMs);
    await Promise.all(this.#running.keys());
    clearTimeout(timer);
  }

  #fetch(): void {
    for (const lane of jobLanes) this.#fetchLane(lane);
  }

  #fetchLane(lane: JobLane): void {
    clearTimeout(this.#timers.get(lane));
    while (this.#unsubscribe !== undefined && this.#hasRoom(lane)) {
      const entry = this.#queue.take(lane);
      if (entry === undefined) break;
      this.#begin(entry, lane);
    }
    const waitMs = this.#queue.nextDueAtMs(lane) - Date.now();
    if (this.#unsubscribe !== undefined && this.#hasRoom(lane) && Number.isFinite(waitMs)) {
      this.#timers.set(
        lane,
        setTimeout(() => this.#fetchLane(lane), Math.max(waitMs, 1)),
      );
    }
  }

  #hasRoom(lane: JobLane): boolean {
    const own = [...this.#running.values()].filter((running) => running.lane === lane);
    return own.length < this.#options.concurrency[lane];
  }

  #begin(entry: Entry, lane: JobLane): void {
    const controller = new AbortController();
    const run = this.#run(entry, controller.signal).finally(() => {
      this.#running.delete(run);
      this.#queue.changed();
    });
    this.#running.set(run, { lane, controller });
  }

  async #run(entry: Entry, signal: AbortSignal): Promise<void> {
    try {
      this.#settle(entry, await handle(this.#options.handlers, entry.job, { signal }));
    } catch {
      if (signal.aborted) this.#queue.putBack(entry, 0);
      else this.#settleFailure(entry);
    }
  }

  #settle(entry: Entry, outcome: JobOutcome): void {
    if (outcome.kind === 'done') this.#queue.remove(entry);
    else this.#queue.putBack(entry, outcome.afterMs);
  }

  #settleFailure(entry: Entry): void {
    const { retry } = this.#options;
    entry.failures += 1;
    if (entry.failures >= retry.attempts) this.#queue.remove(entry);
    else this.#queue.putBack(entry, retryDelayMs(retry, entry.failures));
  }
}
