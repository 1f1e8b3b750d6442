import type { Message } from 'grammy/types';
import type {
  ChatAction,
  ChatSummary,
  Draft,
  MessageReactions,
  ReplyKeyboard,
} from '../control-api.ts';
import type { InvoicePlace } from '../payments/invoice.ts';

export type ChatType = 'private' | 'group' | 'supergroup';

/** A value that disappears by itself, and the way to call that off. */
export type Fading<T> = { readonly value: T; readonly cancel: () => void };

/** A chat keeps this many messages; the oldest are forgotten. */
const REMEMBERED_MESSAGES = 5_000;

/** One chat as the server and its members see it. Holds state alone: `World` and `posting.ts` change it. */
export class Chat {
  readonly id: number;
  readonly type: ChatType;
  readonly memberIds: Set<number>;
  title: string;
  readonly messages = new Map<number, Message>();
  readonly drafts = new Map<number, Fading<Draft>>();
  readonly reactions = new Map<number, MessageReactions>();
  /** Messages with a reply keyboard or forced reply: Telegram does not let them be edited. */
  readonly uneditable = new Set<number>();
  /** Invoices by the message that shows them. */
  readonly invoices = new Map<number, InvoicePlace>();
  action: Fading<ChatAction> | null = null;
  replyKeyboard: ReplyKeyboard | null = null;
  /** The person blocked the bot, or the bot was kicked from the group. */
  blocked = false;
  /** A person wrote first; before that a bot may not. */
  started: boolean;
  /** Place in the list of chats: grows with every message. */
  activity = 0;
  /** The Bot API's `Chat` object. */
  wire: Message['chat'];
  #lastMessageId = 0;

  constructor(wire: Message['chat'], type: ChatType, title: string, memberIds: Iterable<number>) {
    this.id = wire.id;
    this.wire = wire;
    this.type = type;
    this.title = title;
    this.memberIds = new Set(memberIds);
    this.started = type !== 'private';
  }

  takeMessageId(): number {
    this.#lastMessageId += 1;
    return this.#lastMessageId;
  }

  store(message: Message): void {
    this.messages.set(message.message_id, message);
    if (this.messages.size <= REMEMBERED_MESSAGES) return;
    const oldest = this.messages.keys().next();
    if (!oldest.done) this.forget(oldest.value);
  }

  forget(messageId: number): boolean {
    this.uneditable.delete(messageId);
    this.reactions.delete(messageId);
    this.invoices.delete(messageId);
    return this.messages.delete(messageId);
  }

  lastMessage(): Message | null {
    let last: Message | null = null;
    for (const message of this.messages.values()) last = message;
    return last;
  }

  /** Stops everything that would still happen in this chat by itself. */
  dispose(): void {
    for (const draft of this.drafts.values()) draft.cancel();
    this.drafts.clear();
    this.action?.cancel();
    this.action = null;
  }

  summary(): ChatSummary {
    return {
      id: this.id,
      type: this.type,
      title: this.title,
      memberIds: [...this.memberIds],
      lastMessage: this.lastMessage(),
      blocked: this.blocked,
    };
  }
}
