import type { DataSource } from 'typeorm';
import { createTelegramApi } from '../adapters/telegram/api/telegram-api.ts';
import type { Logger } from '../application/ports/logger.ts';
import type { Configuration } from './configuration.ts';
import { composeCore } from './core.ts';
import { composeShop } from './shop.ts';

/**
 * Compares both providers' lists with the book, as every night, and repairs what is safe to repair.
 * What users and operator are told of it goes into the outbox, for a worker to send.
 *
 * @returns how many differences were found that were not known yet
 */
export async function reconcile(
  configuration: Configuration,
  databaseUrl: string,
  dataSource: DataSource,
  logger: Logger,
): Promise<number> {
  const core = composeCore(configuration, databaseUrl, dataSource, logger);
  try {
    const { token, apiRoot } = configuration.telegram;
    const api = createTelegramApi({ token, apiRoot, logger });
    const me = await api.getMe();
    const shop = composeShop({ configuration, core, api, me, logger });
    const differences = await shop.payments.reconcile.execute();
    await core.outbox.settled();
    return differences;
  } finally {
    await core.queue.close();
  }
}
