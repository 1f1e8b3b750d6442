import type { Message } from 'grammy/types';
import { Client } from 'pg';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../sandbox/server.ts';
import type { MessageWait } from '../../../sandbox/telegram/control/watching.ts';
import type { TestDatabase } from '../../harness/database.ts';
import { migratedDatabase } from '../../harness/migrated-database.ts';
import { type ProductCommand, type ProductProcess, startProduct, until } from './product.ts';

export const operatorId = 9_000_001;

type Environment = Readonly<Record<string, string>>;

export interface WorldOptions {
  readonly command?: ProductCommand;
  /** Added to what points the product at the sandbox. */
  readonly environment?: Environment | ((sandbox: Sandbox) => Environment);
  readonly sandbox?: SandboxOptions;
  /** Started by the test itself when false. */
  readonly autostart?: boolean;
}

/** Money of one user, read from the books themselves. */
export interface Balance {
  readonly available: number;
  readonly held: number;
}

/** The product as a whole: its processes, the stand-ins that it talks to, and its database. */
export class World {
  readonly sandbox: Sandbox;
  readonly database: TestDatabase;
  readonly #environment: Environment;
  readonly #processes: ProductProcess[] = [];

  private constructor(sandbox: Sandbox, database: TestDatabase, environment: Environment) {
    this.sandbox = sandbox;
    this.database = database;
    this.#environment = environment;
  }

  static async start({
    command,
    environment = {},
    autostart = true,
    sandbox: options,
  }: WorldOptions = {}): Promise<World> {
    const sandbox = await startSandbox(options);
    const database = await migratedDatabase();
    sandbox.telegram.createUser({ id: operatorId, first_name: 'Operator', language_code: 'en' });
    const world = new World(sandbox, database, {
      TELEGRAM_BOT_TOKEN: sandbox.telegram.bot().token,
      TELEGRAM_API_ROOT: sandbox.telegramUrl,
      GEMINI_API_KEY: 'sandbox-key',
      GEMINI_BASE_URL: sandbox.geminiUrl,
      DATABASE_URL: database.url,
      ADMIN_TELEGRAM_ID: String(operatorId),
      LOG_LEVEL: 'info',
      ...(typeof environment === 'function' ? environment(sandbox) : environment),
    });
    if (autostart) {
      await (await world.startProcess(command)).ready();
    }
    return world;
  }

  async startProcess(
    command?: ProductCommand,
    environment: Environment = {},
  ): Promise<ProductProcess> {
    const started = await startProduct({
      command,
      environment: { ...this.#environment, ...environment },
    });
    this.#processes.push(started);
    return started;
  }

  /** What all processes wrote so far. */
  output(): string {
    return this.#processes.map((process) => process.output()).join('');
  }

  async close(): Promise<void> {
    await Promise.all(
      this.#processes
        .filter(({ child }) => child.exitCode === null && child.signalCode === null)
        .map((process) => process.stop()),
    );
    await this.sandbox.close();
    await this.database.drop();
  }

  // ------------------------------------------------------------------------------- as a user

  newUser(language = 'en', name = 'Ann'): number {
    return this.sandbox.telegram.createUser({ first_name: name, language_code: language }).id;
  }

  /** Sends a text and waits for the bot's next message that fits. */
  async ask(user: number, text: string, wait: Omit<MessageWait, 'after'> = {}): Promise<Message> {
    const { messages } = this.sandbox.telegram.sendText(user, { text });
    return this.answerAfter(user, messages.at(-1)?.message_id ?? 0, wait);
  }

  /** The bot's first lasting message after another: not a status message, which goes away. */
  answerAfter(
    user: number,
    messageId: number,
    { matches = () => true, timeoutMs = 20_000 }: Omit<MessageWait, 'after'> = {},
  ): Promise<Message> {
    return this.sandbox.telegram.watch.botMessage(user, {
      after: messageId,
      timeoutMs,
      matches: (message) => !isStatus(message) && matches(message),
    });
  }

  lastMessageId(user: number): number {
    return this.sandbox.telegram.chat(user).messages.at(-1)?.message_id ?? 0;
  }

  // --------------------------------------------------------------------------- in the books

  async query<Row extends object>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    const client = new Client({ connectionString: this.database.url });
    await client.connect();
    try {
      return (await client.query<Row>(sql, [...values])).rows;
    } finally {
      await client.end();
    }
  }

  async balance(user: number): Promise<Balance> {
    const [row] = await this.query<{ available: string; held: string }>(
      'select available, held from credit_accounts where user_id = $1',
      [user],
    );
    return { available: Number(row?.available ?? 0), held: Number(row?.held ?? 0) };
  }

  /** Waits until nothing of the user (or of anybody) is unfinished. */
  async settled(user?: number, withinMs = 20_000): Promise<void> {
    const isSettled = async () => {
      const [row] = await this.query<{ open: string }>(
        `select count(*) as open from generations
         where status in ('queued', 'running', 'delivering') and ($1::bigint is null or user_id = $1)`,
        [user ?? null],
      );
      return Number(row?.open) === 0;
    };
    await until('all generations to be final', isSettled, withinMs);
  }

  /** What `npm run credits:audit` prints, and its exit code. */
  async audit(): Promise<{ readonly exitCode: number | null; readonly findings: unknown[] }> {
    const { exitCode, printed } = await this.run<{ findings: unknown[] }>('audit');
    return { exitCode, findings: printed.findings };
  }

  /** A one-off command, to its end: its exit code, and the JSON that it prints. */
  async run<Printed>(
    command: 'audit' | 'reconcile',
  ): Promise<{ readonly exitCode: number | null; readonly printed: Printed }> {
    const started = await this.startProcess(command, { LOG_LEVEL: 'error' });
    await until(`${command} to end`, () => started.child.exitCode !== null, 60_000);
    const lines = started.printed().split('\n');
    const report = lines.find((line) => line.startsWith('{') && !line.startsWith('{"level"'));
    if (report === undefined) {
      throw new Error(`${command} ended with ${started.child.exitCode} and printed no report`);
    }
    return { exitCode: started.child.exitCode, printed: JSON.parse(report) as Printed };
  }
}

/** "Thinking…", "Drawing… 3 s", "In the queue: …": these go away. */
export function isStatus({ text = '' }: Message): boolean {
  return /^(💭|⏳|🎨 (Drawing|Рисую)…)/u.test(text);
}
