import type { ApiKeyRepository } from '../../../application/ports/api-key-repository.ts';
import type { ApiKey } from '../../../domain/access/api-key.ts';
import { permissionsIn } from '../../../domain/access/permission.ts';
import type { ApiKeyRow } from '../schemas/access.ts';
import type { Session, Statement } from '../session.ts';

const columns = `id, name, secret_hash, scopes, requests_per_minute, created_by_kind, created_by_id,
  created_at, expires_at, last_used_at, revoked_at`;

/** Asked with every request of a program. */
const findKey: Statement = {
  name: 'api_keys.find',
  text: `SELECT ${columns} FROM api_keys WHERE id = $1`,
};

const lockKey: Statement = {
  name: 'api_keys.lock',
  text: `SELECT ${columns} FROM api_keys WHERE id = $1 FOR NO KEY UPDATE`,
};

const insertKey: Statement = {
  name: 'api_keys.insert',
  text: `INSERT INTO api_keys (${columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
};

const revokeKey: Statement = {
  name: 'api_keys.revoke',
  text: 'UPDATE api_keys SET revoked_at = $2 WHERE id = $1',
};

const noteUse: Statement = {
  name: 'api_keys.note_use',
  text: `UPDATE api_keys SET last_used_at = $2
    WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $2)`,
};

export class PostgresApiKeyRepository implements ApiKeyRepository {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  find(id: string): Promise<ApiKey | undefined> {
    return this.#read(findKey, id);
  }

  lock(id: string): Promise<ApiKey | undefined> {
    return this.#read(lockKey, id);
  }

  async insert(key: ApiKey): Promise<void> {
    await this.#session.write(insertKey, [
      key.id,
      key.name,
      key.secretHash,
      [...key.scopes],
      key.requestsPerMinute,
      key.createdBy.kind,
      key.createdBy.id,
      key.createdAt,
      key.expiresAt,
      key.lastUsedAt,
      key.revokedAt,
    ]);
  }

  async revoke(id: string, at: Date): Promise<void> {
    await this.#session.write(revokeKey, [id, at]);
  }

  async noteUse(id: string, at: Date): Promise<void> {
    await this.#session.write(noteUse, [id, at]);
  }

  async #read(statement: Statement, id: string): Promise<ApiKey | undefined> {
    const [row] = await this.#session.rows<ApiKeyRow>(statement, [id]);
    return row && apiKeyOf(row);
  }
}

export function apiKeyOf(row: ApiKeyRow): ApiKey {
  return {
    id: row.id,
    name: row.name,
    secretHash: row.secret_hash,
    scopes: new Set(permissionsIn(row.scopes)),
    requestsPerMinute: row.requests_per_minute,
    // The table's check holds that there is no other kind.
    createdBy: { kind: row.created_by_kind as 'admin' | 'api_key', id: row.created_by_id },
    createdAt: row.created_at,
    expiresAt: row.expires_at ?? undefined,
    lastUsedAt: row.last_used_at ?? undefined,
    revokedAt: row.revoked_at ?? undefined,
  };
}
