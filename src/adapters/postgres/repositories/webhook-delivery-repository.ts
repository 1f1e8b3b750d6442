import type {
  AttemptRecord,
  WebhookDeliveryRepository,
} from '../../../application/ports/webhook-repository.ts';
import {
  type DeliveryError,
  type DeliveryState,
  type NewDelivery,
  type WebhookDelivery,
  type WebhookDeliveryId,
  webhookDeliveryId,
} from '../../../domain/webhooks/delivery.ts';
import { type WebhookEndpointId, webhookEndpointId } from '../../../domain/webhooks/endpoint.ts';
import type { SentEventType } from '../../../domain/webhooks/event.ts';
import type { WebhookDeliveryRow } from '../schemas/webhooks.ts';
import type { Session, Statement } from '../session.ts';
import { plainText } from './plain-text.ts';
import * as statements from './webhook-delivery-statements.ts';

export class PostgresWebhookDeliveryRepository implements WebhookDeliveryRepository {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  find(id: WebhookDeliveryId): Promise<WebhookDelivery | undefined> {
    return this.#one(statements.findDelivery, [id]);
  }

  lock(id: WebhookDeliveryId): Promise<WebhookDelivery | undefined> {
    return this.#one(statements.lockDelivery, [id]);
  }

  async insert(deliveries: readonly NewDelivery[]): Promise<number> {
    return this.#session.write(statements.insertDeliveries, [
      deliveries.map(({ id }) => id),
      deliveries.map(({ endpointId }) => endpointId),
      deliveries.map(({ eventId }) => eventId),
      deliveries.map(({ eventType }) => eventType),
      deliveries.map(({ body }) => body),
      deliveries.map(({ createdAt }) => createdAt),
    ]);
  }

  claimDue(now: Date, leaseUntil: Date, atOnce: number): Promise<readonly WebhookDelivery[]> {
    return this.#session.atomically(async (session) => {
      const endpoints = await session.rows<{ id: string }>(statements.takeEndpoints, [now]);
      if (endpoints.length === 0) {
        return [];
      }
      const values = [now, leaseUntil, atOnce, endpoints.map(({ id }) => id)];
      const rows = await session.rows<WebhookDeliveryRow>(statements.claimDue, values);
      return rows.map(deliveryOf);
    });
  }

  async record(id: WebhookDeliveryId, attempt: number, record: AttemptRecord): Promise<boolean> {
    const { durationMs, status, error, response, next } = record;
    const values = [
      id,
      attempt,
      next.state,
      next.state === 'pending' ? next.at : undefined,
      next.state === 'delivered' ? next.at : undefined,
      Math.round(durationMs),
      status,
      error,
      response === undefined ? undefined : plainText(response),
    ];
    return (await this.#session.write(statements.recordAttempt, values)) === 1;
  }

  async restart(id: WebhookDeliveryId, at: Date): Promise<void> {
    await this.#session.write(statements.restartDelivery, [id, at]);
  }

  restartSince(
    endpointId: WebhookEndpointId,
    from: Date,
    at: Date,
    limit: number,
  ): Promise<number> {
    return this.#session.write(statements.restartSince, [endpointId, from, at, limit]);
  }

  abandon(endpointId: WebhookEndpointId, now: Date): Promise<number> {
    return this.#session.write(statements.abandonDeliveries, [endpointId, now]);
  }

  prune(before: Date, limit: number): Promise<number> {
    return this.#session.write(statements.pruneDeliveries, [before, limit]);
  }

  async #one(
    statement: Statement,
    values: readonly unknown[],
  ): Promise<WebhookDelivery | undefined> {
    const [row] = await this.#session.rows<WebhookDeliveryRow>(statement, values);
    return row && deliveryOf(row);
  }
}

/** The table's checks hold that there is nothing else in it. */
export function deliveryOf(row: WebhookDeliveryRow): WebhookDelivery {
  return {
    id: webhookDeliveryId(row.id),
    endpointId: webhookEndpointId(row.endpoint_id),
    eventId: row.event_id,
    eventType: row.event_type as SentEventType,
    body: row.body,
    state: row.state as DeliveryState,
    attempts: row.attempts,
    tries: row.tries,
    nextAttemptAt: row.next_attempt_at ?? undefined,
    lastAttemptAt: row.last_attempt_at ?? undefined,
    lastDurationMs: row.last_duration_ms ?? undefined,
    lastStatus: row.last_status ?? undefined,
    lastError: (row.last_error as DeliveryError | null) ?? undefined,
    lastResponse: row.last_response ?? undefined,
    createdAt: row.created_at,
    deliveredAt: row.delivered_at ?? undefined,
  };
}
