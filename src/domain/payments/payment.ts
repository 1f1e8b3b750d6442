import { type Credits, credits } from '../credits/credits.ts';
import { type PackageId, type PaymentId, paymentId, type UserId } from '../shared/ids.ts';
import { type Currency, type Money, proportion } from './money.ts';
import type { AppliedPromo } from './promo.ts';

/**
 * - `stars`: an invoice in Telegram Stars
 * - `yookassa`: a payment page of YooKassa
 * - `telegram_yookassa`: an invoice in rubles inside Telegram, carried out by YooKassa
 */
export const paymentMethods = ['stars', 'yookassa', 'telegram_yookassa'] as const;

export type PaymentMethod = (typeof paymentMethods)[number];

export const currencyOf = (method: PaymentMethod): Currency => (method === 'stars' ? 'XTR' : 'RUB');

/** An order until it is paid; then a payment. */
export type PaymentStatus = 'created' | 'pending' | 'paid' | 'refunded' | 'canceled' | 'expired';

/** The whole life of a payment. What is not listed cannot happen. */
export const paymentTransitions: {
  readonly [from in PaymentStatus]: readonly PaymentStatus[];
} = {
  created: ['pending', 'paid', 'canceled', 'expired'],
  pending: ['paid', 'canceled', 'expired'],
  paid: ['refunded'],
  refunded: [],
  // Money that comes after all is never turned away: it is credited, and flagged.
  canceled: ['paid'],
  expired: ['paid'],
};

export const canPaymentMove = (from: PaymentStatus, to: PaymentStatus): boolean =>
  paymentTransitions[from].includes(to);

/** Nobody has paid yet, and somebody still may. */
export const isOpen = (status: PaymentStatus): boolean =>
  status === 'created' || status === 'pending';

export const isPaid = (status: PaymentStatus): boolean =>
  status === 'paid' || status === 'refunded';

/** Where a payment comes from. */
export type PaymentOrigin =
  /** The user chose a package. */
  | 'order'
  /** A subscription renewed itself. */
  | 'renewal'
  /** Somebody paid an invoice that was paid before, or that was another user's. */
  | 'paid_again'
  /** Money whose order we do not know, or not for this amount: an admin has to look. */
  | 'unmatched';

/** Why an admin should look at a payment. */
export type PaymentFlag =
  /** Its order had been canceled or had expired. */
  | 'paid_late'
  | 'paid_again'
  | 'unmatched'
  /** It was ordered with a promo code that another payment used up first. */
  | 'promo_used_up';

export interface Payment {
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
  /** Names the user's wish, so that a repeated update orders nothing new. */
  readonly requestKey: string;
  readonly receiptEmail?: string | undefined;
  /** For the provider's create call: stored before it, and repeated with the same body. */
  readonly idempotencyKey: string;
  readonly providerRequest?: string | undefined;
  /** YooKassa's id of the payment, once known. */
  readonly providerPaymentId?: string | undefined;
  readonly confirmationUrl?: string | undefined;
  /** What proves that it was paid: Telegram's charge id, or YooKassa's payment id. Unique. */
  readonly chargeId?: string | undefined;
  readonly paidAt?: Date | undefined;
  /** Credits that were given for it: zero until it is paid. */
  readonly granted: Credits;
  /** Paid to the inviter for this payment. */
  readonly inviterReward?: InviterReward | undefined;
  /** Money that went back, for certain. */
  readonly refunded: Money;
  /** As the provider says it, e.g. `insufficient_funds`. */
  readonly cancelReason?: string | undefined;
  readonly flag?: PaymentFlag | undefined;
  /** How often the provider was asked about it. */
  readonly checks: number;
  /** When to ask next; absent when there is nothing to ask. */
  readonly nextCheckAt?: Date | undefined;
  /** After this, its invoice is not accepted any more. */
  readonly expiresAt: Date;
  readonly createdAt: Date;
}

export interface InviterReward {
  readonly inviterId: UserId;
  readonly credits: Credits;
}

/** Of an invoice in a chat. A payment page has the provider's own time, about an hour. */
export const orderLifetimeMs = 86_400_000;

/** A user cannot pile up more open orders than this. */
export const openOrdersPerUser = 20;

/** The reference of the ledger's entry: one charge is credited once. */
export const purchaseReference = (method: PaymentMethod, chargeId: string): string =>
  `purchase:${method}:${chargeId}`;

/** Intervals at which the provider is asked about a payment that nothing was heard of. */
const checkDelaysMs = [5, 10, 15, 30, 60, 120, 300, 600, 1_800].map((seconds) => seconds * 1_000);
const longestCheckDelayMs = 3_600_000;

export const checkDelayMs = (checks: number): number =>
  checkDelaysMs[checks] ?? longestCheckDelayMs;

/**
 * YooKassa keeps an idempotency key for 24 h; after that the same call makes a second payment.
 * Source: yookassa.ru, "Idempotence". An hour is kept as a margin for clocks.
 */
const keyLifetimeMs = 23 * 3_600_000;

export const isKeyFresh = (createdAt: Date, now: Date): boolean =>
  now.getTime() - createdAt.getTime() < keyLifetimeMs;

/**
 * What a new charge of an order is.
 *
 * - `first`: it pays the order
 * - `renewal`: Telegram collected a subscription's next month
 * - `again`: the order was paid before, or this payer did not order it
 * - `unmatched`: it is not the amount that was asked for
 */
export function classifyCharge(
  order: Pick<Payment, 'status' | 'userId' | 'price'>,
  charge: { readonly payerId: UserId; readonly amount: Money; readonly isRenewal: boolean },
): 'first' | 'renewal' | 'again' | 'unmatched' {
  const { price } = order;
  if (charge.amount.currency !== price.currency || charge.amount.minor !== price.minor) {
    return 'unmatched';
  }
  if (charge.isRenewal) {
    return 'renewal';
  }
  return isPaid(order.status) || order.userId !== charge.payerId ? 'again' : 'first';
}

/** Credits that belong to a part of a payment's money. The last part gets what rounding left over. */
export function creditsForShare(granted: Credits, part: bigint, whole: bigint): Credits {
  return credits(proportion(granted, part, whole));
}

const uuidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The order that an invoice's payload names: we put its id there, and nobody else writes invoices. */
export function paymentIdIn(payload: string | undefined): PaymentId | undefined {
  return payload !== undefined && uuidPattern.test(payload) ? paymentId(payload) : undefined;
}
