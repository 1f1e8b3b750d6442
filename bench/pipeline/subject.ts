import { type RemoteProcess, startRemote } from '../processes/remote.ts';
import type { BareBotCalls } from './bare-bot-process.ts';
import type { Journal } from './load.ts';
import { type Product, startProduct } from './product.ts';
import type { StandInCalls } from './stand-ins-process.ts';

export const burstUsers = 500;
const turnMessages = 100;
const answerLimitMs = 60_000;

/** What is asked of every bot. */
export interface Bot {
  /** Processor time so far, all threads. */
  cpuMs(): Promise<number>;
}

export interface LoadedBurst {
  /** Answers a second, from the first message to the last answer. */
  readonly rate: number;
  /** The bot's own processor time for each answer. */
  readonly cpuMs: number;
}

/** A bot under load, with stand-ins and users of its own. */
export class Subject<B extends Bot> {
  readonly bot: B;
  readonly #standIns: RemoteProcess<StandInCalls>;
  readonly #users: readonly number[];
  readonly #stopBot: () => Promise<void>;
  /** Messages sent so far. */
  sent = 0;

  constructor(
    bot: B,
    standIns: RemoteProcess<StandInCalls>,
    users: readonly number[],
    stopBot: () => Promise<void>,
  ) {
    this.bot = bot;
    this.#standIns = standIns;
    this.#users = users;
    this.#stopBot = stopBot;
  }

  async burst(): Promise<LoadedBurst> {
    const cpuBefore = await this.bot.cpuMs();
    const order = { users: this.#users, limitMs: answerLimitMs };
    const { elapsedMs, answerMs } = await this.#standIns.calls.burst(order);
    this.sent += answerMs.length;
    return {
      rate: (answerMs.length / elapsedMs) * 1_000,
      cpuMs: ((await this.bot.cpuMs()) - cpuBefore) / answerMs.length,
    };
  }

  /** Everybody forgets what was said before: questions go without the answers of earlier bursts. */
  async forget(): Promise<void> {
    await this.#standIns.calls.burst({ users: this.#users, text: '/new', limitMs: answerLimitMs });
  }

  /** Milliseconds added to the model's own, of each message. */
  added(modelMs: number): Promise<readonly number[]> {
    this.sent += turnMessages;
    const order = { users: this.#users, messages: turnMessages, limitMs: answerLimitMs };
    return this.#standIns.calls.turns({ ...order, modelMs });
  }

  journal(): Promise<Journal> {
    return this.#standIns.calls.journal(undefined);
  }

  async stop(): Promise<void> {
    await this.#stopBot();
    await this.#standIns.process.stop();
  }
}

/** @param redisUrl absent: the queue is on PostgreSQL */
export function startProductSubject(
  databaseUrl: string,
  redisUrl: string | undefined,
): Promise<Subject<Product>> {
  return withStandIns(async (addresses) => {
    const product = await startProduct({
      ...addresses,
      DATABASE_URL: databaseUrl,
      DATABASE_SSL: '',
      REDIS_URL: redisUrl ?? '',
      PUBLIC_URL: '',
      GEMINI_API_KEY: 'sandbox-key',
      SETTING_WELCOME_CREDITS: '1000',
      SETTING_REQUESTS_PER_MINUTE: '1000',
    });
    return { bot: product, stop: () => product.stop() };
  });
}

export function startBareBotSubject(redisUrl: string): Promise<Subject<Bot>> {
  return withStandIns(async (addresses) => {
    const bot = startRemote<BareBotCalls>('bench/pipeline/bare-bot-process.ts', {
      ...addresses,
      REDIS_URL: redisUrl,
    });
    await bot.calls.ready(undefined);
    return { bot: { cpuMs: () => bot.calls.cpuMs(undefined) }, stop: () => bot.process.stop() };
  });
}

interface Addresses extends Readonly<Record<string, string>> {
  readonly TELEGRAM_API_ROOT: string;
  readonly TELEGRAM_BOT_TOKEN: string;
  readonly GEMINI_BASE_URL: string;
}

async function withStandIns<B extends Bot>(
  start: (addresses: Addresses) => Promise<{ bot: B; stop: () => Promise<void> }>,
): Promise<Subject<B>> {
  const standIns = startRemote<StandInCalls>('bench/pipeline/stand-ins-process.ts');
  try {
    const { telegramUrl, geminiUrl, token } = await standIns.calls.addresses(undefined);
    const users = await standIns.calls.newUsers(burstUsers);
    const { bot, stop } = await start({
      TELEGRAM_API_ROOT: telegramUrl,
      TELEGRAM_BOT_TOKEN: token,
      GEMINI_BASE_URL: geminiUrl,
    });
    return new Subject(bot, standIns, users, stop);
  } catch (error) {
    await standIns.process.stop();
    throw error;
  }
}
