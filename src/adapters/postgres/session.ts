import type { Client, QueryConfig, QueryResult } from 'pg';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { DatabaseUnavailable, translated } from './database-errors.ts';

/** A statement that each connection prepares once. `name` is unique and belongs to the text. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  /** Absent: as the connection limits all statements. */
  readonly limitMs?: number | undefined;
}

/** One that is not prepared: there are too many different ones, and each is planned for its values. */
export interface Reading {
  readonly text: string;
  readonly values: readonly unknown[];
  /** The server stops it after so long, with SQLSTATE 57014. Absent: as the connection limits all. */
  readonly limitMs?: number | undefined;
}

/**
 * For reads of many rows: neither compiled nor spread over several processes, which takes longer than
 * what such a statement should take. What is read often is in memory, and disks without heads do
 * not mind where they read.
 */
const readSettings = [
  'jit = off',
  'max_parallel_workers_per_gather = 0',
  'random_page_cost = 1.1',
] as const;

/** Connections that were told so for good. */
const setForReads = new WeakSet<Client>();

/**
 * A way to the database: inside a transaction, or with each call on its own. What is run for every
 * request goes through prepared statements; the rest may use the entity manager.
 * A lost connection throws `DatabaseUnavailable`.
 */
export interface Session {
  rows<Row>(statement: Statement, values: readonly unknown[]): Promise<Row[]>;
  /** @returns how many rows were written. */
  write(statement: Statement, values: readonly unknown[]): Promise<number>;
  entities<T>(work: (manager: EntityManager) => Promise<T>): Promise<T>;
  /** Runs the work in a transaction: this one, or a new one when there is none. */
  atomically<T>(work: (session: Session) => Promise<T>): Promise<T>;
}

class ConnectionSession implements Session {
  readonly #client: Client;
  readonly #manager: EntityManager;
  #failure: { readonly reason: unknown } | undefined;
  #isOver = false;

  constructor(client: Client, manager: EntityManager) {
    this.#client = client;
    this.#manager = manager;
  }

