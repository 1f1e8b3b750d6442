import type { FileData, NewUser, SimUser, UserChange } from '../api/model.ts';
import { telegramControl } from '../api/telegram-control.ts';
import type { CallbackAnswers } from './callback-answers.ts';
import type { LiveSync } from './live-sync.ts';
import { showChat } from './location.ts';
import { fileData } from './media-files.ts';
import type { NoticeBoard } from './notices.ts';
import { actorOf, type PageState, withEntry } from './page-state.ts';
import type { Store } from './store.ts';

/** Telegram's limit of pictures in one album. */
const ALBUM_SIZE = 10;

export type OutgoingMessage = {
  readonly text: string;
  readonly files?: readonly (File | FileData)[];
  /** Pictures go as documents, with their bytes as they are. */
  readonly asFiles?: boolean;
  readonly replyTo?: number | undefined;
};

/** What the person at the page does. A refused action is told on the notice board. */
export class ChatActions {
  readonly #store: Store<PageState>;
  readonly #sync: LiveSync;
  readonly #notices: NoticeBoard;
  readonly #answers: CallbackAnswers;
  /** Messages leave in the order in which they were written, however long an upload takes. */
  #lastSend: Promise<unknown> = Promise.resolve();

  constructor(
    store: Store<PageState>,
    sync: LiveSync,
    notices: NoticeBoard,
    answers: CallbackAnswers,
  ) {
    this.#store = store;
    this.#sync = sync;
    this.#notices = notices;
    this.#answers = answers;
  }

  createUser(user: NewUser): Promise<SimUser | null> {
    return this.#attempt(async () => {
      const created = await telegramControl.createUser(user);
      this.#store.update((state) => ({
        ...state,
        users: withEntry(state.users, created.id, created),
      }));
      showChat(created.id);
      return created;
    });
  }

  changeUser(userId: number, change: UserChange): Promise<SimUser | null> {
    return this.#attempt(() => telegramControl.changeUser(userId, change));
  }

  createGroup(title: string, memberIds: readonly number[]): Promise<unknown> {
    return this.#attempt(async () => {
      const group = await telegramControl.createGroup({ title, memberIds });
      this.#store.update((state) => ({
        ...state,
        chats: withEntry(state.chats, group.id, group),
      }));
      showChat(group.id);
      return group;
    });
  }

  /** @returns whether everything was sent. */
  async send(chatId: number, message: OutgoingMessage): Promise<boolean> {
    const sending = this.#lastSend.then(() =>
      this.#attempt(() => this.#sendParts(chatId, message)),
    );
    this.#lastSend = sending;
    return (await sending) !== null;
  }

  async #sendParts(chatId: number, message: OutgoingMessage): Promise<true> {
    const actor = this.#actor(chatId);
    const reply = message.replyTo === undefined ? {} : { replyTo: message.replyTo };
    const files = await Promise.all((message.files ?? []).map(contents));
    if (files.length === 0) {
      await telegramControl.sendText(chatId, { ...actor, ...reply, text: message.text });
      return true;
    }
    const photos = message.asFiles === true ? [] : files.filter(isPhoto);
    const documents = files.filter((file) => !photos.includes(file));
    let caption = message.text === '' ? {} : { caption: message.text };
    for (let start = 0; start < photos.length; start += ALBUM_SIZE) {
      const album = photos.slice(start, start + ALBUM_SIZE);
      await telegramControl.sendPhotos(chatId, { ...actor, ...reply, ...caption, photos: album });
      caption = {};
    }
    for (const document of documents) {
      await telegramControl.sendFile(chatId, 'document', {
        ...actor,
        ...reply,
        ...caption,
        ...document,
      });
      caption = {};
    }
    return true;
  }

  start(chatId: number, payload = ''): Promise<unknown> {
    return this.#attempt(() =>
      telegramControl.start(chatId, {
        ...this.#actor(chatId),
        ...(payload === '' ? {} : { payload }),
      }),
    );
  }

  sendOdd(
    chatId: number,
    kind: 'sticker' | 'video' | 'voice' | 'document',
    file: FileData & { declaredSizeBytes?: number },
  ): Promise<unknown> {
    return this.#attempt(() =>
      telegramControl.sendFile(chatId, kind, { ...this.#actor(chatId), ...file }),
    );
  }

  forwardPoll(chatId: number): Promise<unknown> {
    return this.#attempt(() => telegramControl.forwardPoll(chatId, this.#actor(chatId)));
  }

  sendRaw(chatId: number, text: string): Promise<unknown> {
    return this.#attempt(() =>
      telegramControl.sendText(chatId, { ...this.#actor(chatId), text, asOneMessage: true }),
    );
  }

  pressReplyKey(chatId: number, text: string): Promise<unknown> {
    return this.#attempt(() =>
      telegramControl.pressReplyKey(chatId, { ...this.#actor(chatId), text }),
    );
  }

  /** Ends when the bot has answered, or when a client would stop waiting. */
  async pressButton(chatId: number, messageId: number, row: number, column: number): Promise<void> {
    await this.#attempt(async () => {
      const pressed = await telegramControl.pressButton(chatId, messageId, {
        ...this.#actor(chatId),
        row,
        column,
        waitMs: 0,
      });
      const answer = pressed.answer ?? (await this.#answers.to(pressed.callbackQueryId));
      if (answer === null) return;
      if (answer.url !== '') window.open(answer.url, '_blank', 'noopener');
      if (answer.text === '') return;
      if (answer.showAlert) this.#notices.alert(answer.text);
      else this.#notices.tell(answer.text);
    });
  }

  /** @returns whether it was changed. */
  async editText(chatId: number, messageId: number, text: string): Promise<boolean> {
    const changed = await this.#attempt(() =>
      telegramControl.editOwnMessage(chatId, messageId, { ...this.#actor(chatId), text }),
    );
    return changed !== null;
  }

  setBlocked(chatId: number, blocked: boolean): Promise<unknown> {
    return this.#attempt(() =>
      blocked ? telegramControl.block(chatId) : telegramControl.unblock(chatId),
    );
  }

  loadOlder(chatId: number): Promise<unknown> {
    return this.#attempt(() => this.#sync.loadOlder(chatId));
  }

  /** Who speaks in a group from now on. */
  speakAs(chatId: number, userId: number): Promise<unknown> {
    this.#store.update((state) => ({
      ...state,
      actors: withEntry(state.actors, chatId, userId),
    }));
    return this.#attempt(() => this.#sync.reload(chatId));
  }

  #actor(chatId: number): { as?: number } {
    const as = actorOf(this.#store.get(), chatId);
    return as === undefined || as === chatId ? {} : { as };
  }

  async #attempt<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      this.#notices.problem(error);
      return null;
    }
  }
}

function contents(file: File | FileData): FileData | Promise<FileData> {
  return file instanceof File ? fileData(file) : file;
}

/** Other picture formats go as documents, as Telegram's own clients send them. */
function isPhoto(file: FileData): boolean {
  return ['image/png', 'image/jpeg', 'image/webp'].includes(file.mimeType ?? '');
}
