import type { Message } from 'grammy/types';
import type { ChatState } from '../../../sandbox/telegram/control-api.ts';

export const ANNA = { id: 1, is_bot: false, first_name: 'Anna' };
export const BOT = { id: 2, is_bot: true, first_name: 'Nano Banana' };

/** Noon, so that a few minutes more are the same day everywhere. */
const NOON_S = new Date(2026, 10, 22, 12).getTime() / 1000;

export function messageOf(id: number, from: typeof ANNA, extra: Partial<Message> = {}): Message {
  return {
    message_id: id,
    date: NOON_S + id,
    chat: { id: ANNA.id, type: 'private', first_name: 'Anna' },
    from,
    text: `Message ${id}`,
    ...extra,
  } as Message;
}

export function roomOf(...messages: Message[]): ChatState {
  return {
    id: ANNA.id,
    type: 'private',
    title: 'Anna',
    memberIds: [ANNA.id],
    lastMessage: messages.at(-1) ?? null,
    blocked: false,
    messages,
    hasMore: false,
    drafts: [],
    chatAction: null,
    replyKeyboard: null,
    commands: [],
    menuButton: { type: 'default' },
    botDescription: '',
    reactions: [],
  };
}
