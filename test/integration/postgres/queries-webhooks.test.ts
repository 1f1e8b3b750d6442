import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { PostgresWebhookQueries } from '../../../src/adapters/postgres/queries/webhooks.ts';
import type { UnitOfWork } from '../../../src/application/ports/unit-of-work.ts';
import type { WebhookDeliveryFilter } from '../../../src/application/queries/webhooks.ts';
import type { WebhookDelivery } from '../../../src/domain/webhooks/delivery.ts';
import type { WebhookEndpoint } from '../../../src/domain/webhooks/endpoint.ts';
import { at } from '../../builders/domain.ts';
import { aDelivery, anEndpoint, aSecret } from '../../builders/webhooks.ts';
import {
  type ConnectedDatabase,
  connectedDatabase,
  empty,
  postgresPersistence,
} from '../../contract/postgres/postgres-persistence.ts';

describe('WebhookQueries', () => {
  let database: ConnectedDatabase;
  let unitOfWork: UnitOfWork;
  let queries: PostgresWebhookQueries;
  let endpoint: WebhookEndpoint;
  let other: WebhookEndpoint;

  beforeAll(async () => {
    database = await connectedDatabase();
  });

  afterAll(() => database.close());

  beforeEach(async () => {
    await empty(database.dataSource);
    ({ unitOfWork } = postgresPersistence(database.dataSource));
    queries = new PostgresWebhookQueries(database.dataSource);
    endpoint = anEndpoint({
      createdAt: at(1),
      previousSecret: { secret: 'whsec_old', validUntil: new Date(Date.now() + 60_000) },
    });
    other = anEndpoint({
      createdAt: at(2),
      previousSecret: { secret: 'whsec_older', validUntil: at(0) },
    });
    await unitOfWork.direct.webhookEndpoints.insert(other);
    await unitOfWork.direct.webhookEndpoints.insert(endpoint);
  });

  /** Five of the endpoint: three delivered, one dead, one waiting; and one of the other. */
  async function existingDeliveries(): Promise<readonly WebhookDelivery[]> {
    const { webhookDeliveries } = unitOfWork.direct;
    const five = [1, 2, 3, 4, 5].map((ms) =>
      aDelivery({ endpointId: endpoint.id, createdAt: at(ms), eventId: `evt_${ms}` }),
    );
    await webhookDeliveries.insert([...five, aDelivery({ endpointId: other.id })]);
    const claimed = await webhookDeliveries.claimDue(at(4), at(9), 4);
    for (const { id, endpointId, createdAt } of claimed) {
      const isDead = createdAt.getTime() === at(4).getTime();
      const next = isDead
        ? ({ state: 'dead' } as const)
        : { state: 'delivered' as const, at: at(5) };
      if (endpointId === endpoint.id) {
        await webhookDeliveries.record(id, 1, { durationMs: 3, status: 200, next });
      }
    }
    const stored = await Promise.all(five.map(({ id }) => webhookDeliveries.find(id)));
    return stored.flatMap((one) => (one === undefined ? [] : [one]));
  }

  const sort = { by: 'created', direction: 'desc' } as const;

  async function pageOf(filter: WebhookDeliveryFilter) {
    const page = await queries.deliveries.page({ filter, sort, take: { first: 10 } });
    return page.ok ? page.value.edges.map(({ node }) => node.eventId) : page.error;
  }

  test('shows endpoints without a secret', async () => {
    const shown = await queries.endpoints();

    expect(shown.map(({ id }) => id)).toEqual([endpoint.id, other.id]);
    expect(shown[0]).toMatchObject({
      url: endpoint.url,
      events: endpoint.events,
      createdBy: 'owner',
      previousSecretUntil: endpoint.previousSecret?.validUntil,
    });
    expect(shown[1]?.previousSecretUntil).toBeUndefined();
    const text = JSON.stringify([...shown, ...(await queries.endpointsById([other.id])).values()]);
    expect(text).not.toContain('whsec_');
    expect(text).not.toContain(aSecret);
    expect(text).not.toContain('"secret"');
  });

  test('shows what became of deliveries, without what was sent', async () => {
    const [first] = await existingDeliveries();
    if (first === undefined) {
      throw new Error('Cannot go on without a delivery');
    }

    const shown = await queries.deliveriesById([first.id]);

    const { body, tries: _, ...rest } = first;
    expect(shown.get(first.id)).toEqual(rest);
    expect(await queries.bodiesById([first.id])).toEqual(new Map([[first.id, body]]));
  });

  test('pages through the deliveries of an endpoint, both ways', async () => {
    const deliveries = await existingDeliveries();
    const newest = deliveries.toReversed().map(({ id }) => id);
    const filter = { endpointId: endpoint.id };

    const first = await queries.deliveries.page({ filter, sort, take: { first: 2 } });
    const cursor = first.ok ? first.value.edges.at(-1)?.cursor : undefined;
    const second = await queries.deliveries.page({
      filter,
      sort,
      take: { first: 9, after: cursor },
    });
    const back = await queries.deliveries.page({ filter, sort, take: { last: 2 } });

    expect(first).toMatchObject({
      value: { hasNextPage: true, edges: newest.slice(0, 2).map((id) => ({ node: { id } })) },
    });
    expect(second).toMatchObject({
      value: { hasNextPage: false, edges: newest.slice(2).map((id) => ({ node: { id } })) },
    });
    expect(back).toMatchObject({
      value: { hasPreviousPage: true, edges: newest.slice(3).map((id) => ({ node: { id } })) },
    });
    expect(await queries.deliveries.count(filter)).toEqual({ value: 5, precision: 'exact' });
  });

  test('finds deliveries by state, type, event and time', async () => {
    await existingDeliveries();
    const endpointId = endpoint.id;

    expect(await pageOf({ endpointId, state: 'delivered' })).toEqual(['evt_3', 'evt_2', 'evt_1']);
    expect(await pageOf({ endpointId, state: 'dead' })).toEqual(['evt_4']);
    expect(await pageOf({ endpointId, state: 'pending' })).toEqual(['evt_5']);
    expect(await pageOf({ endpointId: other.id, state: 'sending' })).toHaveLength(1);
    expect(await pageOf({ eventId: 'evt_2' })).toEqual(['evt_2']);
    expect(await pageOf({ state: 'dead' })).toEqual(['evt_4']);
    expect(await pageOf({ eventType: 'generation.finished' })).toHaveLength(6);
    expect(await queries.deliveries.count({ eventType: 'generation.finished' })).toEqual({
      value: 6,
      precision: 'exact',
    });
    expect(await pageOf({ endpointId, eventType: 'test.ping' })).toEqual([]);
    expect(await pageOf({ created: { from: at(2), until: at(4) } })).toEqual(['evt_3', 'evt_2']);
  });

  test('reads the deliveries of several endpoints at once', async () => {
    await existingDeliveries();
    const parents = [endpoint.id, other.id];

    const pages = await queries.deliveries.pagesOf(parents, {
      filter: {},
      sort,
      take: { first: 2 },
    });

    expect(pages.ok && pages.value.get(endpoint.id)?.edges.map(({ node }) => node.eventId)).toEqual(
      ['evt_5', 'evt_4'],
    );
    expect(pages.ok && pages.value.get(other.id)?.edges).toHaveLength(1);
    const dead = await queries.deliveries.pagesOf(parents, {
      filter: { state: 'dead' },
      sort,
      take: { first: 2 },
    });
    expect(dead.ok && dead.value.get(endpoint.id)?.edges).toHaveLength(1);
    expect(dead.ok && dead.value.get(other.id)?.edges).toEqual([]);
  });
});
