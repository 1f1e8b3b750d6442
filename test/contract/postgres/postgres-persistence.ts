import type { DataSource } from 'typeorm';
import { PostgresCreditAudit } from '../../../src/adapters/postgres/credit-audit.ts';
import { createDataSource } from '../../../src/adapters/postgres/data-source.ts';
import { PostgresModelCatalogue } from '../../../src/adapters/postgres/model-catalogue.ts';
import { PostgresPackageCatalogue } from '../../../src/adapters/postgres/package-catalogue.ts';
import { PostgresAccessQueries } from '../../../src/adapters/postgres/queries/access.ts';
import { PostgresRateLimiter } from '../../../src/adapters/postgres/rate-limiter.ts';
import { PostgresSettingsStore } from '../../../src/adapters/postgres/settings-store.ts';
import { PostgresUnitOfWork } from '../../../src/adapters/postgres/unit-of-work.ts';
import { PostgresUpdateInbox } from '../../../src/adapters/postgres/update-inbox.ts';
import type { Logger } from '../../../src/application/ports/logger.ts';
import type { OutboxMessage } from '../../../src/application/ports/outbox.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { RecordingLogger } from '../../fakes/recording-logger.ts';
import { SequentialIds } from '../../fakes/sequential-ids.ts';
import { migratedDatabase } from '../../harness/migrated-database.ts';
import type { Persistence } from '../suites/persistence.ts';

/** A database of the calling test file, migrated and connected. */
export interface ConnectedDatabase {
  readonly url: string;
  readonly dataSource: DataSource;
  close(): Promise<void>;
}

export async function connectedDatabase(
  options: { readonly poolSize?: number; readonly logger?: Logger } = {},
): Promise<ConnectedDatabase> {
  const database = await migratedDatabase();
  const dataSource = createDataSource({
    url: database.url,
    poolSize: options.poolSize ?? 10,
    logger: options.logger ?? new RecordingLogger(),
  });
  await dataSource.initialize();
  return {
    url: database.url,
    dataSource,
    close: async () => {
      await dataSource.destroy();
      await database.drop();
    },
  };
}

export function postgresPersistence(dataSource: DataSource): Persistence {
  const clock = new ManualClock();
  const commits: (readonly OutboxMessage[])[] = [];
  let listens = true;
  const unitOfWork = new PostgresUnitOfWork({
    dataSource,
    clock,
    ids: new SequentialIds(),
    logger: new RecordingLogger(),
    onCommit: (messages) => {
      if (!listens) {
        throw new Error('The queue is away');
      }
      commits.push(messages);
    },
  });
  return {
    unitOfWork,
    clock,
    commits,
    failListener: () => {
      listens = false;
    },
    inbox: new PostgresUpdateInbox(dataSource),
    audit: new PostgresCreditAudit(dataSource),
    accessQueries: new PostgresAccessQueries(dataSource),
    rateLimiter: new PostgresRateLimiter(dataSource, clock),
    openSettings: () => new PostgresSettingsStore(dataSource, clock),
    openCatalogue: () => new PostgresModelCatalogue(dataSource, clock),
    openPackages: () => new PostgresPackageCatalogue(dataSource, clock),
  };
}

const appendOnly = ['credit_entries', 'payment_events', 'audit_log'];

/** Made by a migration: these are put back to what they were then. */
const seeded = ['roles', 'audit_head'];

/** Empties all tables. The append-only triggers are off meanwhile. */
export async function empty(dataSource: DataSource): Promise<void> {
  const tables = dataSource.entityMetadatas
    .map(({ tableName }) => tableName)
    .filter((table) => !seeded.includes(table));
  await dataSource.transaction(async (manager) => {
    for (const table of appendOnly) {
      await manager.query(`ALTER TABLE ${table} DISABLE TRIGGER ${table}_append_only`);
    }
    await manager.query(`TRUNCATE ${tables.join(', ')}`);
    await manager.query(
      `DELETE FROM roles WHERE name NOT IN ('owner', 'manager', 'support', 'analyst')`,
    );
    await manager.query(`UPDATE audit_head SET seq = 0, hash = repeat('0', 64)`);
    for (const table of appendOnly) {
      await manager.query(`ALTER TABLE ${table} ENABLE TRIGGER ${table}_append_only`);
    }
  });
}
