import type { Permission } from '../../domain/access/permission.ts';
import { isRoleName, ownerRole, titleIn } from '../../domain/access/role.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { Actor } from './actor.ts';
import { type Change, roleFacts } from './change.ts';
import { checkCovers, type ExceedsOwnPermissions, type InvalidName } from './refusals.ts';

export interface SaveRoleCommand {
  readonly actor: Actor;
  /** See `isRoleName`. */
  readonly name: string;
  /** 1 to 100 characters. */
  readonly title: string;
  readonly permissions: readonly Permission[];
}

/** The owner's role is what it is. */
export interface FixedRole {
  readonly kind: 'fixed_role';
}

export type SaveRoleError =
  | InvalidName
  | { readonly kind: 'invalid_title' }
  | FixedRole
  | ExceedsOwnPermissions;

/**
 * Adds a role, or changes one; whoever has it may do so from the next request on.
 *
 * - `invalid_name`, `invalid_title`: against their rules.
 * - `fixed_role`: the owner's.
 * - `exceeds_own_permissions`: the role may do, or would, what the actor may not.
 */
export class SaveRole {
  readonly #unitOfWork: UnitOfWork;

  constructor(unitOfWork: UnitOfWork) {
    this.#unitOfWork = unitOfWork;
  }

  async execute(command: SaveRoleCommand): Promise<Result<Change, SaveRoleError>> {
    const { actor, name } = command;
    const title = titleIn(command.title);
    if (!isRoleName(name)) {
      return err({ kind: 'invalid_name' });
    }
    if (title === undefined) {
      return err({ kind: 'invalid_title' });
    }
    if (name === ownerRole) {
      return err({ kind: 'fixed_role' });
    }
    return this.#unitOfWork.run<Result<Change, SaveRoleError>>(async ({ roles }) => {
      const before = await roles.lock(name);
      const permissions = new Set(command.permissions);
      const covered = checkCovers(actor, [...permissions, ...(before?.permissions ?? [])]);
      if (!covered.ok) {
        return covered;
      }
      const after = { name, title, permissions };
      await roles.save(after);
      return ok({ id: name, before: before && roleFacts(before), after: roleFacts(after) });
    });
  }
}
