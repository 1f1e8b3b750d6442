import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { RefundedPayment, StarTransaction, SuccessfulPayment, User } from 'grammy/types';
import type { Payment } from '../control-api.ts';
import { postService } from '../state/posting.ts';
import type { World } from '../state/world.ts';
import { type Invoice, STARS } from './invoice.ts';

/*
 * Money changes hands: Stars between a person and the bot, the record of it, the service message to
 * the bot. Ids are random, because a bot may remember them longer than one run of the stand-in.
 */

export type Deal = {
  readonly invoice: Invoice;
  readonly user: User;
  readonly chargeId: string;
  readonly providerChargeId: string;
  readonly email?: string;
  readonly subscription?: {
    readonly recurring: 'first' | 'renewal';
    /** Unix time in seconds: paid up to then. */
    readonly expiresAt: number;
  };
};

/** `telegram_payment_charge_id` */
export function takeChargeId(): string {
  return `stx${randomBytes(36).toString('base64url')}`;
}

/** What a provider's payment id looks like (YooKassa's), when nobody else gives one. */
export function takeProviderChargeId(): string {
  const [first = '', , , , last = ''] = randomUUID().split('-');
  return `${first}-000f-5000-8000-${last}`;
}

/** `provider_payment_charge_id` of Stars, where Telegram itself is the provider. */
export function takeStarsReceiptId(userId: number): string {
  return `${userId}_${randomInt(2 ** 40)}`;
}

export function canAfford(world: World, userId: number, invoice: Invoice): boolean {
  const stars = world.users.get(userId)?.starsBalance ?? 0;
  return invoice.currency !== STARS || stars >= invoice.totalAmount;
}

/** The payment is made: the caller has seen that the person can afford it. */
export function settle(world: World, deal: Deal): Payment {
  const { invoice, user, chargeId, providerChargeId, email, subscription } = deal;
  const payment: Payment = {
    chargeId,
    providerChargeId,
    userId: user.id,
    title: invoice.title,
    currency: invoice.currency,
    totalAmount: invoice.totalAmount,
    payload: invoice.payload,
    status: 'paid',
    paidAt: world.nowSeconds,
    ...(subscription === undefined ? {} : { recurring: subscription.recurring }),
    ...(email === undefined ? {} : { email }),
  };
  if (invoice.currency === STARS) {
    moveStars(world, payment, 'to-bot');
    world.payments.transactions.push(incoming(world, deal));
  }
  world.payments.save(payment);
  world.events.emit({ type: 'payment', payment });
  announce(world, deal);
  return payment;
}

/** The money goes back. `isSilent`: the bot gets no `refunded_payment`. */
export function refund(world: World, payment: Payment, isSilent: boolean): Payment {
  const { chargeId, userId, currency, totalAmount, payload } = payment;
  const refunded: Payment = { ...payment, status: 'refunded', refundedAt: world.nowSeconds };
  const paid = world.payments.transactions.find(({ id }) => id === chargeId);
  moveStars(world, payment, 'to-user');
  if (paid?.source !== undefined) {
    const { source: receiver, ...same } = paid;
    world.payments.transactions.push({ ...same, date: world.nowSeconds, receiver });
  }
  world.payments.save(refunded);
  world.events.emit({ type: 'payment', payment: refunded });
  const chat = world.chats.get(userId);
  const user = world.users.wire(userId);
  if (chat === undefined || user === undefined) return refunded;
  const refunded_payment: RefundedPayment = {
    currency: currency as RefundedPayment['currency'],
    total_amount: totalAmount,
    invoice_payload: payload,
    telegram_payment_charge_id: chargeId,
    provider_payment_charge_id: payment.providerChargeId,
  };
  postService(world, chat, user, { refunded_payment }, isSilent);
  return refunded;
}

/** A new update with the message of a payment that the bot was told of before. */
export function repeat(world: World, payment: Payment): number | undefined {
  const message = world.payments.message(payment.chargeId);
  return message === undefined ? undefined : world.updates.push('message', payment.userId, message);
}

function announce(world: World, deal: Deal): void {
  const { user, chargeId } = deal;
  const chat = world.chats.get(user.id);
  if (chat === undefined) return;
  const isLost = world.payments.toLose > 0;
  if (isLost) world.payments.toLose -= 1;
  const content = { successful_payment: successfulPayment(deal) };
  const { message } = postService(world, chat, user, content, isLost);
  world.payments.saveMessage(chargeId, message);
}

function successfulPayment(deal: Deal): SuccessfulPayment {
  const { invoice, subscription, email } = deal;
  return {
    currency: invoice.currency,
    total_amount: invoice.totalAmount,
    invoice_payload: invoice.payload,
    ...(email === undefined ? {} : { order_info: { email } }),
    telegram_payment_charge_id: deal.chargeId,
    provider_payment_charge_id: deal.providerChargeId,
    ...(subscription === undefined
      ? {}
      : { is_recurring: true, subscription_expiration_date: subscription.expiresAt }),
    ...(subscription?.recurring === 'first' ? { is_first_recurring: true } : {}),
  };
}

function incoming(world: World, deal: Deal): StarTransaction {
  const { invoice, user, chargeId } = deal;
  const { subscriptionPeriod } = invoice;
  return {
    id: chargeId,
    amount: invoice.totalAmount,
    date: world.nowSeconds,
    source: {
      type: 'user',
      transaction_type: 'invoice_payment',
      user,
      invoice_payload: invoice.payload,
      ...(subscriptionPeriod === undefined ? {} : { subscription_period: subscriptionPeriod }),
    },
  };
}

function moveStars(world: World, payment: Payment, direction: 'to-bot' | 'to-user'): void {
  const stars = direction === 'to-bot' ? payment.totalAmount : -payment.totalAmount;
  const user = world.users.get(payment.userId);
  if (user !== undefined) {
    world.changeUser(user, { starsBalance: user.starsBalance - stars });
  }
  world.payments.stars += stars;
  world.events.emit({ type: 'star-balance', stars: world.payments.stars });
}
