import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import type { Logger } from '../../application/ports/logger.ts';
import { isConnectionFailure } from './database-errors.ts';

export interface WaitOptions {
  readonly logger: Logger;
  /** Ends the waiting; the promise rejects with its reason. */
  readonly signal: AbortSignal;
}

const firstPauseMs = 250;
const longestPauseMs = 5_000;

/**
 * Connects the data source, trying until the database answers. Rejects for what trying again does
 * not mend, such as a wrong password or a database that does not exist.
 */
export async function waitForDatabase(
  dataSource: DataSource,
  { logger, signal }: WaitOptions,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    signal.throwIfAborted();
    try {
      await dataSource.initialize();
      logger.info('database_connected', { attempt });
      return;
    } catch (error) {
      if (!isConnectionFailure(error)) {
        throw error;
      }
      const retryInMs = Math.min(firstPauseMs * 2 ** (attempt - 1), longestPauseMs);
      logger.warn('database_unavailable', { attempt, retryInMs }, error);
      await delay(retryInMs, undefined, { signal });
    }
  }
}
