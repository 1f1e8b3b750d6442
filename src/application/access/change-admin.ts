import type { Admin } from '../../domain/access/admin.ts';
import { ownerRole } from '../../domain/access/role.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import type { Clock } from '../ports/clock.ts';
import type { Scope, UnitOfWork } from '../ports/unit-of-work.ts';
import type { Actor } from './actor.ts';
import { adminFacts, type Change } from './change.ts';
import {
  checkCovers,
  type ExceedsOwnPermissions,
  type UnknownAdmin,
  type UnknownRole,
} from './refusals.ts';

export interface ChangeAdminCommand {
  readonly actor: Actor;
  readonly adminId: string;
  /** Undefined: as it is. */
  readonly role?: string | undefined;
  /** Undefined: as it is. */
  readonly disabled?: boolean | undefined;
}

/** Nobody could open the door again. */
export interface LastOwner {
  readonly kind: 'last_owner';
}

export type ChangeAdminError = UnknownAdmin | UnknownRole | ExceedsOwnPermissions | LastOwner;

/**
 * Gives an admin another role, or closes or opens the account. Closing ends all its sessions.
 *
 * - `unknown_admin`, `unknown_role`
 * - `exceeds_own_permissions`: the admin's role, or the new one, may do what the actor may not.
 * - `last_owner`: no other owner's account is open.
 */
export class ChangeAdmin {
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;

  constructor(unitOfWork: UnitOfWork, clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
  }

  execute(command: ChangeAdminCommand): Promise<Result<Change, ChangeAdminError>> {
    return this.#unitOfWork.run<Result<Change, ChangeAdminError>>(async (scope) => {
      // All of them, and first: two owners who close each other's account wait here.
      const owners = await scope.admins.lockEnabledOwners();
      const before = await scope.admins.lock(command.adminId);
      if (before === undefined) {
        return err({ kind: 'unknown_admin' });
      }
      const after = this.#changed(before, command);
      const allowed = await this.#check(scope, command.actor, [before.role, after.role]);
      if (!allowed.ok) {
        return allowed;
      }
      if (!isOpenOwner(after) && owners.every((id) => id === before.id) && isOpenOwner(before)) {
        return err({ kind: 'last_owner' });
      }
      await scope.admins.save(after);
      if (after.disabledAt !== undefined) {
        await scope.adminSessions.removeAll(after.id);
      }
      return ok({ id: after.id, before: adminFacts(before), after: adminFacts(after) });
    });
  }

  #changed(admin: Admin, { role = admin.role, disabled }: ChangeAdminCommand): Admin {
    switch (disabled) {
      case undefined:
        return { ...admin, role };
      case true:
        return { ...admin, role, disabledAt: admin.disabledAt ?? this.#clock.now() };
      case false:
        return { ...admin, role, disabledAt: undefined };
    }
  }

  async #check(
    { roles }: Scope,
    actor: Actor,
    names: readonly string[],
  ): Promise<Result<void, UnknownRole | ExceedsOwnPermissions>> {
    for (const name of new Set(names)) {
      const role = await roles.hold(name);
      if (role === undefined) {
        return err({ kind: 'unknown_role' });
      }
      const covered = checkCovers(actor, role.permissions);
      if (!covered.ok) {
        return covered;
      }
    }
    return ok();
  }
}

function isOpenOwner({ role, disabledAt }: Admin): boolean {
  return role === ownerRole && disabledAt === undefined;
}
