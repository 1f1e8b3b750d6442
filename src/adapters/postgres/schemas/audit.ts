import { EntitySchema } from 'typeorm';
import { bigint, integer, json, optional, primary, text, timestamp } from './columns.ts';

export interface AdminActionRow {
  readonly actor_kind: string;
  readonly actor_id: string;
  readonly key: string;
  readonly action: string;
  readonly input_hash: string;
  readonly result: unknown;
  readonly created_at: Date;
}

export const adminActionSchema = new EntitySchema<AdminActionRow>({
  name: 'admin_actions',
  columns: {
    actor_kind: primary(text, 'admin_actions_pkey'),
    actor_id: primary(text, 'admin_actions_pkey'),
    key: primary(text, 'admin_actions_pkey'),
    action: text,
    input_hash: text,
    result: optional(json),
    created_at: timestamp,
  },
  indices: [{ name: 'admin_actions_created_idx', columns: ['created_at'] }],
});

/** One row: the end of the audit log. */
export interface AuditHeadRow {
  readonly id: number;
  readonly seq: string;
  readonly hash: string;
}

export const auditHeadSchema = new EntitySchema<AuditHeadRow>({
  name: 'audit_head',
  columns: {
    id: primary(integer, 'audit_head_pkey'),
    seq: bigint,
    hash: text,
  },
  checks: [{ name: 'audit_head_single_check', expression: 'id = 1' }],
});

export interface AuditLogRow {
  readonly seq: string;
  readonly at: Date;
  readonly actor: unknown;
  readonly actor_id: string;
  readonly action: string;
  readonly subject_type: string;
  readonly subject_id: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly ip: string | null;
  readonly user_agent: string | null;
  readonly idempotency_key: string | null;
  readonly prev_hash: string;
  readonly hash: string;
}

export const auditLogSchema = new EntitySchema<AuditLogRow>({
  name: 'audit_log',
  columns: {
    seq: primary(bigint, 'audit_log_pkey'),
    at: timestamp,
    actor: json,
    actor_id: text,
    action: text,
    subject_type: text,
    subject_id: text,
    before: optional(json),
    after: optional(json),
    ip: optional(text),
    user_agent: optional(text),
    idempotency_key: optional(text),
    prev_hash: text,
    hash: text,
  },
  indices: [
    { name: 'audit_log_actor_idx', columns: ['actor_id', 'seq'] },
    { name: 'audit_log_subject_idx', columns: ['subject_type', 'subject_id', 'seq'] },
    { name: 'audit_log_action_idx', columns: ['action', 'seq'] },
    { name: 'audit_log_at_idx', columns: ['at', 'seq'] },
  ],
  checks: [
    { name: 'audit_log_seq_check', expression: 'seq > 0' },
    { name: 'audit_log_actor_check', expression: `actor_id = actor ->> 'id'` },
  ],
});
