import type { ListQuery, Period } from './paging.ts';

/** One thing that somebody did, as the hash-chained log has it. */
export interface AuditRecordView {
  /** Decimal digits, without a gap. */
  readonly seq: string;
  readonly at: Date;
  readonly actor: AuditActorView;
  /** e.g. `user.ban`. */
  readonly action: string;
  readonly subjectType: string;
  readonly subjectId: string;
  /** Plain JSON, whatever the action wrote of its subject. */
  readonly before?: unknown;
  readonly after?: unknown;
  readonly ip?: string | undefined;
  readonly userAgent?: string | undefined;
  readonly idempotencyKey?: string | undefined;
  /** SHA-256 in hex. */
  readonly previousHash: string;
  readonly hash: string;
}

/** As they were called then. */
export interface AuditActorView {
  readonly kind: string;
  readonly id: string;
  readonly name: string;
}

export interface AuditRecordFilter {
  readonly actorId?: string | undefined;
  readonly action?: string | undefined;
  readonly subjectType?: string | undefined;
  /** Only together with `subjectType`. */
  readonly subjectId?: string | undefined;
  readonly at?: Period | undefined;
}

/** In the order of the chain. */
export const auditRecordSortFields = ['recorded'] as const;

export type AuditRecordSortField = (typeof auditRecordSortFields)[number];

export type AuditLogQueries = ListQuery<AuditRecordView, AuditRecordFilter, AuditRecordSortField>;
