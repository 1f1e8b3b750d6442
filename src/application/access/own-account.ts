import type { Admin } from '../../domain/access/admin.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import type { Scope, UnitOfWork } from '../ports/unit-of-work.ts';
import type { Actor, Origin } from './actor.ts';
import type { AuditTrail } from './audit-trail.ts';
import { adminFacts } from './change.ts';
import type { AdminsOnly, UnknownAdmin } from './refusals.ts';

export interface Asked {
  readonly actor: Actor;
  readonly origin: Origin;
}

/**
 * Changes the account of whoever asks, and audits it: such changes are not run within
 * `PerformAction`, whose rollback would forget the wrong passwords that came before.
 *
 * - the errors of the change
 * - `admins_only`: an API key has no account.
 * - `unknown_admin`: removed meanwhile.
 */
export class OwnAccount {
  readonly #unitOfWork: UnitOfWork;
  readonly #trail: AuditTrail;

  constructor(unitOfWork: UnitOfWork, trail: AuditTrail) {
    this.#unitOfWork = unitOfWork;
    this.#trail = trail;
  }

  async change<E>(
    { actor, origin }: Asked,
    action: string,
    changed: (admin: Admin, scope: Scope) => Promise<Result<Admin, E>>,
  ): Promise<Result<void, E | AdminsOnly | UnknownAdmin>> {
    if (actor.kind !== 'admin') {
      return err({ kind: 'admins_only' });
    }
    return this.#unitOfWork.run<Result<void, E | UnknownAdmin>>(async (scope) => {
      const before = await scope.admins.lock(actor.id);
      if (before === undefined) {
        return err({ kind: 'unknown_admin' });
      }
      const after = await changed(before, scope);
      if (!after.ok) {
        return after;
      }
      await scope.admins.save(after.value);
      await this.#trail.append(scope, {
        ...{ actor, origin, action },
        subject: { type: 'admin', id: actor.id },
        before: adminFacts(before),
        after: adminFacts(after.value),
      });
      return ok();
    });
  }
}
