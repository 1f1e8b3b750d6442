import { followEvents } from '../api/event-stream.ts';
import { ControlError } from '../api/http.ts';
import type { CallbackAnswer, ChatState, SimChange } from '../api/model.ts';
import { paymentsControl } from '../api/payments-control.ts';
import { telegramControl } from '../api/telegram-control.ts';
import { applyChange, applyToRoom } from './apply-change.ts';
import { actorOf, type PageState, withEntry, withoutEntry } from './page-state.ts';
import type { Store } from './store.ts';

type Problem = (error: unknown) => void;

/**
 * Keeps the page's state equal to the stand-in's: a snapshot when the event stream opens, then every
 * change. Changes that arrive while a snapshot is loading are kept and applied on top of it.
 */
export class LiveSync {
  readonly #store: Store<PageState>;
  readonly #onProblem: Problem;
  readonly #onAnswer: (answer: CallbackAnswer) => void;
  #heldForPage: SimChange[] | null = null;
  readonly #heldForRoom = new Map<number, SimChange[]>();
  #resync = 0;

  constructor(
    store: Store<PageState>,
    onAnswer: (answer: CallbackAnswer) => void,
    onProblem: Problem,
  ) {
    this.#store = store;
    this.#onAnswer = onAnswer;
    this.#onProblem = onProblem;
  }

  /** @returns the function that ends it. */
  start(): () => void {
    return followEvents({
      onOpen: () => this.#inBackground(this.#loadPage()),
      onEvent: (event) => this.#receive(event),
      onLost: () => this.#store.update((state) => ({ ...state, connection: 'lost' })),
    });
  }

  /** Shows a chat: its messages are loaded unless they are there already. */
  open(chatId: number | null): void {
    this.#store.update((state) => ({
      ...state,
      openChatId: chatId,
      unread: chatId === null ? state.unread : withoutEntry(state.unread, chatId),
    }));
    const state = this.#store.get();
    if (chatId === null || state.connection !== 'live' || state.rooms.has(chatId)) return;
    this.#inBackground(this.reload(chatId));
  }

  /** Reads a chat anew: its messages, commands and keyboards. */
  async reload(chatId: number): Promise<void> {
    const held: SimChange[] = [];
    this.#heldForRoom.set(chatId, held);
    try {
      const loaded = await this.#loadRoom(chatId);
      if (loaded === null) return;
      const room = held.reduce(applyToRoom, loaded);
      this.#store.update((state) => ({ ...state, rooms: withEntry(state.rooms, chatId, room) }));
    } finally {
      if (this.#heldForRoom.get(chatId) === held) this.#heldForRoom.delete(chatId);
    }
  }

  /** Puts the messages before the oldest loaded one in front. */
  async loadOlder(chatId: number): Promise<void> {
    const oldest = this.#store.get().rooms.get(chatId)?.messages[0];
    if (oldest === undefined) return;
    const before = oldest.message_id;
    const older = await telegramControl.chat(chatId, { before });
    this.#store.update((state) => {
      const room = state.rooms.get(chatId);
      if (room === undefined || room.messages[0]?.message_id !== before) return state;
      const messages = [...older.messages, ...room.messages];
      const extended = { ...room, messages, hasMore: older.hasMore };
      return { ...state, rooms: withEntry(state.rooms, chatId, extended) };
    });
  }

  #receive(change: SimChange): void {
    this.#heldForPage?.push(change);
    if ('chatId' in change) this.#heldForRoom.get(change.chatId)?.push(change);
    this.#store.update((state) => applyChange(state, change));
    if (change.type === 'callback-answer') this.#onAnswer(change.answer);
    if (change.type === 'reset') this.#inBackground(this.#loadPage());
    if (change.type === 'bot') this.#inBackground(this.#loadBot());
    if (change.type === 'messages-deleted' && !this.#store.get().rooms.has(change.chatId)) {
      this.#inBackground(this.#loadChats());
    }
  }

  async #loadPage(): Promise<void> {
    this.#resync += 1;
    const turn = this.#resync;
    const held: SimChange[] = [];
    this.#heldForPage = held;
    const { openChatId } = this.#store.get();
    const [bot, users, chats, payments, subscriptions, room] = await Promise.all([
      telegramControl.bot(),
      telegramControl.users(),
      telegramControl.chats(),
      paymentsControl.payments(),
      paymentsControl.subscriptions(),
      openChatId === null ? null : this.#loadRoom(openChatId),
    ]);
    if (turn !== this.#resync) return;
    this.#heldForPage = null;
    this.#store.update((state) => {
      const snapshot: PageState = {
        ...state,
        connection: 'live',
        bot,
        users: new Map(users.map((user) => [user.id, user])),
        chats: new Map(chats.map((chat) => [chat.id, chat])),
        payments: new Map(payments.map((payment) => [payment.chargeId, payment])),
        subscriptions: new Map(subscriptions.map((one) => [one.chargeId, one])),
        rooms: new Map(room === null ? [] : [[room.id, room]]),
      };
      return { ...held.reduce(applyChange, snapshot), unread: state.unread };
    });
    this.open(this.#store.get().openChatId);
  }

  /** `null`: there is no such chat, as after a reset of the stand-in. */
  async #loadRoom(chatId: number): Promise<ChatState | null> {
    const as = actorOf(this.#store.get(), chatId);
    try {
      return await telegramControl.chat(chatId, as === undefined || as === chatId ? {} : { as });
    } catch (error) {
      if (error instanceof ControlError && error.status === 404) return null;
      throw error;
    }
  }

  async #loadBot(): Promise<void> {
    const bot = await telegramControl.bot();
    this.#store.update((state) => ({ ...state, bot }));
    const { openChatId, rooms } = this.#store.get();
    if (openChatId !== null && rooms.has(openChatId)) await this.reload(openChatId);
  }

  async #loadChats(): Promise<void> {
    const chats = await telegramControl.chats();
    this.#store.update((state) => ({
      ...state,
      chats: new Map(chats.map((chat) => [chat.id, chat])),
    }));
  }

  #inBackground(work: Promise<void>): void {
    work.catch(this.#onProblem);
  }
}
