/** What happens to a job whose handler throws. */
export interface RetryPolicy {
  /** Runs in all, the first included. */
  readonly attempts: number;
  /** Doubled after each further failure, up to `longestDelayMs`. */
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
}

export const defaultRetryPolicy: RetryPolicy = {
  // About two and a half hours: notices and albums must outlast an outage of Telegram or the database.
  attempts: 300,
  firstDelayMs: 500,
  longestDelayMs: 30_000,
};

/** @param failures how often the job has failed so far, from 1 */
export function retryDelayMs(policy: RetryPolicy, failures: number): number {
  return Math.min(policy.firstDelayMs * 2 ** (failures - 1), policy.longestDelayMs);
}
