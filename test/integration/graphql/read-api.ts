import { type ExecutionResult, graphql } from 'graphql';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import type { ApiContext } from '../../../src/adapters/graphql/context.ts';
import { createLoaders } from '../../../src/adapters/graphql/loaders.ts';
import { createSchema } from '../../../src/adapters/graphql/schema.ts';
import type { ApiServices, ListQueries } from '../../../src/adapters/graphql/services.ts';
import { PostgresAuditLogQueries } from '../../../src/adapters/postgres/queries/audit-log.ts';
import { PostgresBacklogQuery } from '../../../src/adapters/postgres/queries/backlog.ts';
import {
  PostgresConversationQueries,
  PostgresExchangeQueries,
} from '../../../src/adapters/postgres/queries/conversations.ts';
import { PostgresCreditEntryQueries } from '../../../src/adapters/postgres/queries/credit-entries.ts';
import { PostgresGenerationQueries } from '../../../src/adapters/postgres/queries/generations.ts';
import { PostgresPaymentDifferenceQueries } from '../../../src/adapters/postgres/queries/payment-differences.ts';
import { PostgresPaymentQueries } from '../../../src/adapters/postgres/queries/payments.ts';
import {
  PostgresPromoCodeQueries,
  PostgresPromoRedemptionQueries,
} from '../../../src/adapters/postgres/queries/promos.ts';
import { PostgresReferralQueries } from '../../../src/adapters/postgres/queries/referrals.ts';
import { PostgresSubscriptionQueries } from '../../../src/adapters/postgres/queries/subscriptions.ts';
import { PostgresUserQueries } from '../../../src/adapters/postgres/queries/users.ts';
import type { Actor } from '../../../src/application/access/actor.ts';
import { ReadHealth } from '../../../src/application/health/read-health.ts';
import { anActor, anOrigin } from '../../builders/access.ts';
import { postgresPersistence } from '../../contract/postgres/postgres-persistence.ts';
import { InMemoryJobQueue } from '../../fakes/in-memory-job-queue.ts';
import { RecordingLogger } from '../../fakes/recording-logger.ts';

const { schema } = createSchema();

export interface ReadApi {
  /** @throws Error when the answer has errors */
  read(query: string, variables?: Record<string, unknown>, actor?: Actor): Promise<Data>;
  ask(
    query: string,
    variables?: Record<string, unknown>,
    actor?: Actor | null,
  ): Promise<ExecutionResult>;
}

export type Data = Readonly<Record<string, unknown>>;

/**
 * The reads of the API over a database, without a server in front.
 *
 * @param more what a test needs besides, or instead
 */
export function readApi(dataSource: DataSource, more: Partial<ApiServices> = {}): ReadApi {
  const services = { ...readServices(dataSource), ...more };
  const ask: ReadApi['ask'] = (source, variableValues, actor = anActor()) => {
    const contextValue: Partial<ApiContext> = {
      requestId: 'test',
      actor: actor ?? undefined,
      origin: anOrigin,
      services,
      loaders: createLoaders(services),
      session: { id: undefined, token: undefined, set: () => undefined, clear: () => undefined },
    };
    return graphql({ schema, source, variableValues: variableValues ?? null, contextValue });
  };
  return {
    ask,
    read: async (source, variables, actor) => {
      const { data, errors } = await ask(source, variables, actor);
      if (errors !== undefined) {
        throw new AggregateError(errors, errors.map(({ message }) => message).join('; '));
      }
      return data ?? {};
    },
  };
}

function readServices(dataSource: DataSource): ApiServices {
  const { openCatalogue, openPackages, openSettings, clock } = postgresPersistence(dataSource);
  const logger = new RecordingLogger();
  const services: Partial<ApiServices> = {
    lists: readLists(dataSource) as ListQueries,
    catalogue: openCatalogue(),
    packages: openPackages(),
    settings: openSettings(),
    health: new ReadHealth(
      new PostgresBacklogQuery(dataSource),
      new InMemoryJobQueue(),
      clock,
      logger,
      '1.2.3',
    ),
    imageUrls: { urlOf: (id, variant) => `https://bot.test/images/${id}/${variant}` },
    clock,
    logger,
  };
  // Writes have tests of their own: reads must not need what they need.
  return services as ApiServices;
}

function readLists(dataSource: DataSource): Partial<ListQueries> {
  return {
    users: new PostgresUserQueries(dataSource),
    generations: new PostgresGenerationQueries(dataSource),
    creditEntries: new PostgresCreditEntryQueries(dataSource),
    payments: new PostgresPaymentQueries(dataSource),
    paymentDifferences: new PostgresPaymentDifferenceQueries(dataSource),
    subscriptions: new PostgresSubscriptionQueries(dataSource),
    referrals: new PostgresReferralQueries(dataSource),
    promoCodes: new PostgresPromoCodeQueries(dataSource),
    promoRedemptions: new PostgresPromoRedemptionQueries(dataSource),
    conversations: new PostgresConversationQueries(dataSource),
    exchanges: new PostgresExchangeQueries(dataSource),
    auditLog: new PostgresAuditLogQueries(dataSource),
  };
}

/** How many statements go to PostgreSQL while the work runs, those that frame them left out. */
export async function countStatements(work: () => Promise<unknown>): Promise<number> {
  const { prototype } = Client;
  const original = prototype.query;
  let statements = 0;
  const counting = function (this: Client, ...args: unknown[]): unknown {
    const [query] = args;
    const text = typeof query === 'string' ? query : String(Reflect.get(Object(query), 'text'));
    statements += /^\s*(?:BEGIN|COMMIT|ROLLBACK|START|SET)\b/i.test(text) ? 0 : 1;
    return Reflect.apply(original, this, args);
  };
  Object.assign(prototype, { query: counting });
  try {
    await work();
  } finally {
    Object.assign(prototype, { query: original });
  }
  return statements;
}
