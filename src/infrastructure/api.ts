import { createHash } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { toId } from '../adapters/graphql/ids.ts';
import { requestActor } from '../adapters/graphql/server/api-request.ts';
import { routeGraphql } from '../adapters/graphql/server/route-graphql.ts';
import type { ApiServices, ListQueries } from '../adapters/graphql/services.ts';
import type { HttpRoutes } from '../adapters/http/http-server.ts';
import { SignedImageUrls } from '../adapters/http/image-urls.ts';
import { imageRoutes } from '../adapters/http/images.ts';
import { uploadRoutes } from '../adapters/http/uploads.ts';
import { SharpImageProcessor } from '../adapters/images/sharp-image-processor.ts';
import { PostgresChangeFeed } from '../adapters/postgres/change-feed.ts';
import { PostgresContentStore } from '../adapters/postgres/content-store.ts';
import { PostgresModelCatalogue } from '../adapters/postgres/model-catalogue.ts';
import { PostgresPackageCatalogue } from '../adapters/postgres/package-catalogue.ts';
import { PostgresAccessQueries } from '../adapters/postgres/queries/access.ts';
import { PostgresAuditLogQueries } from '../adapters/postgres/queries/audit-log.ts';
import { PostgresBacklogQuery } from '../adapters/postgres/queries/backlog.ts';
import {
  PostgresConversationQueries,
  PostgresExchangeQueries,
} from '../adapters/postgres/queries/conversations.ts';
import { PostgresCreditEntryQueries } from '../adapters/postgres/queries/credit-entries.ts';
import { PostgresGenerationQueries } from '../adapters/postgres/queries/generations.ts';
import { PostgresPaymentDifferenceQueries } from '../adapters/postgres/queries/payment-differences.ts';
import { PostgresPaymentQueries } from '../adapters/postgres/queries/payments.ts';
import {
  PostgresPromoCodeQueries,
  PostgresPromoRedemptionQueries,
} from '../adapters/postgres/queries/promos.ts';
import { PostgresReferralQueries } from '../adapters/postgres/queries/referrals.ts';
import { PostgresSubscriptionQueries } from '../adapters/postgres/queries/subscriptions.ts';
import { PostgresUserQueries } from '../adapters/postgres/queries/users.ts';
import { PostgresWebhookQueries } from '../adapters/postgres/queries/webhooks.ts';
import { DirectSession } from '../adapters/postgres/session.ts';
import { PostgresSettingsStore } from '../adapters/postgres/settings-store.ts';
import { PostgresStatistics } from '../adapters/postgres/statistics/statistics-queries.ts';
import { ListContent } from '../application/content/list-content.ts';
import { ReadHealth } from '../application/health/read-health.ts';
import { ChangeHub } from '../application/live/change-hub.ts';
import { WatchTotals } from '../application/live/watch-totals.ts';
import type { Logger } from '../application/ports/logger.ts';
import { Outage } from '../application/ports/outage.ts';
import { StoreUpload } from '../application/uploads/store-upload.ts';
import { type Access, authenticate, composeAccess } from './access.ts';
import type { Configuration } from './configuration.ts';
import type { Content } from './content.ts';
import type { Core } from './core.ts';
import { repeat } from './repeat.ts';
import type { Shop } from './shop.ts';
import { systemClock, systemIds } from './system.ts';
import { productVersion } from './version.ts';
import { composeWebhookActions, createWebhookSender } from './webhooks.ts';

export interface ApiOptions {
  readonly configuration: Configuration;
  readonly core: Core;
  readonly shop: Shop;
  readonly content: Content;
  /** Connections of the API's reads: no dashboard takes one from the bot. */
  readonly reads: DataSource;
  readonly dataSource: DataSource;
  readonly logger: Logger;
}

export interface Api {
  readonly services: ApiServices;
  readonly access: Access;
  readonly images: Core['unitOfWork']['direct']['images'];
  readonly storeUpload: StoreUpload;
  stop(): Promise<void>;
}

/** How long something that happened stays unseen by those who watch. */
const watchMs = 300;
/** How often the numbers of all time are looked at for those who watch them. */
const watchTotalsMs = 1_000;
const pruneMs = 600_000;

export async function startApi(options: ApiOptions): Promise<Api> {
  const { configuration, core, reads, dataSource, logger } = options;
  const { unitOfWork } = core;
  const access = composeAccess({ unitOfWork, dataSource, clock: systemClock, ids: systemIds });
  const { adminPassword } = configuration.api;
  if (adminPassword !== undefined && (await openFirstAccount(access, adminPassword))) {
    logger.info('first_owner_created', { name: 'owner' });
  }
  const changes = new ChangeHub(new PostgresChangeFeed(new DirectSession(reads)));
  const services = composeServices(options, access, changes);
  const rounds = [
    repeat('watch_changes', watchMs, () => changes.poll(), logger),
    repeat('watch_totals', watchTotalsMs, () => services.totals.poll(), logger),
    repeat('prune_access', pruneMs, () => access.prune.execute(), logger),
  ];
  return {
    access,
    services,
    images: unitOfWork.direct.images,
    storeUpload: new StoreUpload(unitOfWork, new SharpImageProcessor(), systemClock, systemIds),
    async stop() {
      changes.close();
      services.totals.close();
      await Promise.all(rounds.map((round) => round.stop()));
    },
  };
}

