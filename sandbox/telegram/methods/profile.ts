import type { BotCommand, BotCommandScope, MenuButton } from 'grammy/types';
import { badRequest } from '../protocol/refusal.ts';
import { type LocalizedText, localized, scopeKey } from '../state/bot-profile.ts';
import type { Call, MethodTable } from './method.ts';

const COMMANDS_LIMIT = 100;
const COMMAND_NAME = /^[a-z0-9_]{1,32}$/;
const COMMAND_DESCRIPTION_LIMIT = 256;
const NAME_LIMIT = 64;
const DESCRIPTION_LIMIT = 512;
const SHORT_DESCRIPTION_LIMIT = 120;

/** How the bot presents itself: commands, name, descriptions, menu button. */
export const profileMethods: MethodTable = {
  getMe(call) {
    return {
      ...call.world.bot,
      can_join_groups: true,
      can_read_all_group_messages: true,
      supports_inline_queries: false,
      can_connect_to_business: false,
      has_main_web_app: false,
    };
  },

  setMyCommands(call) {
    const commands = call.params.structure<BotCommand[]>('commands') ?? [];
    if (commands.length > COMMANDS_LIMIT) throw badRequest('BOT_COMMANDS_TOO_MUCH');
    const clean = commands.map(checkedCommand);
    call.world.profile.setCommands(scopeOf(call), languageOf(call), clean);
    return changed(call);
  },

  getMyCommands(call) {
    return call.world.profile.commands(scopeOf(call), languageOf(call));
  },

  deleteMyCommands(call) {
    call.world.profile.setCommands(scopeOf(call), languageOf(call), []);
    return changed(call);
  },

  setMyName: (call) => setText(call, call.world.profile.names, 'name', NAME_LIMIT),
  getMyName: (call) => ({
    name: localized(call.world.profile.names, languageOf(call)) || call.world.bot.first_name,
  }),

  setMyDescription: (call) =>
    setText(call, call.world.profile.descriptions, 'description', DESCRIPTION_LIMIT),
  getMyDescription: (call) => ({
    description: localized(call.world.profile.descriptions, languageOf(call)),
  }),

  setMyShortDescription: (call) =>
    setText(
      call,
      call.world.profile.shortDescriptions,
      'short_description',
      SHORT_DESCRIPTION_LIMIT,
    ),
  getMyShortDescription: (call) => ({
    short_description: localized(call.world.profile.shortDescriptions, languageOf(call)),
  }),

  setChatMenuButton(call) {
    const button = call.params.structure<MenuButton>('menu_button') ?? { type: 'default' };
    call.world.profile.setMenu(call.params.integer('chat_id'), button);
    return changed(call);
  },

  getChatMenuButton: (call) => call.world.profile.menu(call.params.integer('chat_id')),
};

function scopeOf(call: Call): string {
  const scope = call.params.structure<BotCommandScope>('scope');
  if (scope !== undefined && 'chat_id' in scope && typeof scope.chat_id === 'number') {
    if (!call.world.chats.has(scope.chat_id)) throw badRequest('chat not found');
  }
  return scopeKey(scope);
}

function languageOf(call: Call): string {
  const code = call.params.text('language_code') ?? '';
  if (!/^([a-z]{2})?$/.test(code)) throw badRequest('invalid language code specified');
  return code;
}

function checkedCommand({ command, description }: BotCommand): BotCommand {
  const name = command.replace(/^\//, '');
  if (!COMMAND_NAME.test(name)) throw badRequest('BOT_COMMAND_INVALID');
  const text = description.trim();
  if (text === '' || text.length > COMMAND_DESCRIPTION_LIMIT) {
    throw badRequest('BOT_COMMAND_DESCRIPTION_INVALID');
  }
  return { command: name, description: text };
}

function setText(call: Call, texts: LocalizedText, field: string, limit: number): true {
  const text = call.params.text(field) ?? '';
  if (text.length > limit) throw badRequest(`bot ${field.replace('_', ' ')} is too long`);
  if (text === '') texts.delete(languageOf(call));
  else texts.set(languageOf(call), text);
  return changed(call);
}

function changed(call: Call): true {
  call.world.events.emit({ type: 'bot' });
  return true;
}
