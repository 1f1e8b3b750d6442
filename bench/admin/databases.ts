import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { createDataSource, migrate } from '../../src/adapters/postgres/data-source.ts';
import { PostgresRollupStore } from '../../src/adapters/postgres/statistics/rollup-store.ts';
import { startEmbeddedPostgres } from '../../src/infrastructure/embedded-postgres.ts';
import { type BenchDatabase, type PostgresEngine, silent } from '../engines/postgres-engine.ts';
import { fillDatabase } from './dataset/fill-database.ts';
import type { DatasetSize } from './dataset/plan.ts';

const defaultRows = 10_000_000;
const fewestRows = 20_000;
const usersOfRows = 0.1;

/** Ten thousand of everything: what a large installation is compared with. */
const smallSize: DatasetSize = { users: 10_000, generations: 10_000 };

export interface AdminDatabases {
  readonly small: BenchDatabase;
  readonly large: BenchDatabase;
  readonly largeSize: DatasetSize;
  close(): Promise<void>;
}

/**
 * `BENCH_ADMIN_ROWS`: generations in the large one, ten million unless said. `BENCH_ADMIN_DIR`: a folder in which both
 * are kept for the next run, in an embedded PostgreSQL of their own; else they are made anew and dropped.
 */
export async function openDatabases(
  postgres: PostgresEngine,
  say: (what: string) => void,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<AdminDatabases> {
  const generations = Math.max(fewestRows, Number(environment.BENCH_ADMIN_ROWS || defaultRows));
  const largeSize = { users: Math.round(generations * usersOfRows), generations };
  const maker = environment.BENCH_ADMIN_DIR
    ? await keptDatabases(environment.BENCH_ADMIN_DIR, say)
    : newDatabases(postgres, say);
  try {
    const small = await maker.make(smallSize);
    const large = await maker.make(largeSize);
    return { small, large, largeSize, close: () => maker.close() };
  } catch (error) {
    await maker.close();
    throw error;
  }
}

interface Maker {
  make(size: DatasetSize): Promise<BenchDatabase>;
  close(): Promise<void>;
}

function newDatabases(postgres: PostgresEngine, say: (what: string) => void): Maker {
  const made: BenchDatabase[] = [];
  return {
    async make(size) {
      const database = await postgres.newDatabase();
      made.push(database);
      await fill(database.url, size, say);
      return database;
    },
    async close() {
      for (const database of made) {
        await database.drop();
      }
    },
  };
}

/** What was filled by other code than today's is made anew. */
async function keptDatabases(dataDir: string, say: (what: string) => void): Promise<Maker> {
  const embedded = await startEmbeddedPostgres({ dataDir, logger: silent });
  const client = new Client({ connectionString: embedded.url });
  // A server that is shared may be stopped by its owner: the next statement then fails and tells.
  client.on('error', () => undefined);
  await client.connect();
  const code = await fingerprint();
  return {
    async make(size) {
      const name = `nano_banana_admin_${size.generations}`;
      const url = new URL(embedded.url);
      url.pathname = `/${name}`;
      if ((await commentOf(client, name)) !== code) {
        await client.query(`DROP DATABASE IF EXISTS ${escapeIdentifier(name)} WITH (FORCE)`);
        await client.query(`CREATE DATABASE ${escapeIdentifier(name)}`);
        await migrate(createDataSource({ url: url.href, poolSize: 1, logger: silent }));
        await fill(url.href, size, say);
        await client.query(
          `COMMENT ON DATABASE ${escapeIdentifier(name)} IS ${escapeLiteral(code)}`,
        );
      }
      return { url: url.href, drop: () => Promise.resolve() };
    },
    async close() {
      await client.end().catch(() => undefined);
      await embedded.stop();
    },
  };
}

async function commentOf(client: Client, database: string): Promise<string | undefined> {
  const { rows } = await client.query<{ comment: string | null }>(
    `SELECT shobj_description(oid, 'pg_database') AS comment FROM pg_database WHERE datname = $1`,
    [database],
  );
  return rows[0]?.comment ?? undefined;
}

async function fingerprint(): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of ['../../migrations/', './dataset/']) {
    const url = new URL(folder, import.meta.url);
    for (const name of (await readdir(url)).toSorted()) {
      hash.update(await readFile(new URL(name, url)));
    }
  }
  return hash.digest('hex');
}

async function fill(url: string, size: DatasetSize, say: (what: string) => void): Promise<void> {
  const startedAt = performance.now();
  const thousands = (rows: number) => `${(rows / 1_000).toLocaleString('en')} thousand`;
  const what = `${thousands(size.users)} users, ${thousands(size.generations)} generations`;
  const seconds = () => ((performance.now() - startedAt) / 1_000).toFixed(0);
  const tell = (step: string) => say(`${what}: ${step} (${seconds()} s)`);
  await fillDatabase(url, size, new Date(), tell);
  await rebuildStatistics(url);
  tell('statistics counted');
}

/** The product keeps them up to date itself; what was loaded behind its back it has to count. */
async function rebuildStatistics(url: string): Promise<void> {
  const dataSource = createDataSource({ url, poolSize: 2, logger: silent });
  await dataSource.initialize();
  try {
    await new PostgresRollupStore(dataSource).rebuild();
    const tables: { readonly name: string }[] = await dataSource.query(
      `SELECT format('stats.%I', tablename) AS name FROM pg_tables WHERE schemaname = 'stats'`,
    );
    for (const { name } of tables) {
      await dataSource.query(`VACUUM ANALYZE ${name}`);
    }
  } finally {
    await dataSource.destroy();
  }
}
