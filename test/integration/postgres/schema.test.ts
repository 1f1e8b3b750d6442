import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrations } from '../../../migrations/index.ts';
import { createDataSource, migrate, revert } from '../../../src/adapters/postgres/data-source.ts';
import { RecordingLogger } from '../../fakes/recording-logger.ts';
import { freshDatabase, type TestDatabase } from '../../harness/database.ts';

/** Everything that a migration makes, in the words of PostgreSQL. */
const description = `
  SELECT 'column' AS what, table_name || '.' || column_name AS name,
    concat_ws(' ', data_type, udt_name, is_nullable, column_default) AS definition
  FROM information_schema.columns WHERE table_schema = 'public'
  UNION ALL
  SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
  FROM pg_constraint
  WHERE connamespace = 'public'::regnamespace AND contype <> 'n' AND conrelid <> 0
  UNION ALL
  SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'`;

const extras = `
  SELECT 'trigger' AS what, tgname::text AS name, pg_get_triggerdef(oid) AS definition
  FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL
  SELECT 'function', proname, pg_get_functiondef(oid)
  FROM pg_proc WHERE pronamespace = 'public'::regnamespace
  UNION ALL
  SELECT 'table', relname, concat_ws(' ', relkind, reloptions::text)
  FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S')`;

interface Described {
  readonly what: string;
  readonly name: string;
  readonly definition: string;
}

/** Indexes of expressions and the like, sorted. */
const indexesByMigration = (dataSource: DataSource): string[] =>
  dataSource.entityMetadatas
    .flatMap(({ indices }) => indices.filter(({ synchronize }) => !synchronize))
    .map(({ name }) => name)
    .toSorted();

/** What TypeORM itself adds to remember the migrations. */
const isOfProduct = ({ name }: Described) => !/^(migrations|PK_)/.test(name);

async function describeSchema(url: string, sql: string): Promise<readonly Described[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Described>(`${sql} ORDER BY 1, 2`);
    return rows.filter(isOfProduct);
  } finally {
    await client.end();
  }
}

describe('the migrations', () => {
  let database: TestDatabase;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await freshDatabase();
    dataSource = createDataSource({
      url: database.url,
      poolSize: 2,
      logger: new RecordingLogger(),
    });
    await dataSource.initialize();
  });

  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  test('are applied once though several processes start at a time', async () => {
    const applied = await Promise.all([
      migrate(dataSource),
      migrate(dataSource),
      migrate(dataSource),
    ]);

    expect(applied.flat().toSorted()).toEqual(
      migrations.map((migration) => new migration().name).toSorted(),
    );
    expect(await migrate(dataSource)).toEqual([]);
  });

  test('agree with the entity schemas as TypeORM sees it', async () => {
    const { upQueries, downQueries } = await dataSource.driver.createSchemaBuilder().log();

    expect(upQueries.map(({ query }) => query)).toEqual([]);
    expect(downQueries.map(({ query }) => query)).toEqual([]);
  });

  // TypeORM compares constraints and indexes by name: this compares what is in them. What it cannot
  // say itself, the schemas name: that much must be there.
  test('agree with the entity schemas to the letter', async () => {
    const other = await freshDatabase();
    const synchronized = createDataSource({
      url: other.url,
      poolSize: 1,
      logger: new RecordingLogger(),
    });
    await synchronized.initialize();
    await synchronized.synchronize();
    await synchronized.destroy();

    const made = await describeSchema(database.url, description);
    const isByMigration = ({ what, name }: Described) =>
      what === 'index' && indexesByMigration(dataSource).includes(name);
    expect(made.filter((one) => !isByMigration(one))).toEqual(
      await describeSchema(other.url, description),
    );
    expect(made.filter(isByMigration).map(({ name }) => name)).toEqual(
      indexesByMigration(dataSource),
    );
    await other.drop();
  });

  test('can be taken back one by one, and leave nothing', async () => {
    const everything = `${description} UNION ALL ${extras}`;
    const before = await describeSchema(database.url, everything);
    expect(before.length).toBeGreaterThan(100);

    for (const _ of migrations) {
      await revert(dataSource);
    }
    expect(await describeSchema(database.url, everything)).toEqual([]);

    expect(await migrate(dataSource)).toHaveLength(migrations.length);
    expect(await describeSchema(database.url, everything)).toEqual(before);
  });
});
