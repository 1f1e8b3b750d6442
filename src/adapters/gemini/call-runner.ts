import type { Clock } from '../../application/ports/clock.ts';
import type { LogFields, Logger } from '../../application/ports/logger.ts';
import type { GenerationFailure } from '../../domain/generations/failure.ts';
import { err, type Result } from '../../domain/shared/result.ts';
import type { CallFault } from './call-fault.ts';
import { CallGuard } from './call-guard.ts';
import type { CallLimits } from './call-limits.ts';
import type { CircuitBreaker } from './circuit-breaker.ts';
import type { Timers } from './timers.ts';

export interface CallRunnerOptions {
  readonly logger: Logger;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly limits: CallLimits;
  readonly breaker: CircuitBreaker;
  /** In [0, 1): spreads the retries of many workers. */
  readonly random: () => number;
}

/** One call, as far as it is bounded and logged. */
export interface Call<T> {
  readonly modelId: string;
  readonly kind: string;
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
  /** One try. Must observe the scope's signal. */
  readonly attempt: (scope: AttemptScope) => Promise<Result<T, CallFault>>;
  /** What the log says about a good answer. */
  readonly describe: (value: T) => LogFields;
}

export interface AttemptScope {
  readonly signal: AbortSignal;
  /** The call times out unless this is called again within `limitMs`. */
  expectWithin(limitMs: number): void;
}

interface Ending<T> {
  readonly result: Result<T, GenerationFailure>;
  readonly attempts: number;
  /** Of the last fault. */
  readonly detail?: string | undefined;
}

/** Runs calls to models within their limits: retries, deadline, cancel, circuit breaker, one log line a call. */
export class CallRunner {
  readonly #options: CallRunnerOptions;

  constructor(options: CallRunnerOptions) {
    this.#options = options;
  }

  async run<T>(call: Call<T>): Promise<Result<T, GenerationFailure>> {
    const { breaker, clock } = this.#options;
    const startedMs = clock.now().getTime();
    if (!breaker.admits(call.modelId)) {
      return this.#log(call, startedMs, { result: err({ kind: 'overloaded' }), attempts: 0 });
    }
    const guard = new CallGuard({ ...this.#options, ...call });
    let health: 'up' | 'down' | 'unknown' = 'unknown';
    try {
      const ending = await this.#attempts(call, guard);
      health = healthOf(ending.result);
      return this.#log(call, startedMs, ending);
    } finally {
      breaker.record(call.modelId, health);
      guard.close();
    }
  }

  async #attempts<T>(call: Call<T>, guard: CallGuard): Promise<Ending<T>> {
    for (let attempts = 1; ; attempts += 1) {
      if (guard.stoppedBy) {
        return { result: err({ kind: guard.stoppedBy }), attempts: attempts - 1 };
      }
      const outcome = await attemptOnce(call, guard);
      if (outcome === 'stopped') {
        continue;
      }
      if (outcome.ok) {
        return { result: outcome, attempts };
      }
      const delayMs = this.#delayAfter(outcome.error, attempts, guard.remainingMs);
      this.#logFault(call, outcome.error, attempts, delayMs);
      if (delayMs === undefined) {
        return { result: err(outcome.error.failure), attempts, detail: outcome.error.detail };
      }
      await guard.sleep(delayMs);
    }
  }

  /** Milliseconds until the next attempt; undefined when there must be none. */
  #delayAfter(fault: CallFault, attempts: number, remainingMs: number): number | undefined {
    const { limits, random } = this.#options;
    if (attempts >= limits.attempts || fault.retry.kind === 'never') {
      return undefined;
    }
    if (fault.retry.kind === 'after') {
      const { delayMs } = fault.retry;
      const worthIt = delayMs <= limits.maxQuotaWaitMs && delayMs < remainingMs;
      return worthIt ? delayMs : undefined;
    }
    const ceilingMs = Math.min(limits.backoffMs * 2 ** (attempts - 1), limits.maxBackoffMs);
    const delayMs = Math.round(ceilingMs * (0.5 + random() / 2));
    return delayMs < remainingMs ? delayMs : undefined;
  }

  #logFault<T>(call: Call<T>, fault: CallFault, attempt: number, retryInMs?: number): void {
    const { modelId, kind } = call;
    const fields = { modelId, kind, attempt, failure: fault.failure.kind, detail: fault.detail };
    this.#options.logger.debug('model_attempt_failed', { ...fields, retryInMs });
  }

  #log<T>(call: Call<T>, startedMs: number, ending: Ending<T>): Result<T, GenerationFailure> {
    const { logger, clock } = this.#options;
    const { result, attempts } = ending;
    const fields = {
      modelId: call.modelId,
      kind: call.kind,
      ms: clock.now().getTime() - startedMs,
      attempts,
      outcome: result.ok ? 'ok' : result.error.kind,
      detail: ending.detail,
    };
    if (result.ok) {
      logger.info('model_call', { ...fields, ...call.describe(result.value) });
    } else if (isOperatorsProblem(result.error)) {
      logger.error('model_call', fields);
    } else {
      logger.info('model_call', fields);
    }
    return result;
  }
}

async function attemptOnce<T>(
  call: Call<T>,
  guard: CallGuard,
): Promise<Result<T, CallFault> | 'stopped'> {
  const signal = guard.beginAttempt();
  let finished = false;
  try {
    const outcome = await call.attempt({
      signal,
      expectWithin: (limitMs) => guard.expectWithin(limitMs),
    });
    finished = outcome.ok;
    return finished || !guard.stoppedBy ? outcome : 'stopped';
  } catch (error) {
    // What a torn-down call throws says nothing: it is our own doing.
    if (guard.stoppedBy) {
      return 'stopped';
    }
    throw error;
  } finally {
    guard.endAttempt(finished);
  }
}

function healthOf(result: Result<unknown, GenerationFailure>): 'up' | 'down' | 'unknown' {
  if (result.ok) {
    return 'up';
  }
  switch (result.error.kind) {
    case 'overloaded':
      return 'down';
    case 'canceled':
    case 'timeout':
      return 'unknown';
    default:
      return 'up';
  }
}

function isOperatorsProblem(failure: GenerationFailure): boolean {
  return (
    failure.kind === 'unauthorized' ||
    failure.kind === 'region_refused' ||
    failure.kind === 'model_retired'
  );
}
