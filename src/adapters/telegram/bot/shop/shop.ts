import { Composer } from 'grammy';
import type { Offer } from '../../../../application/payments/list-offers.ts';
import { promoCodeIn } from '../../../../domain/payments/promo.ts';
import { assertNever } from '../../../../domain/shared/assert-never.ts';
import type { PackageId } from '../../../../domain/shared/ids.ts';
import { failureOf } from '../../api/telegram-error.ts';
import { parseShopCallbackData, type ShopAction } from '../../shop-callback-data.ts';
import { translate } from '../../texts/translate.ts';
import type { BotContext } from '../context.ts';
import { HourlyLimit } from '../hourly-limit.ts';
import type { BotServices } from '../services.ts';
import { offersPage, type Page, packagePage, type Subscribed } from './offers.ts';
import { order, orderKeyOf } from './ordering.ts';
import { checkPayment } from './payment-pages.ts';
import { missesAnHour, promo, redeem } from './promo.ts';
import { receiptEmail } from './receipt-email.ts';
import { changeSubscription } from './subscriptions.ts';
import { support } from './support.ts';

/** What follows `/start` in links that lead to the shop, e.g. those of forwarded invoices. */
const shopPayload = 'buy';

/** Everything that has to do with money, in the user's own chat. */
export function shop(services: BotServices): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  const misses = new HourlyLimit(missesAnHour, services.clock);
  composer.command('buy', async (ctx) => {
    await (ctx.isPrivate ? sendOffers(ctx, services) : pointToBot(ctx));
  });
  composer.command('start', async (ctx, next) => {
    const code = promoCodeIn(ctx.match);
    const isOurs = code !== undefined || ctx.match === shopPayload;
    if (!isOurs || ctx.identified.isFirstContact) {
      await next();
    }
    if (code !== undefined) {
      await redeem(ctx, services, misses, code);
    } else if (isOurs && ctx.isPrivate) {
      await sendOffers(ctx, services);
    }
  });
  composer.on('callback_query:data', async (ctx, next) => {
    const action = parseShopCallbackData(ctx.callbackQuery.data);
    await (action === undefined ? next() : onAction(ctx, services, action));
  });
  composer.use(receiptEmail(services), promo(services, misses), support(services));
  return composer;
}

async function onAction(ctx: BotContext, services: BotServices, action: ShopAction): Promise<void> {
  if (!ctx.isPrivate) {
    await ctx.answerCallbackQuery({ url: linkToShop(ctx) });
    return;
  }
  switch (action.kind) {
    case 'buy':
      await ctx.acknowledge();
      await sendOffers(ctx, services);
      return;
    case 'offers':
      await ctx.acknowledge();
      await show(ctx, await currentOffers(ctx, services));
      return;
    case 'package':
      await choosePackage(ctx, services, action.packageId);
      return;
    case 'pay':
      await ctx.acknowledge();
      await order(ctx, services, action, orderKeyOf(ctx, action));
      return;
    case 'check':
      await checkPayment(ctx, services, action.paymentId);
      return;
    case 'subscription':
      if (await changeSubscription(ctx, services, action)) {
        await show(ctx, await currentOffers(ctx, services));
      }
      return;
    default:
      assertNever(action);
  }
}

const linkToShop = ({ me }: BotContext): string =>
  `https://t.me/${me.username}?start=${shopPayload}`;

/** Money is nobody's business but the buyer's. */
async function pointToBot(ctx: BotContext): Promise<void> {
  const { language } = ctx.identified;
  const text = translate(language, 'button-buy');
  await ctx.say(translate(language, 'shop-in-private'), {
    inline_keyboard: [[{ text, url: linkToShop(ctx) }]],
  });
}

async function sendOffers(ctx: BotContext, services: BotServices): Promise<void> {
  const { text, keyboard } = await currentOffers(ctx, services);
  await ctx.say(text, keyboard);
}

async function currentOffers(ctx: BotContext, services: BotServices): Promise<Page> {
  const { user, language } = ctx.identified;
  const listed = await services.shop.listOffers.execute(user.id);
  const subscribed = await subscriptionsOf(ctx, services);
  return offersPage(language, listed.ok ? listed.value : undefined, subscribed);
}

async function subscriptionsOf(
  ctx: BotContext,
  { reads, clock, shop: { packages } }: BotServices,
): Promise<readonly Subscribed[]> {
  const current = await reads.subscriptions.current(ctx.identified.user.id, clock.now());
  return Promise.all(
    current.map(async (subscription) => ({
      subscription,
      package: await packages.find(subscription.packageId),
    })),
  );
}

async function choosePackage(
  ctx: BotContext,
  services: BotServices,
  packageId: PackageId,
): Promise<void> {
  const { user, language } = ctx.identified;
  const listed = await services.shop.listOffers.execute(user.id);
  const offers: readonly Offer[] = listed.ok ? listed.value.offers : [];
  const offer = offers.find((one) => one.package.id === packageId);
  if (offer === undefined) {
    await ctx.acknowledge(translate(language, 'offer-gone'));
    await show(ctx, await currentOffers(ctx, services));
    return;
  }
  await ctx.acknowledge();
  const [only, ...others] = offer.prices;
  if (only === undefined || others.length > 0) {
    await show(ctx, packagePage(language, offer));
    return;
  }
  const wish = { packageId, method: only.method };
  await order(ctx, services, wish, orderKeyOf(ctx, wish));
}

async function show(ctx: BotContext, { text, keyboard }: Page): Promise<void> {
  try {
    await ctx.editMessageText(text, { reply_markup: keyboard });
  } catch (error) {
    // Pressed twice: the message shows it already.
    if (failureOf(error).kind !== 'not_modified') {
      throw error;
    }
  }
}
