import { Composer } from 'grammy';
import { languages } from '../../../domain/users/user.ts';
import { translate } from '../texts/translate.ts';
import type { BotContext } from './context.ts';
import { modeKeyboard } from './keyboards.ts';
import { repliedPicture } from './pictures.ts';
import { defaultPrices } from './prices.ts';
import { request } from './requests.ts';
import type { BotServices } from './services.ts';

/** The commands that begin or end work. */
export function workCommands(services: BotServices): Composer<BotContext> {
  const composer = new Composer<BotContext>();

  composer.command('start', async (ctx) => {
    const { user, language, isFirstContact, invitationCredits } = ctx.identified;
    const { available } = await services.reads.credits.account(user.id);
    const greeting = translate(language, isFirstContact ? 'start-new' : 'start-returning', {
      name: user.firstName,
      credits: Number(available),
    });
    const invited =
      invitationCredits > 0
        ? `\n\n${translate(language, 'start-invited', { credits: invitationCredits })}`
        : '';
    await ctx.say(greeting + invited, ctx.isPrivate ? modeKeyboard(language, user) : undefined);
  });

  composer.command('help', async (ctx) => {
    const { language, user } = ctx.identified;
    await ctx.say(translate(language, 'help', await defaultPrices(services, user)));
  });

  composer.command('new', async (ctx) => {
    const { user, language } = ctx.identified;
    const { chatId, threadId } = ctx.destination({ quote: false });
    await services.startConversation.execute(user.id, chatId, threadId);
    await services.setPendingEdit.execute(user.id, undefined);
    await ctx.say(translate(language, 'new-done'));
  });

  composer.command('image', async (ctx) => {
    const { language } = ctx.identified;
    const prompt = ctx.match.trim();
    await (prompt === ''
      ? ctx.say(translate(language, 'image-usage'))
      : request(ctx, services, { kind: 'image', prompt, inputs: [] }));
  });

  composer.command('edit', async (ctx) => {
    const { user, language } = ctx.identified;
    const prompt = ctx.match.trim();
    const replied = ctx.message && (await repliedPicture(ctx.message, services.reads));
    const pending = user.pendingEdit?.chatId === ctx.chat.id ? user.pendingEdit.inputs : [];
    const inputs = replied === undefined ? pending : [replied];
    if (prompt === '' || inputs.length === 0) {
      await ctx.say(translate(language, 'edit-usage'));
      return;
    }
    await request(ctx, services, { kind: 'edit', prompt, inputs });
    await services.setPendingEdit.execute(user.id, undefined);
  });

  composer.command('cancel', async (ctx) => {
    const { user, language } = ctx.identified;
    const { chatId } = ctx.destination({ quote: false });
    const { canceled, returned } = await services.cancelGenerations.execute(user.id, chatId);
    const forgotten = user.pendingEdit?.chatId === chatId;
    await services.setPendingEdit.execute(user.id, undefined);
    if (canceled > 0) {
      const done = translate(language, 'cancel-done', { requests: canceled });
      await ctx.say(`${done} ${translate(language, 'credits-returned', { credits: returned })}`);
      return;
    }
    await ctx.say(translate(language, forgotten ? 'cancel-forgotten-edit' : 'cancel-nothing'));
  });

  return composer;
}

/** Whether a text is the label of the mode button, in any language: people switch languages. */
export function modeNamedBy(text: string): 'text' | 'image' | undefined {
  for (const language of languages) {
    if (text === translate(language, 'button-mode-text')) {
      return 'text';
    }
    if (text === translate(language, 'button-mode-image')) {
      return 'image';
    }
  }
  return undefined;
}
