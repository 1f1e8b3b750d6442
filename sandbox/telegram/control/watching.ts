import type { Message } from 'grammy/types';
import type { LoggedCall, SimEvent } from '../control-api.ts';
import type { World } from '../state/world.ts';

const DEFAULT_TIMEOUT_MS = 5_000;

export type WaitOptions = { readonly timeoutMs?: number };

export type MessageWait = WaitOptions & {
  /** Only messages with a higher id. */
  readonly after?: number;
  readonly matches?: (message: Message) => boolean;
};

/**
 * Lets a test wait for what the bot does, without sleeping. Time limits are real ones, whatever
 * clock the sandbox runs on; a wait that runs out rejects.
 */
export class Watching {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** The first message of the bot that matches, as sent or as edited; also one that is there already. */
  botMessage(chatId: number, options: MessageWait = {}): Promise<Message> {
    const { after = 0, matches = () => true } = options;
    const fits = (message: Message) =>
      message.message_id > after && message.from?.id === this.#world.bot.id && matches(message);
    const there = [...(this.#world.chats.get(chatId)?.messages.values() ?? [])].find(fits);
    if (there !== undefined) return Promise.resolve(there);
    return waitUntil(`a bot message in chat ${chatId}`, options, (found) =>
      this.#world.events.listen((event) => {
        const isMessage = event.type === 'message' || event.type === 'message-edited';
        if (isMessage && event.chatId === chatId && fits(event.message)) found(event.message);
      }),
    );
  }

  /** The next event that matches. */
  event<E extends SimEvent>(
    matches: (event: SimEvent) => event is E,
    options: WaitOptions = {},
  ): Promise<E> {
    return waitUntil('an event', options, (found) =>
      this.#world.events.listen((event) => {
        if (matches(event)) found(event);
      }),
    );
  }

  /** The first call of the bot that matches; also one that was made already. */
  call(matches: (call: LoggedCall) => boolean, options: WaitOptions = {}): Promise<LoggedCall> {
    const made = this.#world.calls.read({ limit: Number.MAX_SAFE_INTEGER }).calls.find(matches);
    if (made !== undefined) return Promise.resolve(made);
    return waitUntil('a call', options, (found) =>
      this.#world.calls.listen((call) => {
        if (matches(call)) found(call);
      }),
    );
  }
}

function waitUntil<T>(
  what: string,
  { timeoutMs = DEFAULT_TIMEOUT_MS }: WaitOptions,
  listen: (found: (value: T) => void) => () => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`Waited ${timeoutMs} ms in vain for ${what}`));
    }, timeoutMs);
    const stop = listen((value) => {
      clearTimeout(timer);
      stop();
      resolve(value);
    });
  });
}
