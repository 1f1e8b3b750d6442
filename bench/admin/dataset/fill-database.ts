import { Client } from 'pg';
import { foreignKeys, indexes } from './indexes.ts';
import { type DatasetSize, planStatements } from './plan.ts';
import { type TableLoad, tableLoads } from './tables.ts';

/**
 * Fills a migrated database that is otherwise empty. Needs a superuser: triggers do not fire. Each table is written
 * without its indexes in the transaction that empties it, for which PostgreSQL writes no journal when `wal_level` is
 * `minimal`, as in the embedded one. Every constraint is made anew in the end, which checks the rows.
 */
export async function fillDatabase(
  url: string,
  size: DatasetSize,
  now: Date,
  say: (what: string) => void,
): Promise<void> {
  const clients = await Promise.all(tableLoads.map(() => connected(url)));
  const [first] = clients;
  if (first === undefined) {
    return;
  }
  try {
    await runAll(first, planStatements(size, now));
    say('who does what and when is decided');
    const keys = await foreignKeys(first);
    await runAll(
      first,
      keys.map((key) => key.drop),
    );
    await together(clients, tableLoads, async (client, load) => {
      await loadTable(client, load);
      say(`${load.table} filled`);
    });
    await runAll(
      first,
      keys.map((key) => key.create),
    );
    await runAll(first, [...sequences, 'DROP SCHEMA bench_load CASCADE']);
    const tables = tableLoads.map((loads) => loads.map(({ table }) => table));
    await together(clients, tables, (client, table) => runAll(client, [`VACUUM ANALYZE ${table}`]));
    say('constraints checked, statistics gathered');
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

async function connected(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await runAll(client, [
    `SET session_replication_role = 'replica'`,
    `SET synchronous_commit = 'off'`,
    `SET work_mem = '512MB'`,
    `SET hash_mem_multiplier = 2`,
    `SET maintenance_work_mem = '1GB'`,
  ]);
  return client;
}

async function loadTable(client: Client, { table, insert }: TableLoad): Promise<void> {
  const own = await indexes(client, table);
  await runAll(client, [
    'BEGIN',
    `TRUNCATE ${table}`,
    ...own.map((index) => index.drop),
    insert,
    `ANALYZE ${table}`,
    ...own.map((index) => index.create),
    'COMMIT',
  ]);
}

const sequences = ['credit_entries', 'payment_events'].map(
  (table) => `SELECT setval('${table}_id_seq', (SELECT max(id) FROM ${table}))`,
);

/** Each list in its own order, on a connection of its own. */
async function together<T>(
  clients: readonly Client[],
  lists: readonly (readonly T[])[],
  work: (client: Client, item: T) => Promise<void>,
): Promise<void> {
  await Promise.all(
    clients.map(async (client, index) => {
      for (const item of lists[index] ?? []) {
        await work(client, item);
      }
    }),
  );
}

async function runAll(client: Client, statements: readonly string[]): Promise<void> {
  for (const statement of statements) {
    await client.query(statement);
  }
}
