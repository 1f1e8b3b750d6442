import type { Admin } from '../../domain/access/admin.ts';
import type { Role } from '../../domain/access/role.ts';
import type { AdminSession } from '../../domain/access/session.ts';

export interface SignedIn {
  readonly session: AdminSession;
  readonly admin: Pick<Admin, 'id' | 'name' | 'disabledAt'>;
  readonly role: Role;
}

export interface SessionRepository {
  insert(session: AdminSession): Promise<void>;
  find(id: string): Promise<AdminSession | undefined>;
  /** Whose current or previous token has this hash; it may have expired. One statement. */
  findByToken(tokenHash: string): Promise<SignedIn | undefined>;
  /** Gives it a new token, and notes its use. @returns false when another request did so first. */
  rotate(id: string, from: string, to: string, at: Date): Promise<boolean>;
  noteUse(id: string, at: Date): Promise<void>;
  /** @returns false when there is none. */
  remove(id: string): Promise<boolean>;
  /** Ends all sessions of an admin, but for one. */
  removeAll(adminId: string, except?: string): Promise<void>;
  /** Forgets those that ended by that time, or were not used since the other. */
  prune(expiredBy: Date, unusedSince: Date): Promise<void>;
}
