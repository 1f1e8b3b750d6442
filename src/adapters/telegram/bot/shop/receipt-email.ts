import { Composer, type Filter, type NextFunction } from 'grammy';
import { emailIn } from '../../../../domain/payments/receipt.ts';
import type { PendingPurchase } from '../../../../domain/users/user.ts';
import { translate } from '../../texts/translate.ts';
import type { BotContext } from '../context.ts';
import { modeKeyboard } from '../keyboards.ts';
import { requestKeyOf } from '../requests.ts';
import type { BotServices } from '../services.ts';
import { askEmail } from './email-question.ts';
import { order } from './ordering.ts';

/** Longer texts with an @ in them are about something else. */
const longestAttempt = 100;
const mostWords = 3;

/** The address for receipts: asked for once, shown and changed by `/email`. */
export function receiptEmail(services: BotServices): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.command('email', async (ctx, next) => {
    await (ctx.isPrivate ? changeEmail(ctx, services, ctx.match) : next());
  });
  composer.on('message:text', async (ctx, next) => {
    const isCommand = ctx.message.text.startsWith('/');
    await (ctx.isPrivate && !isCommand ? takeEmail(ctx, services, next) : next());
  });
  return composer;
}

async function changeEmail(ctx: BotContext, services: BotServices, text: string): Promise<void> {
  const { user, language } = ctx.identified;
  if (text.trim() === '') {
    const { receiptEmail: email } = user;
    await ctx.say(
      email === undefined
        ? translate(language, 'email-none')
        : translate(language, 'email-shown', { email }),
    );
    return;
  }
  const saved = await services.shop.setReceiptEmail.execute(user.id, text);
  if (!saved.ok) {
    await ctx.say(translate(language, 'email-usage'));
    return;
  }
  await continueWith(ctx, services, text.trim(), saved.value.waiting);
}

/** Words of a user whose purchase waits for an address: people also change their minds. */
async function takeEmail(
  ctx: Filter<BotContext, 'message:text'>,
  services: BotServices,
  next: NextFunction,
): Promise<void> {
  const { user, language } = ctx.identified;
  const { text } = ctx.message;
  const isEmail = emailIn(text) !== undefined;
  if (user.pendingPurchase === undefined) {
    const resumed = isEmail && (await resume(ctx, services));
    await (resumed ? undefined : next());
    return;
  }
  if (isEmail) {
    const saved = await services.shop.setReceiptEmail.execute(user.id, text);
    if (saved.ok) {
      await continueWith(ctx, services, text.trim(), saved.value.waiting);
      return;
    }
  }
  if (isAttempt(text)) {
    await askEmail(ctx, 'email-invalid');
    return;
  }
  await services.shop.setReceiptEmail.await(user.id, undefined);
  await ctx.say(translate(language, 'purchase-forgotten'), modeKeyboard(ctx, user));
  await next();
}

const isAttempt = (text: string): boolean =>
  text.includes('@') &&
  text.length <= longestAttempt &&
  text.trim().split(/\s+/).length <= mostWords;

async function continueWith(
  ctx: BotContext,
  services: BotServices,
  email: string,
  waiting: PendingPurchase | undefined,
): Promise<void> {
  const { user, language } = ctx.identified;
  await ctx.say(translate(language, 'email-saved', { email }), modeKeyboard(ctx, user));
  if (waiting !== undefined) {
    await order(ctx, services, waiting, emailOrderKeyOf(ctx));
  }
}

const emailOrderKeyOf = (ctx: BotContext): string => `${requestKeyOf(ctx)}:email`;

/** A crash came after the order and before the end of its message: the address is no prompt. */
async function resume(ctx: BotContext, services: BotServices): Promise<boolean> {
  const requestKey = emailOrderKeyOf(ctx);
  const placed = await services.reads.payments.findByRequestKey(requestKey);
  if (placed?.packageId === undefined) {
    return false;
  }
  const { packageId, method } = placed;
  await order(ctx, services, { packageId, method }, requestKey);
  return true;
}
