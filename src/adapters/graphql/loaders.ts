import DataLoader from 'dataloader';
import type {
  ChildQuery,
  Count,
  Page,
  PageRequest,
  ReadByIds,
} from '../../application/queries/paging.ts';
import type { WebhookDeliveryId } from '../../domain/webhooks/delivery.ts';
import type { WebhookEndpointId } from '../../domain/webhooks/endpoint.ts';
import { pageOf } from './connections/invalid-cursor.ts';
import type { ApiServices } from './services.ts';

/** Made for each request: what one request reads of many rows is read in one statement. */
export type Loaders = ReturnType<typeof createLoaders>;

export function createLoaders({ lists, accessQueries, webhooks, clock }: ApiServices) {
  const sessionsOf = async (adminIds: readonly string[]) => {
    const sessions = await accessQueries.sessions(adminIds, clock.now());
    return new Map(adminIds.map((id) => [id, sessions.filter(({ adminId }) => adminId === id)]));
  };
  return {
    users: byIds(lists.users.byIds),
    generations: byIds(lists.generations.byIds),
    answers: byIds(lists.generations.answers),
    imagesOfGeneration: byIds(lists.generations.images),
    images: byIds(lists.generations.imagesByIds),
    deliveriesOfGeneration: byIds(lists.generations.deliveries),
    payments: byIds(lists.payments.byIds),
    refundsOfPayment: byIds(lists.payments.refunds),
    refunds: byIds(lists.payments.refundsByIds),
    eventsOfPayment: byIds(lists.payments.events),
    promoCodes: byIds(lists.promoCodes.byCodes),
    conversations: byIds(lists.conversations.byIds),
    roles: byIds(async (_names: readonly string[]) => {
      const roles = await accessQueries.roles();
      return new Map(roles.map((role) => [role.name, role]));
    }),
    sessionsOfAdmin: byIds((ids: readonly string[]) => sessionsOf(ids)),
    webhookEndpoints: byIds((ids: readonly WebhookEndpointId[]) =>
      webhooks.queries.endpointsById(ids),
    ),
    webhookDeliveries: byIds((ids: readonly WebhookDeliveryId[]) =>
      webhooks.queries.deliveriesById(ids),
    ),
    webhookBodies: byIds((ids: readonly WebhookDeliveryId[]) => webhooks.queries.bodiesById(ids)),
    children: new ChildLoader(),
  };
}

function byIds<Id, Value>(read: ReadByIds<Id, Value>): DataLoader<Id, Value | undefined> {
  return new DataLoader(async (ids) => {
    const found = await read(ids);
    return ids.map((id) => found.get(id));
  });
}

/** Lists below many parents: those of one query that are asked for alike are read at once. */
class ChildLoader {
  readonly #loaders = new Map<object, Map<string, DataLoader<unknown, unknown>>>();

  page<Parent, Node, Filter, Field extends string>(
    query: ChildQuery<Parent, Node, Filter, Field>,
    parent: Parent,
    request: PageRequest<Filter, Field>,
  ): Promise<Page<Node>> {
    const loader = this.#loader<Parent, Page<Node>>(query, ['page', request], async (parents) => {
      const pages = pageOf(await query.pagesOf(parents, request));
      return parents.map((one) => pages.get(one) ?? emptyPage);
    });
    return loader.load(parent);
  }

  count<Parent, Node, Filter, Field extends string>(
    query: ChildQuery<Parent, Node, Filter, Field>,
    parent: Parent,
    filter: Filter,
  ): Promise<Count> {
    const loader = this.#loader<Parent, Count>(query, ['count', filter], async (parents) => {
      const counts = await query.countsOf(parents, filter);
      return parents.map((one) => counts.get(one) ?? { value: 0, precision: 'exact' });
    });
    return loader.load(parent);
  }

  #loader<Parent, Value>(
    query: object,
    request: unknown,
    read: (parents: readonly Parent[]) => Promise<Value[]>,
  ): DataLoader<Parent, Value> {
    const key = JSON.stringify(request, (_name, value) =>
      typeof value === 'bigint' ? `${value}n` : value,
    );
    const ofQuery = this.#loaders.get(query) ?? new Map<string, DataLoader<unknown, unknown>>();
    this.#loaders.set(query, ofQuery);
    // What a key stands for is read in one way alone, so its loader has these types.
    const loader =
      (ofQuery.get(key) as DataLoader<Parent, Value> | undefined) ??
      new DataLoader<Parent, Value>(read);
    ofQuery.set(key, loader as DataLoader<unknown, unknown>);
    return loader;
  }
}

const emptyPage: Page<never> = { edges: [], hasNextPage: false, hasPreviousPage: false };
