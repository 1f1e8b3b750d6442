import type { Client } from 'pg';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { PostgresChangeFeed } from '../../../src/adapters/postgres/change-feed.ts';
import { DirectSession, inTransaction } from '../../../src/adapters/postgres/session.ts';
import type { Change, FeedMark } from '../../../src/application/ports/change-feed.ts';
import {
  type ConnectedDatabase,
  connectedDatabase,
} from '../../contract/postgres/postgres-persistence.ts';

let database: ConnectedDatabase;
let feed: PostgresChangeFeed;
let clients: Client[];

beforeAll(async () => {
  database = await connectedDatabase();
  feed = new PostgresChangeFeed(new DirectSession(database.dataSource));
});

afterAll(() => database.close());

beforeEach(() => {
  clients = [];
});

afterEach(async () => {
  await Promise.all(clients.map((client) => client.end()));
});

/** A connection whose transactions the test begins and ends as it likes. */
async function connected(): Promise<Client> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  clients.push(client);
  return client;
}

let nextUser = 1;

/** One user row is one `user.created`. */
async function addUser(client: Pick<Client, 'query'>): Promise<number> {
  const id = nextUser++;
  await client.query(
    `INSERT INTO users (id, first_name, language_code, mode, send_as_file, referral_code,
      created_at, last_seen_at)
    VALUES ($1, 'Ann', 'en', 'text', false, $2, now(), now())`,
    [id, `code-${id}`],
  );
  return id;
}

async function readAll(mark: FeedMark, limit = 7): Promise<{ ids: number[]; mark: FeedMark }> {
  const found: Change[] = [];
  for (let at = mark; ; ) {
    const read = await feed.read(at, limit);
    found.push(...read.changes);
    at = read.mark;
    if (read.changes.length < limit) {
      return { ids: found.map(({ userId }) => userId), mark: at };
    }
  }
}

/** Transactions of other databases on the same server hold the feed up, too. */
async function settled(): Promise<void> {
  const client = await connected();
  await expect
    .poll(
      async () => {
        const { rows } = await client.query(
          'SELECT FROM stats.changes WHERE xid >= pg_snapshot_xmin(pg_current_snapshot())',
        );
        return rows.length;
      },
      { timeout: 30_000, interval: 20 },
    )
    .toBe(0);
}

/** Same numbers on every run, so that a failure can be repeated. */
function shuffled<T>(values: readonly T[], seed: number): T[] {
  let state = seed;
  const next = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state;
  };
  return values
    .map((value) => ({ value, place: next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ value }) => value);
}

describe('the change feed', () => {
  test('shows each change once and in one order, whatever the order of the commits', async () => {
    await settled();
    const start = await feed.latest();
    const writers = await Promise.all(Array.from({ length: 50 }, connected));
    const written = new Map<Client, number[]>();
    for (const client of writers) {
      await client.query('BEGIN');
      written.set(client, [await addUser(client)]);
    }
    for (const client of shuffled(writers, 1).slice(0, 25)) {
      written.get(client)?.push(await addUser(client));
    }
    const rolledBack = new Set(shuffled(writers, 2).slice(0, 5));

    const tailed: number[] = [];
    let mark = start;
    const tail = async () => {
      const read = await readAll(mark);
      tailed.push(...read.ids);
      mark = read.mark;
    };
    for (const client of shuffled(writers, 3)) {
      await client.query(rolledBack.has(client) ? 'ROLLBACK' : 'COMMIT');
      await tail();
    }
    await settled();
    await tail();

    const committed = writers
      .filter((client) => !rolledBack.has(client))
      .flatMap((client) => written.get(client) ?? []);
    expect(tailed.toSorted((a, b) => a - b)).toEqual(committed.toSorted((a, b) => a - b));
    expect((await readAll(start, 1_000)).ids).toEqual(tailed);
  });

  test('waits for an older transaction and loses nothing', async () => {
    const slow = await connected();
    const quick = await connected();
    await settled();
    const start = await feed.latest();
    await slow.query('BEGIN');
    const early = await addUser(slow);
    const late = await addUser(quick);

    expect((await readAll(start)).ids).toEqual([]);
    await slow.query('COMMIT');
    await settled();
    expect((await readAll(start)).ids).toEqual([early, late]);
  });

  test('begins for a new reader with what is not settled yet', async () => {
    const client = await connected();
    await addUser(client);
    await settled();
    const start = await feed.latest();
    const next = await addUser(client);

    await settled();
    expect((await readAll(start)).ids).toEqual([next]);
  });

  test('keeps a durable mark, which one process at a time may move', async () => {
    const client = await connected();
    const commits = () => true;
    await settled();
    await inTransaction(
      database.dataSource,
      async (session) => {
        const own = new PostgresChangeFeed(session);
        expect(await own.take('webhooks')).toBeDefined();
      },
      commits,
    );
    const user = await addUser(client);
    await settled();
    const moved = await inTransaction(
      database.dataSource,
      async (session) => {
        const own = new PostgresChangeFeed(session);
        const mark = await own.take('webhooks');
        const busy = await inTransaction(
          database.dataSource,
          (second) => new PostgresChangeFeed(second).take('webhooks'),
          commits,
        );
        expect(busy).toBeUndefined();
        const read = await own.read(mark ?? { xid: '0', id: '0' }, 10);
        expect(read.changes.map(({ userId }) => userId)).toEqual([user]);
        await own.move('webhooks', read.mark);
        return read.mark;
      },
      commits,
    );
    const taken = await inTransaction(
      database.dataSource,
      (session) => new PostgresChangeFeed(session).take('webhooks'),
      commits,
    );
    expect(taken).toEqual(moved);
  });

  test('forgets what is old once all durable readers have read it', async () => {
    const client = await connected();
    const count = async () =>
      Number((await client.query('SELECT count(*) FROM stats.changes')).rows[0].count);
    await client.query(`DELETE FROM stats.changes`);
    await client.query(`DELETE FROM stats.readers`);
    const start = await feed.latest();
    await addUser(client);
    await addUser(client);
    await settled();
    const future = new Date(Date.now() + 60_000);

    expect(await feed.prune(new Date(Date.now() - 3_600_000))).toBe(0);
    await client.query(`INSERT INTO stats.readers (name, xid, id) VALUES ('webhooks', '0', 0)`);
    expect(await feed.prune(future)).toBe(0);
    const { mark } = await feed.read(start, 1);
    await feed.move('webhooks', mark);
    expect(await feed.prune(future)).toBe(1);
    expect(await count()).toBe(1);
    await client.query(`DELETE FROM stats.readers`);
    expect(await feed.prune(future)).toBe(1);
  });
});
