export type RateVerdict =
  | { readonly allowed: true; readonly remaining: number }
  /** Refused requests do not count. */
  | { readonly allowed: false; readonly retryAfterSeconds: number };

/** One count for all servers. */
export interface RateLimiter {
  /**
   * Asks for one more request by this caller.
   *
   * @param limit requests in any 60 seconds, give or take what the last minute was spread unevenly.
   */
  take(caller: string, limit: number): Promise<RateVerdict>;
  /** Forgets counts that no longer matter. */
  prune(): Promise<void>;
}
