import { err, ok, type Result } from '../../domain/shared/result.ts';
import type { WebhookDelivery, WebhookDeliveryId } from '../../domain/webhooks/delivery.ts';
import type { Clock } from '../ports/clock.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';

export interface EndpointDisabled {
  readonly kind: 'endpoint_disabled';
}

export type ReplayDeliveryError =
  | { readonly kind: 'unknown_delivery' }
  | { readonly kind: 'being_sent' }
  | EndpointDisabled;

/**
 * Sends a delivery again, at once and with all its retries: the same event id and body, a new
 * timestamp and signature. One that waits for its next try need not wait any longer.
 *
 * - `unknown_delivery`: it never was, or it left the log
 * - `being_sent`: an attempt is under way
 * - `endpoint_disabled`: nothing is sent to its endpoint
 */
export class ReplayDelivery {
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;

  constructor(unitOfWork: UnitOfWork, clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
  }

  execute(id: WebhookDeliveryId): Promise<Result<WebhookDelivery, ReplayDeliveryError>> {
    return this.#unitOfWork.run(async ({ webhookEndpoints, webhookDeliveries }) => {
      const now = this.#clock.now();
      const known = await webhookDeliveries.find(id);
      // The endpoint first, as everybody locks it: turned off meanwhile, it would leave one behind.
      const endpoint = known && (await webhookEndpoints.lock(known.endpointId));
      const delivery = endpoint && (await webhookDeliveries.lock(id));
      if (delivery === undefined) {
        return err({ kind: 'unknown_delivery' });
      }
      if (!endpoint?.enabled) {
        return err({ kind: 'endpoint_disabled' });
      }
      const { state, nextAttemptAt } = delivery;
      if (state === 'sending' && nextAttemptAt !== undefined && nextAttemptAt > now) {
        return err({ kind: 'being_sent' });
      }
      await webhookDeliveries.restart(id, now);
      return ok({ ...delivery, state: 'pending', tries: 0, nextAttemptAt: now });
    });
  }
}
