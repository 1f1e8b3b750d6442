import type { DataSource } from 'typeorm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PostgresRollupStore } from '../../../src/adapters/postgres/statistics/rollup-store.ts';
import {
  type ConnectedDatabase,
  connectedDatabase,
} from '../../contract/postgres/postgres-persistence.ts';
import { Life } from './statistics-life.ts';

let database: ConnectedDatabase;
let store: PostgresRollupStore;

beforeEach(async () => {
  database = await connectedDatabase();
  store = new PostgresRollupStore(database.dataSource);
});

afterEach(() => database.close());

/** Everything that was committed is counted. Other databases' transactions may hold it up a moment. */
async function caughtUp(dataSource: DataSource, limit = 50): Promise<void> {
  await expect
    .poll(
      async () => {
        const progress = await store.advance(limit);
        const [left] = await dataSource.query(`
          SELECT (SELECT count(*) FROM stats.changes, stats.readers
              WHERE name = 'rollups' AND (changes.xid, changes.id) > (readers.xid, readers.id)
                AND (included IS NULL OR NOT pg_visible_in_snapshot(changes.xid, included)))
            + (SELECT count(*) FROM credit_entries, stats.entry_count
              WHERE credit_entries.id > counted_to) AS count`);
        return [progress, left.count];
      },
      { timeout: 60_000, interval: 5 },
    )
    .toEqual(['current', '0']);
}

const keys = {
  generation_totals: 'told_apart, step, at, kind, model_id, status, failure',
  latency: 'told_apart, measure, step, at, kind, model_id',
  payment_totals: 'step, at, method, currency, package_id',
  user_totals: 'step, at, language, source',
  referral_totals: 'step, at',
  cohorts: 'day',
  user_weeks: 'week, user_id',
  payer_periods: 'period, start, user_id',
  active_users: 'period, start',
  retention: 'cohort, week_offset',
  user_stats: 'user_id',
  user_months: 'month, user_id',
  table_totals: 'name',
};

/** Rows of nothing but zeros are what is left when something was counted elsewhere instead. */
const allZero: Readonly<Record<string, string>> = {
  payment_totals: 'paid = 0 AND first_payments = 0 AND refunds = 0',
  user_totals: 'users = 0',
};

async function rollups(dataSource: DataSource): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const [table, key] of Object.entries(keys)) {
    const rows: Record<string, unknown>[] = await dataSource.query(
      `SELECT * FROM stats.${table} WHERE NOT (${allZero[table] ?? 'false'}) ORDER BY ${key}`,
    );
    found[table] = rows.map((row) =>
      // Users who were only seen are looked at once an hour.
      row.last_seen_at instanceof Date && table === 'user_stats'
        ? { ...row, last_seen_at: row.last_seen_at.toISOString().slice(0, 13) }
        : row,
    );
  }
  return found;
}

