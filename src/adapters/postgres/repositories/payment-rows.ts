import type { RecordedPaymentEvent } from '../../../application/ports/payment-repository.ts';
import { credits } from '../../../domain/credits/credits.ts';
import { type Currency, money } from '../../../domain/payments/money.ts';
import type {
  Payment,
  PaymentFlag,
  PaymentMethod,
  PaymentOrigin,
  PaymentStatus,
} from '../../../domain/payments/payment.ts';
import { packageId, paymentId, userId } from '../../../domain/shared/ids.ts';
import type { PaymentEventRow, PaymentRow } from '../schemas/payments.ts';
import { plainText } from './plain-text.ts';

/** What never changes, in the order of `newValues`. */
export const newColumns = [
  'id',
  'request_key',
  'user_id',
  'method',
  'origin',
  'parent_id',
  'currency',
  'price',
  'is_subscription',
  'created_at',
];

/** What `save` overwrites, in the order of `savedValues`. */
export const savedColumns = [
  'status',
  'package_id',
  'credits',
  'promo_redemption_id',
  'promo_code',
  'promo_bonus_credits',
  'list_price',
  'receipt_email',
  'idempotency_key',
  'provider_request',
  'provider_payment_id',
  'confirmation_url',
  'charge_id',
  'paid_at',
  'granted',
  'inviter_id',
  'inviter_credits',
  'refunded',
  'cancel_reason',
  'flag',
  'checks',
  'next_check_at',
  'expires_at',
];

export function newValues(payment: Payment): readonly unknown[] {
  return [
    payment.id,
    payment.requestKey,
    payment.userId,
    payment.method,
    payment.origin,
    payment.parentId,
    payment.price.currency,
    payment.price.minor,
    payment.isSubscription,
    payment.createdAt,
  ];
}

export function savedValues(payment: Payment): readonly unknown[] {
  const { promo, inviterReward, cancelReason } = payment;
  return [
    payment.status,
    payment.packageId,
    payment.credits,
    promo?.redemptionId,
    promo?.code,
    promo?.bonusCredits,
    promo?.listPrice.minor,
    payment.receiptEmail,
    payment.idempotencyKey,
    payment.providerRequest,
    payment.providerPaymentId,
    payment.confirmationUrl,
    payment.chargeId,
    payment.paidAt,
    payment.granted,
    inviterReward?.inviterId,
    inviterReward?.credits,
    payment.refunded.minor,
    cancelReason === undefined ? undefined : plainText(cancelReason),
    payment.flag,
    payment.checks,
    payment.nextCheckAt,
    payment.expiresAt,
  ];
}

export function paymentOf(row: PaymentRow): Payment {
  const currency = row.currency as Currency;
  return {
    id: paymentId(row.id),
    userId: userId(Number(row.user_id)),
    method: row.method as PaymentMethod,
    status: row.status as PaymentStatus,
    origin: row.origin as PaymentOrigin,
    parentId: row.parent_id === null ? undefined : paymentId(row.parent_id),
    packageId: row.package_id === null ? undefined : packageId(row.package_id),
    credits: credits(BigInt(row.credits)),
    price: money(BigInt(row.price), currency),
    promo: promoOf(row),
    isSubscription: row.is_subscription,
    requestKey: row.request_key,
    receiptEmail: row.receipt_email ?? undefined,
    idempotencyKey: row.idempotency_key,
    providerRequest: row.provider_request ?? undefined,
    providerPaymentId: row.provider_payment_id ?? undefined,
    confirmationUrl: row.confirmation_url ?? undefined,
    chargeId: row.charge_id ?? undefined,
    paidAt: row.paid_at ?? undefined,
    granted: credits(BigInt(row.granted)),
    inviterReward: inviterRewardOf(row),
    refunded: money(BigInt(row.refunded), currency),
    cancelReason: row.cancel_reason ?? undefined,
    flag: (row.flag as PaymentFlag | null) ?? undefined,
    checks: row.checks,
    nextCheckAt: row.next_check_at ?? undefined,
    expiresAt: row.expires_at,
    createdAt: row.created_at,
  };
}

/** The table's checks hold that these columns are all there or all absent. */
function promoOf(row: PaymentRow): Payment['promo'] {
  const { promo_redemption_id: redemptionId, promo_code: code } = row;
  if (
    redemptionId === null ||
    code === null ||
    row.promo_bonus_credits === null ||
    row.list_price === null
  ) {
    return undefined;
  }
  return {
    redemptionId,
    code,
    bonusCredits: credits(BigInt(row.promo_bonus_credits)),
    listPrice: money(BigInt(row.list_price), row.currency as Currency),
  };
}

function inviterRewardOf(row: PaymentRow): Payment['inviterReward'] {
  return row.inviter_id === null || row.inviter_credits === null
    ? undefined
    : {
        inviterId: userId(Number(row.inviter_id)),
        credits: credits(BigInt(row.inviter_credits)),
      };
}

export function paymentEventOf(row: PaymentEventRow): RecordedPaymentEvent {
  return {
    kind: row.kind as RecordedPaymentEvent['kind'],
    details: (row.details as RecordedPaymentEvent['details'] | null) ?? undefined,
    at: row.created_at,
  };
}
