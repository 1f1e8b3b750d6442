import type { Credits } from '../../domain/credits/credits.ts';
import type { Currency, Money } from '../../domain/payments/money.ts';
import type {
  InviterReward,
  PaymentFlag,
  PaymentMethod,
  PaymentOrigin,
  PaymentStatus,
} from '../../domain/payments/payment.ts';
import type { AppliedPromo } from '../../domain/payments/promo.ts';
import type { RefundStatus } from '../../domain/payments/refund.ts';
import type { PackageId, PaymentId, RefundId, UserId } from '../../domain/shared/ids.ts';
import type { RecordedPaymentEvent } from '../ports/payment-repository.ts';
import type { AmountRange, ChildListQuery, Period, ReadByIds } from './paging.ts';

export interface PaymentView {
  readonly id: PaymentId;
  readonly userId: UserId;
  readonly method: PaymentMethod;
  readonly status: PaymentStatus;
  readonly origin: PaymentOrigin;
  /** The order that this payment renews or repeats. */
  readonly parentId?: PaymentId | undefined;
  /** Absent when nobody knows what was paid for. */
  readonly packageId?: PackageId | undefined;
  /** What the package gives, its own bonus included, without a promo code. */
  readonly credits: Credits;
  readonly price: Money;
  readonly promo?: AppliedPromo | undefined;
  readonly isSubscription: boolean;
  readonly receiptEmail?: string | undefined;
  /** YooKassa's id. */
  readonly providerPaymentId?: string | undefined;
  /** Telegram's charge id, or YooKassa's payment id. */
  readonly chargeId?: string | undefined;
  readonly paidAt?: Date | undefined;
  /** Credits that were given for it: zero until it is paid. */
  readonly granted: Credits;
  readonly inviterReward?: InviterReward | undefined;
  /** Money that went back, for certain. */
  readonly refunded: Money;
  /** As the provider says it. */
  readonly cancelReason?: string | undefined;
  readonly flag?: PaymentFlag | undefined;
  /** How often the provider was asked about it, and when it is asked next. */
  readonly checks: number;
  readonly nextCheckAt?: Date | undefined;
  readonly expiresAt: Date;
  readonly createdAt: Date;
}

export interface RefundView {
  readonly id: RefundId;
  readonly paymentId: PaymentId;
  readonly userId: UserId;
  readonly amount: Money;
  readonly status: RefundStatus;
  readonly origin: 'admin' | 'outside';
  readonly reason?: string | undefined;
  readonly creditsTaken: Credits;
  readonly inviterCreditsTaken: Credits;
  /** What should have been taken and was spent already. */
  readonly shortfall: Credits;
  readonly providerRefundId?: string | undefined;
  /** As the provider says it. */
  readonly failure?: string | undefined;
  readonly createdAt: Date;
  readonly endedAt?: Date | undefined;
}

export interface PaymentFilter {
  readonly userId?: UserId | undefined;
  readonly method?: PaymentMethod | undefined;
  /** Any of these; an empty list lets nothing through. */
  readonly statuses?: readonly PaymentStatus[] | undefined;
  readonly flag?: PaymentFlag | undefined;
  /** With any flag, or with none. */
  readonly isFlagged?: boolean | undefined;
  readonly currency?: Currency | undefined;
  /** The price in minor units. */
  readonly amount?: AmountRange | undefined;
  readonly packageId?: PackageId | undefined;
  readonly created?: Period | undefined;
  readonly paid?: Period | undefined;
  /** In any case. */
  readonly promoCode?: string | undefined;
  /** A whole charge id, provider's payment id or payment id. */
  readonly search?: string | undefined;
}

/**
 * By `paid`, payments that nobody paid are left out. `amount` is in minor units of whatever
 * currency: filter by one to compare.
 */
export const paymentSortFields = ['created', 'paid', 'amount'] as const;

export type PaymentSortField = (typeof paymentSortFields)[number];

/** Parents are users. */
export interface PaymentQueries
  extends ChildListQuery<UserId, PaymentView, PaymentFilter, PaymentSortField> {
  readonly byIds: ReadByIds<PaymentId, PaymentView>;
  /** Oldest first. */
  readonly refunds: ReadByIds<PaymentId, readonly RefundView[]>;
  readonly refundsByIds: ReadByIds<RefundId, RefundView>;
  /** Oldest first, the newest 200. */
  readonly events: ReadByIds<PaymentId, readonly RecordedPaymentEvent[]>;
}
