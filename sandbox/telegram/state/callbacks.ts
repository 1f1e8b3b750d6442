import type { SandboxClock } from '../../http/clock.ts';
import type { CallbackAnswer } from '../control-api.ts';

/** After this long Telegram answers "query is too old". */
const ANSWERABLE_MS = 15 * 60_000;

type Query = {
  readonly chatId: number;
  readonly askedAtMs: number;
  answer: CallbackAnswer | null;
  readonly waiting: Set<(answer: CallbackAnswer) => void>;
};

/** Presses of inline buttons that wait for the bot's `answerCallbackQuery`. */
export class CallbackQueries {
  readonly #clock: SandboxClock;
  readonly #queries = new Map<string, Query>();
  #lastId = 4_200_000_000_000_000n;

  constructor(clock: SandboxClock) {
    this.#clock = clock;
  }

  open(chatId: number): string {
    this.#lastId += 7n;
    const id = String(this.#lastId);
    this.#forgetOld();
    this.#queries.set(id, {
      chatId,
      askedAtMs: this.#clock.now(),
      answer: null,
      waiting: new Set(),
    });
    return id;
  }

  /** @returns the chat of the query, or `undefined` when it is unknown or too old. */
  answer(answer: CallbackAnswer): number | undefined {
    this.#forgetOld();
    const query = this.#queries.get(answer.callbackQueryId);
    if (query === undefined) return undefined;
    query.answer = answer;
    for (const resolve of query.waiting) resolve(answer);
    query.waiting.clear();
    return query.chatId;
  }

  /** The bot's answer, or `null` when none came within `waitMs`. */
  wait(id: string, waitMs: number): Promise<CallbackAnswer | null> {
    const query = this.#queries.get(id);
    if (query === undefined || query.answer !== null || waitMs === 0) {
      return Promise.resolve(query?.answer ?? null);
    }
    return new Promise((resolve) => {
      const settle = (answer: CallbackAnswer | null) => {
        cancel();
        query.waiting.delete(settle);
        resolve(answer);
      };
      const cancel = this.#clock.after(waitMs, () => settle(null));
      query.waiting.add(settle);
    });
  }

  clear(): void {
    this.#queries.clear();
  }

  #forgetOld(): void {
    const oldest = this.#clock.now() - ANSWERABLE_MS;
    for (const [id, query] of this.#queries) {
      if (query.askedAtMs > oldest) break;
      this.#queries.delete(id);
    }
  }
}
