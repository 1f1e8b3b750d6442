import { describe, expect, test } from 'vitest';
import { applyChange } from '../../../sandbox/chat/src/state/apply-change.ts';
import { emptyPage, type PageState } from '../../../sandbox/chat/src/state/page-state.ts';
import { invoiceKey } from '../../../sandbox/chat/src/state/pay-target.ts';
import type { InvoiceView, Payment, SimChange } from '../../../sandbox/telegram/control-api.ts';
import { ANNA, BOT, messageOf, roomOf } from './builders.ts';

const chatId = ANNA.id;
const room = roomOf(messageOf(1, ANNA), messageOf(2, BOT));
const page: PageState = {
  ...emptyPage,
  chats: new Map([[chatId, room]]),
  rooms: new Map([[chatId, room]]),
};

const INVOICE: InvoiceView = {
  title: '100 credits',
  description: 'For texts and pictures',
  currency: 'XTR',
  totalAmount: 250,
  prices: [],
  needEmail: false,
  isTest: false,
  paidBy: [],
};

function paymentOf(chargeId: string): Payment {
  return {
    chargeId,
    providerChargeId: `provider-${chargeId}`,
    userId: 1,
    title: INVOICE.title,
    currency: INVOICE.currency,
    totalAmount: INVOICE.totalAmount,
    payload: 'order',
    status: 'paid',
    paidAt: 0,
  };
}

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

  test('knows who has paid an invoice once its dialog ends well', () => {
    const dialog = (status: 'waiting' | 'paid', userId: number): SimChange => ({
      type: 'payment-dialog',
      dialog: { id: 'd', userId, message: { chatId, messageId: 2 }, invoice: INVOICE, status },
    });
    expect(after(dialog('waiting', 1)).payers.size).toBe(0);
    const state = after(dialog('paid', 1), dialog('paid', 5), dialog('paid', 1));
    expect(state.payers.get(invoiceKey(chatId, 2))).toEqual([1, 5]);
  });

  test('keeps a payment in its place when it is refunded', () => {
    const state = after(
      { type: 'payment', payment: paymentOf('a') },
      { type: 'payment', payment: paymentOf('b') },
      { type: 'payment', payment: { ...paymentOf('a'), status: 'refunded' } },
    );
    expect([...state.payments.values()].map(({ chargeId, status }) => [chargeId, status])).toEqual([
      ['a', 'refunded'],
      ['b', 'paid'],
    ]);
  });

  test('leaves other chats as they are', () => {
    const state = after({ type: 'blocked', chatId: 99, blocked: true });
    expect(state.rooms.get(chatId)).toBe(room);
  });
});
