import { publicId } from '../../domain/shared/public-id.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import { type WebhookDeliveryId, webhookDeliveryId } from '../../domain/webhooks/delivery.ts';
import type { WebhookEndpointId } from '../../domain/webhooks/endpoint.ts';
import { bodyOf } from '../../domain/webhooks/event.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { EndpointDisabled } from './replay-delivery.ts';
import type { UnknownEndpoint } from './unknown-endpoint.ts';

/**
 * Sends a `test.ping` to an endpoint, whatever it listens to. It is delivered, repeated and logged as
 * any other event.
 *
 * - `unknown_endpoint`
 * - `endpoint_disabled`: nothing is sent to it
 */
export class PingEndpoint {
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;
  readonly #ids: IdGenerator;

  constructor(unitOfWork: UnitOfWork, clock: Clock, ids: IdGenerator) {
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
    this.#ids = ids;
  }

  execute(
    endpointId: WebhookEndpointId,
  ): Promise<
    Result<{ readonly deliveryId: WebhookDeliveryId }, UnknownEndpoint | EndpointDisabled>
  > {
    return this.#unitOfWork.run(async ({ webhookEndpoints, webhookDeliveries }) => {
      const endpoint = await webhookEndpoints.lock(endpointId);
      if (endpoint === undefined) {
        return err({ kind: 'unknown_endpoint' });
      }
      if (!endpoint.enabled) {
        return err({ kind: 'endpoint_disabled' });
      }
      const id = webhookDeliveryId(this.#ids.uuid());
      const eventId = `evt_ping_${this.#ids.uuid()}`;
      const createdAt = this.#clock.now();
      const eventType = 'test.ping';
      const data = { endpointId: publicId('WebhookEndpoint', endpointId) };
      const body = bodyOf({ id: eventId, type: eventType, createdAt, data });
      await webhookDeliveries.insert([{ id, endpointId, eventId, eventType, body, createdAt }]);
      return ok({ deliveryId: id });
    });
  }
}
