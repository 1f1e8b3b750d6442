import type { Role } from '../../domain/access/role.ts';

export interface RoleRepository {
  find(name: string): Promise<Role | undefined>;
  /** Like `find`, and nobody changes or removes it until the transaction ends. */
  hold(name: string): Promise<Role | undefined>;
  /** Like `hold`, for one transaction at a time. */
  lock(name: string): Promise<Role | undefined>;
  /** Adds a role, or changes one. */
  save(role: Role): Promise<void>;
  /** The caller holds the role's lock and knows that nobody has it. */
  remove(name: string): Promise<void>;
}
