import { err, ok, type Result } from '../../domain/shared/result.ts';
import type { PasswordHasher } from '../ports/password-hasher.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { Actor } from './actor.ts';
import { adminFacts, type Change } from './change.ts';
import {
  checkCovers,
  type ExceedsOwnPermissions,
  type InvalidPassword,
  passwordIn,
  type UnknownAdmin,
} from './refusals.ts';

export interface ResetAdminPasswordCommand {
  readonly actor: Actor;
  readonly adminId: string;
  readonly password: string;
  /** For an admin who lost the phone. */
  readonly removesTotp: boolean;
}

export type ResetAdminPasswordError =
  | UnknownAdmin
  | InvalidPassword
  | ExceedsOwnPermissions
  | { readonly kind: 'own_account' };

/**
 * Gives another admin a new password and ends all sessions of that admin.
 *
 * - `unknown_admin`
 * - `invalid_password`: too short or too long.
 * - `own_account`: `ChangePassword` is for that; it asks for the current one.
 * - `exceeds_own_permissions`: the admin's role may do what the actor may not, who could sign in as them.
 */
export class ResetAdminPassword {
  readonly #unitOfWork: UnitOfWork;
  readonly #hasher: PasswordHasher;

  constructor(unitOfWork: UnitOfWork, hasher: PasswordHasher) {
    this.#unitOfWork = unitOfWork;
    this.#hasher = hasher;
  }

  async execute(
    command: ResetAdminPasswordCommand,
  ): Promise<Result<Change, ResetAdminPasswordError>> {
    const { actor, adminId, removesTotp } = command;
    if (actor.id === adminId) {
      return err({ kind: 'own_account' });
    }
    const password = passwordIn(command.password);
    if (!password.ok) {
      return password;
    }
    const passwordHash = await this.#hasher.hash(password.value);
    return this.#unitOfWork.run<Result<Change, ResetAdminPasswordError>>(async (scope) => {
      const before = await scope.admins.lock(adminId);
      const role = before && (await scope.roles.hold(before.role));
      if (before === undefined || role === undefined) {
        return err({ kind: 'unknown_admin' });
      }
      const covered = checkCovers(actor, role.permissions);
      if (!covered.ok) {
        return covered;
      }
      const after = { ...before, passwordHash, totp: removesTotp ? undefined : before.totp };
      await scope.admins.save(after);
      await scope.adminSessions.removeAll(adminId);
      return ok({ id: adminId, before: adminFacts(before), after: adminFacts(after) });
    });
  }
}
