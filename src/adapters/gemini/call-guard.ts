import type { Clock } from '../../application/ports/clock.ts';
import type { Timers } from './timers.ts';

/** Why a call must end now, whatever the provider does. */
export type StopReason = 'canceled' | 'timeout';

export interface CallGuardOptions {
  readonly signal: AbortSignal;
  readonly deadlineMs: number;
  readonly clock: Clock;
  readonly timers: Timers;
}

/**
 * Watches one call over all its attempts: the caller's abort, the deadline and the silence of a stream. Whichever comes
 * first stops the call for good; attempts that merely fail do not. The caller must `close()` it.
 */
export class CallGuard {
  readonly #options: CallGuardOptions;
  readonly #endsAtMs: number;
  readonly #cancelDeadline: () => void;
  readonly #onAbort = (): void => this.#stop('canceled');
  #cancelSilence: (() => void) | undefined;
  #stoppedBy: StopReason | undefined;
  #attempt: AbortController | undefined;
  #wake: (() => void) | undefined;

  constructor(options: CallGuardOptions) {
    this.#options = options;
    this.#endsAtMs = options.clock.now().getTime() + options.deadlineMs;
    this.#cancelDeadline = options.timers.after(options.deadlineMs, () => this.#stop('timeout'));
    if (options.signal.aborted) {
      this.#stop('canceled');
    } else {
      options.signal.addEventListener('abort', this.#onAbort);
    }
  }

  get stoppedBy(): StopReason | undefined {
    return this.#stoppedBy;
  }

  get remainingMs(): number {
    return this.#endsAtMs - this.#options.clock.now().getTime();
  }

  /** The signal of a new attempt: one a attempt, so that a failed one lets go of its connection. */
  beginAttempt(): AbortSignal {
    this.#attempt = new AbortController();
    if (this.#stoppedBy) {
      this.#attempt.abort();
    }
    return this.#attempt.signal;
  }

  /** A finished attempt has given its connection back to the pool; any other is torn down. */
  endAttempt(finished: boolean): void {
    this.#cancelSilence?.();
    this.#cancelSilence = undefined;
    if (!finished) {
      this.#attempt?.abort();
    }
    this.#attempt = undefined;
  }

  /** Starts the limit on silence anew: without another call within `limitMs` the call times out. */
  expectWithin(limitMs: number): void {
    this.#cancelSilence?.();
    this.#cancelSilence = this.#options.timers.after(limitMs, () => this.#stop('timeout'));
  }

  /** Resolves after the time, or as soon as the call is stopped. */
  sleep(delayMs: number): Promise<void> {
    if (this.#stoppedBy) {
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const cancel = this.#options.timers.after(delayMs, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }

  close(): void {
    this.endAttempt(true);
    this.#cancelDeadline();
    this.#options.signal.removeEventListener('abort', this.#onAbort);
  }

  #stop(reason: StopReason): void {
    this.#stoppedBy ??= reason;
    this.#attempt?.abort();
    this.#wake?.();
  }
}
