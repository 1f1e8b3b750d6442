import { createDataSource, migrate } from '../../src/adapters/postgres/data-source.ts';
import { createLogger } from '../../src/infrastructure/logger.ts';
import { freshDatabase, type TestDatabase } from './database.ts';

/** A database of its own for the calling test file, with the current schema and no rows. */
export function migratedDatabase(): Promise<TestDatabase> {
  return freshDatabase(async (url) => {
    const logger = createLogger({ level: 'silent', secrets: [] });
    await migrate(createDataSource({ url, poolSize: 1, logger }));
  });
}
