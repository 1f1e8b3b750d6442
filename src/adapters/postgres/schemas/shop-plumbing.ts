import { EntitySchema } from 'typeorm';
import type { CreditPackage } from '../../../domain/payments/credit-package.ts';
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

export interface CreditPackageRow {
  readonly id: string;
  readonly title: CreditPackage['title'];
  readonly credits: number;
  readonly bonus_credits: number;
  readonly stars: string | null;
  /** Kopecks. */
  readonly rub: string | null;
  readonly is_subscription: boolean;
  readonly position: number;
  readonly active: boolean;
}

export const creditPackageSchema = new EntitySchema<CreditPackageRow>({
  name: 'credit_packages',
  columns: {
    id: primary(text, 'credit_packages_pkey'),
    title: json,
    credits: integer,
    bonus_credits: integer,
    stars: optional(bigint),
    rub: optional(bigint),
    is_subscription: boolean,
    position: integer,
    active: boolean,
  },
  checks: [
    { name: 'credit_packages_credits_check', expression: 'credits > 0' },
    { name: 'credit_packages_bonus_credits_check', expression: 'bonus_credits >= 0' },
    { name: 'credit_packages_stars_check', expression: 'stars > 0' },
    { name: 'credit_packages_rub_check', expression: 'rub > 0' },
  ],
});

export interface SubscriptionRow {
  readonly order_id: string;
  readonly user_id: string;
  readonly package_id: string;
  readonly charge_id: string;
  readonly state: string;
  readonly paid_until: Date;
  readonly created_at: Date;
}

export const subscriptionSchema = new EntitySchema<SubscriptionRow>({
  name: 'subscriptions',
  columns: {
    order_id: primary(uuid, 'subscriptions_pkey'),
    user_id: bigint,
    package_id: text,
    charge_id: text,
    state: text,
    paid_until: timestamp,
    created_at: timestamp,
  },
  uniques: [{ name: 'subscriptions_charge_id_key', columns: ['charge_id'] }],
  indices: [
    { name: 'subscriptions_user_idx', columns: ['user_id', 'paid_until'] },
    { name: 'subscriptions_created_idx', columns: ['created_at', 'order_id'] },
    { name: 'subscriptions_paid_until_idx', columns: ['paid_until', 'order_id'] },
  ],
  checks: [
    {
      name: 'subscriptions_state_check',
      expression: oneOf('state', ['active', 'canceled', 'failed']),
    },
  ],
  foreignKeys: [
    foreignKey('subscriptions', 'order_id', 'payments'),
    foreignKey('subscriptions', 'user_id', 'users'),
    foreignKey('subscriptions', 'package_id', 'credit_packages'),
  ],
});

export interface PaymentNotificationRow {
  readonly id: string;
  /** A JSON string: unlike `text`, it holds every character that a stranger may send. */
  readonly body: string;
  readonly received_at: Date;
  readonly handled_at: Date | null;
  readonly outcome: string | null;
}

export const paymentNotificationSchema = new EntitySchema<PaymentNotificationRow>({
  name: 'payment_notifications',
  columns: {
    id: primary(uuid, 'payment_notifications_pkey'),
    body: json,
    received_at: timestamp,
    handled_at: optional(timestamp),
    outcome: optional(text),
  },
  indices: [
    {
      name: 'payment_notifications_handled_idx',
      columns: ['handled_at'],
      where: 'handled_at IS NOT NULL',
    },
  ],
  checks: [
    {
      name: 'payment_notifications_outcome_check',
      expression: '(handled_at IS NULL) = (outcome IS NULL)',
    },
  ],
});

export interface OperatorEventRow {
  readonly id: string;
  readonly key: string | null;
  readonly event: unknown;
  readonly created_at: Date;
  readonly told_at: Date | null;
}

export const operatorEventSchema = new EntitySchema<OperatorEventRow>({
  name: 'operator_events',
  columns: {
    id: { ...primary(bigint, 'operator_events_pkey'), generated: 'increment' },
    key: optional(text),
    event: json,
    created_at: timestamp,
    told_at: optional(timestamp),
  },
  uniques: [{ name: 'operator_events_key_key', columns: ['key'] }],
  indices: [{ name: 'operator_events_untold_idx', columns: ['id'], where: 'told_at IS NULL' }],
});

export interface PaymentDifferenceRow {
  readonly id: string;
  readonly key: string;
  readonly kind: string;
  readonly provider: string;
  readonly provider_id: string;
  readonly currency: string;
  readonly amount: string;
  readonly booked: string | null;
  readonly payment_id: string | null;
  readonly refund_id: string | null;
  readonly repaired: boolean;
  readonly created_at: Date;
}

export const paymentDifferenceSchema = new EntitySchema<PaymentDifferenceRow>({
  name: 'payment_differences',
  columns: {
    id: { ...primary(bigint, 'payment_differences_pkey'), generated: 'increment' },
    key: text,
    kind: text,
    provider: text,
    provider_id: text,
    currency: text,
    amount: bigint,
    booked: optional(bigint),
    payment_id: optional(uuid),
    refund_id: optional(uuid),
    repaired: boolean,
    created_at: timestamp,
  },
  uniques: [{ name: 'payment_differences_key_key', columns: ['key'] }],
  checks: [
    {
      name: 'payment_differences_kind_check',
      expression: oneOf('kind', [
        'payment_not_booked',
        'payment_not_at_provider',
        'amount_differs',
        'refund_not_booked',
      ]),
    },
    {
      name: 'payment_differences_provider_check',
      expression: oneOf('provider', ['telegram', 'yookassa']),
    },
    { name: 'payment_differences_currency_check', expression: oneOf('currency', ['RUB', 'XTR']) },
    { name: 'payment_differences_amount_check', expression: 'amount >= 0' },
    {
      name: 'payment_differences_booked_check',
      expression: `booked >= 0 AND (booked IS NOT NULL) = (kind = 'amount_differs')`,
    },
    {
      name: 'payment_differences_payment_check',
      expression: `payment_id IS NOT NULL OR ${oneOf('kind', ['payment_not_booked', 'refund_not_booked'])}`,
    },
  ],
  foreignKeys: [
    foreignKey('payment_differences', 'payment_id', 'payments'),
    foreignKey('payment_differences', 'refund_id', 'refunds'),
  ],
});

export interface ReconciliationStateRow {
  readonly id: number;
  readonly star_offset: string;
  readonly yookassa_compared_until: Date | null;
}

export const reconciliationStateSchema = new EntitySchema<ReconciliationStateRow>({
  name: 'reconciliation_state',
  columns: {
    id: primary(integer, 'reconciliation_state_pkey'),
    star_offset: bigint,
    yookassa_compared_until: optional(timestamp),
  },
  checks: [
    { name: 'reconciliation_state_single_check', expression: 'id = 1' },
    { name: 'reconciliation_state_star_offset_check', expression: 'star_offset >= 0' },
  ],
});
