import type { AuditLog } from '../../../application/ports/audit-log.ts';
import type { AuditActor, AuditHead, AuditRow } from '../../../domain/access/audit.ts';
import type { Json } from '../../../domain/shared/json.ts';
import type { AuditHeadRow, AuditLogRow } from '../schemas/audit.ts';
import type { Session, Statement } from '../session.ts';

const lockHead: Statement = {
  name: 'audit_log.lock_head',
  text: 'SELECT seq, hash FROM audit_head WHERE id = 1 FOR NO KEY UPDATE',
};

const append: Statement = {
  name: 'audit_log.append',
  text: `WITH moved AS (
      UPDATE audit_head SET seq = $1, hash = $13 WHERE id = 1
    )
    INSERT INTO audit_log (seq, at, actor, actor_id, action, subject_type, subject_id, before,
      after, ip, user_agent, idempotency_key, hash, prev_hash)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
};

const readEnd: Statement = {
  name: 'audit_log.end',
  text: `SELECT audit_head.seq, audit_head.hash, coalesce(last.seq, 0) AS last_seq
    FROM (SELECT max(seq) AS seq FROM audit_log) AS last
    LEFT JOIN audit_head ON audit_head.id = 1`,
};

const readRows: Statement = {
  name: 'audit_log.read',
  text: `SELECT seq, at, actor, action, subject_type, subject_id, before, after, ip, user_agent,
      idempotency_key, prev_hash, hash
    FROM audit_log WHERE seq > $1 ORDER BY seq LIMIT $2`,
};

export class PostgresAuditLog implements AuditLog {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async lockHead(): Promise<AuditHead> {
    const [head] = await this.#session.rows<AuditHeadRow>(lockHead, []);
    if (head === undefined) {
      throw new Error('Cannot add to the audit log as its head was removed');
    }
    return { seq: Number(head.seq), hash: head.hash };
  }

  async append(row: AuditRow): Promise<void> {
    await this.#session.write(append, [
      row.seq,
      row.at,
      JSON.stringify(row.actor),
      row.actor.id,
      row.action,
      row.subjectType,
      row.subjectId,
      jsonOf(row.before),
      jsonOf(row.after),
      row.ip,
      row.userAgent,
      row.idempotencyKey,
      row.hash,
      row.prevHash,
    ]);
  }

  async end(): Promise<{ readonly head: AuditHead | undefined; readonly lastSeq: number }> {
    const [end] = await this.#session.rows<EndRow>(readEnd, []);
    const { seq = null, hash = null, last_seq = '0' } = end ?? {};
    return {
      head: seq === null || hash === null ? undefined : { seq: Number(seq), hash },
      lastSeq: Number(last_seq),
    };
  }

  async read(afterSeq: number, limit: number): Promise<readonly AuditRow[]> {
    const rows = await this.#session.rows<AuditLogRow>(readRows, [afterSeq, limit]);
    return rows.map(auditRowOf);
  }
}

interface EndRow {
  readonly seq: string | null;
  readonly hash: string | null;
  readonly last_seq: string;
}

/** Null itself is the absence of a value, not JSON's `null`. */
const jsonOf = (value: Json): string | null => (value === null ? null : JSON.stringify(value));

function auditRowOf(row: AuditLogRow): AuditRow {
  return {
    seq: Number(row.seq),
    at: row.at,
    // Written by `append` alone; whoever changed it since shows in the hash.
    actor: row.actor as AuditActor,
    action: row.action,
    subjectType: row.subject_type,
    subjectId: row.subject_id,
    before: row.before as Json,
    after: row.after as Json,
    ip: row.ip ?? undefined,
    userAgent: row.user_agent ?? undefined,
    idempotencyKey: row.idempotency_key ?? undefined,
    prevHash: row.prev_hash,
    hash: row.hash,
  };
}
