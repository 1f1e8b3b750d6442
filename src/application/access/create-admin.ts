import { adminNameIn } from '../../domain/access/admin.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { PasswordHasher } from '../ports/password-hasher.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { Actor } from './actor.ts';
import { adminFacts, type Change } from './change.ts';
import {
  checkCovers,
  type ExceedsOwnPermissions,
  type InvalidName,
  type InvalidPassword,
  passwordIn,
  type UnknownRole,
} from './refusals.ts';

export interface CreateAdminCommand {
  readonly actor: Actor;
  /** What the admin signs in with: see `adminNameIn`. */
  readonly name: string;
  /** For the first time; its owner changes it. */
  readonly password: string;
  readonly role: string;
}

export type CreateAdminError =
  | InvalidName
  | InvalidPassword
  | UnknownRole
  | ExceedsOwnPermissions
  | { readonly kind: 'name_taken' };

/**
 * Adds an admin.
 *
 * - `invalid_name`, `invalid_password`: against their rules.
 * - `name_taken`: another admin has the name.
 * - `unknown_role`
 * - `exceeds_own_permissions`: the role may do what the actor may not.
 */
export class CreateAdmin {
  readonly #unitOfWork: UnitOfWork;
  readonly #hasher: PasswordHasher;
  readonly #clock: Clock;
  readonly #ids: IdGenerator;

  constructor(unitOfWork: UnitOfWork, hasher: PasswordHasher, clock: Clock, ids: IdGenerator) {
    this.#unitOfWork = unitOfWork;
    this.#hasher = hasher;
    this.#clock = clock;
    this.#ids = ids;
  }

  async execute(command: CreateAdminCommand): Promise<Result<Change, CreateAdminError>> {
    const name = adminNameIn(command.name);
    if (name === undefined) {
      return err({ kind: 'invalid_name' });
    }
    const password = passwordIn(command.password);
    if (!password.ok) {
      return password;
    }
    const passwordHash = await this.#hasher.hash(password.value);
    return this.#unitOfWork.run<Result<Change, CreateAdminError>>(async ({ admins, roles }) => {
      const role = await roles.hold(command.role);
      if (role === undefined) {
        return err({ kind: 'unknown_role' });
      }
      const covered = checkCovers(command.actor, role.permissions);
      if (!covered.ok) {
        return covered;
      }
      if ((await admins.findByName(name)) !== undefined) {
        return err({ kind: 'name_taken' });
      }
      const id = this.#ids.uuid();
      const createdAt = this.#clock.now();
      const admin = { id, name, role: role.name, passwordHash, createdAt };
      await admins.insert(admin);
      return ok({ id, after: adminFacts(admin) });
    });
  }
}
