import { Composer } from 'grammy';
import { type Money, money, parseMoney } from '../../../../domain/payments/money.ts';
import { type Payment, paymentIdIn } from '../../../../domain/payments/payment.ts';
import type { PromoBenefit } from '../../../../domain/payments/promo.ts';
import { userId } from '../../../../domain/shared/ids.ts';
import { failureOf } from '../../api/telegram-error.ts';
import { parseRefundCallbackData, refundCallbackData } from '../../shop-callback-data.ts';
import { formatDay } from '../../texts/format-day.ts';
import { translate } from '../../texts/translate.ts';
import type { BotContext } from '../context.ts';
import type { BotServices } from '../services.ts';
import { benefitText, paymentList, paymentStory } from './admin-texts.ts';
import { quoteText, refundRefusalText, refundText } from './refund-texts.ts';

const paymentsShown = 10;
const dayMs = 86_400_000;
const longestPromoDays = 3_650;

/** The operator's commands about money; for everybody else they do not exist. */
export function shopAdmin(services: BotServices): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  const admin = composer.filter(
    (ctx) => ctx.isPrivate && ctx.identified.user.id === services.operatorId,
  );
  admin.command('payments', (ctx) => listPayments(ctx, services, ctx.match.trim()));
  admin.command('payment', (ctx) => tellPayment(ctx, services, ctx.match.trim()));
  admin.command('refund', (ctx) => quoteRefund(ctx, services, ctx.match.trim()));
  admin.command('addpromo', (ctx) => addPromo(ctx, services, ctx.match.trim()));
  admin.on('callback_query:data', async (ctx, next) => {
    const action = parseRefundCallbackData(ctx.callbackQuery.data);
    if (action === undefined) {
      await next();
      return;
    }
    const payment = await services.reads.payments.find(action.paymentId);
    await ctx.acknowledge();
    await (payment === undefined
      ? ctx.say(translate(ctx.identified.language, 'admin-payment-unknown'))
      : refund(ctx, services, payment, money(action.minor, payment.price.currency)));
  });
  return composer;
}

async function listPayments(ctx: BotContext, services: BotServices, text: string): Promise<void> {
  const { language } = ctx.identified;
  if (!/^\d{0,15}$/.test(text)) {
    await ctx.say(translate(language, 'admin-payments-usage'));
    return;
  }
  const whose = text === '' ? undefined : userId(Number(text));
  const payments = await services.reads.payments.latest(whose, 'all', paymentsShown);
  await ctx.say(
    payments.length === 0
      ? translate(language, 'admin-payments-none')
      : paymentList(language, payments),
  );
}

async function tellPayment(ctx: BotContext, services: BotServices, text: string): Promise<void> {
  const { language } = ctx.identified;
  const payment = await paymentNamed(services, text);
  if (payment === undefined) {
    await ctx.say(translate(language, 'admin-payment-unknown'));
    return;
  }
  const { payments, refunds } = services.reads;
  const events = await payments.events(payment.id);
  const back = await refunds.ofPayment(payment.id);
  await ctx.say(paymentStory(language, payment, events, back));
}

async function paymentNamed({ reads }: BotServices, text: string): Promise<Payment | undefined> {
  const id = paymentIdIn(text.toLowerCase());
  return id && reads.payments.find(id);
}

