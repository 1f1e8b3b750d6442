import type { JobsOptions } from 'bullmq';
import { type Job, jobKey, jobTypes } from '../../application/jobs.ts';
import type { ScheduledJob } from '../../application/ports/job-queue.ts';

/** PostgreSQL keeps it as a 4-byte integer. The runner, which can be replaced, ends the attempts. */
const UNLIMITED = 2 ** 31 - 1;

/** A job as BullMQ takes it. */
export interface QueuedJob {
  readonly name: Job['type'];
  readonly data: Job;
  readonly opts: JobsOptions & { readonly jobId: string };
}

export function queuedJob({ job, runAt }: ScheduledJob, now: Date): QueuedJob {
  return {
    name: job.type,
    data: job,
    opts: {
      jobId: jobKey(job),
      delay: Math.max(0, (runAt?.getTime() ?? 0) - now.getTime()),
      attempts: UNLIMITED,
      backoff: { type: 'retry-policy' },
      // Errors are in our log; a row or hash that only grows would slow down every retry.
      stackTraceLimit: 0,
      // The key must be free again at once, and what became of the job is in our database.
      removeOnComplete: true,
      removeOnFail: true,
    },
  };
}

/**
 * Reads a job that another version of the program may have written: of a known type, and with all
 * that its key is made of. What else is amiss makes its handler throw.
 * @throws when it cannot be one of ours
 */
export function readJob(id: string | undefined, data: unknown): Job {
  if (isJob(data) && jobKey(data) === id) return data;
  throw new Error(`Cannot run the queued job as it is of no known shape: ${id}`);
}

function isJob(data: unknown): data is Job {
  const types: readonly unknown[] = jobTypes;
  return typeof data === 'object' && data !== null && 'type' in data && types.includes(data.type);
}
