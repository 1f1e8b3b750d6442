import type { PaymentView, RefundView } from '../../../application/queries/payments.ts';
import { credits } from '../../../domain/credits/credits.ts';
import { type Currency, money } from '../../../domain/payments/money.ts';
import type { RefundStatus } from '../../../domain/payments/refund.ts';
import { paymentId, refundId, userId } from '../../../domain/shared/ids.ts';
import { paymentOf } from '../repositories/payment-rows.ts';
import type { PaymentRow } from '../schemas/payments.ts';
import type { RefundRow } from '../schemas/refunds.ts';

export const paymentColumns = 'p.*';

/** Named one by one: what an order needs inside, such as its idempotency key, stays inside. */
export function paymentViewOf(row: PaymentRow): PaymentView {
  const payment = paymentOf(row);
  return {
    id: payment.id,
    userId: payment.userId,
    method: payment.method,
    status: payment.status,
    origin: payment.origin,
    parentId: payment.parentId,
    packageId: payment.packageId,
    credits: payment.credits,
    price: payment.price,
    promo: payment.promo,
    isSubscription: payment.isSubscription,
    receiptEmail: payment.receiptEmail,
    providerPaymentId: payment.providerPaymentId,
    chargeId: payment.chargeId,
    paidAt: payment.paidAt,
    granted: payment.granted,
    inviterReward: payment.inviterReward,
    refunded: payment.refunded,
    cancelReason: payment.cancelReason,
    flag: payment.flag,
    checks: payment.checks,
    nextCheckAt: payment.nextCheckAt,
    expiresAt: payment.expiresAt,
    createdAt: payment.createdAt,
  };
}

export type RefundViewRow = Omit<
  RefundRow,
  'request_key' | 'idempotency_key' | 'keyed_at' | 'provider_request' | 'checks' | 'next_check_at'
>;

export const refundColumns = `id, payment_id, user_id, origin, currency, amount, created_at, status,
  reason, credits_taken, inviter_credits_taken, shortfall, provider_refund_id, failure, ended_at`;

export function refundViewOf(row: RefundViewRow): RefundView {
  return {
    id: refundId(row.id),
    paymentId: paymentId(row.payment_id),
    userId: userId(Number(row.user_id)),
    amount: money(BigInt(row.amount), row.currency as Currency),
    status: row.status as RefundStatus,
    origin: row.origin as RefundView['origin'],
    reason: row.reason ?? undefined,
    creditsTaken: credits(BigInt(row.credits_taken)),
    inviterCreditsTaken: credits(BigInt(row.inviter_credits_taken)),
    shortfall: credits(BigInt(row.shortfall)),
    providerRefundId: row.provider_refund_id ?? undefined,
    failure: row.failure ?? undefined,
    createdAt: row.created_at,
    endedAt: row.ended_at ?? undefined,
  };
}
