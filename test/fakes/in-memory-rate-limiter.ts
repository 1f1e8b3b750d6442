import type { Clock } from '../../src/application/ports/clock.ts';
import type { RateLimiter, RateVerdict } from '../../src/application/ports/rate-limiter.ts';

const windowMs = 60_000;

/** Remembers when each request was. */
export class InMemoryRateLimiter implements RateLimiter {
  readonly #clock: Clock;
  #taken: readonly { readonly caller: string; readonly at: number }[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async take(caller: string, limit: number): Promise<RateVerdict> {
    await this.prune();
    const now = this.#clock.now().getTime();
    const own = this.#taken.filter((request) => request.caller === caller);
    const [oldest] = own;
    if (oldest !== undefined && own.length >= limit) {
      const retryAfterSeconds = Math.ceil((oldest.at + windowMs - now) / 1_000);
      return { allowed: false, retryAfterSeconds };
    }
    this.#taken = [...this.#taken, { caller, at: now }];
    return { allowed: true, remaining: limit - own.length - 1 };
  }

  async prune(): Promise<void> {
    const now = this.#clock.now().getTime();
    this.#taken = this.#taken.filter(({ at }) => at + windowMs > now);
  }
}
