import type { SubscriptionState } from '../../domain/payments/subscription.ts';
import type { PackageId, PaymentId, UserId } from '../../domain/shared/ids.ts';
import type { ChildListQuery, Period } from './paging.ts';

/** Credits that come every 30 days. Named by the order that began it. */
export interface SubscriptionView {
  readonly orderId: PaymentId;
  readonly userId: UserId;
  readonly packageId: PackageId;
  readonly state: SubscriptionState;
  /** The end of the time that is paid. */
  readonly paidUntil: Date;
  readonly createdAt: Date;
}

export interface SubscriptionFilter {
  readonly userId?: UserId | undefined;
  readonly state?: SubscriptionState | undefined;
  readonly packageId?: PackageId | undefined;
  readonly paidUntil?: Period | undefined;
}

export const subscriptionSortFields = ['created', 'paidUntil'] as const;

export type SubscriptionSortField = (typeof subscriptionSortFields)[number];

/** Parents are users. */
export type SubscriptionQueries = ChildListQuery<
  UserId,
  SubscriptionView,
  SubscriptionFilter,
  SubscriptionSortField
>;
