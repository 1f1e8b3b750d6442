import { err, ok, type Result } from '../../domain/shared/result.ts';
import type { WebhookEndpoint, WebhookEndpointId } from '../../domain/webhooks/endpoint.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { UnknownEndpoint } from './unknown-endpoint.ts';

/**
 * Removes an endpoint and its delivery log. What is being sent at this moment may still arrive.
 *
 * - `unknown_endpoint`
 */
export class DeleteEndpoint {
  readonly #unitOfWork: UnitOfWork;

  constructor(unitOfWork: UnitOfWork) {
    this.#unitOfWork = unitOfWork;
  }

  /** @returns the endpoint as it was. */
  execute(id: WebhookEndpointId): Promise<Result<WebhookEndpoint, UnknownEndpoint>> {
    return this.#unitOfWork.run(async ({ webhookEndpoints }) => {
      const endpoint = await webhookEndpoints.lock(id);
      if (endpoint === undefined) {
        return err({ kind: 'unknown_endpoint' });
      }
      await webhookEndpoints.delete(id);
      return ok(endpoint);
    });
  }
}
