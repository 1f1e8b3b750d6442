import type { UserId } from '../../domain/shared/ids.ts';
import type { User } from '../../domain/users/user.ts';

export interface UserRepository {
  find(id: UserId): Promise<User | undefined>;
  /** Like `find`, and keeps everybody else from changing it until the transaction ends. */
  lock(id: UserId): Promise<User | undefined>;
  findByReferralCode(code: string): Promise<User | undefined>;
  /** @returns false when the user exists already (a concurrent first contact won). */
  insert(user: User): Promise<boolean>;
  /** Overwrites profile, preferences, pending edit, ban, reachability and last-seen time. */
  save(user: User): Promise<void>;
}
