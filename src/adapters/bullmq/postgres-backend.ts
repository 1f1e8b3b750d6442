import {
  createPostgresBackend,
  DEFAULT_SCHEMA,
  type PgPool,
  type PgPoolClient,
  Queue,
  runMigrations,
  Worker,
} from 'bullmq';
import { DatabaseError, Pool, type PoolClient, type PoolConfig } from 'pg';
import { type JobLane, jobLanes } from '../../application/jobs.ts';
import { type QueueBackend, type QueueConnection, queueNameOf } from './queue-backend.ts';
import type { ServerHealth } from './server-health.ts';

export interface PostgresBackendOptions {
  readonly url: string;
  /** As in `pg`; what is set here wins over `sslmode` in the URL. */
  readonly ssl?: PoolConfig['ssl'];
  /** Connections for adding jobs (3), or for running them beside those that listen (4). */
  readonly poolSizes?: { readonly producer: number; readonly consumer: number } | undefined;
  /** A server that is silent for longer counts as away; 10,000 when absent. */
  readonly silenceLimitMs?: number | undefined;
}

/** Queues on PostgreSQL 14 or later, in the schema `bullmq`, which it creates and migrates. */
export function postgresBackend(options: PostgresBackendOptions): QueueBackend {
  const poolSizes = options.poolSizes ?? { producer: 3, consumer: 4 };
  return {
    kind: 'postgres',
    connect: async (role, health) => {
      const pool = newPool(
        options,
        role === 'producer' ? poolSizes.producer : poolSizes.consumer + LISTENERS,
      );
      watch(pool, health);
      const answered = health.asked();
      try {
        await migrate(pool);
      } catch (error) {
        await pool.end();
        throw error;
      }
      answered();
      return connectionOn(pool, health);
    },
  };
}

/** Each worker holds one connection of the pool for `LISTEN`. */
const LISTENERS = jobLanes.length;
const CONNECT_LIMIT_MS = 3_000;

/**
 * The queue need not wait for the disk: the log is flushed in order, so a job is on disk before
 * the removal of its outbox message is, and what a crash undoes is queued or run again.
 */
const SESSION = `-c search_path=${DEFAULT_SCHEMA} -c synchronous_commit=off`;

function newPool({ url, ssl, silenceLimitMs = 10_000 }: PostgresBackendOptions, max: number): Pool {
  const address = new URL(url);
  const session = [address.searchParams.get('options'), SESSION].filter((part) => part !== null);
  address.searchParams.set('options', session.join(' '));
  if (ssl !== undefined) address.searchParams.delete('sslmode');
  return new Pool({
    connectionString: address.href,
    max,
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
    query_timeout: silenceLimitMs,
    ...(ssl === undefined ? {} : { ssl }),
  });
}

/**
 * Without a listener of its own, a connection that breaks in the moment in which it is handed out
 * would end the process.
 */
function watch(pool: Pool, health: ServerHealth): void {
  pool.on('error', (error) => health.down(error));
  pool.on('connect', (client) => client.on('error', (error) => health.down(error)));
}

async function migrate(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await runMigrations(client);
  } finally {
    client.release();
  }
}

function connectionOn(pool: Pool, health: ServerHealth): QueueConnection {
  const connection = withOutages(pool, health);
  const workers: { disconnect(): Promise<void> }[] = [];
  let closed: Promise<void> | undefined;
  const close = async () => {
    // The pool ends only when the connections that listen are back.
    await Promise.allSettled(workers.map((worker) => worker.disconnect()));
    await pool.end();
  };
  return {
    newQueue: (lane, options) => {
      const queue = new Queue(queueNameOf(lane), { ...options, connection }, createPostgresBackend);
      return queue.on('error', (error) => report(health, lane, error));
    },
    newWorker: (lane, processor, options) => {
      const worker = new Worker(
        queueNameOf(lane),
        processor,
        { ...options, connection },
        createPostgresBackend,
      );
      workers.push(worker);
      return worker.on('error', (error) => report(health, lane, error));
    },
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}

/**
 * BullMQ takes only `ECONNREFUSED` for a lost server, and waits before it tries again. Any other
 * error it repeats at once and for ever, or takes for the job's own failure. So every error that
 * is not an answer to the very statement becomes an outage in its eyes.
 */
function withOutages(pool: Pool, health: ServerHealth): PgPool {
  const guarded = async <T>(work: Promise<T>): Promise<T> => {
    const answered = health.asked();
    try {
      const result = await work;
      answered();
      return result;
    } catch (cause) {
      if (isAnswer(cause)) throw cause;
      health.down(cause);
      throw Object.assign(new Error('Cannot reach the queue', { cause }), { code: 'ECONNREFUSED' });
    }
  };
  // Whether the connections are kept alive is left unsaid: BullMQ would then wait for word of a job
  // for an hour, and a worker that missed it in an outage with it.
  const view = {
    query: (text: string, values?: unknown[]) => guarded(pool.query(text, values)),
    connect: async () => breakingWhenSilent(await guarded(pool.connect()), guarded),
    end: () => pool.end(),
    on: () => view,
    removeAllListeners: () => view,
  };
  return view as unknown as PgPool;
}

/** BullMQ keeps a connection to listen on until it breaks; one that stays silent must break too. */
function breakingWhenSilent(
  client: PoolClient,
  guarded: <T>(work: Promise<T>) => Promise<T>,
): PgPoolClient {
  const view = {
    query: async (text: string, values?: unknown[]) => {
      try {
        return await guarded(client.query(text, values));
      } catch (error) {
        if (!isAnswer(error)) client.emit('error', error);
        throw error;
      }
    },
    on: (...args: Parameters<PgPoolClient['on']>) => {
      client.on(...args);
      return view;
    },
    removeListener: (...args: Parameters<PgPoolClient['removeListener']>) => {
      client.removeListener(...args);
      return view;
    },
    removeAllListeners: (event?: string) => {
      client.removeAllListeners(event);
      return view;
    },
    release: (destroy?: boolean) => client.release(destroy),
  };
  return view as unknown as PgPoolClient;
}

/** `BM001` is BullMQ's own, as when a lock is lost; class 22 says that the data is at fault. */
function isAnswer(error: unknown): boolean {
  return error instanceof DatabaseError && /^(BM001|22...)$/.test(error.code ?? '');
}

/** What is left are lost locks, and connections that broke while they listened. */
function report(health: ServerHealth, lane: JobLane, error: Error): void {
  const isOutage = error instanceof DatabaseError || /^Cannot reach|terminated/.test(error.message);
  if (isOutage) health.down(error);
  else health.trouble(lane, error);
}
