import type { Message, User } from 'grammy/types';
import type { SandboxClock } from '../../http/clock.ts';
import type { NewGroup, NewUser, SimUser, UserChange } from '../control-api.ts';
import { PhotoStudio } from '../media/photos.ts';
import { PaymentBook } from '../payments/payment-book.ts';
import { BotProfile } from './bot-profile.ts';
import { CallbackQueries } from './callbacks.ts';
import { CallJournal } from './calls.ts';
import { Chat } from './chat.ts';
import { EventHub } from './events.ts';
import { telegramFaults } from './faults.ts';
import { FileStore } from './files.ts';
import { UpdateQueue } from './update-queue.ts';
import { UserDirectory } from './users.ts';

export type BotIdentity = {
  readonly token: string;
  readonly username: string;
  readonly firstName: string;
};

export type WorldOptions = {
  readonly clock: SandboxClock;
  readonly bot: BotIdentity;
  /** Bytes of file contents kept in memory. */
  readonly fileCapacityBytes: number;
};

const FIRST_GROUP_ID = -4_000_000_001;
const FIRST_SUPERGROUP_ID = -1_002_000_000_001;

/** Everything that a Telegram server with one bot would know. Plain state; who may change it decides elsewhere. */
export class World {
  readonly clock: SandboxClock;
  readonly token: string;
  readonly bot: User;
  readonly users = new UserDirectory();
  readonly chats = new Map<number, Chat>();
  readonly files: FileStore;
  readonly photos: PhotoStudio;
  readonly updates: UpdateQueue;
  readonly callbacks: CallbackQueries;
  readonly payments: PaymentBook;
  readonly profile = new BotProfile();
  readonly events = new EventHub();
  readonly faults = telegramFaults();
  readonly calls = new CallJournal();
  #activity = 0;
  #mediaGroups = 13_400_000_000_000_000n;
  #groups = 0;

  constructor(options: WorldOptions) {
    const { token, username, firstName } = options.bot;
    this.clock = options.clock;
    this.token = token;
    this.bot = { id: Number(token.split(':')[0]), is_bot: true, first_name: firstName, username };
    this.files = new FileStore(options.fileCapacityBytes);
    this.photos = new PhotoStudio(this.files);
    this.updates = new UpdateQueue(options.clock);
    this.callbacks = new CallbackQueries(options.clock);
    this.payments = new PaymentBook(options.clock);
  }

  /** Unix time in seconds, as Telegram's dates are. */
  get nowSeconds(): number {
    return Math.floor(this.clock.now() / 1000);
  }

  createUser(input: NewUser): SimUser {
    const user = this.users.create(input);
    const chat = new Chat(privateChat(user), 'private', user.first_name, [user.id]);
    this.chats.set(user.id, chat);
    this.events.emit({ type: 'user', user });
    this.events.emit({ type: 'chat', chat: chat.summary() });
    return user;
  }

  changeUser(user: SimUser, change: UserChange): SimUser {
    const changed = this.users.change(user, change);
    const chat = this.chats.get(user.id);
    if (chat !== undefined) {
      chat.wire = privateChat(changed);
      chat.title = changed.first_name;
    }
    this.events.emit({ type: 'user', user: changed });
    return changed;
  }

  createGroup(input: NewGroup): Chat {
    const { type = 'group', title, memberIds } = input;
    const firstId = type === 'group' ? FIRST_GROUP_ID : FIRST_SUPERGROUP_ID;
    const wire = { id: firstId - this.#groups, type, title };
    this.#groups += 1;
    const chat = new Chat(wire, type, title, memberIds);
    this.chats.set(chat.id, chat);
    this.events.emit({ type: 'chat', chat: chat.summary() });
    return chat;
  }

  takeMediaGroupId(): string {
    this.#mediaGroups += 1n;
    return String(this.#mediaGroups);
  }

  /** Puts a new message into its chat and tells everybody who watches. */
  store(chat: Chat, message: Message): void {
    this.#activity += 1;
    chat.activity = this.#activity;
    chat.store(message);
    this.events.emit({ type: 'message', chatId: chat.id, message });
  }

  /** Puts an edited message in the place of the old one. */
  replace(chat: Chat, message: Message): void {
    chat.messages.set(message.message_id, message);
    this.events.emit({ type: 'message-edited', chatId: chat.id, message });
  }

  /** @returns how many of them were there. */
  remove(chat: Chat, messageIds: readonly number[]): number {
    const removed = messageIds.filter((id) => chat.forget(id));
    if (removed.length > 0) {
      this.events.emit({ type: 'messages-deleted', chatId: chat.id, messageIds: removed });
    }
    return removed.length;
  }

  /** Forgets everything but the bot's identity and how it takes its updates. */
  reset(): void {
    for (const chat of this.chats.values()) chat.dispose();
    this.chats.clear();
    this.users.clear();
    this.files.clear();
    this.photos.clear();
    this.updates.reset();
    this.callbacks.clear();
    this.payments.clear();
    this.profile.clear();
    this.faults.remove();
    this.calls.clear();
    this.events.emit({ type: 'reset' });
  }
}

function privateChat(user: SimUser): Message['chat'] {
  const { id, first_name, last_name, username } = user;
  return {
    id,
    type: 'private',
    first_name,
    ...(last_name === undefined ? {} : { last_name }),
    ...(username === undefined ? {} : { username }),
  };
}
