import type { Admin } from '../../domain/access/admin.ts';

export interface AdminRepository {
  find(id: string): Promise<Admin | undefined>;
  findByName(name: string): Promise<Admin | undefined>;
  /** Like `find`, and nobody else changes it until the transaction ends. */
  lock(id: string): Promise<Admin | undefined>;
  /** A name that is taken repeats the transaction, which then finds who took it. */
  insert(admin: Admin): Promise<void>;
  /** All but its id, name and time. */
  save(admin: Admin): Promise<void>;
  /** Whether there is any, disabled or not. */
  any(): Promise<boolean>;
  /** Whether any admin, disabled or not, has the role. */
  anyOfRole(role: string): Promise<boolean>;
  /** Ids of the owners that are not disabled; none is changed until the transaction ends. */
  lockEnabledOwners(): Promise<readonly string[]>;
}
