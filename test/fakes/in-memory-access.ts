import type { AdminRepository } from '../../src/application/ports/admin-repository.ts';
import type { ApiKeyRepository } from '../../src/application/ports/api-key-repository.ts';
import type { LoginAttemptRepository } from '../../src/application/ports/login-attempt-repository.ts';
import type { RoleRepository } from '../../src/application/ports/role-repository.ts';
import type {
  SessionRepository,
  SignedIn,
} from '../../src/application/ports/session-repository.ts';
import type { Admin } from '../../src/domain/access/admin.ts';
import type { ApiKey } from '../../src/domain/access/api-key.ts';
import type { LoginAttempts } from '../../src/domain/access/login-attempts.ts';
import { everyPermission, ownerRole, type Role } from '../../src/domain/access/role.ts';
import type { AdminSession } from '../../src/domain/access/session.ts';
import {
  type InMemoryState,
  refuseDuplicate,
  requireRow,
  UniqueViolation,
} from './in-memory-state.ts';

type State = () => InMemoryState;

export class InMemoryRoles implements RoleRepository {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
  }

  async find(name: string): Promise<Role | undefined> {
    const role = this.#state().roles.get(name);
    return role && roleOf(role);
  }

  async hold(name: string): Promise<Role | undefined> {
    return this.find(name);
  }

  async lock(name: string): Promise<Role | undefined> {
    return this.find(name);
  }

  async save(role: Role): Promise<void> {
    this.#state().roles.set(role.name, role);
  }

  async remove(name: string): Promise<void> {
    this.#state().roles.delete(name);
  }
}

export class InMemoryAdmins implements AdminRepository {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
  }

  async find(id: string): Promise<Admin | undefined> {
    return this.#state().admins.get(id);
  }

  async findByName(name: string): Promise<Admin | undefined> {
    return this.#all().find((admin) => admin.name === name);
  }

  async lock(id: string): Promise<Admin | undefined> {
    return this.find(id);
  }

  async insert(admin: Admin): Promise<void> {
    const { admins, roles } = this.#state();
    requireRow(roles, admin.role, 'role');
    refuseDuplicate(admins, admin.id, 'admin');
    if (this.#all().some(({ name }) => name === admin.name)) {
      throw new UniqueViolation(`Cannot insert admin ${admin.name} as the name is taken`);
    }
    admins.set(admin.id, admin);
  }

  async save(admin: Admin): Promise<void> {
    const { admins, roles } = this.#state();
    requireRow(roles, admin.role, 'role');
    const earlier = admins.get(admin.id);
    if (earlier !== undefined) {
      const { id, name, createdAt } = earlier;
      admins.set(id, { ...admin, id, name, createdAt });
    }
  }

  async any(): Promise<boolean> {
    return this.#all().length > 0;
  }

  async anyOfRole(role: string): Promise<boolean> {
    return this.#all().some((admin) => admin.role === role);
  }

  async lockEnabledOwners(): Promise<readonly string[]> {
    return this.#all()
      .filter(({ role, disabledAt }) => role === ownerRole && disabledAt === undefined)
      .map(({ id }) => id)
      .toSorted();
  }

  #all(): readonly Admin[] {
    return [...this.#state().admins.values()];
  }
}

export class InMemorySessions implements SessionRepository {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
  }

  async insert(session: AdminSession): Promise<void> {
    const { adminSessions, admins } = this.#state();
    requireRow(admins, session.adminId, 'admin');
    refuseDuplicate(adminSessions, session.id, 'session');
    adminSessions.set(session.id, session);
  }

  async find(id: string): Promise<AdminSession | undefined> {
    return this.#state().adminSessions.get(id);
  }

  async findByToken(tokenHash: string): Promise<SignedIn | undefined> {
    const session = this.#all().find(
      (one) => one.tokenHash === tokenHash || one.previousTokenHash === tokenHash,
    );
    const admin = session && this.#state().admins.get(session.adminId);
    const role = admin && this.#state().roles.get(admin.role);
    if (!session || !admin || !role) {
      return undefined;
    }
    const { id, name, disabledAt } = admin;
    return { session, admin: { id, name, disabledAt }, role: roleOf(role) };
  }

  async rotate(id: string, from: string, to: string, at: Date): Promise<boolean> {
    const session = await this.find(id);
    if (session?.tokenHash !== from) {
      return false;
    }
    const tokens = { tokenHash: to, previousTokenHash: from };
    this.#put({ ...session, ...tokens, rotatedAt: at, lastUsedAt: at });
    return true;
  }

  async noteUse(id: string, at: Date): Promise<void> {
    const session = await this.find(id);
    if (session !== undefined && session.lastUsedAt < at) {
      this.#put({ ...session, lastUsedAt: at });
    }
  }

  async remove(id: string): Promise<boolean> {
    return this.#state().adminSessions.delete(id);
  }

  async removeAll(adminId: string, except?: string): Promise<void> {
    this.#removeWhere((one) => one.adminId === adminId && one.id !== except);
  }

  async prune(expiredBy: Date, unusedSince: Date): Promise<void> {
    this.#removeWhere((one) => one.expiresAt <= expiredBy || one.lastUsedAt <= unusedSince);
  }

  #all(): readonly AdminSession[] {
    return [...this.#state().adminSessions.values()];
  }

  #put(session: AdminSession): void {
    this.#state().adminSessions.set(session.id, session);
  }

  #removeWhere(isOver: (session: AdminSession) => boolean): void {
    for (const { id } of this.#all().filter(isOver)) {
      this.#state().adminSessions.delete(id);
    }
  }
}

export class InMemoryApiKeys implements ApiKeyRepository {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
  }

  async find(id: string): Promise<ApiKey | undefined> {
    return this.#state().apiKeys.get(id);
  }

  async lock(id: string): Promise<ApiKey | undefined> {
    return this.find(id);
  }

  async insert(key: ApiKey): Promise<void> {
    const { apiKeys } = this.#state();
    refuseDuplicate(apiKeys, key.id, 'API key');
    apiKeys.set(key.id, key);
  }

  async revoke(id: string, at: Date): Promise<void> {
    await this.#change(id, { revokedAt: at });
  }

  async noteUse(id: string, at: Date): Promise<void> {
    await this.#change(id, { lastUsedAt: at });
  }

  async #change(id: string, fields: Partial<ApiKey>): Promise<void> {
    const key = await this.find(id);
    if (key !== undefined) {
      this.#state().apiKeys.set(id, { ...key, ...fields });
    }
  }
}

export class InMemoryLoginAttempts implements LoginAttemptRepository {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
  }

  async lock(subject: string): Promise<LoginAttempts | undefined> {
    return this.#state().loginAttempts.get(subject);
  }

  async save(subject: string, attempts: LoginAttempts): Promise<void> {
    this.#state().loginAttempts.set(subject, attempts);
  }

  async forget(subject: string): Promise<void> {
    this.#state().loginAttempts.delete(subject);
  }

  async prune(before: Date): Promise<void> {
    const { loginAttempts } = this.#state();
    for (const [subject, { lastAt }] of loginAttempts) {
      if (lastAt < before) {
        loginAttempts.delete(subject);
      }
    }
  }
}

function roleOf(role: Role): Role {
  return role.name === ownerRole ? { ...role, permissions: everyPermission } : role;
}
