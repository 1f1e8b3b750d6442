import { EntitySchema } from 'typeorm';
import {
  bigint,
  foreignKey,
  integer,
  oneOf,
  optional,
  primary,
  text,
  timestamp,
  uuid,
} from './columns.ts';

export interface RefundRow {
  readonly id: string;
  readonly request_key: string;
  readonly payment_id: string;
  readonly user_id: string;
  readonly origin: string;
  readonly currency: string;
  /** In the currency's smallest unit. */
  readonly amount: string;
  readonly created_at: Date;
  readonly status: string;
  readonly reason: string | null;
  readonly credits_taken: string;
  readonly inviter_credits_taken: string;
  readonly shortfall: string;
  readonly idempotency_key: string;
  readonly keyed_at: Date;
  readonly provider_request: string | null;
  readonly provider_refund_id: string | null;
  readonly failure: string | null;
  readonly checks: number;
  readonly next_check_at: Date | null;
  readonly ended_at: Date | null;
}

export const refundSchema = new EntitySchema<RefundRow>({
  name: 'refunds',
  columns: {
    id: primary(uuid, 'refunds_pkey'),
    request_key: text,
    payment_id: uuid,
    user_id: bigint,
    origin: text,
    currency: text,
    amount: bigint,
    created_at: timestamp,
    status: text,
    reason: optional(text),
    credits_taken: bigint,
    inviter_credits_taken: bigint,
    shortfall: bigint,
    idempotency_key: text,
    keyed_at: timestamp,
    provider_request: optional(text),
    provider_refund_id: optional(text),
    failure: optional(text),
    checks: integer,
    next_check_at: optional(timestamp),
    ended_at: optional(timestamp),
  },
  uniques: [{ name: 'refunds_request_key_key', columns: ['request_key'] }],
  indices: [
    {
      name: 'refunds_provider_refund_id_key',
      columns: ['provider_refund_id'],
      unique: true,
      where: 'provider_refund_id IS NOT NULL',
    },
    { name: 'refunds_payment_idx', columns: ['payment_id', 'created_at', 'id'] },
    {
      name: 'refunds_due_idx',
      columns: ['next_check_at', 'id'],
      where: 'next_check_at IS NOT NULL',
    },
  ],
  checks: [
    { name: 'refunds_origin_check', expression: oneOf('origin', ['admin', 'outside']) },
    { name: 'refunds_currency_check', expression: oneOf('currency', ['RUB', 'XTR']) },
    { name: 'refunds_amount_check', expression: 'amount > 0' },
    {
      name: 'refunds_status_check',
      expression: oneOf('status', ['created', 'pending', 'succeeded', 'canceled']),
    },
    { name: 'refunds_checks_check', expression: 'checks >= 0' },
    {
      name: 'refunds_credits_check',
      expression: 'credits_taken >= 0 AND inviter_credits_taken >= 0 AND shortfall >= 0',
    },
    {
      name: 'refunds_ended_check',
      expression: `(ended_at IS NOT NULL) = (${oneOf('status', ['succeeded', 'canceled'])})`,
    },
  ],
  foreignKeys: [
    foreignKey('refunds', 'payment_id', 'payments'),
    foreignKey('refunds', 'user_id', 'users'),
  ],
});
