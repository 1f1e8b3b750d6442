import { canonicalJson, type Json } from '../shared/json.ts';

/** Who did it: also nobody (a login that failed) and the program itself. */
export interface AuditActor {
  readonly kind: 'admin' | 'api_key' | 'nobody' | 'system';
  readonly id: string;
  readonly name: string;
}

/** One thing that was done, for good. No secret and no hash of one is ever in `before` and `after`. */
export interface AuditRecord {
  readonly at: Date;
  readonly actor: AuditActor;
  /** What was done, e.g. `user.ban`. */
  readonly action: string;
  readonly subjectType: string;
  readonly subjectId: string;
  /** Null: there was nothing before, or the action shows nothing of it. */
  readonly before: Json;
  readonly after: Json;
  readonly ip: string | undefined;
  readonly userAgent: string | undefined;
  readonly idempotencyKey: string | undefined;
}

/** A record in its place: each row names the hash of the one before. */
export interface AuditRow extends AuditRecord {
  /** From 1, without gaps. */
  readonly seq: number;
  /** SHA-256, as hex, of `auditContent`. */
  readonly hash: string;
  readonly prevHash: string;
}

/** The last row of the log, which the log keeps beside the rows, too. */
export interface AuditHead {
  /** 0: the log is empty. */
  readonly seq: number;
  readonly hash: string;
}

/** Before the first row. */
export const emptyAuditHead: AuditHead = { seq: 0, hash: '0'.repeat(64) };

/** What a row's hash is taken of: all that it says, its place, and the hash of the row before. */
export function auditContent(row: Omit<AuditRow, 'hash'>): string {
  return canonicalJson({
    seq: row.seq,
    at: row.at.toISOString(),
    actor: { kind: row.actor.kind, id: row.actor.id, name: row.actor.name },
    action: row.action,
    subjectType: row.subjectType,
    subjectId: row.subjectId,
    before: row.before,
    after: row.after,
    ip: row.ip ?? null,
    userAgent: row.userAgent ?? null,
    idempotencyKey: row.idempotencyKey ?? null,
    prevHash: row.prevHash,
  });
}

/**
 * - `missing`: rows were removed before this one, or at the end.
 * - `unlinked`: it does not follow the row before it, so one of the two was moved or made anew.
 * - `changed`: it says something else than when it was written.
 * - `unexpected`: it stands behind the end that the log remembers.
 */
export type AuditFault = 'missing' | 'unlinked' | 'changed' | 'unexpected';

/** @param hash of the row's `auditContent`, computed now. */
export function auditFault(
  previous: AuditHead,
  row: AuditRow,
  hash: string,
): AuditFault | undefined {
  if (row.seq !== previous.seq + 1) {
    return 'missing';
  }
  if (row.hash !== hash) {
    return 'changed';
  }
  return row.prevHash === previous.hash ? undefined : 'unlinked';
}

/**
 * As PostgreSQL keeps a text: without NUL and halves of surrogate pairs. What is hashed must be
 * what is read back.
 */
export function storable(text: string, maxLength: number): string {
  return text
    .slice(0, maxLength)
    .replaceAll('\0', '')
    .replace(/\p{Surrogate}/gu, '\ufffd');
}
