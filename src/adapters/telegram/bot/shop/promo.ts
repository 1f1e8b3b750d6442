import { Composer } from 'grammy';
import type { RedeemedPromo } from '../../../../application/payments/redeem-promo.ts';
import type { PromoRefusal } from '../../../../domain/payments/promo.ts';
import { assertNever } from '../../../../domain/shared/assert-never.ts';
import type { Language } from '../../../../domain/users/user.ts';
import { buyKeyboard } from '../../shop-keyboards.ts';
import type { PlainMessageKey } from '../../texts/messages.ts';
import { translate } from '../../texts/translate.ts';
import type { BotContext } from '../context.ts';
import type { BotServices } from '../services.ts';

export function promo(services: BotServices): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.command('promo', async (ctx) => {
    await (ctx.match.trim() === ''
      ? ctx.say(translate(ctx.identified.language, 'promo-usage'))
      : redeem(ctx, services, ctx.match));
  });
  return composer;
}

/** @param code as it was typed, or as a link carries it */
export async function redeem(ctx: BotContext, services: BotServices, code: string): Promise<void> {
  const { user, language } = ctx.identified;
  const redeemed = await services.shop.redeemPromo.execute(user.id, code);
  if (!redeemed.ok) {
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
