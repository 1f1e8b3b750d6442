import { plainMoney } from '../../../../application/notices.ts';
import { Outage } from '../../../../application/ports/outage.ts';
import { isOpen, type Payment } from '../../../../domain/payments/payment.ts';
import { assertNever } from '../../../../domain/shared/assert-never.ts';
import type { PaymentId } from '../../../../domain/shared/ids.ts';
import { paymentPageKeyboard } from '../../shop-keyboards.ts';
import { describePaymentProblem } from '../../texts/describe-payment-problem.ts';
import { formatMoney } from '../../texts/format-money.ts';
import { translate } from '../../texts/translate.ts';
import type { BotContext } from '../context.ts';
import type { BotServices } from '../services.ts';

/** What a user waits for without a word; a chat action lasts as long. */
const patienceMs = 4_500;
/** An answer to a button is worth nothing after about 15 s. */
const checkPatienceMs = 7_000;

type Opened =
  | { readonly kind: 'open'; readonly url: string }
  | { readonly kind: 'unavailable' }
  /** The provider cannot be reached: the background opens the page and sends it. */
  | { readonly kind: 'away' }
  | { readonly kind: 'slow' };

/** Asks the provider for the page of an order and sends it; later, when that takes long. */
export async function sendPaymentPage(
  ctx: BotContext,
  services: BotServices,
  payment: Payment,
): Promise<void> {
  const { shop, logger } = services;
  showTyping(ctx);
  const opening = open(services, payment.id);
  const slow = shop.wait(patienceMs).then((): Opened => ({ kind: 'slow' }));
  const opened = await Promise.race([opening, slow]);
  if (opened.kind === 'slow') {
    await ctx.say(translate(ctx.identified.language, 'page-later'));
    opening
      .then((late) => (late.kind === 'open' ? show(ctx, services, payment, late) : undefined))
      .catch((error: unknown) => {
        logger.warn('payment_page_not_sent', { paymentId: payment.id }, error);
      });
    return;
  }
  await show(ctx, services, payment, opened);
}

async function open({ shop }: BotServices, id: PaymentId): Promise<Opened> {
  if (shop.openPaymentPage === undefined) {
    throw new Error(`Cannot open a payment page for ${id} as no provider is configured`);
  }
  try {
    const opened = await shop.openPaymentPage.execute(id);
    return opened.ok ? { kind: 'open', url: opened.value.url } : { kind: 'unavailable' };
  } catch (error) {
    if (error instanceof Outage) {
      return { kind: 'away' };
    }
    throw error;
  }
}

async function show(
  ctx: BotContext,
  { reads }: BotServices,
  payment: Payment,
  opened: Opened,
): Promise<void> {
  const { language } = ctx.identified;
  const price = plainMoney(payment.price);
  switch (opened.kind) {
    case 'open':
      await ctx.say(
        translate(language, 'page-ready', { price: formatMoney(language, price) }),
        paymentPageKeyboard(language, { url: opened.url, price, paymentId: payment.id }),
      );
      return;
    case 'unavailable': {
      // A refused order ends with a notice of its own.
      const now = await reads.payments.find(payment.id);
      await (now?.status === 'canceled' ? undefined : ctx.say(translate(language, 'order-closed')));
      return;
    }
    case 'away':
    case 'slow':
      await ctx.say(translate(language, 'page-later'));
      return;
    default:
      assertNever(opened);
  }
}

/** "I have paid: check". */
export async function checkPayment(
  ctx: BotContext,
  services: BotServices,
  id: PaymentId,
): Promise<void> {
  const { user, language } = ctx.identified;
  const { shop, reads } = services;
  const known = await reads.payments.find(id);
  if (known?.userId !== user.id) {
    await ctx.acknowledge(translate(language, 'button-not-yours'));
    return;
  }
  const away = translate(language, 'check-provider-away');
  const checking = check(services, id).then(
    (payment) => describeState(ctx, payment ?? known),
    (error: unknown) => {
      if (error instanceof Outage) {
        return away;
      }
      throw error;
    },
  );
  const text = await Promise.race([checking, shop.wait(checkPatienceMs).then(() => away)]);
  await ctx.acknowledge(text, { alert: true });
}

async function check({ shop }: BotServices, id: PaymentId): Promise<Payment | undefined> {
  return shop.checkPayment.execute(id);
}

function describeState(ctx: BotContext, payment: Payment): string {
  const { language } = ctx.identified;
  const { status, granted, cancelReason } = payment;
  if (isOpen(status)) {
    return translate(language, 'check-not-paid');
  }
  switch (status) {
    case 'paid':
      return translate(language, 'check-paid', { credits: Number(granted) });
    case 'refunded':
      return translate(language, 'check-refunded');
    default: {
      const reason = describePaymentProblem(language, cancelReason ?? '');
      return translate(language, 'check-canceled', { reason });
    }
  }
}

/** Only decorates the wait. */
function showTyping(ctx: BotContext): void {
  ctx.replyWithChatAction('typing').catch(() => undefined);
}
