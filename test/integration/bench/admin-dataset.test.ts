import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fillDatabase } from '../../../bench/admin/dataset/fill-database.ts';
import { readSamples } from '../../../bench/admin/samples.ts';
import { PostgresCreditAudit } from '../../../src/adapters/postgres/credit-audit.ts';
import { createDataSource } from '../../../src/adapters/postgres/data-source.ts';
import { RecordingLogger } from '../../fakes/recording-logger.ts';
import type { TestDatabase } from '../../harness/database.ts';
import { migratedDatabase } from '../../harness/migrated-database.ts';

const size = { users: 1_000, generations: 5_000 };
const now = new Date('2026-11-22T12:00:00Z');

/** Everything that filling takes away for the while. */
const shape = `
  SELECT indexdef AS definition FROM pg_indexes WHERE schemaname = 'public'
  UNION ALL
  SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND convalidated
  ORDER BY definition`;

const counts = `SELECT
    (SELECT count(*) FROM users) AS users, (SELECT count(*) FROM generations) AS generations,
    (SELECT count(DISTINCT status) FROM generations) AS statuses,
    (SELECT count(*) FROM credit_entries) AS entries, (SELECT count(*) FROM payments) AS payments,
    (SELECT sum(hashtext(id || prompt)::bigint) FROM generations) AS prompts`;

interface Counts {
  readonly users: string;
  readonly generations: string;
  readonly statuses: string;
  readonly entries: string;
  readonly payments: string;
  readonly prompts: string;
}

describe('the dataset of the admin benchmark', () => {
  let database: TestDatabase;
  let client: Client;
  let before: readonly unknown[];
  const fill = () => fillDatabase(database.url, size, now, () => undefined);
  const count = async () => (await client.query<Counts>(counts)).rows[0];

  beforeAll(async () => {
    database = await migratedDatabase();
    client = new Client({ connectionString: database.url });
    await client.connect();
    before = (await client.query(shape)).rows;
    await fill();
  });

  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  test('leaves every index and every constraint as it was', async () => {
    expect((await client.query(shape)).rows).toEqual(before);
  });

  test('has about as many rows as were asked for, of every kind', async () => {
    const found = await count();

    expect(Number(found?.users)).toBe(size.users);
    expect(Number(found?.generations) / size.generations).toBeCloseTo(1, 1);
    expect(Number(found?.entries) / size.generations).toBeGreaterThan(0.8);
    expect(Number(found?.payments)).toBeGreaterThan(size.users / 20);
    // Queued and the five final ones.
    expect(Number(found?.statuses)).toBe(6);
  });

  test('passes the audit of the books', async () => {
    const logger = new RecordingLogger();
    const dataSource = createDataSource({ url: database.url, poolSize: 1, logger });
    await dataSource.initialize();
    try {
      const report = await new PostgresCreditAudit(dataSource).run();

      expect(report.findings).toEqual([]);
      expect(report.generations).toBeGreaterThan(0);
    } finally {
      await dataSource.destroy();
    }
  });

  test('gives the queries something of everything to ask for', async () => {
    const { now: _newest, ...lists } = await readSamples(database.url);

    for (const [name, values] of Object.entries(lists)) {
      expect(values, name).not.toHaveLength(0);
    }
  });

  test('is the same each time', async () => {
    const first = await count();
    await fill();

    expect(await count()).toEqual(first);
  });
});
