import type { DataSource } from 'typeorm';
import type { ReadByIds, ReadLimits } from '../../../application/queries/paging.ts';
import type {
  WebhookDeliveryFilter,
  WebhookDeliveryQueries,
  WebhookDeliverySortField,
  WebhookDeliveryView,
  WebhookEndpointView,
  WebhookQueries,
} from '../../../application/queries/webhooks.ts';
import type { DeliveryState, WebhookDeliveryId } from '../../../domain/webhooks/delivery.ts';
import type { WebhookEndpointId } from '../../../domain/webhooks/endpoint.ts';
import { deliveryOf } from '../repositories/webhook-delivery-repository.ts';
import { endpointOf } from '../repositories/webhook-endpoint-repository.ts';
import type { WebhookDeliveryRow, WebhookEndpointRow } from '../schemas/webhooks.ts';
import { ChildKeysetList } from './child-keyset.ts';
import {
  type Alternative,
  type Conditions,
  equals,
  type Parameters,
  within,
} from './conditions.ts';
import type { ChildListSpec } from './list-spec.ts';
import { read, readByIds } from './read.ts';

type DeliveryLogRow = Omit<WebhookDeliveryRow, 'body' | 'tries'>;

// Secrets are not even read.
const endpointColumns = `id, url, description, events, include_prompts, '' AS secret,
  CASE WHEN previous_secret_until > now() THEN '' END AS previous_secret, previous_secret_until,
  enabled, disabled_reason, failures, failing_since, created_by, created_at, updated_at`;

const deliveryColumns = `deliveries.id, deliveries.endpoint_id, deliveries.event_id,
  deliveries.event_type, deliveries.state, deliveries.attempts, deliveries.next_attempt_at,
  deliveries.last_attempt_at, deliveries.last_duration_ms, deliveries.last_status,
  deliveries.last_error, deliveries.last_response, deliveries.created_at, deliveries.delivered_at`;

const deliveries = 'webhook_deliveries AS deliveries';

/** Written out, so that the partial indexes are seen to fit. */
const inState: { readonly [state in DeliveryState]: string } = {
  pending: `deliveries.next_attempt_at IS NOT NULL AND deliveries.state = 'pending'`,
  sending: `deliveries.state = 'sending'`,
  delivered: `deliveries.state = 'delivered'`,
  dead: `deliveries.state = 'dead'`,
};

const deliveryList: ChildListSpec<
  DeliveryLogRow,
  WebhookDeliveryView,
  WebhookDeliveryFilter,
  WebhookDeliverySortField
> = {
  sort: () => ({
    tag: 'webhook_deliveries.created',
    from: deliveries,
    key: { sql: 'deliveries.created_at', type: 'timestamptz' },
    id: { sql: 'deliveries.id', type: 'uuid' },
  }),
  conditions,
  counted: () => deliveries,
  columns: deliveryColumns,
  rows: deliveries,
  rowId: 'deliveries.id',
  node: deliveryViewOf,
  parent: { sql: 'deliveries.endpoint_id', type: 'uuid' },
};

function conditions(filter: WebhookDeliveryFilter, parameters: Parameters): Conditions {
  const { endpointId, state, eventType, eventId, created } = filter;
  const where = [
    ...equals(parameters, 'deliveries.endpoint_id', 'uuid', endpointId),
    ...(state === undefined ? [] : [inState[state]]),
    ...equals(parameters, 'deliveries.event_type', 'text', eventType),
    ...equals(parameters, 'deliveries.event_id', 'text', eventId),
    ...within(parameters, 'deliveries.created_at', created),
  ];
  const isRare = eventType !== undefined || eventId !== undefined || state === 'dead';
  return isRare && endpointId === undefined ? { where, alternatives: [ofEachEndpoint] } : { where };
}

/** What is rare is indexed by endpoint, and there are few of these. */
const ofEachEndpoint: Alternative = {
  where: [],
  each: {
    values: 'ARRAY(SELECT id FROM webhook_endpoints)',
    condition: (endpoint) => `deliveries.endpoint_id = ${endpoint}`,
  },
};

export class PostgresWebhookQueries implements WebhookQueries {
  readonly deliveries: WebhookDeliveryQueries;
  readonly #dataSource: DataSource;

  constructor(dataSource: DataSource) {
    this.#dataSource = dataSource;
    this.deliveries = new ChildKeysetList(dataSource, deliveryList);
  }

  async endpoints(limits?: ReadLimits): Promise<readonly WebhookEndpointView[]> {
    const text = `SELECT ${endpointColumns} FROM webhook_endpoints ORDER BY created_at, id`;
    const rows = await read<WebhookEndpointRow>(this.#dataSource, text, [], limits);
    return rows.map(endpointViewOf);
  }

  readonly endpointsById: ReadByIds<WebhookEndpointId, WebhookEndpointView> = async (
    ids,
    limits,
  ) => {
    const text = `SELECT ${endpointColumns} FROM webhook_endpoints WHERE id = ANY ($1::uuid[])`;
    const rows = await readByIds<WebhookEndpointRow>(this.#dataSource, text, ids, limits);
    return new Map(rows.map(endpointViewOf).map((endpoint) => [endpoint.id, endpoint]));
  };

  readonly deliveriesById: ReadByIds<WebhookDeliveryId, WebhookDeliveryView> = async (
    ids,
    limits,
  ) => {
    const text = `SELECT ${deliveryColumns} FROM ${deliveries} WHERE id = ANY ($1::uuid[])`;
    const rows = await readByIds<DeliveryLogRow>(this.#dataSource, text, ids, limits);
    return new Map(rows.map(deliveryViewOf).map((delivery) => [delivery.id, delivery]));
  };

  readonly bodiesById: ReadByIds<WebhookDeliveryId, string> = async (ids, limits) => {
    const text = 'SELECT id, body FROM webhook_deliveries WHERE id = ANY ($1::uuid[])';
    const rows = await readByIds<{ id: WebhookDeliveryId; body: string }>(
      this.#dataSource,
      text,
      ids,
      limits,
    );
    return new Map(rows.map(({ id, body }) => [id, body]));
  };
}

function endpointViewOf(row: WebhookEndpointRow): WebhookEndpointView {
  const { secret: _, previousSecret, ...endpoint } = endpointOf(row);
  return { ...endpoint, previousSecretUntil: previousSecret?.validUntil };
}

function deliveryViewOf(row: DeliveryLogRow): WebhookDeliveryView {
  const { body: _, tries: __, ...delivery } = deliveryOf({ ...row, body: '', tries: 0 });
  return delivery;
}
