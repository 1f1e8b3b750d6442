import type { Job } from '../jobs.ts';

/**
 * The way into the background. The port exposes no connection and no vendor's job type, so that
 * Redis and PostgreSQL can stand behind it alike.
 */
export interface JobQueue {
  /**
   * Adds jobs. A job whose key (see `jobKey`) is waiting or running already is not added again.
   * Rejects when the queue cannot be reached.
   */
  add(jobs: readonly ScheduledJob[]): Promise<void>;
  /** Jobs waiting or running now, by lane. */
  depth(): Promise<{ readonly [lane: string]: number }>;
  close(): Promise<void>;
}

export interface ScheduledJob {
  readonly job: Job;
  readonly runAt?: Date | undefined;
}

export type JobOutcome =
  | { readonly kind: 'done' }
  /** Run the same job again later; counts as no failure. */
  | { readonly kind: 'again'; readonly afterMs: number };

export interface JobContext {
  /** Aborted when the process shuts down and this job should hand its work back. */
  readonly signal: AbortSignal;
}

export type JobHandler<T extends Job['type'] = Job['type']> = (
  job: Extract<Job, { type: T }>,
  context: JobContext,
) => Promise<JobOutcome>;

/** Exactly one handler for each kind of job: a missing one fails to compile. */
export type JobHandlers = { readonly [T in Job['type']]: JobHandler<T> };

/** The way out: runs jobs until stopped. A handler that throws is tried again with backoff. */
export interface JobRunner {
  start(): Promise<void>;
  /** Takes no new jobs, lets running ones finish for `graceMs`, then aborts their signal and waits. */
  stop(graceMs: number): Promise<void>;
}
