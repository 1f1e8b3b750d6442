import { storable } from '../../domain/access/audit.ts';
import {
  networkOf,
  waitMs,
  withAttempt,
  withoutAttempt,
} from '../../domain/access/login-attempts.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import type { Clock } from '../ports/clock.ts';
import type { Scope, UnitOfWork } from '../ports/unit-of-work.ts';

/** Too many failures: nothing was looked at. */
export interface Throttled {
  readonly kind: 'throttled';
  /** Whole seconds, at least one. */
  readonly retryAfterSeconds: number;
}

/** What an attempt is counted against. */
export interface Attempt {
  /** Whose password is tried. */
  readonly target: string;
  /** From where. */
  readonly source: string;
}

const maxTargetLength = 100;

/**
 * Slows down whoever tries passwords, on all servers together. An attempt counts as failed from its
 * beginning, in a transaction of its own: so neither a crash nor many at a time get around it.
 */
export class LoginThrottle {
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;

  constructor(unitOfWork: UnitOfWork, clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
  }

  begin(target: string, ip: string): Promise<Result<Attempt, Throttled>> {
    const attempt = {
      target: storable(target, maxTargetLength),
      source: `ip:${storable(networkOf(ip), maxTargetLength)}`,
    };
    return this.#unitOfWork.run<Result<Attempt, Throttled>>(async ({ loginAttempts }) => {
      const now = this.#clock.now();
      // Sources before targets, everywhere: so two attempts do not wait for each other.
      const source = await loginAttempts.lock(attempt.source);
      const target = await loginAttempts.lock(attempt.target);
      const wait = Math.max(waitMs(source, now), waitMs(target, now));
      if (wait > 0) {
        return err({ kind: 'throttled', retryAfterSeconds: Math.ceil(wait / 1_000) });
      }
      await loginAttempts.save(attempt.source, withAttempt(source, now));
      await loginAttempts.save(attempt.target, withAttempt(target, now));
      return ok(attempt);
    });
  }

  /** The attempt did not fail: earlier failures stay, so that guessing the rest stays slow. */
  async takeBack({ loginAttempts }: Scope, { source, target }: Attempt): Promise<void> {
    for (const subject of [source, target]) {
      const counted = await loginAttempts.lock(subject);
      if (counted !== undefined) {
        await loginAttempts.save(subject, withoutAttempt(counted));
      }
    }
  }

  /**
   * It was the right person. What else failed from the same place stays: else an account of one's
   * own would be a way to try those of others.
   */
  async succeed(scope: Scope, attempt: Attempt): Promise<void> {
    await this.takeBack(scope, attempt);
    await scope.loginAttempts.forget(attempt.target);
  }
}
