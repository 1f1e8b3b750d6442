import { err, ok, type Result } from '../../domain/shared/result.ts';
import { mostReplayed } from '../../domain/webhooks/delivery.ts';
import type { WebhookEndpointId } from '../../domain/webhooks/endpoint.ts';
import type { Clock } from '../ports/clock.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { EndpointDisabled } from './replay-delivery.ts';
import type { UnknownEndpoint } from './unknown-endpoint.ts';

export interface ReplaySinceCommand {
  readonly endpointId: WebhookEndpointId;
  /** By when events were noted for the endpoint. */
  readonly from: Date;
}

export interface Replayed {
  /** At most 1,000, the oldest first: as many as that may mean that there are more. */
  readonly deliveries: number;
}

/**
 * Sends again what an endpoint was sent since a time, delivered or not: for a receiver that lost
 * what it took. What still waits stays as it is.
 *
 * - `unknown_endpoint`
 * - `endpoint_disabled`: nothing is sent to it
 */
export class ReplaySince {
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;

  constructor(unitOfWork: UnitOfWork, clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
  }

  execute({
    endpointId,
    from,
  }: ReplaySinceCommand): Promise<Result<Replayed, UnknownEndpoint | EndpointDisabled>> {
    return this.#unitOfWork.run(async ({ webhookEndpoints, webhookDeliveries }) => {
      const endpoint = await webhookEndpoints.lock(endpointId);
      if (endpoint === undefined) {
        return err({ kind: 'unknown_endpoint' });
      }
      if (!endpoint.enabled) {
        return err({ kind: 'endpoint_disabled' });
      }
      const now = this.#clock.now();
      return ok({
        deliveries: await webhookDeliveries.restartSince(endpointId, from, now, mostReplayed),
      });
    });
  }
}
