import { EntitySchema } from 'typeorm';
import { paymentMethods } from '../../../domain/payments/payment.ts';
import {
  bigint,
  boolean,
  foreignKey,
  integer,
  json,
  oneOf,
  optional,
  primary,
  text,
  timestamp,
  uuid,
} from './columns.ts';

/** Amounts of money are in the currency's smallest unit. */
export interface PaymentRow {
  readonly id: string;
  readonly request_key: string;
  readonly user_id: string;
  readonly method: string;
  readonly origin: string;
  readonly parent_id: string | null;
  readonly currency: string;
  readonly price: string;
  readonly is_subscription: boolean;
  readonly created_at: Date;
  readonly status: string;
  readonly package_id: string | null;
  readonly credits: string;
  readonly promo_redemption_id: string | null;
  readonly promo_code: string | null;
  readonly promo_bonus_credits: string | null;
  readonly list_price: string | null;
  readonly receipt_email: string | null;
  readonly idempotency_key: string;
  readonly provider_request: string | null;
  readonly provider_payment_id: string | null;
  readonly confirmation_url: string | null;
  readonly charge_id: string | null;
  readonly paid_at: Date | null;
  readonly granted: string;
  readonly inviter_id: string | null;
  readonly inviter_credits: string | null;
  readonly refunded: string;
  readonly cancel_reason: string | null;
  readonly flag: string | null;
  readonly checks: number;
  readonly next_check_at: Date | null;
  readonly expires_at: Date;
}

const paid = oneOf('status', ['paid', 'refunded']);

