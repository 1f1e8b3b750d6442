import { describe, expect, test } from 'vitest';
import { applyChange } from '../../../sandbox/chat/src/state/apply-change.ts';
import { emptyPage, type PageState } from '../../../sandbox/chat/src/state/page-state.ts';
import type { SimChange } from '../../../sandbox/telegram/control-api.ts';
import { ANNA, BOT, messageOf, roomOf } from './builders.ts';

const chatId = ANNA.id;
const room = roomOf(messageOf(1, ANNA), messageOf(2, BOT));
const page: PageState = {
  ...emptyPage,
  chats: new Map([[chatId, room]]),
  rooms: new Map([[chatId, room]]),
};

function after(...changes: SimChange[]): PageState {
  return changes.reduce(applyChange, page);
}

function texts(state: PageState): (string | undefined)[] {
  return state.rooms.get(chatId)?.messages.map((message) => message.text) ?? [];
}

describe('applyChange', () => {
  test('adds a message once, however often it is told', () => {
    const change = { type: 'message', chatId, message: messageOf(3, BOT) } as const;
    const state = after(change, change);
    expect(texts(state)).toEqual(['Message 1', 'Message 2', 'Message 3']);
    expect(state.chats.get(chatId)?.lastMessage?.message_id).toBe(3);
  });

  test('puts a late message in its place', () => {
    const late = roomOf(messageOf(1, ANNA), messageOf(3, BOT));
    const state = applyChange(
      { ...page, rooms: new Map([[chatId, late]]) },
      { type: 'message', chatId, message: messageOf(2, BOT) },
    );
    expect(texts(state)).toEqual(['Message 1', 'Message 2', 'Message 3']);
  });

  test('counts messages of the bot in chats that are not open', () => {
    const fromBot = { type: 'message', chatId, message: messageOf(3, BOT) } as const;
    const fromAnna = { type: 'message', chatId, message: messageOf(4, ANNA) } as const;
    expect(after(fromBot, fromAnna).unread.get(chatId)).toBe(1);
    expect(applyChange({ ...page, openChatId: chatId }, fromBot).unread.size).toBe(0);
  });

  test('shows an edit in the chat and in the list', () => {
    const message = messageOf(2, BOT, { text: 'Better', edit_date: 1 });
    const state = after({ type: 'message-edited', chatId, message });
    expect(texts(state)).toEqual(['Message 1', 'Better']);
    expect(state.chats.get(chatId)?.lastMessage?.text).toBe('Better');
  });

  test('falls back to the message before a deleted one', () => {
    const state = after({ type: 'messages-deleted', chatId, messageIds: [2] });
    expect(texts(state)).toEqual(['Message 1']);
    expect(state.chats.get(chatId)?.lastMessage?.message_id).toBe(1);
  });

  test('replaces a draft by its newer text, and ends it', () => {
    const draft = (text: string) =>
      ({
        type: 'draft',
        chatId,
        draftId: 7,
        draft: { draftId: 7, text, entities: [], expiresAtMs: 0 },
      }) as const;
    const grown = after(draft('a'), draft('ab'));
    expect(grown.rooms.get(chatId)?.drafts.map(({ text }) => text)).toEqual(['ab']);
    const gone = applyChange(grown, { type: 'draft', chatId, draftId: 7, draft: null });
    expect(gone.rooms.get(chatId)?.drafts).toEqual([]);
  });

  test('leaves other chats as they are', () => {
    const state = after({ type: 'blocked', chatId: 99, blocked: true });
    expect(state.rooms.get(chatId)).toBe(room);
  });
});
