import type { CallbackAnswer } from '../api/model.ts';

/** How long a pressed button shows that it waits, as Telegram's own clients do. */
const PATIENCE_MS = 15_000;
const REMEMBERED = 50;

/** Brings together a pressed button and the bot's answer to it, whichever is known first. */
export class CallbackAnswers {
  readonly #waiting = new Map<string, (answer: CallbackAnswer | null) => void>();
  readonly #early = new Map<string, CallbackAnswer>();

  readonly receive = (answer: CallbackAnswer): void => {
    const waiter = this.#waiting.get(answer.callbackQueryId);
    if (waiter !== undefined) {
      waiter(answer);
      return;
    }
    this.#early.set(answer.callbackQueryId, answer);
    const [oldest] = this.#early.keys();
    if (this.#early.size > REMEMBERED && oldest !== undefined) this.#early.delete(oldest);
  };

  /** The bot's answer, or `null` when it does not come in time. */
  to(callbackQueryId: string): Promise<CallbackAnswer | null> {
    const early = this.#early.get(callbackQueryId);
    if (early !== undefined) return Promise.resolve(early);
    return new Promise((resolve) => {
      const settle = (answer: CallbackAnswer | null) => {
        clearTimeout(timer);
        this.#waiting.delete(callbackQueryId);
        resolve(answer);
      };
      const timer = setTimeout(settle, PATIENCE_MS, null);
      this.#waiting.set(callbackQueryId, settle);
    });
  }
}
