import type { DataSource } from 'typeorm';
import type {
  AccessQueries,
  AdminView,
  ApiKeyView,
  RoleView,
  SessionView,
} from '../../../application/queries/access.ts';
import type { ReadLimits } from '../../../application/queries/paging.ts';
import { ownerRole } from '../../../domain/access/role.ts';
import { sessionIdleMs } from '../../../domain/access/session.ts';
import { apiKeyOf } from '../repositories/api-key-repository.ts';
import { roleOf } from '../repositories/role-repository.ts';
import type { AdminRow, AdminSessionRow, ApiKeyRow, RoleRow } from '../schemas/access.ts';
import { read } from './read.ts';

// Hashes and secrets are not even read.
const selectAdmins = `SELECT id, name, role, totp_confirmed, disabled_at, created_at,
    (SELECT max(last_used_at) FROM admin_sessions WHERE admin_id = admins.id) AS last_seen_at
  FROM admins`;

const selectRoles = `SELECT name, title, permissions,
    (SELECT count(*)::integer FROM admins WHERE role = roles.name) AS admins
  FROM roles`;

const selectSessions = `SELECT id, admin_id, created_at, last_used_at, expires_at, ip, user_agent
  FROM admin_sessions`;

const selectKeys = `SELECT id, name, '' AS secret_hash, scopes, requests_per_minute, created_by_kind,
    created_by_id, created_at, expires_at, last_used_at, revoked_at
  FROM api_keys`;

type AdminViewRow = Omit<AdminRow, 'password_hash' | 'totp_secret' | 'totp_last_step'> & {
  readonly last_seen_at: Date | null;
};

type RoleViewRow = RoleRow & { readonly admins: number };

type SessionViewRow = Omit<AdminSessionRow, 'token_hash' | 'previous_token_hash' | 'rotated_at'>;

export class PostgresAccessQueries implements AccessQueries {
  readonly #dataSource: DataSource;

  constructor(dataSource: DataSource) {
    this.#dataSource = dataSource;
  }

  async admins(limits?: ReadLimits): Promise<readonly AdminView[]> {
    const rows = await this.#read<AdminViewRow>(
      `${selectAdmins} ORDER BY name COLLATE "C"`,
      [],
      limits,
    );
    return rows.map(adminViewOf);
  }

  async admin(id: string, limits?: ReadLimits): Promise<AdminView | undefined> {
    const text = `${selectAdmins} WHERE id::text = $1`;
    const [row] = await this.#read<AdminViewRow>(text, [id], limits);
    return row && adminViewOf(row);
  }

  async roles(limits?: ReadLimits): Promise<readonly RoleView[]> {
    const text = `${selectRoles} ORDER BY name <> $1, name COLLATE "C"`;
    return (await this.#read<RoleViewRow>(text, [ownerRole], limits)).map(roleViewOf);
  }

  async role(name: string, limits?: ReadLimits): Promise<RoleView | undefined> {
    const text = `${selectRoles} WHERE name = $1`;
    const [row] = await this.#read<RoleViewRow>(text, [name], limits);
    return row && roleViewOf(row);
  }

  async sessions(
    adminIds: readonly string[],
    now: Date,
    limits?: ReadLimits,
  ): Promise<readonly SessionView[]> {
    const usedSince = new Date(now.getTime() - sessionIdleMs);
    const text = `${selectSessions}
      WHERE admin_id::text = ANY ($1::text[]) AND expires_at > $2 AND last_used_at > $3
      ORDER BY last_used_at DESC, id DESC`;
    const rows = await this.#read<SessionViewRow>(text, [adminIds, now, usedSince], limits);
    return rows.map(sessionViewOf);
  }

  async apiKeys(limits?: ReadLimits): Promise<readonly ApiKeyView[]> {
    const text = `${selectKeys} ORDER BY created_at DESC, id COLLATE "C" DESC`;
    return (await this.#read<ApiKeyRow>(text, [], limits)).map(apiKeyViewOf);
  }

  async apiKey(id: string, limits?: ReadLimits): Promise<ApiKeyView | undefined> {
    const text = `${selectKeys} WHERE id = $1`;
    const [row] = await this.#read<ApiKeyRow>(text, [id], limits);
    return row && apiKeyViewOf(row);
  }

  #read<Row>(text: string, values: readonly unknown[], limits?: ReadLimits): Promise<Row[]> {
    return read<Row>(this.#dataSource, text, values, limits);
  }
}

function adminViewOf(row: AdminViewRow): AdminView {
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    totp: row.totp_confirmed,
    disabledAt: row.disabled_at ?? undefined,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at ?? undefined,
  };
}

function roleViewOf(row: RoleViewRow): RoleView {
  return { ...roleOf(row), fixed: row.name === ownerRole, admins: row.admins };
}

function sessionViewOf(row: SessionViewRow): SessionView {
  return {
    id: row.id,
    adminId: row.admin_id,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    expiresAt: row.expires_at,
    ip: row.ip,
    userAgent: row.user_agent ?? undefined,
  };
}

function apiKeyViewOf(row: ApiKeyRow): ApiKeyView {
  const { secretHash: _, ...view } = apiKeyOf(row);
  return view;
}
