import pg from 'pg';
import { DataSource, MigrationExecutor } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import { migrations } from '../../../migrations/index.ts';
import type { Logger } from '../../application/ports/logger.ts';
import { schemas } from './schemas/all-schemas.ts';

/** How the connection is encrypted: not at all, without checking the certificate, or checking it. */
export type DatabaseSsl = 'off' | 'no-verify' | 'verify';

export interface DatabaseOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** Absent: as the URL says. */
  readonly ssl?: DatabaseSsl | undefined;
  /** Most connections that this process opens. */
  readonly poolSize: number;
  /** Shown in `pg_stat_activity`. */
  readonly applicationName?: string | undefined;
  /** For opening one connection. */
  readonly connectTimeoutMs?: number | undefined;
  /** For one statement; a transaction that sits idle for twice as long is ended, too. */
  readonly statementTimeoutMs?: number | undefined;
  /** An unused connection is closed after so long; 0 keeps it, ready for those who cannot wait. */
  readonly idleTimeoutMs?: number | undefined;
  readonly logger: Logger;
}

const defaultConnectTimeoutMs = 5_000;
const defaultStatementTimeoutMs = 30_000;
const defaultIdleTimeoutMs = 30_000;
/** The server ends a slow statement by itself; this much later the silence means it is gone. */
const silenceMarginMs = 5_000;

/**
 * One key for all processes: the first to take it migrates, the others wait and find it done.
 * Any constant does, as long as nothing else in the database uses it.
 */
const migrationLockKey = 7_227_001;

/**
 * A pool of connections, not connected yet: see `waitForDatabase`. It outlives outages of the
 * database: broken connections are thrown away and opened anew when they are needed.
 */
export function createDataSource(options: DatabaseOptions): DataSource {
  const connectTimeoutMs = options.connectTimeoutMs ?? defaultConnectTimeoutMs;
  const statementTimeoutMs = options.statementTimeoutMs ?? defaultStatementTimeoutMs;
  return new DataSource({
    type: 'postgres',
    driver: pg,
    url: options.ssl === undefined ? options.url : withoutSslParameters(options.url),
    ...(options.ssl === undefined ? {} : { ssl: sslOf(options.ssl) }),
    entities: schemas,
    migrations,
    migrationsTransactionMode: 'all',
    synchronize: false,
    logging: false,
    installExtensions: false,
    poolSize: options.poolSize,
    applicationName: options.applicationName ?? 'nano-banana',
    poolErrorHandler: (error: unknown) => {
      options.logger.warn('database_connection_lost', {}, error);
    },
    extra: {
      Client: sturdyClient(connectTimeoutMs),
      // Statements need not wait for the answers of those before them (see `session.ts`).
      pipeline: true,
      keepAlive: true,
      statement_timeout: statementTimeoutMs,
      idle_in_transaction_session_timeout: statementTimeoutMs * 2,
      query_timeout: statementTimeoutMs + silenceMarginMs,
      idleTimeoutMillis: options.idleTimeoutMs ?? defaultIdleTimeoutMs,
    },
  });
}

/**
 * Applies the migrations that the database lacks, all or none, one process at a time.
 *
 * @returns the names of those applied now, oldest first
 */
export async function migrate(dataSource: DataSource): Promise<readonly string[]> {
  return withMigrationLock(dataSource, async (executor) => {
    const applied = await executor.executePendingMigrations();
    return applied.map((migration) => migration.name);
  });
}

/** Takes back the newest applied migration. */
export async function revert(dataSource: DataSource): Promise<void> {
  await withMigrationLock(dataSource, (executor) => executor.undoLastMigration());
}

/** On a connection of its own, without time limits: waiting and building an index may take long. */
async function withMigrationLock<T>(
  dataSource: DataSource,
  work: (executor: MigrationExecutor) => Promise<T>,
): Promise<T> {
  const own = new DataSource({
    ...(dataSource.options as PostgresDataSourceOptions),
    poolSize: 1,
    extra: { ...dataSource.options.extra, statement_timeout: 0, query_timeout: 0 },
  });
  await own.initialize();
  try {
    const runner = own.createQueryRunner();
    try {
      await runner.query('SELECT pg_advisory_lock($1)', [migrationLockKey]);
      return await work(new MigrationExecutor(own, runner));
    } finally {
      // Closing the connection gives the lock back, whatever happened.
      await runner.release();
    }
  } finally {
    await own.destroy();
  }
}

/**
 * A connection can break in the moment it is handed out, when neither the pool nor a query listens:
 * without a listener of its own that would end the process. The next query on it fails and tells.
 *
 * The pool's own `connectionTimeoutMillis` also limits the wait for a free connection, which would
 * turn a burst of work into errors. So the limit is put on each new connection instead.
 */
function sturdyClient(connectTimeoutMs: number): typeof pg.Client {
  return class extends pg.Client {
    constructor(config: pg.ClientConfig) {
      super({ ...config, connectionTimeoutMillis: connectTimeoutMs });
      this.on('error', () => undefined);
    }
  };
}

function sslOf(ssl: DatabaseSsl): false | { rejectUnauthorized: boolean } {
  return ssl === 'off' ? false : { rejectUnauthorized: ssl === 'verify' };
}

/** In the driver, what the URL says of SSL would win over the setting. */
function withoutSslParameters(url: string): string {
  const parsed = new URL(url);
  for (const name of ['ssl', 'sslmode', 'uselibpqcompat']) {
    parsed.searchParams.delete(name);
  }
  return parsed.href;
}