  async rows<Row>(statement: Statement, values: readonly unknown[]): Promise<Row[]> {
    return (await this.#run(statement, values)).rows as Row[];
  }

  async write(statement: Statement, values: readonly unknown[]): Promise<number> {
    return (await this.#run(statement, values)).rowCount ?? 0;
  }

  async entities<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    try {
      return await work(this.#manager);
    } catch (error) {
      throw translated(error);
    }
  }

  atomically<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return work(this);
  }

  /** Not awaited by its caller: it travels with the first statement. */
  begin(isolation: Isolation): Promise<unknown> {
    const begun = this.#send({ text: `BEGIN ISOLATION LEVEL ${isolation}` });
    begun.catch(() => undefined);
    return begun;
  }

  /** A failure that somebody swallowed would make COMMIT roll back without a word. */
  async commit(): Promise<void> {
    this.#isOver = true;
    if (this.#failure !== undefined) {
      throw this.#failure.reason;
    }
    await this.#send({ text: 'COMMIT' });
  }

  async rollback(): Promise<void> {
    this.#isOver = true;
    await this.#send({ text: 'ROLLBACK' });
  }

  /** After a failure, the COMMIT behind it takes back the settings, too. */
  async read<Row>({ text, values, limitMs }: Reading): Promise<Row[]> {
    const statement = { text, values: values as unknown[] };
    if (limitMs === undefined) {
      this.#setForReads();
      return (await this.#send(statement)).rows as Row[];
    }
    const settings = [`statement_timeout = ${Math.ceil(limitMs)}`, ...readSettings];
    const begun = this.#send({
      text: ['BEGIN READ ONLY', ...settings.map((setting) => `SET LOCAL ${setting}`)].join('; '),
    });
    const answered = this.#send(statement);
    await Promise.allSettled([begun, answered, this.#send({ text: 'COMMIT' })]);
    return (await answered).rows as Row[];
  }

  /** Once for each connection, on the way of its first statement. */
  #setForReads(): void {
    if (setForReads.has(this.#client)) {
      return;
    }
    setForReads.add(this.#client);
    const text = readSettings.map((setting) => `SET ${setting}`).join('; ');
    this.#send({ text }).catch(() => setForReads.delete(this.#client));
  }

  /**
   * Of statements that run together the first failure ends the transaction while others may still
   * be under way: what they want to do next must not happen outside of it.
   */
  async #run({ name, text, limitMs }: Statement, values: readonly unknown[]): Promise<QueryResult> {
    if (this.#failure !== undefined) {
      throw this.#failure.reason;
    }
    if (this.#isOver) {
      throw new Error(`Cannot run ${name} as its transaction is over`);
    }
    const limit = limitMs === undefined ? {} : { query_timeout: limitMs };
    return this.#send({ name, text, values: values as unknown[], ...limit });
  }

  /** Does not wait for the statements before it: the server takes them up in their order. */
  async #send(query: QueryConfig): Promise<QueryResult> {
    writeTogether(this.#client);
    try {
      return await this.#client.query(query);
    } catch (error) {
      // Statements behind a failed one fail for its sake: their own error is not the reason.
      this.#failure ??= { reason: translated(error) };
      throw this.#failure.reason;
    }
  }
}

type Isolation = 'READ COMMITTED' | 'REPEATABLE READ';

/** All statements of one turn of the event loop leave in a single write. */
function writeTogether({ connection: { stream } }: Client): void {
  if (stream.writableCorked === 0) {
    stream.cork();
    process.nextTick(() => stream.uncork());
  }
}

/**
 * Reads for people, who would rather hear that it takes too long. Its connections are to be used for
 * little else: they keep the settings of such reads.
 */
export function readWithin<Row>(dataSource: DataSource, reading: Reading): Promise<Row[]> {
  return withConnection(dataSource, (session) => session.read<Row>(reading));
}

/** Each call takes a connection for itself. */
export class DirectSession implements Session {
  readonly #dataSource: DataSource;

  constructor(dataSource: DataSource) {
    this.#dataSource = dataSource;
  }

  rows<Row>(statement: Statement, values: readonly unknown[]): Promise<Row[]> {
    return withConnection(this.#dataSource, (session) => session.rows<Row>(statement, values));
  }

  write(statement: Statement, values: readonly unknown[]): Promise<number> {
    return withConnection(this.#dataSource, (session) => session.write(statement, values));
  }

  entities<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return withConnection(this.#dataSource, (session) => session.entities(work));
  }

  atomically<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return inTransaction(this.#dataSource, work, () => true);
  }
}

/**
 * BEGIN, the work, and COMMIT when `commits` says so of its outcome, else ROLLBACK.
 * Without another wish READ COMMITTED: the repositories lock the rows that they decide on.
 */
export function inTransaction<T>(
  dataSource: DataSource,
  work: (session: Session) => Promise<T>,
  commits: (outcome: T) => boolean,
  isolation: Isolation = 'READ COMMITTED',
): Promise<T> {
  return withConnection(dataSource, async (session, runner) => {
    const begun = session.begin(isolation);
    // So that the entity manager does not begin a transaction of its own.
    Object.assign(runner, { isTransactionActive: true });
    try {
      const outcome = await work(session);
      await begun;
      await (commits(outcome) ? session.commit() : session.rollback());
      return outcome;
    } catch (error) {
      await session.rollback().catch(() => discard(runner));
      throw error;
    }
  });
}

async function withConnection<T>(
  dataSource: DataSource,
  work: (session: ConnectionSession, runner: QueryRunner) => Promise<T>,
): Promise<T> {
  const runner = dataSource.createQueryRunner();
  try {
    const client: Client = await runner.connect();
    return await work(new ConnectionSession(client, runner.manager), runner);
  } catch (error) {
    const reason = translated(error);
    if (reason instanceof DatabaseUnavailable) {
      await discard(runner);
    }
    throw reason;
  } finally {
    await runner.release();
  }
}

/** Ends the connection of a runner, so that the pool does not hand it out again. */
async function discard(runner: QueryRunner): Promise<void> {
  const client: Client | undefined = await runner.connect().catch(() => undefined);
  void client?.end().catch(() => undefined);
}

/**
 * Put before a statement that stands alone and whose loss in a crash of the database does no harm:
 * it then does not wait for the disk. Name `relaxed` in its FROM, or it is not evaluated.
 */
export const relaxed = `WITH relaxed AS (
    SELECT set_config('synchronous_commit', 'off', true)
  )`;

/** `$2, $3, $4` for `placeholders(2, 3)`. */
export function placeholders(first: number, count: number): string {
  return Array.from({ length: count }, (_, index) => `$${first + index}`).join(', ');
}