describe('rollups', () => {
  test.each([1, 2, 3])(
    'counted change by change are the same as counted from the tables (seed %i)',
    async (seed) => {
      const { dataSource } = database;
      const life = await Life.begin(dataSource, seed);
      expect(await store.advance(50)).toBe('unbuilt');
      await store.rebuild();
      for (let count = 0; count < 150; count += 1) {
        await life.act();
        if (count % 30 === 0) {
          await caughtUp(dataSource, 7);
        }
      }
      await caughtUp(dataSource);
      const incremental = await rollups(dataSource);

      await store.rebuild();
      await caughtUp(dataSource);
      const rebuilt = await rollups(dataSource);
      for (const [table, rows] of Object.entries(rebuilt)) {
        expect(rows, table).not.toEqual([]);
        expect(incremental[table], table).toEqual(rows);
      }
    },
  );

  test('are not disturbed by what is committed before, during and after a rebuild', async () => {
    const { dataSource } = database;
    const life = await Life.begin(dataSource, 4);
    for (let count = 0; count < 40; count += 1) {
      await life.act();
    }
    const slow = dataSource.createQueryRunner();
    await slow.startTransaction();
    await slow.query(`UPDATE credit_packages SET position = 2 WHERE id = 'small'`);
    await slow.query(`INSERT INTO users (id, first_name, mode, send_as_file, referral_code,
        created_at, last_seen_at)
      VALUES (1, 'Ann', 'text', false, 'ann', '2026-01-30T01:00:00Z', '2026-01-30T01:00:00Z')`);
    const rebuilding = store.rebuild();
    for (let count = 0; count < 40; count += 1) {
      await life.act();
    }
    await rebuilding;
    await life.act();
    await slow.commitTransaction();
    await slow.release();
    await life.act();
    await caughtUp(dataSource, 5);
    const counted = await rollups(dataSource);

    await store.rebuild();
    await caughtUp(dataSource);
    expect(counted).toEqual(await rollups(dataSource));
  });

  test('count each change once though several processes are at it', async () => {
    const { dataSource } = database;
    const life = await Life.begin(dataSource, 5);
    await store.rebuild();
    const others = [1, 2, 3].map(() => new PostgresRollupStore(dataSource));
    for (let count = 0; count < 40; count += 1) {
      await Promise.all([life.act(), ...others.map((other) => other.advance(3))]);
    }
    await caughtUp(dataSource);
    const counted = await rollups(dataSource);

    await store.rebuild();
    await caughtUp(dataSource);
    expect(counted).toEqual(await rollups(dataSource));
  });

  test('count nothing of a batch whose transaction fails', async () => {
    const { dataSource } = database;
    await store.rebuild();
    const life = await Life.begin(dataSource, 6);
    for (let count = 0; count < 20; count += 1) {
      await life.act();
    }
    await dataSource.query('ALTER TABLE stats.table_totals ADD CHECK (count = 0)');
    await expect(store.advance(100)).rejects.toThrow();
    await dataSource.query(
      'ALTER TABLE stats.table_totals DROP CONSTRAINT table_totals_count_check',
    );
    await caughtUp(dataSource);
    const counted = await rollups(dataSource);

    await store.rebuild();
    await caughtUp(dataSource);
    expect(counted).toEqual(await rollups(dataSource));
  });

  test('remember on which days users were only seen', async () => {
    const { dataSource } = database;
    await store.rebuild();
    await dataSource.query(`INSERT INTO users (id, first_name, mode, send_as_file, referral_code,
        created_at, last_seen_at)
      VALUES (1, 'Ann', 'text', false, 'ann', '2026-01-30T23:00:00Z', '2026-01-30T23:00:00Z')`);
    for (const seen of ['2026-01-30T23:30:00Z', '2026-01-31T00:10:00Z', '2026-02-03T10:00:00Z']) {
      await dataSource.query('UPDATE users SET last_seen_at = $1', [seen]);
    }
    await caughtUp(dataSource);
    const expected = [
      { period: 'day', start: '2026-01-30', users: '1' },
      { period: 'day', start: '2026-01-31', users: '1' },
      { period: 'day', start: '2026-02-03', users: '1' },
      { period: 'month', start: '2026-01-01', users: '1' },
      { period: 'month', start: '2026-02-01', users: '1' },
      { period: 'week', start: '2026-01-26', users: '1' },
      { period: 'week', start: '2026-02-02', users: '1' },
    ];
    const active = () =>
      dataSource.query(
        'SELECT period, start::text, users FROM stats.active_users ORDER BY period, start',
      );
    expect(await active()).toEqual(expected);
    await store.rebuild();
    expect(await active()).toEqual(expected);
  });

  test('are rebuilt after a restore on a server whose transactions have lower numbers', async () => {
    const { dataSource } = database;
    await store.rebuild();
    await dataSource.query(`INSERT INTO stats.readers VALUES ('webhooks', '99999999999', 7)
      ON CONFLICT (name) DO UPDATE SET xid = EXCLUDED.xid`);
    await dataSource.query(`UPDATE stats.readers SET xid = '99999999999'`);
    await dataSource.query(`INSERT INTO stats.changes (xid, kind, subject, data)
      VALUES ('99999999998', 'user.seen', '1', '{}')`);

    expect(await store.advance(10)).toBe('unbuilt');
    await store.rebuild();
    await caughtUp(dataSource);
    expect(
      await dataSource.query(`SELECT name FROM stats.readers WHERE xid > '9999999999'`),
    ).toEqual([]);
    expect(await dataSource.query('SELECT * FROM stats.changes')).toEqual([]);
  });
});