export const paymentSchema = new EntitySchema<PaymentRow>({
  name: 'payments',
  columns: {
    id: primary(uuid, 'payments_pkey'),
    request_key: text,
    user_id: bigint,
    method: text,
    origin: text,
    parent_id: optional(uuid),
    currency: text,
    price: bigint,
    is_subscription: boolean,
    created_at: timestamp,
    status: text,
    package_id: optional(text),
    credits: bigint,
    promo_redemption_id: optional(uuid),
    promo_code: optional(text),
    promo_bonus_credits: optional(bigint),
    list_price: optional(bigint),
    receipt_email: optional(text),
    idempotency_key: text,
    provider_request: optional(text),
    provider_payment_id: optional(text),
    confirmation_url: optional(text),
    charge_id: optional(text),
    paid_at: optional(timestamp),
    granted: bigint,
    inviter_id: optional(bigint),
    inviter_credits: optional(bigint),
    refunded: bigint,
    cancel_reason: optional(text),
    flag: optional(text),
    checks: integer,
    next_check_at: optional(timestamp),
    expires_at: timestamp,
  },
  uniques: [{ name: 'payments_request_key_key', columns: ['request_key'] }],
  indices: [
    {
      name: 'payments_charge_key',
      columns: ['method', 'charge_id'],
      unique: true,
      where: 'charge_id IS NOT NULL',
    },
    {
      name: 'payments_provider_payment_id_key',
      columns: ['provider_payment_id'],
      unique: true,
      where: 'provider_payment_id IS NOT NULL',
    },
    { name: 'payments_user_idx', columns: ['user_id', 'created_at', 'id'] },
    { name: 'payments_created_idx', columns: ['created_at', 'id'] },
    { name: 'payments_status_idx', columns: ['status', 'created_at', 'id'] },
    { name: 'payments_method_idx', columns: ['method', 'created_at', 'id'] },
    { name: 'payments_package_idx', columns: ['package_id', 'created_at', 'id'] },
    {
      name: 'payments_flag_idx',
      columns: ['flag', 'created_at', 'id'],
      where: 'flag IS NOT NULL',
    },
    {
      name: 'payments_promo_idx',
      columns: ['promo_code', 'created_at', 'id'],
      where: 'promo_code IS NOT NULL',
    },
    { name: 'payments_price_idx', columns: ['currency', 'price', 'id'] },
    { name: 'payments_paid_idx', columns: ['paid_at', 'id'], where: 'paid_at IS NOT NULL' },
    {
      name: 'payments_due_idx',
      columns: ['next_check_at', 'id'],
      where: 'next_check_at IS NOT NULL',
    },
  ],
  checks: [
    { name: 'payments_method_check', expression: oneOf('method', paymentMethods) },
    {
      name: 'payments_origin_check',
      expression: oneOf('origin', ['order', 'renewal', 'paid_again', 'unmatched']),
    },
    {
      name: 'payments_status_check',
      expression: oneOf('status', [
        'created',
        'pending',
        'paid',
        'refunded',
        'canceled',
        'expired',
      ]),
    },
    {
      name: 'payments_flag_check',
      expression: oneOf('flag', ['paid_late', 'paid_again', 'unmatched', 'promo_used_up']),
    },
    { name: 'payments_price_check', expression: 'price > 0' },
    { name: 'payments_credits_check', expression: 'credits >= 0' },
    { name: 'payments_checks_check', expression: 'checks >= 0' },
    {
      name: 'payments_currency_check',
      expression: `currency = CASE method WHEN 'stars' THEN 'XTR' ELSE 'RUB' END`,
    },
    {
      name: 'payments_subscription_check',
      expression: `NOT is_subscription OR method = 'stars'`,
    },
    {
      name: 'payments_package_check',
      expression: `package_id IS NOT NULL OR origin = 'unmatched'`,
    },
    {
      name: 'payments_parent_check',
      expression: `origin = 'unmatched' OR (parent_id IS NOT NULL) = (origin <> 'order')`,
    },
    {
      name: 'payments_promo_check',
      expression:
        'num_nulls(promo_redemption_id, promo_code, promo_bonus_credits, list_price) IN (0, 4) AND promo_bonus_credits >= 0 AND list_price > 0',
    },
    {
      name: 'payments_paid_check',
      expression: `(charge_id IS NOT NULL) = (${paid}) AND (paid_at IS NOT NULL) = (${paid})`,
    },
    { name: 'payments_granted_check', expression: `granted >= 0 AND (granted = 0 OR ${paid})` },
    {
      name: 'payments_inviter_check',
      expression:
        '(inviter_id IS NULL) = (inviter_credits IS NULL) AND inviter_credits >= 0 AND inviter_id <> user_id',
    },
    {
      name: 'payments_refunded_check',
      expression: `refunded >= 0 AND refunded <= price AND (refunded = 0 OR ${paid}) AND (refunded = price) = (status = 'refunded')`,
    },
  ],
  foreignKeys: [
    foreignKey('payments', 'user_id', 'users'),
    foreignKey('payments', 'parent_id', 'payments'),
    foreignKey('payments', 'package_id', 'credit_packages'),
    foreignKey('payments', 'promo_redemption_id', 'promo_redemptions'),
    foreignKey('payments', 'inviter_id', 'users'),
  ],
});

export interface PaymentEventRow {
  readonly id: string;
  readonly payment_id: string;
  readonly kind: string;
  readonly details: unknown;
  readonly created_at: Date;
}

export const paymentEventSchema = new EntitySchema<PaymentEventRow>({
  name: 'payment_events',
  columns: {
    id: { ...primary(bigint, 'payment_events_pkey'), generated: 'increment' },
    payment_id: uuid,
    kind: text,
    details: optional(json),
    created_at: timestamp,
  },
  indices: [{ name: 'payment_events_payment_idx', columns: ['payment_id', 'id'] }],
  checks: [
    {
      name: 'payment_events_kind_check',
      expression: oneOf('kind', [
        'ordered',
        'opened',
        'checkout_approved',
        'checkout_refused',
        'paid',
        'canceled',
        'expired',
        'refund_requested',
        'refund_pending',
        'refunded',
        'refund_canceled',
        'difference',
      ]),
    },
  ],
  foreignKeys: [foreignKey('payment_events', 'payment_id', 'payments')],
});
