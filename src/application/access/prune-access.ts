import { sessionIdleMs } from '../../domain/access/session.ts';
import type { Clock } from '../ports/clock.ts';
import type { RateLimiter } from '../ports/rate-limiter.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';

const dayMs = 24 * 60 * 60_000;
/** Integrators who try again after this long are no longer trying again. */
export const idempotencyKeysKeptMs = 90 * dayMs;
const attemptsKeptMs = dayMs;

/** Forgets what no longer matters: ended sessions, old failures, counts and idempotency keys. On a timer. */
export class PruneAccess {
  readonly #unitOfWork: UnitOfWork;
  readonly #rateLimiter: RateLimiter;
  readonly #clock: Clock;

  constructor(unitOfWork: UnitOfWork, rateLimiter: RateLimiter, clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#rateLimiter = rateLimiter;
    this.#clock = clock;
  }

  async execute(): Promise<void> {
    const { adminSessions, loginAttempts, actionJournal } = this.#unitOfWork.direct;
    const now = this.#clock.now();
    const ago = (milliseconds: number) => new Date(now.getTime() - milliseconds);
    await adminSessions.prune(now, ago(sessionIdleMs));
    await loginAttempts.prune(ago(attemptsKeptMs));
    await actionJournal.prune(ago(idempotencyKeysKeptMs));
    await this.#rateLimiter.prune();
  }
}
