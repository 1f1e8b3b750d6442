import type { OrderRefusal, PlacedOrder } from '../../../../application/payments/place-order.ts';
import { isOpen, type PaymentMethod } from '../../../../domain/payments/payment.ts';
import { assertNever } from '../../../../domain/shared/assert-never.ts';
import type { PackageId } from '../../../../domain/shared/ids.ts';
import { failureOf } from '../../api/telegram-error.ts';
import { buyKeyboard } from '../../shop-keyboards.ts';
import { translate } from '../../texts/translate.ts';
import type { BotContext } from '../context.ts';
import { requestKeyOf } from '../requests.ts';
import type { BotServices } from '../services.ts';
import { askForEmail } from './email-question.ts';
import { sendInvoice, sendSubscriptionLink } from './invoices.ts';
import { sendPaymentPage } from './payment-pages.ts';

export interface Wish {
  readonly packageId: PackageId;
  readonly method: PaymentMethod;
}

/** Names the order that a pressed button makes: pressing is one wish, however often it arrives. */
export const orderKeyOf = (ctx: BotContext, { packageId, method }: Wish): string =>
  `${requestKeyOf(ctx)}:${packageId}:${method}`;

/** Writes the order down, then shows how to pay it. */
export async function order(
  ctx: BotContext,
  services: BotServices,
  wish: Wish,
  requestKey: string,
): Promise<void> {
  const { user, language } = ctx.identified;
  if (await isSubscribed(ctx, services, wish)) {
    await ctx.say(translate(language, 'subscription-already'), buyKeyboard(language));
    return;
  }
  const placed = await services.shop.placeOrder.execute({ userId: user.id, ...wish, requestKey });
  if (!placed.ok) {
    await refuse(ctx, services, wish, placed.error);
    return;
  }
  const { payment } = placed.value;
  if (!isOpen(payment.status)) {
    await ctx.say(translate(language, 'order-closed'), buyKeyboard(language));
    return;
  }
  switch (payment.method) {
    case 'stars':
    case 'telegram_yookassa':
      await showInvoice(ctx, services, placed.value);
      return;
    case 'yookassa':
      await sendPaymentPage(ctx, services, payment);
      return;
    default:
      assertNever(payment.method);
  }
}

/**
 * An invoice that Telegram will not take is no silence to the user, and the operator's business: a
 * wrong provider token, or a price below what the currency allows.
 */
async function showInvoice(
  ctx: BotContext,
  services: BotServices,
  placed: PlacedOrder,
): Promise<void> {
  const { id, method, isSubscription } = placed.payment;
  try {
    await (isSubscription ? sendSubscriptionLink(ctx, placed) : sendInvoice(ctx, services, placed));
  } catch (error) {
    const failure = failureOf(error);
    if (failure.kind !== 'refused') {
      throw error;
    }
    services.logger.error('invoice_refused', { paymentId: id, method }, error);
    services.shop.alerts.raise({ kind: 'invoice_refused', description: failure.description });
    const { language } = ctx.identified;
    await ctx.say(translate(language, 'order-unavailable'), buyKeyboard(language));
  }
}

/** Telegram would collect both. */
async function isSubscribed(
  ctx: BotContext,
  { reads, clock }: BotServices,
  { packageId }: Wish,
): Promise<boolean> {
  const current = await reads.subscriptions.current(ctx.identified.user.id, clock.now());
  return current.some((one) => one.packageId === packageId && one.state === 'active');
}

async function refuse(
  ctx: BotContext,
  services: BotServices,
  wish: Wish,
  refusal: OrderRefusal,
): Promise<void> {
  const { user, language } = ctx.identified;
  if (refusal.kind === 'email_wanted') {
    await askForEmail(ctx, services, wish);
    return;
  }
  if (user.pendingPurchase !== undefined) {
    await services.shop.setReceiptEmail.await(user.id, undefined);
  }
  switch (refusal.kind) {
    case 'package_unavailable':
    case 'method_unavailable':
      await ctx.say(translate(language, 'order-unavailable'), buyKeyboard(language));
      return;
    case 'too_many_open_orders':
      await ctx.say(translate(language, 'order-too-many', { limit: refusal.limit }));
      return;
    default:
      assertNever(refusal);
  }
}
