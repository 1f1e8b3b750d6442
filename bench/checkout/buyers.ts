import { setTimeout as delay } from 'node:timers/promises';
import type { InlineKeyboardButton, Message } from 'grammy/types';
import type { Sandbox } from '../../sandbox/server.ts';

/** An invoice on a user's screen, not paid yet. */
export interface OpenInvoice {
  readonly user: number;
  readonly messageId: number;
}

/** Lets what follows from one payment end before the next. */
const breathMs = 30;
const waitMs = 60_000;
const mostSteps = 3;

/** Payers, and a crowd that keeps the bot busy. They live in the process of the stand-ins. */
export class Buyers {
  readonly #sandbox: Sandbox;
  readonly #crowd = new Set<number>();
  readonly #botId: number;
  #isOver = true;
  #asked = 0;
  #answered = 0;

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
    this.#botId = sandbox.telegram.bot().id;
    sandbox.gemini.setLatency({ textMs: 0 });
    sandbox.telegram.events.listen((event) => {
      if (event.type === 'message' && this.#crowd.has(event.chatId)) {
        this.#heard(event.chatId, event.message);
      }
    });
  }

  /** New users who have asked for an invoice, each in a chat of its own. */
  async invoices(count: number): Promise<readonly OpenInvoice[]> {
    const found: OpenInvoice[] = [];
    for (let index = 0; index < count; index += 1) {
      found.push(await this.#order());
    }
    return found;
  }

  /**
   * Pays one after the other.
   *
   * @returns of each, milliseconds from the pre-checkout query to the bot's agreement
   */
  async pay(invoices: readonly OpenInvoice[]): Promise<readonly number[]> {
    const answerMs: number[] = [];
    for (const { user, messageId } of invoices) {
      const startedAt = performance.now();
      const attempt = await this.#sandbox.telegram.pay(user, { messageId });
      answerMs.push(performance.now() - startedAt);
      if (attempt.status !== 'paid') {
        throw new Error(`A payment was not agreed to: ${attempt.error}`);
      }
      await delay(breathMs);
    }
    return answerMs;
  }

  /** So many users write again as soon as they are answered. Resolves when it is under way. */
  async startCrowd(size: number): Promise<void> {
    this.#isOver = false;
    for (let index = 0; index < size; index += 1) {
      const { id } = this.#sandbox.telegram.createUser({ language_code: 'en' });
      this.#crowd.add(id);
      this.#ask(id);
    }
    await this.#until(() => this.#answered >= size);
  }

  /** Resolves when everybody is answered. @returns how many questions there were, all told */
  async stopCrowd(): Promise<number> {
    this.#isOver = true;
    await this.#until(() => this.#answered === this.#asked);
    this.#crowd.clear();
    return this.#asked;
  }

  /** `/buy`, and the first button of whatever comes, until an invoice comes. */
  async #order(): Promise<OpenInvoice> {
    const { telegram } = this.#sandbox;
    const { id: user } = telegram.createUser({ language_code: 'en' });
    let last = telegram.sendText(user, { text: '/buy' }).messages.at(-1)?.message_id ?? 0;
    for (let step = 0; step <= mostSteps; step += 1) {
      const answer = await telegram.watch.botMessage(user, {
        after: last,
        timeoutMs: waitMs,
        matches: (message) => message.invoice !== undefined || firstButton(message) !== undefined,
      });
      if (answer.invoice !== undefined) {
        return { user, messageId: answer.message_id };
      }
      last = answer.message_id;
      await telegram.pressButton(user, last, { data: firstButton(answer) ?? '' });
    }
    throw new Error('Cannot get an invoice as the bot has only buttons');
  }

  #ask(user: number): void {
    this.#asked += 1;
    this.#sandbox.telegram.sendText(user, { text: `Question ${this.#asked}: what is for dinner?` });
  }

  #heard(user: number, { from, text = '' }: Message): void {
    if (from?.id !== this.#botId || /^(💭|⏳)/u.test(text)) {
      return;
    }
    this.#answered += 1;
    if (!this.#isOver) {
      this.#ask(user);
    }
  }

  async #until(isSo: () => boolean): Promise<void> {
    const deadline = Date.now() + waitMs;
    while (!isSo()) {
      if (Date.now() > deadline) {
        throw new Error(`Only ${this.#answered} of ${this.#asked} questions were answered in time`);
      }
      await delay(breathMs);
    }
  }
}

function firstButton({ reply_markup: markup }: Message): string | undefined {
  const button: InlineKeyboardButton | undefined = markup?.inline_keyboard.flat()[0];
  return button !== undefined && 'callback_data' in button ? button.callback_data : undefined;
}
