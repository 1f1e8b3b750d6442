import { Composer } from 'grammy';
import { translate } from '../texts/translate.ts';
import type { BotContext } from './context.ts';
import { modeKeyboard } from './keyboards.ts';
import { askWhatToChange } from './pending-edits.ts';
import { repliedPicture } from './pictures.ts';
import { defaultPrices } from './prices.ts';
import { quotedText, withQuote } from './quoted.ts';
import { request, requestEdit } from './requests.ts';
import type { BotServices } from './services.ts';

/** The commands that begin or end work. */
export function workCommands(services: BotServices): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.command('start', (ctx) => start(ctx, services));
  composer.command('help', async (ctx) => {
    const { language, user } = ctx.identified;
    await ctx.say(translate(language, 'help', await defaultPrices(services, user)));
  });
  composer.command('new', (ctx) => startAnew(ctx, services));
  composer.command('image', (ctx) => draw(ctx, services, ctx.match));
  composer.command('edit', (ctx) => change(ctx, services, ctx.match));
  composer.command('cancel', (ctx) => cancel(ctx, services));
  return composer;
}

async function start(ctx: BotContext, { reads }: BotServices): Promise<void> {
  const { user, language, isFirstContact, invitationCredits } = ctx.identified;
  const { available } = await reads.credits.account(user.id);
  const greeting = translate(language, isFirstContact ? 'start-new' : 'start-returning', {
    name: user.firstName,
    credits: Number(available),
  });
  const invited =
    invitationCredits > 0
      ? `\n\n${translate(language, 'start-invited', { credits: invitationCredits })}`
      : '';
  await ctx.say(greeting + invited, modeKeyboard(ctx, user));
}

async function startAnew(ctx: BotContext, services: BotServices): Promise<void> {
  const { user, language } = ctx.identified;
  const { chatId, threadId } = ctx.destination({ quote: false });
  await services.startConversation.execute(user.id, chatId, threadId);
  if (ctx.pendingEdit !== undefined) {
    await services.setPendingEdit.execute(user.id, undefined);
  }
  await ctx.say(translate(language, 'new-done'));
}

/** In reply to a picture it means a change of it; in reply to a text, a picture of that. */
async function draw(ctx: BotContext, services: BotServices, prompt: string): Promise<void> {
  const replied = ctx.message && (await repliedPicture(ctx.message, services.reads));
  if (replied !== undefined && prompt.trim() !== '') {
    await requestEdit(ctx, services, prompt, [replied]);
    return;
  }
  const quoted = ctx.message && (await quotedText(ctx.message, ctx.me.id, services.reads));
  const whole = withQuote(prompt, quoted);
  await (whole.trim() === ''
    ? ctx.say(translate(ctx.identified.language, 'image-usage'))
    : request(ctx, services, 'image', whole));
}

async function change(ctx: BotContext, services: BotServices, prompt: string): Promise<void> {
  const replied = ctx.message && (await repliedPicture(ctx.message, services.reads));
  const inputs = replied === undefined ? ctx.pendingEdit?.inputs : [replied];
  if (inputs === undefined) {
    await ctx.say(translate(ctx.identified.language, 'edit-usage'));
    return;
  }
  await (prompt.trim() === ''
    ? askWhatToChange(ctx, services, inputs)
    : requestEdit(ctx, services, prompt, inputs));
}

async function cancel(ctx: BotContext, services: BotServices): Promise<void> {
  const { user, language } = ctx.identified;
  const { chatId } = ctx.destination({ quote: false });
  const { canceled, returned } = await services.cancelGenerations.execute(user.id, chatId);
  const isForgotten = ctx.pendingEdit !== undefined;
  if (isForgotten) {
    await services.setPendingEdit.execute(user.id, undefined);
  }
  if (user.pendingPurchase !== undefined) {
    await services.shop.setReceiptEmail.await(user.id, undefined);
    await ctx.say(translate(language, 'purchase-forgotten'), modeKeyboard(ctx, user));
    if (canceled === 0 && !isForgotten) {
      return;
    }
  }
  if (canceled > 0) {
    const done = translate(language, 'cancel-done', { requests: canceled });
    const money =
      returned > 0
        ? translate(language, 'credits-returned', { credits: returned })
        : translate(language, 'credits-not-charged');
    await ctx.say(`${done} ${money}`);
    return;
  }
  await ctx.say(translate(language, isForgotten ? 'cancel-forgotten-edit' : 'cancel-nothing'));
}
