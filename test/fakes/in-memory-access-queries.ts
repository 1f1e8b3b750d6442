import type {
  AccessQueries,
  AdminView,
  ApiKeyView,
  RoleView,
  SessionView,
} from '../../src/application/queries/access.ts';
import type { Admin } from '../../src/domain/access/admin.ts';
import type { ApiKey } from '../../src/domain/access/api-key.ts';
import { everyPermission, ownerRole, type Role } from '../../src/domain/access/role.ts';
import { sessionIdleMs } from '../../src/domain/access/session.ts';
import { byTime, type InMemoryState } from './in-memory-state.ts';
import type { InMemoryUnitOfWork } from './in-memory-unit-of-work.ts';

export class InMemoryAccessQueries implements AccessQueries {
  readonly #unitOfWork: InMemoryUnitOfWork;

  constructor(unitOfWork: InMemoryUnitOfWork) {
    this.#unitOfWork = unitOfWork;
  }

  async admins(): Promise<readonly AdminView[]> {
    return [...this.#state().admins.values()]
      .map((admin) => this.#adminView(admin))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  async admin(id: string): Promise<AdminView | undefined> {
    return (await this.admins()).find((admin) => admin.id === id);
  }

  async roles(): Promise<readonly RoleView[]> {
    const rank = ({ name }: RoleView) => `${name === ownerRole ? 0 : 1}${name}`;
    return [...this.#state().roles.values()]
      .map((role) => this.#roleView(role))
      .toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1));
  }

  async role(name: string): Promise<RoleView | undefined> {
    return (await this.roles()).find((role) => role.name === name);
  }

  async sessions(adminIds: readonly string[], now: Date): Promise<readonly SessionView[]> {
    const usedSince = new Date(now.getTime() - sessionIdleMs);
    return [...this.#state().adminSessions.values()]
      .filter(({ adminId }) => adminIds.includes(adminId))
      .filter(({ expiresAt, lastUsedAt }) => expiresAt > now && lastUsedAt > usedSince)
      .map(({ tokenHash: _, previousTokenHash: __, rotatedAt: ___, ...view }) => view)
      .toSorted(
        byTime(
          ({ lastUsedAt }) => lastUsedAt,
          ({ id }) => id,
        ),
      )
      .toReversed();
  }

  async apiKeys(): Promise<readonly ApiKeyView[]> {
    return [...this.#state().apiKeys.values()]
      .toSorted(
        byTime(
          ({ createdAt }) => createdAt,
          ({ id }) => id,
        ),
      )
      .toReversed()
      .map(apiKeyView);
  }

  async apiKey(id: string): Promise<ApiKeyView | undefined> {
    return (await this.apiKeys()).find((key) => key.id === id);
  }

  #state(): InMemoryState {
    return this.#unitOfWork.state();
  }

  #adminView({ id, name, role, totp, disabledAt, createdAt }: Admin): AdminView {
    const uses = [...this.#state().adminSessions.values()]
      .filter(({ adminId }) => adminId === id)
      .map(({ lastUsedAt }) => lastUsedAt.getTime());
    const lastSeenAt = uses.length === 0 ? undefined : new Date(Math.max(...uses));
    return { id, name, role, totp: totp?.confirmed ?? false, disabledAt, createdAt, lastSeenAt };
  }

  #roleView(role: Role): RoleView {
    const fixed = role.name === ownerRole;
    const admins = [...this.#state().admins.values()].filter((one) => one.role === role.name);
    const permissions = fixed ? everyPermission : role.permissions;
    return { ...role, permissions, fixed, admins: admins.length };
  }
}

function apiKeyView({ secretHash: _, ...view }: ApiKey): ApiKeyView {
  return view;
}
