import type {
  AttemptRecord,
  WebhookDeliveryRepository,
} from '../../src/application/ports/webhook-repository.ts';
import type {
  NewDelivery,
  WebhookDelivery,
  WebhookDeliveryId,
} from '../../src/domain/webhooks/delivery.ts';
import type { WebhookEndpointId } from '../../src/domain/webhooks/endpoint.ts';
import { byTime, type InMemoryState, refuseDuplicate, requireRow } from './in-memory-state.ts';

const isOver = ({ state }: WebhookDelivery) => state === 'delivered' || state === 'dead';

export class InMemoryWebhookDeliveries implements WebhookDeliveryRepository {
  readonly #state: () => InMemoryState;

  constructor(state: () => InMemoryState) {
    this.#state = state;
  }

  async find(id: WebhookDeliveryId): Promise<WebhookDelivery | undefined> {
    return this.#state().webhookDeliveries.get(id);
  }

  async lock(id: WebhookDeliveryId): Promise<WebhookDelivery | undefined> {
    return this.find(id);
  }

  async insert(deliveries: readonly NewDelivery[]): Promise<number> {
    const { webhookEndpoints, webhookDeliveries } = this.#state();
    let written = 0;
    for (const delivery of deliveries) {
      const { endpointId, eventId, createdAt } = delivery;
      requireRow(webhookEndpoints, endpointId, 'webhook endpoint');
      refuseDuplicate(webhookDeliveries, delivery.id, 'webhook delivery');
      if (!this.#of(endpointId).some((other) => other.eventId === eventId)) {
        const fresh = {
          state: 'pending',
          attempts: 0,
          tries: 0,
          nextAttemptAt: createdAt,
        } as const;
        webhookDeliveries.set(delivery.id, { ...delivery, ...fresh });
        written += 1;
      }
    }
    return written;
  }

  async claimDue(now: Date, leaseUntil: Date, atOnce: number): Promise<readonly WebhookDelivery[]> {
    const enabled = [...this.#state().webhookEndpoints.values()].filter((one) => one.enabled);
    return enabled
      .flatMap(({ id }) => this.#claimOf(id, now, leaseUntil, atOnce))
      .toSorted(
        byTime(
          ({ createdAt }) => createdAt,
          ({ id }) => id,
        ),
      );
  }

  async record(id: WebhookDeliveryId, attempt: number, record: AttemptRecord): Promise<boolean> {
    const delivery = this.#state().webhookDeliveries.get(id);
    if (delivery?.attempts !== attempt || delivery.state !== 'sending') {
      return false;
    }
    const { durationMs, status, error, response, next } = record;
    this.#set({
      ...delivery,
      state: next.state,
      nextAttemptAt: next.state === 'pending' ? next.at : undefined,
      deliveredAt: next.state === 'delivered' ? next.at : delivery.deliveredAt,
      lastDurationMs: Math.round(durationMs),
      lastStatus: status,
      lastError: error,
      lastResponse: response?.replaceAll('\0', ''),
    });
    return true;
  }

  async restart(id: WebhookDeliveryId, at: Date): Promise<void> {
    const delivery = this.#state().webhookDeliveries.get(id);
    if (delivery !== undefined) {
      this.#set({ ...delivery, state: 'pending', tries: 0, nextAttemptAt: at });
    }
  }

  async restartSince(
    endpointId: WebhookEndpointId,
    from: Date,
    at: Date,
    limit: number,
  ): Promise<number> {
    const old = this.#of(endpointId)
      .filter((delivery) => isOver(delivery) && delivery.createdAt >= from)
      .slice(0, limit);
    for (const { id } of old) {
      await this.restart(id, at);
    }
    return old.length;
  }

  async abandon(endpointId: WebhookEndpointId, now: Date): Promise<number> {
    const waiting = this.#of(endpointId).filter(
      (delivery) => delivery.state === 'pending' || isDue(delivery, now),
    );
    for (const delivery of waiting) {
      const lastError = 'endpoint_disabled';
      this.#set({ ...delivery, state: 'dead', nextAttemptAt: undefined, lastError });
    }
    return waiting.length;
  }

  async prune(before: Date, limit: number): Promise<number> {
    const { webhookDeliveries } = this.#state();
    const old = [...webhookDeliveries.values()]
      .filter((delivery) => isOver(delivery) && delivery.createdAt < before)
      .slice(0, limit);
    for (const { id } of old) {
      webhookDeliveries.delete(id);
    }
    return old.length;
  }

  #claimOf(
    endpointId: WebhookEndpointId,
    now: Date,
    leaseUntil: Date,
    atOnce: number,
  ): readonly WebhookDelivery[] {
    const all = this.#of(endpointId);
    const underWay = all.filter((one) => one.state === 'sending' && !isDue(one, now));
    const claimed = all
      .filter((one) => isDue(one, now))
      .toSorted(
        byTime(
          ({ nextAttemptAt }) => nextAttemptAt ?? now,
          ({ id }) => id,
        ),
      )
      .slice(0, Math.max(0, atOnce - underWay.length))
      .map((one) => ({
        ...one,
        state: 'sending' as const,
        attempts: one.attempts + 1,
        tries: one.tries + 1,
        nextAttemptAt: leaseUntil,
        lastAttemptAt: now,
      }));
    for (const delivery of claimed) {
      this.#set(delivery);
    }
    return claimed;
  }

  /** Oldest first. */
  #of(endpointId: WebhookEndpointId): readonly WebhookDelivery[] {
    return [...this.#state().webhookDeliveries.values()]
      .filter((delivery) => delivery.endpointId === endpointId)
      .toSorted(
        byTime(
          ({ createdAt }) => createdAt,
          ({ id }) => id,
        ),
      );
  }

  #set(delivery: WebhookDelivery): void {
    this.#state().webhookDeliveries.set(delivery.id, delivery);
  }
}

const isDue = ({ nextAttemptAt }: WebhookDelivery, now: Date): boolean =>
  nextAttemptAt !== undefined && nextAttemptAt <= now;
