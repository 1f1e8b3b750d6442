import { credits, noCredits } from '../../src/domain/credits/credits.ts';
import type { CreditPackage } from '../../src/domain/payments/credit-package.ts';
import type { Difference } from '../../src/domain/payments/difference.ts';
import { money, noMoney } from '../../src/domain/payments/money.ts';
import { currencyOf, type Payment } from '../../src/domain/payments/payment.ts';
import type { PromoCode, PromoRedemption } from '../../src/domain/payments/promo.ts';
import type { Refund } from '../../src/domain/payments/refund.ts';
import type { Subscription } from '../../src/domain/payments/subscription.ts';
import { packageId, paymentId, refundId } from '../../src/domain/shared/ids.ts';
import { aName, at, aUuid, someDay } from './domain.ts';

export const aPaymentId = () => paymentId(aUuid());
export const aRefundId = () => refundId(aUuid());

export const stars = (count: number) => money(count, 'XTR');
/** So many kopecks. */
export const kopecks = (count: number) => money(count, 'RUB');

/** 100 credits for 50 Stars or 99 rubles. */
export function aPackage(fields: Partial<CreditPackage> = {}): CreditPackage {
  return {
    id: packageId(aName()),
    title: { ru: '100 кредитов', en: '100 credits' },
    credits: 100,
    bonusCredits: 0,
    stars: stars(50),
    rub: kopecks(9_900),
    isSubscription: false,
    position: 1,
    active: true,
    ...fields,
  };
}

/** An open order of 100 credits: for 50 Stars, or for 99 rubles when the method takes rubles. */
export function aPayment(
  fields: Partial<Payment> & Pick<Payment, 'userId' | 'packageId'>,
): Payment {
  const id = fields.id ?? aPaymentId();
  const { method = 'stars' } = fields;
  return {
    id,
    method,
    status: 'pending',
    origin: 'order',
    credits: credits(100),
    price: method === 'stars' ? stars(50) : kopecks(9_900),
    isSubscription: false,
    requestKey: aName(),
    idempotencyKey: id,
    granted: noCredits,
    refunded: noMoney(currencyOf(method)),
    checks: 0,
    expiresAt: at(86_400_000),
    createdAt: someDay,
    ...fields,
  };
}

/** The same, paid and granted. */
export function aPaidPayment(
  fields: Partial<Payment> & Pick<Payment, 'userId' | 'packageId'>,
): Payment {
  return paid(aPayment(fields), fields);
}

/** An order after its payment. */
export function paid(order: Payment, fields: Partial<Payment> = {}): Payment {
  return {
    ...order,
    status: 'paid',
    chargeId: `charge-${aName()}`,
    paidAt: at(1_000),
    granted: order.credits,
    ...fields,
  };
}

/** An admin's wish to give back all of a payment's money and take back what it granted. */
export function aRefund(
  payment: Pick<Payment, 'id' | 'userId' | 'price' | 'granted'>,
  fields: Partial<Refund> = {},
): Refund {
  const id = fields.id ?? aRefundId();
  return {
    id,
    paymentId: payment.id,
    userId: payment.userId,
    amount: payment.price,
    status: 'created',
    origin: 'admin',
    requestKey: aName(),
    creditsTaken: payment.granted,
    inviterCreditsTaken: noCredits,
    shortfall: noCredits,
    idempotencyKey: id,
    keyedAt: someDay,
    checks: 0,
    createdAt: someDay,
    ...fields,
  };
}

/** Gives 20 percent on top, once to each user. */
export function aPromo(
  fields: Partial<Omit<PromoCode, 'redemptions'>> = {},
): Omit<PromoCode, 'redemptions'> {
  return {
    code: aName().toUpperCase(),
    benefit: { kind: 'bonus', percent: 20 },
    maxPerUser: 1,
    enabled: true,
    createdAt: someDay,
    ...fields,
  };
}

export function aRedemption(
  { code, benefit }: Pick<PromoCode, 'code' | 'benefit'>,
  fields: Partial<PromoRedemption> = {},
): PromoRedemption {
  return { id: aUuid(), code, benefit, redeemedAt: someDay, ...fields };
}

/** Begun by an order, paid for the next 30 days. */
export function aSubscription(
  order: Pick<Payment, 'id' | 'userId'>,
  fields: Partial<Subscription> & Pick<Subscription, 'packageId'>,
): Subscription {
  return {
    orderId: order.id,
    userId: order.userId,
    chargeId: `charge-${aName()}`,
    state: 'active',
    paidUntil: at(30 * 86_400_000),
    createdAt: someDay,
    ...fields,
  };
}

/** Paid at YooKassa, unknown here. */
export function aDifference(
  fields: Partial<Extract<Difference, { kind: 'payment_not_booked' }>> = {},
): Difference {
  return {
    kind: 'payment_not_booked',
    provider: 'yookassa',
    providerId: aName(),
    amount: kopecks(9_900),
    repaired: false,
    ...fields,
  };
}
