import { ownerRole } from '../../domain/access/role.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { Actor } from './actor.ts';
import { type Change, roleFacts } from './change.ts';
import { checkCovers, type ExceedsOwnPermissions, type UnknownRole } from './refusals.ts';
import type { FixedRole } from './save-role.ts';

export interface DeleteRoleCommand {
  readonly actor: Actor;
  readonly name: string;
}

export type DeleteRoleError =
  | UnknownRole
  | FixedRole
  | ExceedsOwnPermissions
  | { readonly kind: 'role_in_use' };

/**
 * Removes a role that nobody has.
 *
 * - `unknown_role`
 * - `fixed_role`: the owner's.
 * - `role_in_use`: an admin, if only one whose account is closed, has it.
 * - `exceeds_own_permissions`: the role may do what the actor may not.
 */
export class DeleteRole {
  readonly #unitOfWork: UnitOfWork;

  constructor(unitOfWork: UnitOfWork) {
    this.#unitOfWork = unitOfWork;
  }

  async execute({ actor, name }: DeleteRoleCommand): Promise<Result<Change, DeleteRoleError>> {
    if (name === ownerRole) {
      return err({ kind: 'fixed_role' });
    }
    return this.#unitOfWork.run<Result<Change, DeleteRoleError>>(async ({ roles, admins }) => {
      const role = await roles.lock(name);
      if (role === undefined) {
        return err({ kind: 'unknown_role' });
      }
      const covered = checkCovers(actor, role.permissions);
      if (!covered.ok) {
        return covered;
      }
      if (await admins.anyOfRole(name)) {
        return err({ kind: 'role_in_use' });
      }
      await roles.remove(name);
      return ok({ id: name, before: roleFacts(role) });
    });
  }
}
