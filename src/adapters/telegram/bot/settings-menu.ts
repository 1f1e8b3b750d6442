import { Composer, InlineKeyboard } from 'grammy';
import { chooseModel } from '../../../application/generations/choose-model.ts';
import type { UnsupportedChoice } from '../../../application/users/change-preferences.ts';
import { isUsable, type Model, priceOf } from '../../../domain/models/model.ts';
import { type ModelId, modelId } from '../../../domain/shared/ids.ts';
import {
  type Language,
  languageOf,
  languages,
  type Preferences,
  type User,
} from '../../../domain/users/user.ts';
import { failureOf } from '../api/telegram-error.ts';
import type { PlainMessageKey } from '../texts/messages.ts';
import { translate } from '../texts/translate.ts';
import type { BotContext } from './context.ts';
import type { BotServices } from './services.ts';

/** One page of the menu: its text and its buttons. */
interface Page {
  readonly text: string;
  readonly keyboard: InlineKeyboard;
}

interface Offer {
  readonly textModels: readonly Model[];
  readonly imageModels: readonly Model[];
  /** The models that the user's requests go to now. */
  readonly textModel: Model | undefined;
  readonly imageModel: Model | undefined;
}

const pages = ['main', 'mode', 'text-model', 'image-model', 'ratio', 'size', 'language'] as const;
type PageName = (typeof pages)[number];

const automatic = 'auto';
const ratiosInRow = 4;

/** `/settings`: one message that changes in place. Buttons say `set:<page>` or `set:<page>:<value>`. */
export function settingsMenu(services: BotServices): Composer<BotContext> {
  const composer = new Composer<BotContext>();

  composer.command('settings', async (ctx) => {
    const { user } = ctx.identified;
    const page = render('main', user, await offerTo(services, user));
    await ctx.say(page.text, page.keyboard);
  });

  composer.callbackQuery('set:close', async (ctx) => {
    await ctx.answerCallbackQuery();
    await ctx.deleteMessage();
  });

  composer.callbackQuery(/^set:([a-z-]+)(?::(.+))?$/, async (ctx) => {
    const [, name = '', value] = ctx.match;
    const page = pages.find((known) => known === name);
    const change = value === undefined ? undefined : changeBy(name, value);
    if (value === undefined ? page === undefined : change === undefined) {
      await ctx.answerCallbackQuery({ text: translate(ctx.identified.language, 'button-expired') });
      return;
    }
    await (change === undefined ? ctx.answerCallbackQuery() : apply(ctx, services, change));
    const user = (await services.reads.users.find(ctx.identified.user.id)) ?? ctx.identified.user;
    const shown = change === undefined ? (page ?? 'main') : 'main';
    await show(ctx, render(shown, user, await offerTo(services, user)));
  });

  return composer;
}

async function apply(
  ctx: BotContext,
  { changePreferences }: BotServices,
  change: Partial<Preferences>,
): Promise<void> {
  const { user, language } = ctx.identified;
  const changed = await changePreferences.execute({ userId: user.id, change });
  await ctx.answerCallbackQuery({
    text: changed.ok
      ? translate(languageOf(changed.value), 'settings-saved')
      : translate(language, problemKey(changed.error)),
  });
}

function problemKey(error: UnsupportedChoice | { readonly kind: 'unknown_user' }): PlainMessageKey {
  return error.kind === 'unsupported_choice' &&
    (error.preference === 'aspectRatio' || error.preference === 'imageSize')
    ? 'settings-model-has-no-options'
    : 'settings-unavailable';
}

