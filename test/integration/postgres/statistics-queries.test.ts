import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PostgresRollupStore } from '../../../src/adapters/postgres/statistics/rollup-store.ts';
import { PostgresStatistics } from '../../../src/adapters/postgres/statistics/statistics-queries.ts';
import type { StatisticsPeriod } from '../../../src/application/queries/statistics.ts';
import {
  type ConnectedDatabase,
  connectedDatabase,
} from '../../contract/postgres/postgres-persistence.ts';
import { Life } from './statistics-life.ts';

let database: ConnectedDatabase;
let dataSource: DataSource;
let statistics: PostgresStatistics;
let days: StatisticsPeriod<'day'>;
let all: StatisticsPeriod<'month'>;

beforeAll(async () => {
  database = await connectedDatabase();
  dataSource = database.dataSource;
  // Days are days of UTC wherever the server stands.
  await dataSource.query(`DO $$ BEGIN
    EXECUTE format('ALTER DATABASE %I SET timezone = %L', current_database(), 'Asia/Tokyo');
  END $$`);
  await dataSource.destroy();
  await dataSource.initialize();
  statistics = new PostgresStatistics(dataSource);
  const life = await Life.begin(dataSource, 7);
  for (let count = 0; count < 300; count += 1) {
    await life.act();
  }
  await new PostgresRollupStore(dataSource).rebuild();
  const until = life.clock.now();
  days = { from: new Date('2026-01-20T05:00:00.000Z'), until, step: 'day' };
  all = { ...days, step: 'month' };
});

afterAll(() => database.close());

/** What the tables themselves say. */
async function truth<Row = Record<string, string>>(sql: string): Promise<Row[]> {
  return dataSource.query(sql);
}

const dayOf = (time: Date) => time.toISOString().slice(0, 10);
const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
const bySize = (rows: readonly Record<string, string>[], key: string) =>
  Object.fromEntries(rows.map((row) => [row[key], Number(row.count)]));

