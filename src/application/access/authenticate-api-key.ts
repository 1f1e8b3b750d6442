import { type ApiKey, keyWorks, partsOfToken } from '../../domain/access/api-key.ts';
import { useIsToBeNoted } from '../../domain/access/session.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import type { Clock } from '../ports/clock.ts';
import type { Digest } from '../ports/digest.ts';
import type { RateLimiter } from '../ports/rate-limiter.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { Actor } from './actor.ts';
import type { Unauthenticated } from './authenticate-session.ts';

export interface AuthenticatedKey {
  readonly actor: Actor;
  /** Requests a minute, and how many of them are left. */
  readonly rate: { readonly limit: number; readonly remaining: number };
}

export interface RateLimited {
  readonly kind: 'rate_limited';
  readonly limit: number;
  readonly retryAfterSeconds: number;
}

/**
 * Tells whose API key a bearer token (`nb_<id>_<secret>`) is, and counts the request.
 *
 * - `unauthenticated`: no such key, another secret, expired or revoked, or its maker's account is closed.
 * - `rate_limited`: the key's requests of this minute are used up, on all servers together.
 */
export class AuthenticateApiKey {
  readonly #unitOfWork: UnitOfWork;
  readonly #rateLimiter: RateLimiter;
  readonly #digest: Digest;
  readonly #clock: Clock;

  constructor(unitOfWork: UnitOfWork, rateLimiter: RateLimiter, digest: Digest, clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#rateLimiter = rateLimiter;
    this.#digest = digest;
    this.#clock = clock;
  }

  async execute(token: string): Promise<Result<AuthenticatedKey, Unauthenticated | RateLimited>> {
    const parts = partsOfToken(token);
    const key = parts && (await this.#unitOfWork.direct.apiKeys.find(parts.id));
    const now = this.#clock.now();
    // What is compared are hashes: how far they agree tells nothing about the secret.
    if (!key || key.secretHash !== this.#digest.sha256(parts.secret) || !keyWorks(key, now)) {
      return err({ kind: 'unauthenticated' });
    }
    const permissions = await this.#permissionsOf(key);
    if (permissions === undefined) {
      return err({ kind: 'unauthenticated' });
    }
    const limit = key.requestsPerMinute;
    const verdict = await this.#rateLimiter.take(key.id, limit);
    if (!verdict.allowed) {
      const { retryAfterSeconds } = verdict;
      return err({ kind: 'rate_limited', limit, retryAfterSeconds });
    }
    if (useIsToBeNoted(key.lastUsedAt, now)) {
      await this.#unitOfWork.direct.apiKeys.noteUse(key.id, now);
    }
    return ok({
      actor: { kind: 'api_key', id: key.id, name: key.name, permissions },
      rate: { limit, remaining: verdict.remaining },
    });
  }

  /**
   * A key may not outgrow whoever made it: what that admin may not do any more it may not do either.
   *
   * @returns undefined when the admin's account is closed
   */
  async #permissionsOf({ createdBy, scopes }: ApiKey): Promise<ApiKey['scopes'] | undefined> {
    if (createdBy.kind !== 'admin') {
      return scopes;
    }
    const { admins, roles } = this.#unitOfWork.direct;
    const admin = await admins.find(createdBy.id);
    if (admin === undefined) {
      return scopes;
    }
    const role = await roles.find(admin.role);
    return admin.disabledAt === undefined && role !== undefined
      ? new Set([...scopes].filter((scope) => role.permissions.has(scope)))
      : undefined;
  }
}
