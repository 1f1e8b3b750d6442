import { type Job, jobTypes } from '../../src/application/jobs.ts';
import type { JobContext, JobHandlers, JobOutcome } from '../../src/application/ports/job-queue.ts';

export type AnyJobHandler = (job: Job, context: JobContext) => Promise<JobOutcome> | JobOutcome;

/** One handler for every kind of job. */
export function handlersOf(handler: AnyJobHandler): JobHandlers {
  const handle = async (job: Job, context: JobContext) => handler(job, context);
  return Object.fromEntries(jobTypes.map((type) => [type, handle])) as JobHandlers;
}