/** Shows what a refund would do; the button does it. */
async function quoteRefund(ctx: BotContext, services: BotServices, text: string): Promise<void> {
  const { language } = ctx.identified;
  const [name = '', amountText] = text.split(/\s+/);
  if (name === '') {
    await ctx.say(translate(language, 'admin-refund-usage'));
    return;
  }
  const payment = await paymentNamed(services, name);
  if (payment === undefined) {
    await ctx.say(translate(language, 'admin-payment-unknown'));
    return;
  }
  let amount: Money | undefined;
  if (amountText !== undefined) {
    const parsed = parseMoney(amountText.replace(',', '.'), payment.price.currency);
    if (!parsed.ok) {
      await ctx.say(translate(language, 'admin-refund-usage'));
      return;
    }
    amount = parsed.value;
  }
  const quoted = await services.shop.refundPayment.quote({ paymentId: payment.id, amount });
  if (!quoted.ok) {
    await ctx.say(refundRefusalText(language, quoted.error));
    return;
  }
  const confirm = refundCallbackData({ paymentId: payment.id, minor: quoted.value.amount.minor });
  const button = { text: translate(language, 'button-refund'), callback_data: confirm };
  await ctx.say(quoteText(language, payment, quoted.value), { inline_keyboard: [[button]] });
}

/** The button's message is the wish: pressed twice, it gives the money back once. */
async function refund(
  ctx: BotContext,
  { shop }: BotServices,
  { id }: Payment,
  amount: Money,
): Promise<void> {
  const { language, user } = ctx.identified;
  const refunded = await shop.refundPayment.execute({
    paymentId: id,
    amount,
    requestKey: `telegram:${ctx.chat?.id}:${ctx.msgId}:${ctx.msg?.date}`,
    reason: `operator ${user.id}`,
  });
  await conclude(
    ctx,
    refunded.ok
      ? refundText(language, refunded.value)
      : refundRefusalText(language, refunded.error),
  );
}

async function conclude(ctx: BotContext, text: string): Promise<void> {
  try {
    await ctx.editMessageText(text);
  } catch (error) {
    if (failureOf(error).kind !== 'not_modified') {
      throw error;
    }
  }
}

async function addPromo(ctx: BotContext, services: BotServices, text: string): Promise<void> {
  const { language } = ctx.identified;
  const promo = promoIn(text);
  if (promo === undefined) {
    await ctx.say(translate(language, 'admin-promo-usage'));
    return;
  }
  const { code, benefit, maxRedemptions, days } = promo;
  const { clock, shop } = services;
  const endsAt = days === undefined ? undefined : new Date(clock.now().getTime() + days * dayMs);
  const saved = await shop.savePromo.execute({
    code,
    benefit,
    maxRedemptions,
    maxPerUser: 1,
    endsAt,
  });
  if (!saved.ok) {
    await ctx.say(translate(language, 'admin-promo-usage'));
    return;
  }
  const link = `https://t.me/${ctx.me.username}?start=promo_${saved.value.code}`;
  await ctx.say(
    [
      translate(language, 'admin-promo-added', {
        code: saved.value.code,
        benefit: benefitText(language, benefit),
      }),
      ...(maxRedemptions === undefined
        ? []
        : [translate(language, 'admin-promo-limit', { limit: maxRedemptions })]),
      ...(endsAt === undefined
        ? []
        : [translate(language, 'admin-promo-until', { day: formatDay(language, endsAt) })]),
      link,
    ].join('\n'),
  );
}

interface NewPromo {
  readonly code: string;
  readonly benefit: PromoBenefit;
  readonly maxRedemptions: number | undefined;
  readonly days: number | undefined;
}

/** `CODE credits|bonus|discount N [max uses] [days]` */
function promoIn(text: string): NewPromo | undefined {
  const [code = '', kind = '', ...numbers] = text.split(/\s+/);
  const [size, maxRedemptions, days, ...rest] = numbers.map(Number);
  const isWhole = numbers.every((number) => /^[1-9]\d{0,6}$/.test(number));
  if (size === undefined || !isWhole || rest.length > 0) {
    return undefined;
  }
  const benefit = benefitOf(kind, size);
  return benefit === undefined || (days ?? 0) > longestPromoDays
    ? undefined
    : { code, benefit, maxRedemptions, days };
}

function benefitOf(kind: string, size: number): PromoBenefit | undefined {
  switch (kind) {
    case 'credits':
      return { kind, credits: size };
    case 'bonus':
    case 'discount':
      return { kind, percent: size };
    default:
      return undefined;
  }
}
