import type { ChatState, Message, PaymentDialog, SimChange } from '../api/model.ts';
import { type PageState, withEntry } from './page-state.ts';
import { invoiceKey } from './pay-target.ts';

/**
 * The page after a change. Applying a change twice, or one that a snapshot already holds, leaves the
 * same messages: that is what lets a resync replay what arrived while it was loading.
 */
export function applyChange(state: PageState, change: SimChange): PageState {
  switch (change.type) {
    case 'bot':
    case 'reset':
    case 'callback-answer':
      return state;
    case 'user':
      return { ...state, users: withEntry(state.users, change.user.id, change.user) };
    case 'payment': {
      const { payment } = change;
      return { ...state, payments: withEntry(state.payments, payment.chargeId, payment) };
    }
    case 'subscription': {
      const { subscription } = change;
      const { subscriptions } = state;
      return {
        ...state,
        subscriptions: withEntry(subscriptions, subscription.chargeId, subscription),
      };
    }
    case 'star-balance':
      return state.bot === null
        ? state
        : { ...state, bot: { ...state.bot, starsBalance: change.stars } };
    case 'payment-dialog':
      return change.dialog.status === 'paid' ? withPayer(state, change.dialog) : state;
    case 'chat':
      return applyToRoomOf(
        { ...state, chats: withEntry(state.chats, change.chat.id, change.chat) },
        change.chat.id,
        change,
      );
    case 'message':
      return applyToRoomOf(
        countUnread(applyToSummary(state, change), change),
        change.chatId,
        change,
      );
    case 'message-edited':
    case 'messages-deleted':
    case 'blocked':
    case 'draft':
    case 'chat-action':
    case 'reply-keyboard':
    case 'reactions':
      return applyToSummary(applyToRoomOf(state, change.chatId, change), change);
  }
}

function withPayer(state: PageState, { message, userId }: PaymentDialog): PageState {
  if (message === undefined) return state;
  const key = invoiceKey(message.chatId, message.messageId);
  const payers = new Set(state.payers.get(key)).add(userId);
  return { ...state, payers: withEntry(state.payers, key, [...payers]) };
}

function applyToRoomOf(state: PageState, chatId: number, change: SimChange): PageState {
  const room = state.rooms.get(chatId);
  if (room === undefined) return state;
  const changed = applyToRoom(room, change);
  return changed === room ? state : { ...state, rooms: withEntry(state.rooms, chatId, changed) };
}

/** A loaded chat after a change that concerns it. */
export function applyToRoom(room: ChatState, change: SimChange): ChatState {
  switch (change.type) {
    case 'message':
      return withMessages(room, insert(room.messages, change.message));
    case 'message-edited':
      return withMessages(
        room,
        room.messages.map((message) =>
          message.message_id === change.message.message_id ? change.message : message,
        ),
      );
    case 'messages-deleted': {
      const gone = new Set(change.messageIds);
      return withMessages(
        room,
        room.messages.filter((message) => !gone.has(message.message_id)),
      );
    }
    case 'draft': {
      const others = room.drafts.filter((draft) => draft.draftId !== change.draftId);
      return { ...room, drafts: change.draft === null ? others : [...others, change.draft] };
    }
    case 'chat-action':
      return { ...room, chatAction: change.action };
    case 'reply-keyboard':
      return { ...room, replyKeyboard: change.keyboard };
    case 'reactions': {
      const others = room.reactions.filter(
        (reactions) => reactions.messageId !== change.reactions.messageId,
      );
      return { ...room, reactions: [...others, change.reactions] };
    }
    case 'blocked':
      return { ...room, blocked: change.blocked };
    case 'chat':
      return { ...room, ...change.chat };
    case 'bot':
    case 'user':
    case 'callback-answer':
    case 'payment-dialog':
    case 'payment':
    case 'subscription':
    case 'star-balance':
    case 'reset':
      return room;
  }
}

function withMessages(room: ChatState, messages: readonly Message[]): ChatState {
  return { ...room, messages, lastMessage: messages.at(-1) ?? null };
}

function insert(messages: readonly Message[], message: Message): readonly Message[] {
  const others = messages.filter(({ message_id }) => message_id !== message.message_id);
  const place = others.findLastIndex(({ message_id }) => message_id < message.message_id) + 1;
  return others.toSpliced(place, 0, message);
}

/** Keeps the list on the left in step; what it cannot know, LiveSync reads anew. */
function applyToSummary(state: PageState, change: SimChange & { chatId: number }): PageState {
  const summary = state.chats.get(change.chatId);
  if (summary === undefined) return state;
  const put = (part: Partial<typeof summary>): PageState => ({
    ...state,
    chats: withEntry(state.chats, change.chatId, { ...summary, ...part }),
  });
  const lastId = summary.lastMessage?.message_id ?? 0;
  switch (change.type) {
    case 'message':
      return change.message.message_id >= lastId ? put({ lastMessage: change.message }) : state;
    case 'message-edited':
      return change.message.message_id === lastId ? put({ lastMessage: change.message }) : state;
    case 'messages-deleted': {
      const room = state.rooms.get(change.chatId);
      return room !== undefined && change.messageIds.includes(lastId)
        ? put({ lastMessage: room.lastMessage })
        : state;
    }
    case 'blocked':
      return put({ blocked: change.blocked });
    default:
      return state;
  }
}

function countUnread(state: PageState, change: SimChange & { type: 'message' }): PageState {
  const { chatId, message } = change;
  if (chatId === state.openChatId || message.from?.is_bot !== true) return state;
  const count = (state.unread.get(chatId) ?? 0) + 1;
  return { ...state, unread: withEntry(state.unread, chatId, count) };
}
