import type { Api } from 'grammy';
import type { BotCommand } from 'grammy/types';
import { type Language, languages } from '../../../domain/users/user.ts';
import { translate } from '../texts/translate.ts';

/** In the order of the menu. */
export const commandNames = [
  'start',
  'help',
  'new',
  'image',
  'edit',
  'balance',
  'buy',
  'promo',
  'invite',
  'settings',
  'cancel',
  'paysupport',
  'terms',
] as const;

/** What Telegram shows of the bot before anybody writes: commands and descriptions, in each language. */
export async function publishProfile(api: Api): Promise<void> {
  // Without a language code they are for everybody whose language has none of its own.
  await publish(api, 'en', {});
  for (const language of languages.filter((one) => one !== 'en')) {
    await publish(api, language, { language_code: language });
  }
}

/** Keeps what Telegram shows of the bot as admins word it. */
export class PublishedProfile {
  readonly #api: Api;
  #published: string | undefined;

  constructor(api: Api) {
    this.#api = api;
  }

  /** Publishes when the texts are others than those published last: Telegram limits such calls. */
  async refresh(): Promise<void> {
    const texts = JSON.stringify(languages.map((language) => profileOf(language)));
    if (texts !== this.#published) {
      await publishProfile(this.#api);
      this.#published = texts;
    }
  }
}

/**
 * Shows the commands of one chat in a language of the user's own choice, or again in that of their
 * Telegram when it is undefined.
 */
export async function publishCommandsTo(
  api: Api,
  chatId: number,
  language: Language | undefined,
): Promise<void> {
  const scope = { type: 'chat', chat_id: chatId } as const;
  await (language === undefined
    ? api.deleteMyCommands({ scope })
    : api.setMyCommands(commandList(language), { scope }));
}

async function publish(
  api: Api,
  language: Language,
  scope: { readonly language_code?: 'ru' },
): Promise<void> {
  const { commands, description, shortDescription } = profileOf(language);
  await api.setMyCommands(commands, scope);
  await api.setMyDescription(description, scope);
  await api.setMyShortDescription(shortDescription, scope);
}

function profileOf(language: Language) {
  return {
    commands: commandList(language),
    description: translate(language, 'bot-description'),
    shortDescription: translate(language, 'bot-short-description'),
  };
}

function commandList(language: Language): BotCommand[] {
  return commandNames.map((command) => ({
    command,
    description: translate(language, `command-${command}`),
  }));
}
