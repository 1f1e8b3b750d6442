import { DelayedError, UnrecoverableError, WaitingError } from 'bullmq';
import type { Job } from '../../application/jobs.ts';
import type { Clock } from '../../application/ports/clock.ts';
import type { JobHandlers, JobOutcome } from '../../application/ports/job-queue.ts';
import type { Logger } from '../../application/ports/logger.ts';
import { assertNever } from '../../domain/shared/assert-never.ts';
import { handle } from './handler-table.ts';
import type { LaneJob } from './queue-backend.ts';
import { readJob } from './queued-job.ts';
import { type RetryPolicy, retryDelayMs } from './retry-policy.ts';
import { endsWithin } from './time-limit.ts';

interface JobProcessorDependencies {
  readonly handlers: JobHandlers;
  readonly retry: RetryPolicy;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Runs one job and says what becomes of it. BullMQ is told by the error that is thrown:
 * `DelayedError` and `WaitingError` mean that the job has been moved already.
 */
export class JobProcessor {
  readonly #handlers: JobHandlers;
  readonly #retry: RetryPolicy;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #running = new Map<AbortController, Promise<RunOutcome>>();
  #refusesNew = false;

  constructor({ handlers, retry, clock, logger }: JobProcessorDependencies) {
    this.#handlers = handlers;
    this.#retry = retry;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** A fetch under way when the runner stops may still bring a job: it is left to others. */
  refuseNew(): void {
    this.#refusesNew = true;
  }

  /**
   * Waits `graceMs` for the running jobs, then tells them to stop and waits `abortLimitMs` more.
   * @returns whether all ended
   */
  async drain(graceMs: number, abortLimitMs: number): Promise<boolean> {
    const allEnded = Promise.allSettled(this.#running.values());
    if (await endsWithin(allEnded, graceMs)) return true;
    for (const controller of this.#running.keys()) controller.abort();
    return endsWithin(allEnded, abortLimitMs);
  }

  async process(queued: LaneJob, token: string | undefined): Promise<null> {
    if (this.#refusesNew) return handBack(queued, token);
    const outcome = await this.#run(queued);
    switch (outcome.kind) {
      case 'done':
        return null;
      case 'again':
        await queued.moveToDelayed(this.#clock.now().getTime() + outcome.afterMs, token);
        throw new DelayedError();
      case 'aborted':
        this.#logger.info('job_handed_back', { jobId: queued.id });
        return handBack(queued, token);
      case 'threw':
        throw this.#failure(queued, outcome.error);
      default:
        return assertNever(outcome);
    }
  }

  async #run(queued: LaneJob): Promise<RunOutcome> {
    const controller = new AbortController();
    const running = this.#handle(queued, controller.signal);
    this.#running.set(controller, running);
    try {
      return await running;
    } finally {
      this.#running.delete(controller);
    }
  }

  async #handle(queued: LaneJob, signal: AbortSignal): Promise<RunOutcome> {
    try {
      return await handle(this.#handlers, readJob(queued.id, queued.data), { signal });
    } catch (error) {
      return signal.aborted ? { kind: 'aborted' } : { kind: 'threw', error };
    }
  }

  #failure(queued: LaneJob, cause: unknown): Error {
    const failures = queued.attemptsMade + 1;
    const fields = { jobId: queued.id, type: typeOf(queued.data), failures };
    if (failures >= this.#retry.attempts) {
      this.#logger.error('job_failed', fields, cause);
      return new UnrecoverableError('failed too often');
    }
    const afterMs = retryDelayMs(this.#retry, failures);
    this.#logger.warn('job_retried', { ...fields, afterMs }, cause);
    return new Error('failed');
  }
}

type RunOutcome =
  | JobOutcome
  | { readonly kind: 'aborted' }
  | { readonly kind: 'threw'; readonly error: unknown };

async function handBack(queued: LaneJob, token: string | undefined): Promise<never> {
  await queued.moveToWait(token);
  throw new WaitingError();
}

function typeOf(data: unknown): string | undefined {
  const type = (data as Partial<Job> | null)?.type;
  return typeof type === 'string' ? type : undefined;
}
