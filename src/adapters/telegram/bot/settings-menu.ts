import { Composer } from 'grammy';
import type { UnsupportedChoice } from '../../../application/users/change-preferences.ts';
import { type ModelId, modelId } from '../../../domain/shared/ids.ts';
import { languageOf, languages, type Preferences, type User } from '../../../domain/users/user.ts';
import { failureOf } from '../api/telegram-error.ts';
import type { PlainMessageKey } from '../texts/messages.ts';
import { translate } from '../texts/translate.ts';
import type { BotContext } from './context.ts';
import { modeKeyboard } from './keyboards.ts';
import { modelToken } from './model-token.ts';
import { announceMode } from './modes.ts';
import { publishCommandsTo } from './profile.ts';
import type { BotServices } from './services.ts';
import { automatic, type PageName, pageNamed, settingsPage } from './settings-pages.ts';

/** `/settings`: one message that changes in place. */
export function settingsMenu(services: BotServices): Composer<BotContext> {
  const composer = new Composer<BotContext>();

  composer.command('settings', async (ctx) => {
    const { text, keyboard } = await settingsPage('main', ctx.identified.user, services);
    await ctx.say(text, keyboard);
  });

  composer.callbackQuery(/^set:([a-z-]+)(?::(.+))?$/, async (ctx) => {
    const { language } = ctx.identified;
    const [, name = '', value] = ctx.match;
    if (!isOwnMenu(ctx)) {
      await ctx.acknowledge(translate(language, 'button-not-yours'));
      return;
    }
    if (name === 'close') {
      await ctx.acknowledge();
      await close(ctx);
      return;
    }
    const page = pageNamed(name);
    const change = value === undefined ? undefined : await changeBy(name, value, services);
    if (change !== undefined) {
      await apply(ctx, services, change);
    } else if (value === undefined && page !== undefined) {
      await ctx.acknowledge();
      await show(ctx, services, page, ctx.identified.user);
    } else {
      await ctx.acknowledge(translate(language, 'button-expired'));
    }
  });

  return composer;
}

/** In a group the menu answers the command of the person whose settings it shows. */
function isOwnMenu(ctx: BotContext): boolean {
  return ctx.isPrivate || ctx.callbackQuery?.message?.reply_to_message?.from?.id === ctx.from?.id;
}

async function apply(
  ctx: BotContext,
  services: BotServices,
  change: Partial<Preferences>,
): Promise<void> {
  const before = ctx.identified.user;
  const changed = await services.changePreferences.execute({ userId: before.id, change });
  if (!changed.ok) {
    await ctx.acknowledge(translate(languageOf(before), problemKey(changed.error)));
    await show(ctx, services, 'main', before);
    return;
  }
  const user = changed.value;
  await ctx.acknowledge(translate(languageOf(user), 'settings-saved'));
  await show(ctx, services, 'main', user);
  await followUp(ctx, before, user);
}

/** Commands and the mode button are beside the menu: they have to follow what it says. */
async function followUp(ctx: BotContext, before: User, after: User): Promise<void> {
  if (!ctx.isPrivate) {
    return;
  }
  if (languageOf(before) !== languageOf(after)) {
    await ctx.say(translate(languageOf(after), 'language-changed'), modeKeyboard(ctx, after));
  } else if (before.preferences.mode !== after.preferences.mode) {
    await announceMode(ctx, after);
  }
  if (before.preferences.language !== after.preferences.language) {
    await publishCommandsTo(ctx.api, after.id, after.preferences.language);
  }
}

function problemKey(error: UnsupportedChoice | { readonly kind: 'unknown_user' }): PlainMessageKey {
  return error.kind === 'unsupported_choice' &&
    (error.preference === 'aspectRatio' || error.preference === 'imageSize')
    ? 'settings-model-has-no-options'
    : 'settings-unavailable';
}

async function changeBy(
  name: string,
  value: string,
  services: BotServices,
): Promise<Partial<Preferences> | undefined> {
  const chosen = value === automatic ? undefined : value;
  switch (name) {
    case 'mode':
      return value === 'text' || value === 'image' ? { mode: value } : undefined;
    case 'text-model':
      return { textModel: await modelBy(chosen, services) };
    case 'image-model':
      return { imageModel: await modelBy(chosen, services) };
    case 'ratio':
      return { aspectRatio: chosen };
    case 'size':
      return { imageSize: chosen };
    case 'file':
      return { sendAsFile: value === 'on' };
    case 'language':
      return { language: languages.find((language) => language === value) };
    default:
      return undefined;
  }
}

/** One that left the catalogue keeps its name, to be refused as unavailable. */
async function modelBy(
  token: string | undefined,
  { catalogue }: BotServices,
): Promise<ModelId | undefined> {
  if (token === undefined) {
    return undefined;
  }
  const models = await catalogue.all();
  return models.find(({ id }) => modelToken(id) === token)?.id ?? modelId(token);
}

async function show(
  ctx: BotContext,
  services: BotServices,
  name: PageName,
  user: User,
): Promise<void> {
  const { text, keyboard } = await settingsPage(name, user, services);
  try {
    await ctx.editMessageText(text, { reply_markup: keyboard });
  } catch (error) {
    // Pressed twice: the menu shows it already.
    if (failureOf(error).kind !== 'not_modified') {
      throw error;
    }
  }
}

/** After two days Telegram deletes no message of a bot any more: then its buttons go. */
async function close(ctx: BotContext): Promise<void> {
  try {
    await ctx.deleteMessage();
  } catch (error) {
    if (failureOf(error).kind !== 'message_gone') {
      throw error;
    }
    await ctx.editMessageReplyMarkup();
  }
}
