import type { Job } from '../jobs.ts';

export interface OutboxMessage {
  readonly id: string;
  readonly job: Job;
  /** Not to be run before this time. */
  readonly runAt: Date;
}

/**
 * Jobs that commit together with what they follow from. After the commit the unit of work tells
 * its listener, which puts them into the queue at once; what a crash leaves behind is swept.
 */
export interface Outbox {
  add(job: Job, runAt?: Date): Promise<void>;
  /** The oldest messages written before `before`, to be queued again. */
  left(before: Date, limit: number): Promise<readonly OutboxMessage[]>;
  remove(ids: readonly string[]): Promise<void>;
}
