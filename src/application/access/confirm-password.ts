import { err, ok, type Result } from '../../domain/shared/result.ts';
import type { PasswordHasher } from '../ports/password-hasher.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { AuditTrail } from './audit-trail.ts';
import type { LoginThrottle, Throttled } from './login-throttle.ts';
import type { Asked } from './own-account.ts';
import type { AdminsOnly } from './refusals.ts';

export interface WrongPassword {
  readonly kind: 'wrong_password';
}

export type Unconfirmed = WrongPassword | Throttled | AdminsOnly;

/**
 * Asks an admin once more for the own password, before what a stolen session must not do. Failures
 * are audited and throttled, apart from those of signing in: a thief locks nobody out.
 *
 * - `wrong_password`
 * - `throttled`: too many failures of this admin or from this address.
 * - `admins_only`: an API key has no password.
 */
export class ConfirmPassword {
  readonly #unitOfWork: UnitOfWork;
  readonly #throttle: LoginThrottle;
  readonly #trail: AuditTrail;
  readonly #hasher: PasswordHasher;

  constructor(
    unitOfWork: UnitOfWork,
    throttle: LoginThrottle,
    trail: AuditTrail,
    hasher: PasswordHasher,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#throttle = throttle;
    this.#trail = trail;
    this.#hasher = hasher;
  }

  async execute({ actor, origin }: Asked, password: string): Promise<Result<void, Unconfirmed>> {
    if (actor.kind !== 'admin') {
      return err({ kind: 'admins_only' });
    }
    const attempt = await this.#throttle.begin(`confirm:${actor.id}`, origin.ip);
    if (!attempt.ok) {
      return attempt;
    }
    const admin = await this.#unitOfWork.direct.admins.find(actor.id);
    const isRight = await this.#hasher.verify(password, admin?.passwordHash);
    await this.#unitOfWork.run(async (scope) => {
      if (isRight) {
        await this.#throttle.succeed(scope, attempt.value);
      } else {
        const subject = { type: 'admin', id: actor.id };
        const action = 'admin.password_refused';
        await this.#trail.append(scope, { actor, origin, action, subject });
      }
      return ok();
    });
    return isRight ? ok() : err({ kind: 'wrong_password' });
  }
}
