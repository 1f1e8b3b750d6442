import { type Job, jobTypes } from '../../application/jobs.ts';
import type { JobHandler, JobHandlers } from '../../application/ports/job-queue.ts';

/** One entry of {@link handlerTable}. */
export type HandlerRegistration = {
  [T in Job['type']]: { readonly type: T; readonly handler: JobHandler<T> };
}[Job['type']];

/**
 * Collects handlers that are registered in several places.
 * @throws when a kind of job has two handlers, none, or is unknown
 */
export function handlerTable(registrations: readonly HandlerRegistration[]): JobHandlers {
  const table: Partial<Record<string, HandlerRegistration['handler']>> = {};
  for (const { type, handler } of registrations) {
    if (Object.hasOwn(table, type)) {
      throw new Error(`Cannot register job handlers: ${type} has two`);
    }
    table[type] = handler;
  }
  assertComplete(table);
  return table;
}

/** @throws when a kind of job has no handler, or a handler no kind of job */
export function assertComplete(table: object): asserts table is JobHandlers {
  const handled = new Map<string, unknown>(Object.entries(table));
  const missing = jobTypes.filter((type) => typeof handled.get(type) !== 'function');
  if (missing.length > 0) {
    throw new Error(`Cannot run jobs without a handler for: ${missing.join(', ')}`);
  }
  const known: readonly string[] = jobTypes;
  const unknown = [...handled.keys()].filter((type) => !known.includes(type));
  if (unknown.length > 0) {
    throw new Error(`Cannot run jobs of unknown kinds: ${unknown.join(', ')}`);
  }
}

/** Runs the one handler of a job. */
export function handle(
  handlers: JobHandlers,
  job: Job,
  context: Parameters<JobHandler>[1],
): ReturnType<JobHandler> {
  // A table row takes exactly the jobs of its own type, which the compiler cannot see here.
  const handler = handlers[job.type] as JobHandler;
  return handler(job, context);
}
