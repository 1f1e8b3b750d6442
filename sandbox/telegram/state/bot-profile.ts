import type { BotCommand, BotCommandScope, MenuButton } from 'grammy/types';
import type { CommandList } from '../control-api.ts';
import type { ChatType } from './chat.ts';

/** Texts by two-letter language code; `''` is the default. */
export type LocalizedText = Map<string, string>;

/** What the bot tells clients about itself: names, descriptions, commands, menu buttons. */
export class BotProfile {
  readonly names: LocalizedText = new Map();
  readonly descriptions: LocalizedText = new Map();
  readonly shortDescriptions: LocalizedText = new Map();
  readonly #commands = new Map<string, CommandList>();
  readonly #menus = new Map<number, MenuButton>();
  #defaultMenu: MenuButton = { type: 'commands' };

  setCommands(scope: string, languageCode: string, commands: readonly BotCommand[]): void {
    const key = `${scope}|${languageCode}`;
    if (commands.length === 0) this.#commands.delete(key);
    else this.#commands.set(key, { scope, languageCode, commands });
  }

  commands(scope: string, languageCode: string): readonly BotCommand[] {
    return this.#commands.get(`${scope}|${languageCode}`)?.commands ?? [];
  }

  commandLists(): CommandList[] {
    return [...this.#commands.values()];
  }

  /** The first list that exists, from the narrowest scope to the widest, language before none. */
  commandsFor(chatId: number, type: ChatType, languageCode: string | undefined) {
    const language = languageCode?.slice(0, 2) ?? '';
    const wide = type === 'private' ? 'all_private_chats' : 'all_group_chats';
    for (const scope of [`chat:${chatId}`, wide, 'default']) {
      const found = this.#commands.get(`${scope}|${language}`) ?? this.#commands.get(`${scope}|`);
      if (found !== undefined) return found.commands;
    }
    return [];
  }

  setMenu(chatId: number | undefined, button: MenuButton): void {
    if (chatId === undefined) this.#defaultMenu = button;
    else this.#menus.set(chatId, button);
  }

  menu(chatId: number | undefined): MenuButton {
    const own = chatId === undefined ? undefined : this.#menus.get(chatId);
    return own === undefined || own.type === 'default' ? this.#defaultMenu : own;
  }

  clear(): void {
    for (const texts of [this.names, this.descriptions, this.shortDescriptions]) texts.clear();
    this.#commands.clear();
    this.#menus.clear();
    this.#defaultMenu = { type: 'commands' };
  }
}

export function localized(texts: LocalizedText, languageCode: string | undefined): string {
  return texts.get(languageCode?.slice(0, 2) ?? '') ?? texts.get('') ?? '';
}

/** A scope as one key: `default`, `all_private_chats`, `chat:42`, `chat_member:42:7`. */
export function scopeKey(scope: BotCommandScope | undefined): string {
  if (scope === undefined) return 'default';
  switch (scope.type) {
    case 'chat':
    case 'chat_administrators':
      return `${scope.type}:${scope.chat_id}`;
    case 'chat_member':
      return `${scope.type}:${scope.chat_id}:${scope.user_id}`;
    default:
      return scope.type;
  }
}
