import type { DataSource } from 'typeorm';
import type {
  AuditLogQueries,
  AuditRecordFilter,
  AuditRecordSortField,
  AuditRecordView,
} from '../../../application/queries/audit-log.ts';
import type { AuditLogRow } from '../schemas/audit.ts';
import { type Conditions, equals, type Parameters, within } from './conditions.ts';
import { KeysetList } from './keyset.ts';
import type { ListSpec, SortSpec } from './list-spec.ts';

const recordsSpec: ListSpec<AuditLogRow, AuditRecordView, AuditRecordFilter, AuditRecordSortField> =
  {
    sort: sortOf,
    conditions,
    counted: () => 'audit_log AS a',
    columns: `a.seq, a.at, a.actor, a.action, a.subject_type, a.subject_id, a.before, a.after, a.ip,
      a.user_agent, a.idempotency_key, a.prev_hash, a.hash`,
    rows: 'audit_log AS a',
    rowId: 'a.seq',
    node: recordViewOf,
  };

/**
 * The chain is one by one, each taken while the next waits: its numbers and its times agree but for
 * the clocks of several servers. What is filtered by time alone reads the index of times.
 */
function sortOf(_field: AuditRecordSortField, filter: AuditRecordFilter): SortSpec {
  const id = { sql: 'a.seq', type: 'bigint' } as const;
  const from = 'audit_log AS a';
  const { at, actorId, action, subjectType } = filter;
  const isByTime = at !== undefined && (actorId ?? action ?? subjectType) === undefined;
  return isByTime
    ? { tag: 'audit_log.at', from, key: { sql: 'a.at', type: 'timestamptz' }, id }
    : { tag: 'audit_log.recorded', from, id };
}

function conditions(filter: AuditRecordFilter, parameters: Parameters): Conditions {
  return {
    where: [
      ...equals(parameters, 'a.actor_id', 'text', filter.actorId),
      ...equals(parameters, 'a.action', 'text', filter.action),
      ...equals(parameters, 'a.subject_type', 'text', filter.subjectType),
      ...equals(parameters, 'a.subject_id', 'text', filter.subjectId),
      ...within(parameters, 'a.at', filter.at),
    ],
  };
}

function recordViewOf(row: AuditLogRow): AuditRecordView {
  return {
    seq: row.seq,
    at: row.at,
    actor: row.actor as AuditRecordView['actor'],
    action: row.action,
    subjectType: row.subject_type,
    subjectId: row.subject_id,
    before: row.before ?? undefined,
    after: row.after ?? undefined,
    ip: row.ip ?? undefined,
    userAgent: row.user_agent ?? undefined,
    idempotencyKey: row.idempotency_key ?? undefined,
    previousHash: row.prev_hash,
    hash: row.hash,
  };
}

export class PostgresAuditLogQueries
  extends KeysetList<AuditLogRow, AuditRecordView, AuditRecordFilter, AuditRecordSortField>
  implements AuditLogQueries
{
  constructor(dataSource: DataSource) {
    super(dataSource, recordsSpec);
  }
}
