import type { PackageId, PaymentId, UserId } from '../shared/ids.ts';

/**
 * `active` renews itself; `canceled` stays until the end of the paid time; `failed` could not be
 * collected. Source: Bot API, update `subscription`.
 */
export type SubscriptionState = 'active' | 'canceled' | 'failed';

/** Credits that come every 30 days. Named by the order that began it. */
export interface Subscription {
  readonly orderId: PaymentId;
  readonly userId: UserId;
  readonly packageId: PackageId;
  /** Telegram's id of the first payment, which names the subscription to it. */
  readonly chargeId: string;
  readonly state: SubscriptionState;
  /** The end of the time that is paid. */
  readonly paidUntil: Date;
  readonly createdAt: Date;
}
