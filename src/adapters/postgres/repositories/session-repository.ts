import type { SessionRepository, SignedIn } from '../../../application/ports/session-repository.ts';
import type { AdminSession } from '../../../domain/access/session.ts';
import type { AdminRow, AdminSessionRow, RoleRow } from '../schemas/access.ts';
import type { Session, Statement } from '../session.ts';
import { roleOf } from './role-repository.ts';

const columns = `id, admin_id, token_hash, previous_token_hash, rotated_at, created_at, last_used_at,
  expires_at, ip, user_agent`;

const insertSession: Statement = {
  name: 'admin_sessions.insert',
  text: `INSERT INTO admin_sessions (${columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
};

const findSession: Statement = {
  name: 'admin_sessions.find',
  text: `SELECT ${columns} FROM admin_sessions WHERE id = $1`,
};

/** Asked with every request of an admin. */
const findByToken: Statement = {
  name: 'admin_sessions.find_by_token',
  text: `SELECT admin_sessions.*, admins.name AS admin_name, admins.disabled_at, roles.name AS name,
      roles.title, roles.permissions
    FROM admin_sessions
    JOIN admins ON admins.id = admin_sessions.admin_id
    JOIN roles ON roles.name = admins.role
    WHERE token_hash = $1 OR previous_token_hash = $1`,
};

const rotateToken: Statement = {
  name: 'admin_sessions.rotate',
  text: `UPDATE admin_sessions SET previous_token_hash = token_hash, token_hash = $3,
      rotated_at = $4, last_used_at = $4
    WHERE id = $1 AND token_hash = $2`,
};

const noteUse: Statement = {
  name: 'admin_sessions.note_use',
  text: 'UPDATE admin_sessions SET last_used_at = $2 WHERE id = $1 AND last_used_at < $2',
};

const removeSession: Statement = {
  name: 'admin_sessions.remove',
  text: 'DELETE FROM admin_sessions WHERE id = $1',
};

const removeAllSessions: Statement = {
  name: 'admin_sessions.remove_all',
  text: 'DELETE FROM admin_sessions WHERE admin_id = $1 AND id IS DISTINCT FROM $2::uuid',
};

const pruneSessions: Statement = {
  name: 'admin_sessions.prune',
  text: 'DELETE FROM admin_sessions WHERE expires_at <= $1 OR last_used_at <= $2',
};

interface SignedInRow extends AdminSessionRow, RoleRow, Pick<AdminRow, 'disabled_at'> {
  readonly admin_name: string;
}

export class PostgresSessionRepository implements SessionRepository {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async insert(session: AdminSession): Promise<void> {
    await this.#session.write(insertSession, [
      session.id,
      session.adminId,
      session.tokenHash,
      session.previousTokenHash,
      session.rotatedAt,
      session.createdAt,
      session.lastUsedAt,
      session.expiresAt,
      session.ip,
      session.userAgent,
    ]);
  }

  async find(id: string): Promise<AdminSession | undefined> {
    const [row] = await this.#session.rows<AdminSessionRow>(findSession, [id]);
    return row && sessionOf(row);
  }

  async findByToken(tokenHash: string): Promise<SignedIn | undefined> {
    const [row] = await this.#session.rows<SignedInRow>(findByToken, [tokenHash]);
    return (
      row && {
        session: sessionOf(row),
        admin: {
          id: row.admin_id,
          name: row.admin_name,
          disabledAt: row.disabled_at ?? undefined,
        },
        role: roleOf(row),
      }
    );
  }

  async rotate(id: string, from: string, to: string, at: Date): Promise<boolean> {
    return (await this.#session.write(rotateToken, [id, from, to, at])) === 1;
  }

  async noteUse(id: string, at: Date): Promise<void> {
    await this.#session.write(noteUse, [id, at]);
  }

  async remove(id: string): Promise<boolean> {
    return (await this.#session.write(removeSession, [id])) === 1;
  }

  async removeAll(adminId: string, except?: string): Promise<void> {
    await this.#session.write(removeAllSessions, [adminId, except]);
  }

  async prune(expiredBy: Date, unusedSince: Date): Promise<void> {
    await this.#session.write(pruneSessions, [expiredBy, unusedSince]);
  }
}

function sessionOf(row: AdminSessionRow): AdminSession {
  return {
    id: row.id,
    adminId: row.admin_id,
    tokenHash: row.token_hash,
    previousTokenHash: row.previous_token_hash ?? undefined,
    rotatedAt: row.rotated_at,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    expiresAt: row.expires_at,
    ip: row.ip,
    userAgent: row.user_agent ?? undefined,
  };
}
