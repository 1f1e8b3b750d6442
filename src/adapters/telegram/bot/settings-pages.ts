import { InlineKeyboard } from 'grammy';
import { chooseModel } from '../../../application/generations/choose-model.ts';
import { isUsable, type Model, priceOf } from '../../../domain/models/model.ts';
import type { ModelId } from '../../../domain/shared/ids.ts';
import { type Language, languageOf, type User } from '../../../domain/users/user.ts';
import type { PlainMessageKey } from '../texts/messages.ts';
import { translate } from '../texts/translate.ts';
import { modelToken } from './model-token.ts';
import type { BotServices } from './services.ts';

/** One page of the menu: its text and its buttons, which say `set:<page>` or `set:<page>:<value>`. */
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

const pageNames = [
  'main',
  'mode',
  'text-model',
  'image-model',
  'ratio',
  'size',
  'language',
] as const;
export type PageName = (typeof pageNames)[number];

export function pageNamed(name: string): PageName | undefined {
  return pageNames.find((known) => known === name);
}

/** What stands for "as the product or the model has it". */
export const automatic = 'auto';

const ratiosInRow = 4;

/** A page as this user sees it now. */
export async function settingsPage(
  name: PageName,
  user: User,
  services: BotServices,
): Promise<Page> {
  return render(name, user, await offerTo(services, user));
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
        offer.textModel && modelToken(offer.textModel.id),
        offer.textModels.map((model) => [
          modelToken(model.id),
          modelLabel(language, model, 'text'),
        ]),
      );
    case 'image-model':
      return choicePage(
        language,
        t('settings-image-model'),
        name,
        offer.imageModel && modelToken(offer.imageModel.id),
        offer.imageModels.map((model) => [
          modelToken(model.id),
          modelLabel(language, model, 'image'),
        ]),
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
