import { setTimeout as delay } from 'node:timers/promises';
import type { Api as TelegramApi } from 'grammy';
import type { UserFromGetMe } from 'grammy/types';
import type { DataSource } from 'typeorm';
import {
  createGeminiModel,
  createImagenModel,
  createModelRouter,
} from '../adapters/gemini/create-models.ts';
import { googleAccessTokens } from '../adapters/gemini/google-access-token.ts';
import { type HttpServer, startHttpServer } from '../adapters/http/http-server.ts';
import { yookassaSenders } from '../adapters/http/yookassa-webhook.ts';
import { createDataSource, migrate } from '../adapters/postgres/data-source.ts';
import { PostgresUpdateInbox } from '../adapters/postgres/update-inbox.ts';
import { waitForDatabase } from '../adapters/postgres/wait-for-database.ts';
import { createTelegramApi } from '../adapters/telegram/api/telegram-api.ts';
import { failureOf } from '../adapters/telegram/api/telegram-error.ts';
import { TelegramMessenger } from '../adapters/telegram/messenger/telegram-messenger.ts';
import { TelegramUserFiles } from '../adapters/telegram/messenger/telegram-user-files.ts';
import type { GenerativeModel } from '../application/ports/generative-model.ts';
import type { Logger } from '../application/ports/logger.ts';
import { type Api, apiRoutes, startApi } from './api.ts';
import type { Configuration } from './configuration.ts';
import { startContent } from './content.ts';
import { type Core, composeCore } from './core.ts';
import { defaultModels } from './default-models.ts';
import { defaultPackages } from './default-packages.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { createMetrics } from './metrics.ts';
import { type Server, startServer } from './server.ts';
import { composeShop } from './shop.ts';
import { systemClock } from './system.ts';
import { startWorker } from './worker.ts';

/** Which halves run in this process. */
export type Role = 'all' | 'server' | 'worker';

