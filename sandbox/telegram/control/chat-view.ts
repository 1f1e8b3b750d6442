import type { ChatState, ReadChat } from '../control-api.ts';
import { localized } from '../state/bot-profile.ts';
import type { Chat } from '../state/chat.ts';
import type { World } from '../state/world.ts';

const DEFAULT_LIMIT = 200;

/** A chat as the client of one of its members shows it. */
export function chatState(world: World, chat: Chat, input: ReadChat): ChatState {
  const { before = Number.POSITIVE_INFINITY, limit = DEFAULT_LIMIT } = input;
  const older = [...chat.messages.values()].filter((message) => message.message_id < before);
  const viewerId = input.as ?? (chat.type === 'private' ? chat.id : undefined);
  const viewer = viewerId === undefined ? undefined : world.users.get(viewerId);
  const language = viewer?.language_code;
  const { profile } = world;
  return {
    ...chat.summary(),
    messages: older.slice(-limit),
    hasMore: older.length > limit,
    drafts: [...chat.drafts.values()].map((draft) => draft.value),
    chatAction: chat.action?.value ?? null,
    replyKeyboard: chat.replyKeyboard,
    commands: profile.commandsFor(chat.id, chat.type, language),
    menuButton: profile.menu(chat.type === 'private' ? chat.id : undefined),
    botDescription: localized(profile.descriptions, language),
    reactions: [...chat.reactions.values()],
  };
}