describe('statistics', () => {
  test('have a point for each step, from the one that the period begins in', async () => {
    const points = await statistics.users(days);
    const expected: string[] = [];
    for (let at = Date.UTC(2026, 0, 20); at < days.until.getTime(); at += 86_400_000) {
      expected.push(new Date(at).toISOString());
    }
    expect(points.map(({ at }) => at.toISOString())).toEqual(expected);
    expect(points[0]).toEqual({
      at: new Date('2026-01-20T00:00:00.000Z'),
      newUsers: 0,
      invited: 0,
      activeUsers: 0,
    });
  });

  test('count new and active users', async () => {
    const points = await statistics.users(days);
    const rows = await truth(`SELECT (created_at AT TIME ZONE 'UTC')::date::text AS day,
      count(*), count(invitee_id) AS invited
      FROM users LEFT JOIN (SELECT invitee_id FROM referrals) AS r ON invitee_id = id GROUP BY 1`);
    for (const row of rows) {
      const point = points.find(({ at }) => dayOf(at) === row.day);
      expect(point?.newUsers).toBe(Number(row.count));
      expect(point?.invited).toBe(Number(row.invited));
    }
    expect(sumOf(points.map(({ newUsers }) => newUsers))).toBe(
      sumOf(rows.map(({ count }) => Number(count))),
    );
    const active = await truth(`SELECT (at AT TIME ZONE 'UTC')::date::text AS day,
      count(DISTINCT id) FROM (
        SELECT user_id AS id, created_at AS at FROM generations
        UNION ALL SELECT id, created_at FROM users UNION ALL SELECT id, last_seen_at FROM users
      ) AS acts GROUP BY 1`);
    for (const row of active) {
      const point = points.find(({ at }) => dayOf(at) === row.day);
      expect(point?.activeUsers, row.day).toBe(Number(row.count));
    }
    const hours = await statistics.users({ ...days, step: 'hour' });
    expect(sumOf(hours.map(({ newUsers }) => newUsers))).toBe(
      sumOf(points.map(({ newUsers }) => newUsers)),
    );
    expect(hours.every(({ activeUsers }) => activeUsers === undefined)).toBe(true);
  });

  test('tell where users came from', async () => {
    const origins = await statistics.userOrigins(all);
    const rows = await truth(`SELECT
        CASE WHEN language = 'ru' OR (language IS NULL AND language_code ~ '^(ru|uk)')
          THEN 'ru' ELSE 'en' END || '/' ||
        CASE WHEN invitee_id IS NULL THEN 'direct' ELSE 'referral' END AS origin, count(*)
      FROM users LEFT JOIN referrals ON invitee_id = id GROUP BY 1`);
    expect(
      Object.fromEntries(origins.map((row) => [`${row.language}/${row.source}`, row.users])),
    ).toEqual(bySize(rows, 'origin'));
  });

  test.each(['kind', 'model', 'status'] as const)('sum up generations by %s', async (by) => {
    const column = { kind: 'kind', model: 'coalesce(answered_by, model_id)', status: 'status' }[by];
    const rows = await truth(`SELECT ${column} AS key, count(*), sum(charged) AS charged,
        coalesce(sum(cost_usd_micros), 0) AS cost
      FROM generations WHERE finished_at IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1`);
    for (const step of ['hour', 'day', 'week', 'month'] as const) {
      const series = await statistics.generations({ ...days, step }, by);
      const sums = series.map(({ key, points }) => ({
        key,
        count: String(sumOf(points.map(({ count }) => count))),
        charged: String(points.reduce((sum, { charged }) => sum + charged, 0n)),
        cost: String(points.reduce((sum, { costUsdMicros }) => sum + costUsdMicros, 0n)),
      }));
      expect(sums).toEqual(rows);
    }
  });

  test('sum up generations of one kind and model', async () => {
    const [series] = await statistics.generations(all, 'none', {
      kind: 'text',
      modelId: 'a' as never,
    });
    const [row] = await truth(`SELECT count(*) FROM generations
      WHERE finished_at IS NOT NULL AND kind = 'text' AND coalesce(answered_by, model_id) = 'a'`);
    expect(sumOf(series?.points.map(({ count }) => count) ?? [])).toBe(Number(row?.count));
    const [nothing, ...more] = await statistics.generations(all, 'none', {
      modelId: 'unknown' as never,
    });
    expect(more).toEqual([]);
    expect(nothing?.points.every(({ count }) => count === 0)).toBe(true);
  });

  test('break generations down, and tell why they failed', async () => {
    const breakdown = await statistics.generationBreakdown(all);
    const rows = await truth(`SELECT failure->>'kind' AS failure, count(*) FROM generations
      WHERE failure IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1`);
    expect(await statistics.failures(all)).toEqual(
      rows.map(({ failure, count }) => ({ failure, count: Number(count) })),
    );
    for (const { failure, count } of rows) {
      const own = breakdown.filter((row) => row.failure === failure);
      expect(sumOf(own.map((row) => row.count))).toBe(Number(count));
    }
  });

  test('sum up any period as its days do', async () => {
    for (const [from, until] of [
      ['2026-01-29', '2026-02-03'],
      ['2026-01-20', '2026-04-17'],
      ['2026-02-01', '2026-04-01'],
      ['2026-02-02', '2026-02-28'],
    ]) {
      const period = {
        from: new Date(`${from}`),
        until: new Date(`${until}`),
        step: 'day' as const,
      };
      const [line] = await statistics.generations(period, 'none');
      const total = sumOf(line?.points.map(({ count }) => count) ?? []);
      const breakdown = await statistics.generationBreakdown(period);
      expect(total).toBeGreaterThan(0);
      expect(sumOf(breakdown.map(({ count }) => count))).toBe(total);
      const succeeded = breakdown.filter(({ status }) => status === 'succeeded');
      const latency = await statistics.latency(period, 'total');
      expect(sumOf(latency.map(({ count }) => count))).toBe(
        sumOf(succeeded.map(({ count }) => count)),
      );
    }
  });

  test('tell percentiles of latency to within five percent', async () => {
    for (const measure of ['wait', 'total'] as const) {
      const column = measure === 'wait' ? 'started_at' : 'finished_at';
      const rows = await truth(`SELECT kind, answered_by AS model, count(*),
          extract(epoch FROM percentile_disc(0.5) WITHIN GROUP (ORDER BY ${column} - created_at))
            * 1000 AS median,
          extract(epoch FROM percentile_disc(0.95) WITHIN GROUP (ORDER BY ${column} - created_at))
            * 1000 AS slow
        FROM generations WHERE status = 'succeeded' GROUP BY 1, 2`);
      const groups = await statistics.latency(all, measure);
      expect(groups).toHaveLength(rows.length);
      for (const row of rows) {
        const group = groups.find(
          ({ kind, modelId }) => kind === row.kind && modelId === row.model,
        );
        expect(group?.count).toBe(Number(row.count));
        expect(Math.abs((group?.p50Ms ?? 0) / Number(row.median) - 1)).toBeLessThan(0.05);
        expect(Math.abs((group?.p95Ms ?? 0) / Number(row.slow) - 1)).toBeLessThan(0.05);
      }
    }
  });

  test('tell latency step by step, of all or of a selection', async () => {
    const points = await statistics.latencySeries(days, 'total');
    const ofKind = await statistics.latencySeries(days, 'total', { kind: 'image' });
    const ofModel = await statistics.latencySeries(days, 'total', { modelId: 'c' as never });
    const [row] =
      await truth(`SELECT count(*) AS all, count(*) FILTER (WHERE kind = 'image') AS image,
        count(*) FILTER (WHERE answered_by = 'c') AS model
      FROM generations WHERE status = 'succeeded'`);
    expect(sumOf(points.map(({ count }) => count))).toBe(Number(row?.all));
    expect(sumOf(ofKind.map(({ count }) => count))).toBe(Number(row?.image));
    expect(sumOf(ofModel.map(({ count }) => count))).toBe(Number(row?.model));
    expect(points.every(({ count, p99Ms }) => (count === 0) === (p99Ms === undefined))).toBe(true);
  });

  test('sum up revenue by method, with refunds at their own time', async () => {
    const series = await statistics.revenue(days);
    const rows = await truth(`SELECT method, currency, count(*) AS payments, sum(price) AS amount,
        sum(granted) AS credits
      FROM payments WHERE paid_at IS NOT NULL GROUP BY 1, 2 ORDER BY 1`);
    expect(
      series.map(({ method, currency, points }) => ({
        method,
        currency,
        payments: String(sumOf(points.map(({ payments }) => payments))),
        amount: String(points.reduce((sum, { amount }) => sum + amount, 0n)),
        credits: String(points.reduce((sum, { credits }) => sum + credits, 0n)),
      })),
    ).toEqual(rows);
    const refunds = await truth(`SELECT (ended_at AT TIME ZONE 'UTC')::date::text AS day, method,
        count(*) AS refunds, sum(amount) AS refunded
      FROM refunds JOIN payments ON payments.id = payment_id GROUP BY 1, 2`);
    expect(refunds.length).toBeGreaterThan(0);
    for (const row of refunds) {
      const line = series.find(({ method }) => method === row.method);
      const point = line?.points.find(({ at }) => dayOf(at) === row.day);
      expect(String(point?.refunded)).toBe(row.refunded);
      expect(String(point?.refunds)).toBe(row.refunds);
    }
    const [payers] = await truth(
      'SELECT count(DISTINCT user_id) FROM payments WHERE paid_at IS NOT NULL',
    );
    const firsts = series.flatMap(({ points }) => points.map((point) => point.firstPayments));
    expect(sumOf(firsts)).toBe(Number(payers?.count));
    const packages = await statistics.packages(all);
    expect(packages.reduce((sum, { payments }) => sum + payments, 0)).toBe(
      sumOf(rows.map(({ payments }) => Number(payments))),
    );
  });

  test('put cost and revenue side by side, and reckon a margin only with rates', async () => {
    const [row] = await truth(`SELECT
        (SELECT sum(cost_usd_micros) FROM generations WHERE finished_at IS NOT NULL) AS cost,
        (SELECT sum(price - refunded) FROM payments WHERE paid_at IS NOT NULL AND currency = 'RUB')
          AS rub,
        (SELECT sum(price - refunded) FROM payments WHERE paid_at IS NOT NULL AND currency = 'XTR')
          AS stars`);
    const points = await statistics.margin(all, { rub: 0.01, star: 0.013 });
    const total = (name: 'costUsdMicros' | 'netRubMinor' | 'netStars' | 'marginUsdMicros') =>
      points.reduce((sum, point) => sum + (point[name] ?? 0n), 0n);
    expect(String(total('costUsdMicros'))).toBe(row?.cost);
    expect(String(total('netRubMinor'))).toBe(row?.rub);
    expect(String(total('netStars'))).toBe(row?.stars);
    expect(total('marginUsdMicros')).toBe(
      total('netRubMinor') * 100n + total('netStars') * 13_000n - total('costUsdMicros'),
    );
    const without = await statistics.margin(all, { rub: 0.01 });
    const starry = without.filter(({ netStars }) => netStars !== 0n);
    expect(starry.length).toBeGreaterThan(0);
    expect(starry.every(({ marginUsdMicros }) => marginUsdMicros === undefined)).toBe(true);
  });

  test('follow those who signed up to their first payment', async () => {
    const points = await statistics.conversion(all);
    const [row] = await truth(`SELECT count(*) AS users, count(first) AS payers,
        count(*) FILTER (WHERE first < created_at + interval '7 days') AS week
      FROM users LEFT JOIN (
        SELECT user_id, min(paid_at) AS first FROM payments WHERE paid_at IS NOT NULL GROUP BY 1
      ) AS firsts ON user_id = id`);
    expect(sumOf(points.map(({ users }) => users))).toBe(Number(row?.users));
    expect(sumOf(points.map(({ payers }) => payers))).toBe(Number(row?.payers));
    expect(sumOf(points.map(({ payersInWeek }) => payersInWeek))).toBe(Number(row?.week));
  });

  test('tell revenue per active and per paying user', async () => {
    for (const step of ['day', 'week', 'month'] as const) {
      const points = await statistics.revenuePerUser({ ...days, step });
      const rows = await truth(`SELECT
          (date_trunc('${step}', paid_at AT TIME ZONE 'UTC'))::date::text AS start,
          count(DISTINCT user_id) AS payers,
          coalesce(sum(price) FILTER (WHERE currency = 'RUB'), 0) AS rub
        FROM payments WHERE paid_at IS NOT NULL GROUP BY 1`);
      for (const row of rows) {
        const point = points.find(({ at }) => dayOf(at) === row.start);
        const [rub] = point?.revenue ?? [];
        expect(point?.payers).toBe(Number(row.payers));
        expect(String(rub?.amount)).toBe(row.rub);
        expect(rub?.perPayer).toBeCloseTo(Number(row.rub) / Number(row.payers), 1);
        const active = point?.activeUsers ?? 0;
        expect(rub?.perActiveUser).toBeCloseTo(active && Number(row.rub) / active, 1);
      }
    }
  });

  test('follow cohorts for as many weeks as there were', async () => {
    const cohorts = await statistics.retention(days, 3, days.until);
    const rows = await truth(`SELECT cohort::text, (week - cohort) / 7 AS later, count(*) FROM (
        SELECT DISTINCT users.id, date_trunc('week', created_at AT TIME ZONE 'UTC')::date AS cohort,
          date_trunc('week', at AT TIME ZONE 'UTC')::date AS week
        FROM users JOIN (
          SELECT user_id, created_at AS at FROM generations
          UNION ALL SELECT id, created_at FROM users UNION ALL SELECT id, last_seen_at FROM users
        ) AS acts ON user_id = users.id
      ) AS weeks GROUP BY 1, 2`);
    const found = cohorts.flatMap(({ week, active }) =>
      active.flatMap((count, later) => (count === 0 ? [] : [`${dayOf(week)} ${later} ${count}`])),
    );
    expect(found.toSorted()).toEqual(
      rows
        .filter(({ later }) => Number(later) < 3)
        .map(({ cohort, later, count }) => `${cohort} ${later} ${count}`)
        .toSorted(),
    );
    expect(cohorts.at(-1)?.active).toHaveLength(1);
    expect(cohorts[0]?.week.getUTCDay()).toBe(1);
    const [users] = await truth('SELECT count(*) FROM users');
    expect(sumOf(cohorts.map((cohort) => cohort.users))).toBe(Number(users?.count));
  });

  test('follow invitations', async () => {
    const points = await statistics.referrals(days);
    const [row] = await truth(`SELECT count(*) AS invited, count(rewarded_at) AS rewarded,
        count(*) FILTER (WHERE EXISTS (
          SELECT FROM payments WHERE user_id = invitee_id AND paid_at IS NOT NULL
        )) AS paid
      FROM referrals`);
    const total = (name: 'invited' | 'rewarded' | 'paid') =>
      String(sumOf(points.map((point) => point[name])));
    expect({ invited: total('invited'), rewarded: total('rewarded'), paid: total('paid') }).toEqual(
      row,
    );
  });

  test('find who spent most, ever and in a month', async () => {
    const rows = await truth(`SELECT user_id::integer AS "userId", sum(charged)::text AS amount
      FROM generations WHERE charged > 0 GROUP BY 1 ORDER BY sum(charged) DESC, 1 DESC LIMIT 5`);
    const plain = (spenders: readonly { userId: number; amount: bigint }[]) =>
      spenders.map(({ userId, amount }) => ({ userId, amount: String(amount) }));
    expect(plain(await statistics.topSpenders('credits', 5))).toEqual(rows);

    const month = new Date('2026-02-17T10:00:00.000Z');
    const inMonth = await truth(`SELECT user_id::integer AS "userId", sum(price)::text AS amount
      FROM payments WHERE currency = 'XTR'
        AND paid_at >= '2026-02-01T00:00:00Z' AND paid_at < '2026-03-01T00:00:00Z'
      GROUP BY 1 ORDER BY sum(price) DESC, 1 DESC LIMIT 5`);
    expect(inMonth.length).toBeGreaterThan(0);
    expect(plain(await statistics.topSpenders('stars', 5, month))).toEqual(inMonth);
  });

  test('tell the totals of now', async () => {
    const totals = await statistics.totals();
    const [row] = await truth(`SELECT (SELECT count(*) FROM users) AS users,
        (SELECT count(*) FROM generations) AS generations,
        (SELECT count(*) FROM payments) AS payments,
        (SELECT count(*) FROM credit_entries) AS entries,
        (SELECT count(*) FROM referrals) AS referrals,
        (SELECT count(DISTINCT user_id) FROM payments WHERE paid_at IS NOT NULL) AS paying,
        (SELECT sum(available) FROM credit_accounts) AS available,
        (SELECT count(*) FROM generations WHERE status = 'queued') AS queued`);
    expect(totals).toEqual({
      users: Number(row?.users),
      generations: Number(row?.generations),
      payments: Number(row?.payments),
      creditEntries: Number(row?.entries),
      referrals: Number(row?.referrals),
      payingUsers: Number(row?.paying),
      creditsAvailable: BigInt(row?.available ?? 0),
      queued: Number(row?.queued),
      running: 0,
    });
    expect(await statistics.count('credit_entries')).toBe(Number(row?.entries));
  });
});
