import { PostgresCreditAudit } from '../adapters/postgres/credit-audit.ts';
import { createDataSource, migrate } from '../adapters/postgres/data-source.ts';
import { PostgresRollupStore } from '../adapters/postgres/statistics/rollup-store.ts';
import { waitForDatabase } from '../adapters/postgres/wait-for-database.ts';
import type { Logger } from '../application/ports/logger.ts';
import { type App, type Role, startApp } from './app.ts';
import { type Configuration, parseConfiguration, readEnvironment } from './configuration.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { createLogger } from './logger.ts';
import { reconcile } from './reconcile.ts';

const roles: readonly Role[] = ['all', 'server', 'worker'];

/** `main.ts [all | server | worker | migrate | audit | reconcile | rebuild-statistics]` */
async function main(command = 'all'): Promise<number> {
  const parsed = parseConfiguration(readEnvironment());
  if (!parsed.ok) {
    const lines = parsed.error.map(({ name, message }) => `  ${name} ${message}\n`);
    process.stderr.write(`Cannot start as the settings need attention:\n${lines.join('')}`);
    process.stderr.write('See .env.example for all settings.\n');
    return 1;
  }
  const configuration = parsed.value;
  const logger = createLogger({
    level: configuration.logLevel,
    secrets: secretsOf(configuration),
  });
  const role = roles.find((known) => known === command);
  if (role !== undefined) {
    return run(configuration, role, logger);
  }
  switch (command) {
    case 'migrate':
      return withDatabase(configuration, logger, () => Promise.resolve(0));
    case 'audit':
      return withDatabase(configuration, logger, async (dataSource) => {
        const report = await new PostgresCreditAudit(dataSource).run();
        const text = JSON.stringify(report, (_key, value) =>
          typeof value === 'bigint' ? Number(value) : value,
        );
        process.stdout.write(`${text}\n`);
        return report.findings.length === 0 ? 0 : 1;
      });
    case 'reconcile':
      return withDatabase(configuration, logger, async (dataSource, databaseUrl) => {
        const differences = await reconcile(configuration, databaseUrl, dataSource, logger);
        process.stdout.write(`${JSON.stringify({ differences })}\n`);
        return differences === 0 ? 0 : 1;
      });
    case 'rebuild-statistics':
      return withDatabase(configuration, logger, async (dataSource) => {
        await new PostgresRollupStore(dataSource).rebuild();
        return 0;
      });
    default:
      process.stderr.write(
        `Cannot run ${command}: use all, server, worker, migrate, audit, reconcile or rebuild-statistics\n`,
      );
      return 1;
  }
}

async function run(configuration: Configuration, role: Role, logger: Logger): Promise<number> {
  const stopping = new AbortController();
  const asked = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        if (stopping.signal.aborted) {
          process.exit(1);
        }
        logger.info('stopping', { signal });
        stopping.abort();
        resolve();
      });
    }
  });
  let app: App | undefined;
  try {
    app = await startApp(configuration, role, logger, stopping.signal);
    await Promise.race([asked, app.ended]);
    return 0;
  } catch (error) {
    if (stopping.signal.aborted) {
      return 0;
    }
    logger.error('fatal', { role }, error);
    return 1;
  } finally {
    await app?.stop();
    logger.info('stopped', { role });
  }
}

/** For one-off commands: the database, migrated, and nothing else. */
async function withDatabase(
  { database, dataDir }: Configuration,
  logger: Logger,
  work: (dataSource: ReturnType<typeof createDataSource>, databaseUrl: string) => Promise<number>,
): Promise<number> {
  const embedded =
    database.url === undefined ? await startEmbeddedPostgres({ dataDir, logger }) : undefined;
  const databaseUrl = database.url ?? embedded?.url ?? '';
  const dataSource = createDataSource({
    url: databaseUrl,
    ssl: database.ssl,
    poolSize: 2,
    logger,
  });
  try {
    await waitForDatabase(dataSource, { logger, signal: new AbortController().signal });
    const applied = await migrate(dataSource);
    logger.info('migrated', { applied });
    return await work(dataSource, databaseUrl);
  } catch (error) {
    // By the log, which hides secrets; an uncaught error's text would not.
    logger.error('fatal', {}, error);
    return 1;
  } finally {
    await dataSource.destroy();
    await embedded?.stop();
  }
}

/** What must never reach the log, whatever an error's text holds. */
function secretsOf({
  telegram,
  gemini,
  imagen,
  yookassa,
  paymentProviderToken,
  database,
  redisUrl,
  api,
}: Configuration): readonly string[] {
  const passwords = [database.url, redisUrl].flatMap((url) =>
    url === undefined ? [] : [new URL(url).password],
  );
  const keys = [telegram.token, telegram.webhookSecret, gemini.apiKey, imagen?.accessToken ?? ''];
  const access = [yookassa?.secretKey, paymentProviderToken, api.adminPassword];
  return [...keys, ...access.map((secret) => secret ?? ''), ...passwords];
}

process.exitCode = await main(process.argv[2]);
// Whatever a library still holds open is of no use to anybody now.
process.exit();
