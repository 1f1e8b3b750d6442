import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PostgresPaymentDifferenceQueries } from '../../../src/adapters/postgres/queries/payment-differences.ts';
import { PostgresUserQueries } from '../../../src/adapters/postgres/queries/users.ts';
import {
  type ConnectedDatabase,
  connectedDatabase,
} from '../../contract/postgres/postgres-persistence.ts';
import { idsOf, pageOf } from './queries-stage.ts';

/*
 * Searches and counts go different ways for few and for many rows. Here are so many that each way
 * is gone: the newest 2,000 users are called new..., the 11,000 before them old...
 */

const insert = [
  `INSERT INTO users (id, username, first_name, mode, send_as_file, referral_code, created_at,
      last_seen_at)
    SELECT n, CASE WHEN n > 11000 THEN 'new' ELSE 'old' END || n % 10 || '_' || n, 'x', 'text', false,
      'code' || n, timestamptz '2026-01-01' + n * interval '1 second', timestamptz '2026-01-01'
    FROM generate_series(1, 13000) AS n`,
  `INSERT INTO payment_differences (key, kind, provider, provider_id, currency, amount, repaired,
      created_at)
    SELECT 'key' || n, 'payment_not_booked', 'telegram', n, 'XTR', n, n % 2 = 0,
      timestamptz '2026-01-01'
    FROM generate_series(1, 120000) AS n`,
];

let database: ConnectedDatabase;
let users: PostgresUserQueries;

beforeAll(async () => {
  database = await connectedDatabase();
  for (const statement of insert) {
    await database.dataSource.query(statement);
  }
  await database.dataSource.query('ANALYZE');
  users = new PostgresUserQueries(database.dataSource);
});

afterAll(() => database.close());

describe('a search finds, newest first,', () => {
  test.each([
    ['what many of the newest are', 'new'],
    ['what few are', 'old3_4'],
    ['what some are, none of them new', 'old3'],
    ['what most are, none of them new', 'old'],
    ['nothing', 'older'],
  ])('%s', async (_, search) => {
    const sort = { by: 'created', direction: 'desc' } as const;
    const first = await pageOf(users, { filter: { search }, sort, take: { first: 60 } });
    const after = first.edges.at(-1)?.cursor;
    const second = await pageOf(users, { filter: { search }, sort, take: { first: 60, after } });

    expect(
      [...first.edges, ...(after ? second.edges : [])].map(({ node }) => `${node.id}`),
    ).toEqual(
      await idsOf(
        database.dataSource,
        `SELECT id FROM users WHERE username LIKE '${search.replace('_', '\\_')}%'
        ORDER BY id DESC LIMIT 120`,
      ),
    );
  });
});

describe('a count', () => {
  test('is exact as far as anybody pages', async () => {
    expect(await users.count({ search: 'old3' })).toEqual({ value: 1_100, precision: 'exact' });
  });

  test('stops where there are clearly many', async () => {
    expect(await users.count({ search: 'old' })).toEqual({
      value: 10_000,
      precision: 'at_least',
    });
  });

  test('is an estimate where counting would take long', async () => {
    const differences = new PostgresPaymentDifferenceQueries(database.dataSource);
    const { value, precision } = await differences.count({ provider: 'telegram' });
    expect(precision).toBe('estimate');
    expect(value).toBeGreaterThan(100_000);
    expect(value).toBeLessThan(140_000);
  });
});
