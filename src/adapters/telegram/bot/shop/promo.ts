import { Composer } from 'grammy';
import type { RedeemedPromo } from '../../../../application/payments/redeem-promo.ts';
import type { PromoRefusal } from '../../../../domain/payments/promo.ts';
import { assertNever } from '../../../../domain/shared/assert-never.ts';
import type { Language } from '../../../../domain/users/user.ts';
import { buyKeyboard } from '../../shop-keyboards.ts';
import type { PlainMessageKey } from '../../texts/messages.ts';
import { translate } from '../../texts/translate.ts';
import type { BotContext } from '../context.ts';
import type { HourlyLimit } from '../hourly-limit.ts';
import type { BotServices } from '../services.ts';

/** Codes that do not exist, which one user may try in an hour: people mistype, scripts guess. */
export const missesAnHour = 10;

export function promo(services: BotServices, misses: HourlyLimit): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.command('promo', async (ctx) => {
    await (ctx.match.trim() === ''
      ? ctx.say(translate(ctx.identified.language, 'promo-usage'))
      : redeem(ctx, services, misses, ctx.match));
  });
  return composer;
}

/** @param code as it was typed, or as a link carries it */
export async function redeem(
  ctx: BotContext,
  services: BotServices,
  misses: HourlyLimit,
  code: string,
): Promise<void> {
  const { user, language } = ctx.identified;
  if (!misses.hasRoom(user.id)) {
    await ctx.say(translate(language, 'promo-too-often'));
    return;
  }
  const redeemed = await services.shop.redeemPromo.execute(user.id, code);
  if (!redeemed.ok) {
    if (redeemed.error.kind === 'promo_unknown') {
      misses.count(user.id);
    }
    await ctx.say(translate(language, refusalKeys[redeemed.error.kind]));
    return;
  }
  const isForPurchase = redeemed.value.benefit.kind !== 'credits';
  await ctx.say(
    describe(language, redeemed.value),
    isForPurchase ? buyKeyboard(language) : undefined,
  );
}

const refusalKeys = {
  promo_unknown: 'promo-unknown',
  promo_over: 'promo-over',
  promo_used_up: 'promo-used-up',
  promo_already_used: 'promo-already-used',
} as const satisfies { readonly [kind in PromoRefusal['kind']]: PlainMessageKey };

function describe(language: Language, { benefit, granted }: RedeemedPromo): string {
  switch (benefit.kind) {
    case 'credits':
      return translate(language, 'promo-credits', { credits: granted });
    case 'bonus':
      return translate(language, 'promo-bonus', { percent: benefit.percent });
    case 'discount':
      return translate(language, 'promo-discount', { percent: benefit.percent });
    default:
      return assertNever(benefit);
  }
}
