import type { WebhookEndpointRepository } from '../../src/application/ports/webhook-repository.ts';
import type { WebhookEndpoint, WebhookEndpointId } from '../../src/domain/webhooks/endpoint.ts';
import { byTime, type InMemoryState, refuseDuplicate, requireRow } from './in-memory-state.ts';

export class InMemoryWebhookEndpoints implements WebhookEndpointRepository {
  readonly #state: () => InMemoryState;

  constructor(state: () => InMemoryState) {
    this.#state = state;
  }

  async find(id: WebhookEndpointId): Promise<WebhookEndpoint | undefined> {
    return this.#state().webhookEndpoints.get(id);
  }

  async lock(id: WebhookEndpointId): Promise<WebhookEndpoint | undefined> {
    return this.find(id);
  }

  async all(): Promise<readonly WebhookEndpoint[]> {
    return [...this.#state().webhookEndpoints.values()].toSorted(
      byTime(
        ({ createdAt }) => createdAt,
        ({ id }) => id,
      ),
    );
  }

  async insert(endpoint: WebhookEndpoint): Promise<void> {
    const { webhookEndpoints } = this.#state();
    refuseDuplicate(webhookEndpoints, endpoint.id, 'webhook endpoint');
    webhookEndpoints.set(endpoint.id, endpoint);
  }

  async save(endpoint: WebhookEndpoint): Promise<void> {
    const { webhookEndpoints } = this.#state();
    requireRow(webhookEndpoints, endpoint.id, 'webhook endpoint');
    const before = webhookEndpoints.get(endpoint.id);
    const { createdBy, createdAt } = before ?? endpoint;
    webhookEndpoints.set(endpoint.id, { ...endpoint, createdBy, createdAt });
  }

  async delete(id: WebhookEndpointId): Promise<boolean> {
    const { webhookEndpoints, webhookDeliveries } = this.#state();
    for (const delivery of [...webhookDeliveries.values()]) {
      if (delivery.endpointId === id) {
        webhookDeliveries.delete(delivery.id);
      }
    }
    return webhookEndpoints.delete(id);
  }

  async forgetFailures(id: WebhookEndpointId): Promise<void> {
    const { webhookEndpoints } = this.#state();
    const endpoint = webhookEndpoints.get(id);
    if (endpoint !== undefined) {
      webhookEndpoints.set(id, { ...endpoint, failures: 0, failingSince: undefined });
    }
  }
}
