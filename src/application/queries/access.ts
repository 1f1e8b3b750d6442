import type { ApiKey } from '../../domain/access/api-key.ts';
import type { Permission } from '../../domain/access/permission.ts';
import type { AdminSession } from '../../domain/access/session.ts';
import type { ReadLimits } from './paging.ts';

/** An admin without any secret. */
export interface AdminView {
  /** UUID. */
  readonly id: string;
  readonly name: string;
  /** Name of a role. */
  readonly role: string;
  /** Whether signing in asks for a code. */
  readonly totp: boolean;
  /** Set while the account is closed. */
  readonly disabledAt?: Date | undefined;
  readonly createdAt: Date;
  /** Of the session that was used last, to the minute; absent when there is none. */
  readonly lastSeenAt?: Date | undefined;
}

export interface RoleView {
  readonly name: string;
  readonly title: string;
  readonly permissions: ReadonlySet<Permission>;
  /** The owner's: it is neither edited nor removed. */
  readonly fixed: boolean;
  /** How many admins have it, closed accounts included. */
  readonly admins: number;
}

export type SessionView = Omit<AdminSession, 'tokenHash' | 'previousTokenHash' | 'rotatedAt'>;

export type ApiKeyView = Omit<ApiKey, 'secretHash'>;

/** The tables are small: their lists have no pages. */
export interface AccessQueries {
  /** In the order of names. */
  admins(limits?: ReadLimits): Promise<readonly AdminView[]>;
  admin(id: string, limits?: ReadLimits): Promise<AdminView | undefined>;
  /** The owner's first, then in the order of names. */
  roles(limits?: ReadLimits): Promise<readonly RoleView[]>;
  role(name: string, limits?: ReadLimits): Promise<RoleView | undefined>;
  /** Of these admins, those that still last at `now`; the last used first. */
  sessions(
    adminIds: readonly string[],
    now: Date,
    limits?: ReadLimits,
  ): Promise<readonly SessionView[]>;
  /** Newest first; revoked and expired ones too. */
  apiKeys(limits?: ReadLimits): Promise<readonly ApiKeyView[]>;
  apiKey(id: string, limits?: ReadLimits): Promise<ApiKeyView | undefined>;
}
