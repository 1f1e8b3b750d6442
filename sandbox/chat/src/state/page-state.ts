import type {
  ChatState,
  ChatSummary,
  Payment,
  SimBot,
  SimUser,
  Subscription,
} from '../api/model.ts';

/** Everything that the page shows of the stand-in. Parts that did not change keep their identity. */
export type PageState = {
  readonly connection: 'connecting' | 'live' | 'lost';
  readonly bot: SimBot | null;
  readonly users: ReadonlyMap<number, SimUser>;
  readonly chats: ReadonlyMap<number, ChatSummary>;
  /** Chats whose messages are loaded: those that were opened since the last resync. */
  readonly rooms: ReadonlyMap<number, ChatState>;
  /** Messages of the bot since the chat was last open. */
  readonly unread: ReadonlyMap<number, number>;
  readonly openChatId: number | null;
  /** Who speaks in a group, by chat. */
  readonly actors: ReadonlyMap<number, number>;
  /** By charge id, oldest first. */
  readonly payments: ReadonlyMap<string, Payment>;
  /** By the charge id of the first payment, oldest first. */
  readonly subscriptions: ReadonlyMap<string, Subscription>;
  /** Who has paid an invoice message, by `invoiceKey`; only of invoices that were shown. */
  readonly payers: ReadonlyMap<string, readonly number[]>;
};

export const emptyPage: PageState = {
  connection: 'connecting',
  bot: null,
  users: new Map(),
  chats: new Map(),
  rooms: new Map(),
  unread: new Map(),
  openChatId: null,
  actors: new Map(),
  payments: new Map(),
  subscriptions: new Map(),
  payers: new Map(),
};

/** One line of the list on the left: a person's chat with the bot, or a group. */
export type ChatEntry = {
  readonly chatId: number;
  readonly title: string;
  /** Absent for a group. */
  readonly user?: SimUser;
  readonly summary?: ChatSummary;
};

/** People first met last come first; whoever spoke last is on top. */
export function chatEntries(state: Pick<PageState, 'users' | 'chats'>): ChatEntry[] {
  const people: ChatEntry[] = [...state.users.values()].map((user) => ({
    chatId: user.id,
    title: fullName(user),
    user,
    ...summaryOf(state, user.id),
  }));
  const groups: ChatEntry[] = [...state.chats.values()]
    .filter((chat) => chat.type !== 'private')
    .map((summary) => ({ chatId: summary.id, title: summary.title, summary }));
  return [...people, ...groups].sort((a, b) => lastActivity(b) - lastActivity(a));
}

function summaryOf({ chats }: Pick<PageState, 'chats'>, chatId: number): { summary?: ChatSummary } {
  const summary = chats.get(chatId);
  return summary === undefined ? {} : { summary };
}

/** Whether anybody has written to the bot. */
export function hasTalked({ chats }: PageState): boolean {
  return [...chats.values()].some((chat) => chat.lastMessage !== null);
}

function lastActivity(entry: ChatEntry): number {
  return entry.summary?.lastMessage?.date ?? 0;
}

export function fullName(user: { first_name: string; last_name?: string | undefined }): string {
  return [user.first_name, user.last_name].filter(Boolean).join(' ');
}

/** Who acts in a chat: its person, or the chosen member of a group. */
export function actorOf(state: PageState, chatId: number): number | undefined {
  const chat = state.chats.get(chatId);
  if (chat === undefined || chat.type === 'private') return chatId;
  return state.actors.get(chatId) ?? chat.memberIds[0];
}

/** A copy of the map with one entry set. */
export function withEntry<K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> {
  return new Map(map).set(key, value);
}

/** A copy of the map without the entry. */
export function withoutEntry<K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> {
  if (!map.has(key)) return map;
  const copy = new Map(map);
  copy.delete(key);
  return copy;
}
