import type { DataSource } from 'typeorm';
import type { Clock } from '../../application/ports/clock.ts';
import type { RateLimiter, RateVerdict } from '../../application/ports/rate-limiter.ts';
import { DirectSession, relaxed, type Session, type Statement } from './session.ts';

const minuteSeconds = 60;

/**
 * A sliding window out of two counters: of the minute before counts the share that still lies
 * within the last 60 seconds. No row comes back when that is as much as is allowed.
 */
const takeOne: Statement = {
  name: 'rate_limiter.take',
  text: `${relaxed}, earlier AS (
      SELECT coalesce(max(requests), 0) * $3::double precision AS requests
      FROM api_key_minutes WHERE key_id = $1 AND minute = $2::bigint - 1
    )
    INSERT INTO api_key_minutes AS current (key_id, minute, requests)
    SELECT $1, $2::bigint, 1 FROM relaxed, earlier WHERE earlier.requests < $4::integer
    ON CONFLICT (key_id, minute) DO UPDATE SET requests = current.requests + 1
    WHERE current.requests + (SELECT requests FROM earlier) < $4::integer
    RETURNING current.requests + (SELECT requests FROM earlier) AS requests`,
};

const pruneMinutes: Statement = {
  name: 'rate_limiter.prune',
  text: 'DELETE FROM api_key_minutes WHERE minute < $1',
};

/** One row a caller and minute, which all servers count on. */
export class PostgresRateLimiter implements RateLimiter {
  readonly #session: Session;
  readonly #clock: Clock;

  constructor(dataSource: DataSource, clock: Clock) {
    this.#session = new DirectSession(dataSource);
    this.#clock = clock;
  }

  async take(caller: string, limit: number): Promise<RateVerdict> {
    const { minute, second } = this.#time();
    const shareOfEarlier = 1 - second / minuteSeconds;
    const values = [caller, minute, shareOfEarlier, limit];
    const [row] = await this.#session.rows<{ readonly requests: number }>(takeOne, values);
    return row === undefined
      ? { allowed: false, retryAfterSeconds: Math.floor(minuteSeconds - second) + 1 }
      : { allowed: true, remaining: Math.max(0, Math.floor(limit - row.requests)) };
  }

  async prune(): Promise<void> {
    await this.#session.write(pruneMinutes, [this.#time().minute - 1]);
  }

  #time(): { readonly minute: number; readonly second: number } {
    const seconds = this.#clock.now().getTime() / 1_000;
    return { minute: Math.floor(seconds / minuteSeconds), second: seconds % minuteSeconds };
  }
}
