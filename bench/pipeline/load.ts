import { setTimeout as delay } from 'node:timers/promises';
import type { Sandbox } from '../../sandbox/server.ts';

/** Many users who write at the same moment. */
export interface BurstOrder {
  readonly users: readonly number[];
  /** A question, another for each user, when absent. */
  readonly text?: string;
  readonly limitMs: number;
}

export interface Burst {
  /** From the first message to the last answer. */
  readonly elapsedMs: number;
  /** Of each user, from the message to its answer. */
  readonly answerMs: readonly number[];
}

/** One message at a time, the users taking turns. */
export interface TurnsOrder {
  readonly users: readonly number[];
  readonly messages: number;
  /** What the model takes by itself. */
  readonly modelMs: number;
  readonly limitMs: number;
}

/** Calls since the last look, by method. */
export interface Journal {
  readonly byMethod: Readonly<Record<string, number>>;
  /** Calls that Telegram would refuse. */
  readonly violations: number;
}

/** Lets the books of one message close before the next comes. */
const breathMs = 30;

/** The users: they run in the process of the stand-ins, so that asking and watching cost nothing. */
export class Load {
  readonly #sandbox: Sandbox;
  readonly #waiting = new Map<number, () => void>();
  #asked = 0;

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
    const { id: botId } = sandbox.telegram.bot();
    sandbox.telegram.events.listen((event) => {
      if (event.type !== 'message' || event.message.from?.id !== botId) {
        return;
      }
      if (!isStatus(event.message.text)) {
        this.#waiting.get(event.chatId)?.();
      }
    });
  }

  newUsers(count: number): readonly number[] {
    const { telegram } = this.#sandbox;
    return Array.from(
      { length: count },
      (_, index) =>
        telegram.createUser({ first_name: `User ${index + 1}`, language_code: 'en' }).id,
    );
  }

  async burst({ users, text, limitMs }: BurstOrder): Promise<Burst> {
    this.#sandbox.gemini.setLatency({ textMs: 0 });
    const startedAt = performance.now();
    const answers = users.map((user) => this.#ask(user, text ?? this.#question(), limitMs));
    const answerMs = await Promise.all(answers);
    return { elapsedMs: performance.now() - startedAt, answerMs };
  }

  /** Of each message, the time that was added to the model's own. */
  async turns({ users, messages, modelMs, limitMs }: TurnsOrder): Promise<readonly number[]> {
    this.#sandbox.gemini.setLatency({ textMs: modelMs });
    const addedMs: number[] = [];
    for (let index = 0; index < messages; index += 1) {
      const user = users[index % users.length] ?? 0;
      const answerMs = await this.#ask(user, this.#question(), limitMs);
      addedMs.push(answerMs - this.#modelMs());
      await delay(breathMs);
    }
    return addedMs;
  }

  /** What the last call took the model, from the request that came in to the answer that went out. */
  #modelMs(): number {
    const call = this.#sandbox.gemini.calls({ limit: 1 }).calls.at(-1);
    if (call === undefined) {
      throw new Error('Cannot tell what the model took as it was not asked');
    }
    return call.durationMs;
  }

  journal(): Journal {
    const { byMethod, totalViolations } = this.#sandbox.telegram.calls({ limit: 0 });
    this.#sandbox.telegram.clearCalls();
    return { byMethod, violations: totalViolations };
  }

  #question(): string {
    this.#asked += 1;
    return `Question ${this.#asked}: what should I cook with bananas tonight?`;
  }

  /** Milliseconds until the bot's answer. */
  #ask(user: number, text: string, limitMs: number): Promise<number> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(`User ${user} waited ${limitMs} ms in vain for an answer`));
      }, limitMs);
      const startedAt = performance.now();
      this.#waiting.set(user, () => {
        clearTimeout(timer);
        this.#waiting.delete(user);
        resolve(performance.now() - startedAt);
      });
      this.#sandbox.telegram.sendText(user, { text });
    });
  }
}

/** "Thinking…", "In the queue: …": these go away again. */
function isStatus(text = ''): boolean {
  return /^(💭|⏳)/u.test(text);
}
