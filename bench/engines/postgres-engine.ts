import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, escapeIdentifier } from 'pg';
import { createDataSource, migrate } from '../../src/adapters/postgres/data-source.ts';
import { startEmbeddedPostgres } from '../../src/infrastructure/embedded-postgres.ts';
import { createLogger } from '../../src/infrastructure/logger.ts';

/** A PostgreSQL server with durable settings, on which each scenario gets a database of its own. */
export interface PostgresEngine {
  /** Version, origin and the settings that decide about speed. */
  readonly label: string;
  newDatabase(): Promise<BenchDatabase>;
  stop(): Promise<void>;
}

/** Migrated, and otherwise empty. */
export interface BenchDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

export const silent = createLogger({ level: 'silent', secrets: [] });

/** The server of `TEST_DATABASE_URL` or `DATABASE_URL`, else the product's own embedded one. */
export async function openPostgres(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<PostgresEngine> {
  const url = environment.TEST_DATABASE_URL || environment.DATABASE_URL;
  if (url) {
    return engine(url, 'from the environment', () => Promise.resolve());
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'nano-banana-bench-'));
  const embedded = await startEmbeddedPostgres({ dataDir, logger: silent });
  return engine(embedded.url, 'embedded, as the product starts it', async () => {
    await embedded.stop();
    await rm(dataDir, { recursive: true, force: true });
  });
}

async function engine(
  url: string,
  origin: string,
  stop: () => Promise<void>,
): Promise<PostgresEngine> {
  return {
    label: await describe(url, origin),
    stop,
    async newDatabase() {
      const name = `nano_banana_bench_${randomBytes(6).toString('hex')}`;
      await asAdmin(url, `CREATE DATABASE ${escapeIdentifier(name)}`);
      const own = new URL(url);
      own.pathname = `/${name}`;
      await migrate(createDataSource({ url: own.href, poolSize: 1, logger: silent }));
      return {
        url: own.href,
        async drop() {
          await asAdmin(url, `DROP DATABASE IF EXISTS ${escapeIdentifier(name)} WITH (FORCE)`);
        },
      };
    },
  };
}

async function describe(url: string, origin: string): Promise<string> {
  const rows = await asAdmin(
    url,
    `SELECT current_setting('server_version') AS version, current_setting('fsync') AS fsync,
      current_setting('synchronous_commit') AS commit`,
  );
  const { version, fsync, commit } = rows[0] ?? {};
  return `PostgreSQL ${version} (${origin}; fsync ${fsync}, synchronous_commit ${commit})`;
}

async function asAdmin(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