async function openFirstAccount(access: Access, password: string): Promise<boolean> {
  const opened = await access.bootstrapOwner.execute(password);
  if (!opened.ok) {
    throw new Error('Cannot open the first account as ADMIN_PASSWORD is too short or too long');
  }
  return opened.value;
}

/**
 * Actions read settings and catalogues while they hold a connection of the bot's pool: those reads go
 * to the API's own, so that the two never wait for each other.
 */
function composeServices(
  { configuration, core, shop, content, reads, logger }: ApiOptions,
  access: Access,
  changes: ChangeHub,
): ApiServices {
  const { unitOfWork } = core;
  const sender = createWebhookSender(configuration);
  const statistics = new PostgresStatistics(reads);
  const packages = new PostgresPackageCatalogue(reads, systemClock);
  const settings = new PostgresSettingsStore(reads, systemClock);
  return {
    lists: composeLists(reads),
    access,
    accessQueries: new PostgresAccessQueries(reads),
    changes,
    unitOfWork,
    perform: access.perform,
    refundPayment: shop.payments.refundWith(settings, packages),
    statistics,
    totals: new WatchTotals(statistics),
    auditCredits: core.auditCredits,
    catalogue: new PostgresModelCatalogue(reads, systemClock),
    packages,
    settings,
    content: {
      catalogue: content.catalogue,
      list: new ListContent(content.catalogue, new PostgresContentStore(new DirectSession(reads))),
      refresh: () => content.refresh(),
    },
    webhooks: {
      queries: new PostgresWebhookQueries(reads),
      actions: (joined) => composeWebhookActions(joined, sender, systemClock, systemIds),
    },
    health: new ReadHealth(
      new PostgresBacklogQuery(reads),
      core.queue,
      systemClock,
      logger,
      productVersion(),
    ),
    imageUrls: new SignedImageUrls(
      configuration.telegram.publicUrl ?? '',
      imageUrlKey(configuration),
      systemClock,
    ),
    clock: systemClock,
    ids: systemIds,
    logger,
  };
}

function composeLists(reads: DataSource): ListQueries {
  return {
    users: new PostgresUserQueries(reads),
    generations: new PostgresGenerationQueries(reads),
    creditEntries: new PostgresCreditEntryQueries(reads),
    payments: new PostgresPaymentQueries(reads),
    paymentDifferences: new PostgresPaymentDifferenceQueries(reads),
    subscriptions: new PostgresSubscriptionQueries(reads),
    referrals: new PostgresReferralQueries(reads),
    promoCodes: new PostgresPromoCodeQueries(reads),
    promoRedemptions: new PostgresPromoRedemptionQueries(reads),
    conversations: new PostgresConversationQueries(reads),
    exchanges: new PostgresExchangeQueries(reads),
    auditLog: new PostgresAuditLogQueries(reads),
  };
}

/** The API's doors. They open before the product is ready, and say so until it is. */
export function apiRoutes(
  configuration: Configuration,
  api: () => Api | undefined,
  logger: Logger,
): readonly HttpRoutes[] {
  const ready = () => {
    const started = api();
    if (started === undefined) {
      throw new Outage('Cannot serve the API yet as the product is starting');
    }
    return started;
  };
  const requests = {
    services: () => api()?.services,
    authenticate: (credentials: Parameters<typeof authenticate>[1]) =>
      authenticate(ready().access, credentials),
    sessionActor: (id: string) => ready().access.sessionActor.execute(id),
    isHttps: configuration.telegram.publicUrl?.startsWith('https:') ?? false,
  };
  const actor = (
    ...[request, reply]: Parameters<Parameters<typeof imageRoutes>[0]['authenticate']>
  ) => requestActor(requests, request, reply);
  return [
    (app) => routeGraphql(app, { ...requests, introspection: configuration.api.explorer, logger }),
    imageRoutes({
      images: {
        find: (id) => ready().images.find(id),
        original: (id) => ready().images.original(id),
        thumbnail: (id) => ready().images.thumbnail(id),
      },
      key: imageUrlKey(configuration),
      authenticate: actor,
      clock: systemClock,
      logger,
    }),
    uploadRoutes({
      store: { execute: (command) => ready().storeUpload.execute(command) },
      authenticate: actor,
      publicId: (id) => toId('Upload', id),
      logger,
    }),
  ];
}

/** The same in all processes of an installation, and unknown to everybody else. */
const imageUrlKey = ({ telegram }: Configuration): string =>
  createHash('sha256').update(`image-urls:${telegram.token}`).digest('hex');