function changeBy(name: string, value: string): Partial<Preferences> | undefined {
  const chosen = value === automatic ? undefined : value;
  switch (name) {
    case 'mode':
      return value === 'text' || value === 'image' ? { mode: value } : undefined;
    case 'text-model':
      return { textModel: chosen === undefined ? undefined : modelId(chosen) };
    case 'image-model':
      return { imageModel: chosen === undefined ? undefined : modelId(chosen) };
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

async function show(ctx: BotContext, { text, keyboard }: Page): Promise<void> {
  try {
    await ctx.editMessageText(text, { reply_markup: keyboard });
  } catch (error) {
    // Pressed twice: the menu shows it already.
    if (failureOf(error).kind !== 'not_modified') {
      throw error;
    }
  }
}

async function offerTo(
  { catalogue, settings, clock }: BotServices,
  { preferences }: User,
): Promise<Offer> {
  const models = await catalogue.all();
  const current = await settings.current();
  const today = clock.now().toISOString().slice(0, 10);
  const chosen = (kind: 'text' | 'image', wanted: ModelId | undefined) =>
    chooseModel({ models, settings: current, today, kind, wanted });
  const sorted = models.toSorted((a, b) => a.position - b.position);
  return {
    textModels: sorted.filter((model) => isUsable(model, 'text', today)),
    imageModels: sorted.filter((model) => isUsable(model, 'image', today)),
    textModel: chosen('text', preferences.textModel),
    imageModel: chosen('image', preferences.imageModel),
  };
}

function render(name: PageName, user: User, offer: Offer): Page {
  const language = languageOf(user);
  const t = (key: PlainMessageKey) => translate(language, key);
  const { preferences } = user;
  switch (name) {
    case 'main':
      return mainPage(language, user, offer);
    case 'mode':
      return choicePage(language, t('settings-mode'), 'mode', preferences.mode, [
        ['text', t('button-mode-text')],
        ['image', t('button-mode-image')],
      ]);
    case 'text-model':
      return choicePage(
        language,
        t('settings-text-model'),
        name,
        offer.textModel?.id,
        offer.textModels.map((model) => [model.id, modelLabel(language, model, 'text')]),
      );
    case 'image-model':
      return choicePage(
        language,
        t('settings-image-model'),
        name,
        offer.imageModel?.id,
        offer.imageModels.map((model) => [model.id, modelLabel(language, model, 'image')]),
      );
    case 'ratio':
      return choicePage(
        language,
        t('settings-aspect-ratio'),
        name,
        preferences.aspectRatio ?? automatic,
        [
          [automatic, t('setting-automatic')],
          ...(offer.imageModel?.aspectRatios ?? []).map((ratio) => [ratio, ratio] as const),
        ],
        ratiosInRow,
      );
    case 'size':
      return choicePage(
        language,
        t('settings-image-size'),
        name,
        preferences.imageSize ?? automatic,
        [
          [automatic, t('setting-automatic')],
          ...(offer.imageModel?.imageSizes ?? []).map(
            (size) => [size, sizeLabel(language, offer.imageModel, size)] as const,
          ),
        ],
      );
    default:
      return choicePage(
        language,
        t('settings-language'),
        'language',
        preferences.language ?? automatic,
        [
          [automatic, t('language-automatic')],
          ['ru', t('language-ru')],
          ['en', t('language-en')],
        ],
      );
  }
}

function mainPage(language: Language, { preferences }: User, offer: Offer): Page {
  const t = (key: PlainMessageKey) => translate(language, key);
  const auto = t('setting-automatic');
  const text = translate(language, 'settings', {
    mode: t(preferences.mode === 'text' ? 'mode-text' : 'mode-image'),
    textModel: offer.textModel?.title ?? '—',
    imageModel: offer.imageModel?.title ?? '—',
    aspectRatio: preferences.aspectRatio ?? auto,
    imageSize: preferences.imageSize ?? auto,
    sendAsFile: t(preferences.sendAsFile ? 'setting-on' : 'setting-off'),
    language:
      preferences.language === undefined ? t('language-automatic') : t(`language-${language}`),
  });
  const keyboard = new InlineKeyboard()
    .text(t('button-setting-mode'), 'set:mode')
    .text(t('button-setting-language'), 'set:language')
    .row()
    .text(t('button-setting-text-model'), 'set:text-model')
    .text(t('button-setting-image-model'), 'set:image-model')
    .row()
    .text(t('button-setting-aspect-ratio'), 'set:ratio')
    .text(t('button-setting-image-size'), 'set:size')
    .row()
    .text(
      t(preferences.sendAsFile ? 'button-setting-file-on' : 'button-setting-file-off'),
      `set:file:${preferences.sendAsFile ? 'off' : 'on'}`,
    )
    .row()
    .text(t('button-close'), 'set:close');
  return { text, keyboard };
}

function choicePage(
  language: Language,
  text: string,
  name: string,
  current: string | undefined,
  choices: readonly (readonly [value: string, label: string])[],
  inRow = 1,
): Page {
  const keyboard = new InlineKeyboard();
  choices.forEach(([value, title], index) => {
    if (index > 0 && index % inRow === 0) {
      keyboard.row();
    }
    const label = value === current ? translate(language, 'button-chosen', { title }) : title;
    keyboard.text(label, `set:${name}:${value}`);
  });
  keyboard.row().text(translate(language, 'button-back'), 'set:main');
  return { text, keyboard };
}

function modelLabel(language: Language, model: Model, kind: 'text' | 'image'): string {
  const credits = Number(priceOf(model, kind, {}));
  return translate(language, 'button-model', { title: model.title, credits });
}

function sizeLabel(language: Language, model: Model | undefined, size: string): string {
  const surcharge = model?.sizeSurcharges[size] ?? 0;
  return surcharge === 0
    ? size
    : translate(language, 'button-size-surcharge', { size, credits: surcharge });
}
