import { Composer, type Filter } from 'grammy';
import type { SuccessfulPayment } from 'grammy/types';
import type { Charge } from '../../../../application/payments/settle-payment.ts';
import { subscriptionPeriodSeconds } from '../../../../domain/payments/credit-package.ts';
import { type Money, money } from '../../../../domain/payments/money.ts';
import { paymentIdIn } from '../../../../domain/payments/payment.ts';
import { userId } from '../../../../domain/shared/ids.ts';
import type { BotContext } from '../context.ts';
import { profileOf } from '../identify.ts';
import type { BotServices } from '../services.ts';

/**
 * What Telegram tells of money that has moved. It comes before `identify`, which turns banned
 * people away and drops what belongs to no chat: money is booked whoever paid it. The payer hears
 * of it by the notice that the booking queues.
 *
 * A message about a payment that fails for reasons of its own is tried again for minutes, and then
 * buried: that is logged as an error, its payer is told that the credits will follow, and the
 * nightly comparison finds the payment: Stars in Telegram's list, which names the order, so they are
 * booked; rubles in YooKassa's, which may not, so that the operator is told.
 */
export function charges(services: BotServices): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.on('message:successful_payment', (ctx) => settle(ctx, services));
  composer.on('message:refunded_payment', (ctx) => bookRefund(ctx, services));
  composer.use(async (ctx, next) => {
    const { subscription } = ctx.update;
    if (subscription === undefined) {
      await next();
      return;
    }
    const orderId = paymentIdIn(subscription.invoice_payload);
    const isKnown =
      orderId && (await services.shop.noteSubscription.execute(orderId, subscription.state));
    services.logger.info('subscription_changed', {
      paymentId: orderId ?? 'none',
      state: subscription.state,
      isNews: isKnown === true,
    });
  });
  return composer;
}

/** Telegram counts in whole Stars and in kopecks. @returns undefined for money we never ask for. */
export function moneyIn(currency: string, minor: number): Money | undefined {
  return (currency === 'XTR' || currency === 'RUB') && Number.isSafeInteger(minor) && minor > 0
    ? money(minor, currency)
    : undefined;
}

async function settle(
  ctx: Filter<BotContext, 'message:successful_payment'>,
  { registerContact, shop, logger }: BotServices,
): Promise<void> {
  const { message } = ctx;
  const charge = chargeOf(message.successful_payment, message.from.id, message.date);
  let settled = await shop.settlePayment.execute(charge);
  if (!settled.ok) {
    // Somebody paid who never wrote to the bot: it has to know them to owe them credits.
    await registerContact.execute({ profile: profileOf(message.from) });
    settled = await shop.settlePayment.execute(charge);
  }
  if (!settled.ok) {
    throw new Error(`Cannot settle charge ${charge.chargeId}: ${settled.error.kind}`);
  }
  const { payment, isRepeat } = settled.value;
  logger.info('charge_settled', { paymentId: payment.id, isRepeat, flag: payment.flag ?? 'none' });
}

function chargeOf(paid: SuccessfulPayment, payerId: number, date: number): Charge {
  const amount = moneyIn(paid.currency, paid.total_amount);
  if (amount === undefined) {
    throw new Error(`Cannot settle ${paid.total_amount} ${paid.currency} as nothing costs that`);
  }
  const paidAt = dateOf(date);
  const charge: Charge = {
    method: amount.currency === 'XTR' ? 'stars' : 'telegram_yookassa',
    chargeId: paid.telegram_payment_charge_id,
    // Of Stars it is Telegram's own, and nobody else knows it.
    providerPaymentId: amount.currency === 'XTR' ? undefined : paid.provider_payment_charge_id,
    orderId: paymentIdIn(paid.invoice_payload),
    payerId: userId(payerId),
    amount,
    paidAt,
    // Telegram asked for it where receipts are on: a refund's receipt goes to the same address.
    receiptEmail: paid.order_info?.email,
  };
  if (paid.is_recurring !== true) {
    return charge;
  }
  const until = paid.subscription_expiration_date ?? date + subscriptionPeriodSeconds;
  const subscription = { isFirst: paid.is_first_recurring === true, paidUntil: dateOf(until) };
  return { ...charge, subscription };
}

/** Also of our own refunds: whoever is first to tell books it. */
async function bookRefund(
  { message }: Filter<BotContext, 'message:refunded_payment'>,
  { reads, shop, logger }: BotServices,
): Promise<void> {
  const {
    telegram_payment_charge_id: chargeId,
    currency,
    total_amount: total,
  } = message.refunded_payment;
  const amount = moneyIn(currency, total);
  const payment = await reads.payments.findByCharge('stars', chargeId);
  if (payment === undefined || amount === undefined) {
    // The nightly comparison looks at it again.
    logger.warn('refund_of_unknown_payment', { currency });
    return;
  }
  const told = { paymentId: payment.id, providerRefundId: chargeId, amount };
  const booked = await shop.bookOutsideRefund.execute(told);
  logger.info('refund_told', { paymentId: payment.id, booked });
}

const dateOf = (unixSeconds: number): Date => new Date(unixSeconds * 1_000);
