import { isAlive, rotationIsDue, useIsToBeNoted } from '../../domain/access/session.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import type { Clock } from '../ports/clock.ts';
import type { Digest } from '../ports/digest.ts';
import type { SecretGenerator } from '../ports/secret-generator.ts';
import type { SignedIn } from '../ports/session-repository.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { Actor } from './actor.ts';

export interface AuthenticatedSession {
  readonly actor: Actor;
  readonly sessionId: string;
  readonly expiresAt: Date;
  /** Replaces the caller's token, which works for another minute. */
  readonly newToken?: string | undefined;
}

/** Whatever the reason: who asks learns no more. */
export interface Unauthenticated {
  readonly kind: 'unauthenticated';
}

/**
 * Tells whose session a token is. Nothing is cached: a session that was ended, an admin who was
 * disabled and a role that was changed have their effect with the next request.
 *
 * - `unauthenticated`: no such token, replaced, expired, unused for too long, or the admin is disabled.
 */
export class AuthenticateSession {
  readonly #unitOfWork: UnitOfWork;
  readonly #secrets: SecretGenerator;
  readonly #digest: Digest;
  readonly #clock: Clock;

  constructor(unitOfWork: UnitOfWork, secrets: SecretGenerator, digest: Digest, clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#secrets = secrets;
    this.#digest = digest;
    this.#clock = clock;
  }

  async execute(token: string): Promise<Result<AuthenticatedSession, Unauthenticated>> {
    if (!/^[\w-]{43}$/.test(token)) {
      return err({ kind: 'unauthenticated' });
    }
    const tokenHash = this.#digest.sha256(token);
    const signedIn = await this.#unitOfWork.direct.adminSessions.findByToken(tokenHash);
    const now = this.#clock.now();
    if (
      signedIn === undefined ||
      signedIn.admin.disabledAt !== undefined ||
      !isAlive(signedIn.session, tokenHash, now)
    ) {
      return err({ kind: 'unauthenticated' });
    }
    const { session } = signedIn;
    const newToken = await this.#noteUse(signedIn, tokenHash, now);
    const authenticated = { actor: actorOf(signedIn), sessionId: session.id, newToken };
    return ok({ ...authenticated, expiresAt: session.expiresAt });
  }

  /** @returns the new token, when it was this request's turn to make one. */
  async #noteUse({ session }: SignedIn, tokenHash: string, now: Date): Promise<string | undefined> {
    const { adminSessions } = this.#unitOfWork.direct;
    if (rotationIsDue(session, tokenHash, now)) {
      const token = this.#secrets.token();
      const to = this.#digest.sha256(token);
      return (await adminSessions.rotate(session.id, tokenHash, to, now)) ? token : undefined;
    }
    if (useIsToBeNoted(session.lastUsedAt, now)) {
      await adminSessions.noteUse(session.id, now);
    }
    return undefined;
  }
}

function actorOf({ admin: { id, name }, role: { permissions } }: SignedIn): Actor {
  return { kind: 'admin', id, name, permissions };
}