export interface App {
  /** Where it listens; undefined for a worker without a port. */
  readonly url: string | undefined;
  /** Rejects when the app can never work again. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** Undone in reverse order when the app stops, or when its start fails halfway. */
type Undo = () => Promise<unknown>;

const telegramRetryMs = 3_000;

/** Starts the product. Resolves when it is ready; waits for a database or a Telegram that is away. */
export async function startApp(
  configuration: Configuration,
  role: Role,
  logger: Logger,
  signal: AbortSignal,
): Promise<App> {
  const undo: Undo[] = [];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) {
      await step().catch((error: unknown) => logger.warn('stop_step_failed', {}, error));
    }
  };
  try {
    return { ...(await start(configuration, role, logger, signal, undo)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  configuration: Configuration,
  role: Role,
  logger: Logger,
  signal: AbortSignal,
  undo: Undo[],
): Promise<Omit<App, 'stop'>> {
  const state: State = {
    missing: new Set(['database', 'telegram', 'queue']),
    dataSource: undefined,
  };
  const metrics = createMetrics();
  const http = await listen(configuration, role, state, () => metrics.text(), logger);
  if (http !== undefined) {
    undo.push(() => http.close());
  }
  const { databaseUrl, dataSource } = await openDatabase(configuration, logger, signal, undo);
  state.dataSource = dataSource;
  state.missing.delete('database');

  const core = composeCore(configuration, databaseUrl, dataSource, logger);
  undo.push(() => core.queue.close());
  metrics.watchQueue(core.queue);
  const content = await startContent(core.unitOfWork, logger);
  undo.push(() => content.stop());
  await core.settings.seed(configuration.settings);
  await core.catalogue.seed(defaultModels);
  await core.packages.seed(defaultPackages);

  const { token, apiRoot } = configuration.telegram;
  const api = createTelegramApi({ token, apiRoot, logger });
  const me = await introduce(api, logger, signal);
  state.missing.delete('telegram');
  const messenger = new TelegramMessenger({ api, clock: systemClock, logger });
  const shop = composeShop({ configuration, core, api, me, logger });
  state.acceptNotification = (body) => shop.payments.accept.execute(body);

  if (role !== 'server') {
    const model = createModel(configuration, logger);
    const files = new TelegramUserFiles({ api, token, apiRoot });
    const worker = await startWorker({
      configuration,
      core,
      shop,
      messenger,
      files,
      model,
      logger,
    });
    undo.push(() => worker.stop());
    checkCatalogue(core, model, logger).catch((error: unknown) => {
      logger.warn('catalogue_not_checked', {}, error);
    });
  }
  let ended = new Promise<void>(() => undefined);
  if (role !== 'worker') {
    const inbox = new PostgresUpdateInbox(dataSource);
    const open = (options: OwnConnections) =>
      openConnections(configuration, databaseUrl, options, logger, signal);
    const checkout = await open(checkoutConnections);
    undo.push(() => checkout.destroy());
    const reads = await open(apiConnections);
    undo.push(() => reads.destroy());
    const publicApi = await startApi({
      configuration,
      core,
      shop,
      content,
      reads,
      dataSource,
      logger,
    });
    undo.push(() => publicApi.stop());
    state.api = publicApi;
    metrics.watchFollowers(() => publicApi.services.changes.watchers);
    const server = startServer({
      configuration,
      core,
      shop,
      api,
      me,
      messenger,
      inbox,
      checkout,
      logger,
    });
    undo.push(() => server.stop());
    state.accept = server.acceptWebhook;
    ended = server.ended;
  }
  state.missing.delete('queue');
  logger.info('ready', { role, bot: `@${me.username}`, url: http?.url });
  return { url: http?.url, ended };
}

interface State {
  /** What is not up yet. */
  readonly missing: Set<string>;
  dataSource: DataSource | undefined;
  api?: Api;
  accept?: Server['acceptWebhook'];
  acceptNotification?: (body: string) => Promise<void>;
}

/** Listens from the first moment, so that whoever watches sees "not ready" instead of nothing. */
async function listen(
  configuration: Configuration,
  role: Role,
  state: State,
  metrics: () => Promise<string>,
  logger: Logger,
): Promise<HttpServer | undefined> {
  const { http, telegram, yookassa } = configuration;
  const port = role === 'worker' ? http.workerPort : http.port;
  if (port === undefined) {
    return undefined;
  }
  const accept = async (update: unknown) => {
    if (state.accept === undefined) {
      throw new Error('Cannot take updates yet');
    }
    await state.accept(update);
  };
  const acceptNotification = async (body: string) => {
    if (state.acceptNotification === undefined) {
      throw new Error('Cannot take notifications yet');
    }
    await state.acceptNotification(body);
  };
  const pushed = role !== 'worker' && telegram.publicUrl !== undefined;
  return startHttpServer({
    host: http.host,
    port,
    health: { notReady: () => notReady(state) },
    telegramWebhook: pushed ? { secret: telegram.webhookSecret, accept } : undefined,
    yookassaWebhook:
      role !== 'worker' && yookassa !== undefined
        ? { senders: yookassa.webhookSenders ?? yookassaSenders, accept: acceptNotification }
        : undefined,
    trustedProxies: http.trustedProxies,
    routes: role === 'worker' ? [] : apiRoutes(configuration, () => state.api, logger),
    metrics,
    logger,
  });
}

async function notReady({ missing, dataSource }: State): Promise<readonly string[]> {
  const reachable = await dataSource?.query('select 1').catch(() => undefined);
  return dataSource !== undefined && reachable === undefined
    ? [...missing, 'database']
    : [...missing];
}

async function openDatabase(
  { database, dataDir }: Configuration,
  logger: Logger,
  signal: AbortSignal,
  undo: Undo[],
): Promise<{ databaseUrl: string; dataSource: DataSource }> {
  const databaseUrl = database.url ?? (await startEmbedded(dataDir, logger, undo));
  const { ssl, poolSize } = database;
  const dataSource = createDataSource({ url: databaseUrl, ssl, poolSize, logger });
  await waitForDatabase(dataSource, { logger, signal });
  undo.push(() => dataSource.destroy());
  const applied = await migrate(dataSource);
  if (applied.length > 0) {
    logger.info('migrated', { applied });
  }
  return { databaseUrl, dataSource };
}

interface OwnConnections {
  readonly applicationName: string;
  readonly poolSize: number;
  readonly statementTimeoutMs: number;
  readonly idleTimeoutMs?: number;
}

/** Kept open and used for nothing else: a payer waits for the answer, and Telegram for ten seconds at most. */
const checkoutConnections: OwnConnections = {
  applicationName: 'nano-banana-checkout',
  poolSize: 2,
  statementTimeoutMs: 5_000,
  idleTimeoutMs: 0,
};

/** No list or dashboard takes a connection from the bot, or works longer than its reader waits. */
const apiConnections: OwnConnections = {
  applicationName: 'nano-banana-api',
  poolSize: 8,
  statementTimeoutMs: 5_000,
};

/** Connections beside the bot's own. */
async function openConnections(
  { database }: Configuration,
  databaseUrl: string,
  options: OwnConnections,
  logger: Logger,
  signal: AbortSignal,
): Promise<DataSource> {
  const dataSource = createDataSource({
    url: databaseUrl,
    ssl: database.ssl,
    ...options,
    logger,
  });
  await waitForDatabase(dataSource, { logger, signal });
  return dataSource;
}

async function startEmbedded(dataDir: string, logger: Logger, undo: Undo[]): Promise<string> {
  const embedded = await startEmbeddedPostgres({ dataDir, logger });
  undo.push(() => embedded.stop());
  return embedded.url;
}

/** Asks Telegram who we are, until it answers. Rejects when it refuses the token. */
async function introduce(
  api: TelegramApi,
  logger: Logger,
  signal: AbortSignal,
): Promise<UserFromGetMe> {
  for (;;) {
    try {
      return await api.getMe();
    } catch (error) {
      if (['misconfigured', 'method_missing'].includes(failureOf(error).kind)) {
        throw new Error('Telegram refuses TELEGRAM_BOT_TOKEN', { cause: error });
      }
      logger.warn('telegram_unavailable', { retryInMs: telegramRetryMs }, error);
      await delay(telegramRetryMs, undefined, { signal });
    }
  }
}

function createModel({ gemini, imagen }: Configuration, logger: Logger): GenerativeModel {
  const runtime = { logger, clock: systemClock };
  return createModelRouter({
    gemini: createGeminiModel({ ...gemini, ...runtime }),
    imagen:
      imagen === undefined
        ? undefined
        : createImagenModel({ ...imagen, accessTokens: googleAccessTokens(imagen), ...runtime }),
  });
}

/** Models that the provider does not serve would fail request by request: better to know at once. */
async function checkCatalogue(
  { catalogue, alerts }: Core,
  model: GenerativeModel,
  logger: Logger,
): Promise<void> {
  const served = await model.available();
  if (!served.ok) {
    logger.warn('catalogue_not_checked', { failure: served.error.kind });
    return;
  }
  const known = new Set(served.value);
  const missing = (await catalogue.all())
    .filter(({ enabled, id }) => enabled && !known.has(id))
    .map(({ id }) => id);
  if (missing.length > 0) {
    logger.warn('models_missing', { modelIds: missing });
    alerts.raise({ kind: 'model_missing', modelIds: missing });
  }
}
