import { err, ok, type Result } from '../../domain/shared/result.ts';
import {
  type WebhookEndpoint,
  type WebhookEndpointId,
  withSecret,
} from '../../domain/webhooks/endpoint.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { newSecret } from './new-secret.ts';
import type { UnknownEndpoint } from './unknown-endpoint.ts';

/**
 * Gives an endpoint a new secret. The one before it signs too for 24 hours; one before that no more.
 *
 * - `unknown_endpoint`
 */
export class RotateSecret {
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;
  readonly #ids: IdGenerator;

  constructor(unitOfWork: UnitOfWork, clock: Clock, ids: IdGenerator) {
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
    this.#ids = ids;
  }

  execute(id: WebhookEndpointId): Promise<Result<WebhookEndpoint, UnknownEndpoint>> {
    return this.#unitOfWork.run(async ({ webhookEndpoints }) => {
      const endpoint = await webhookEndpoints.lock(id);
      if (endpoint === undefined) {
        return err({ kind: 'unknown_endpoint' });
      }
      const rotated = withSecret(endpoint, newSecret(this.#ids), this.#clock.now());
      await webhookEndpoints.save(rotated);
      return ok(rotated);
    });
  }
}
