import type { PendingPurchase } from '../../../../domain/users/user.ts';
import { translate } from '../../texts/translate.ts';
import type { BotContext } from '../context.ts';
import type { BotServices } from '../services.ts';

/** Keeps the purchase until the address is known, and asks for it. */
export async function askForEmail(
  ctx: BotContext,
  { shop }: BotServices,
  purchase: PendingPurchase,
): Promise<void> {
  await shop.setReceiptEmail.await(ctx.identified.user.id, purchase);
  await askEmail(ctx, 'email-wanted');
}

/** The mode button, whose place this takes, comes back with the bot's next words on the matter. */
export async function askEmail(
  ctx: BotContext,
  key: 'email-wanted' | 'email-invalid',
): Promise<void> {
  const { language } = ctx.identified;
  await ctx.say(translate(language, key), {
    force_reply: true,
    input_field_placeholder: translate(language, 'email-placeholder'),
  });
}
