import { err, ok, type Result } from '../../domain/shared/result.ts';
import {
  isEventList,
  longestDescription,
  longestUrl,
  mostEndpoints,
  switched,
  type WebhookEndpoint,
  type WebhookEndpointId,
  webhookEndpointId,
} from '../../domain/webhooks/endpoint.ts';
import type { WebhookEventType } from '../../domain/webhooks/event.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { Scope, UnitOfWork } from '../ports/unit-of-work.ts';
import type { UrlProblem, WebhookSender } from '../ports/webhook-sender.ts';
import { newSecret } from './new-secret.ts';
import type { UnknownEndpoint } from './unknown-endpoint.ts';

export interface SaveEndpointCommand {
  /** Absent: a new one. */
  readonly id?: WebhookEndpointId | undefined;
  readonly url: string;
  readonly description: string;
  readonly events: readonly string[];
  readonly includePrompts: boolean;
  readonly enabled: boolean;
  /** Name of the admin or API key; kept of the first save. */
  readonly createdBy: string;
}

export interface SavedEndpoint {
  readonly endpoint: WebhookEndpoint;
  /** As it was; absent for a new one. */
  readonly before?: WebhookEndpoint | undefined;
}

export type InvalidEndpoint =
  | {
      readonly kind: 'invalid_endpoint';
      readonly field: 'url';
      readonly rule: UrlProblem | 'too_long';
    }
  | { readonly kind: 'invalid_endpoint'; readonly field: 'description'; readonly rule: 'too_long' }
  | {
      readonly kind: 'invalid_endpoint';
      readonly field: 'events';
      readonly rule: 'unknown_or_none';
    };

export interface TooManyEndpoints {
  readonly kind: 'too_many_endpoints';
  readonly limit: number;
}

export type SaveEndpointError = InvalidEndpoint | UnknownEndpoint | TooManyEndpoints;

type Fields = Omit<SaveEndpointCommand, 'events'> & {
  readonly events: readonly WebhookEventType[];
};

/**
 * Registers an endpoint, or changes one: its secret stays. Turned off, what waits for it is given up;
 * turned on again, it starts afresh, and a replay brings what it missed.
 *
 * - `invalid_endpoint`: a field and the rule that it breaks
 * - `unknown_endpoint`: there is none to change
 * - `too_many_endpoints`: each one costs a row for each event
 */
export class SaveEndpoint {
  readonly #unitOfWork: UnitOfWork;
  readonly #sender: Pick<WebhookSender, 'problemWith'>;
  readonly #clock: Clock;
  readonly #ids: IdGenerator;

  constructor(
    unitOfWork: UnitOfWork,
    sender: Pick<WebhookSender, 'problemWith'>,
    clock: Clock,
    ids: IdGenerator,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#sender = sender;
    this.#clock = clock;
    this.#ids = ids;
  }

  async execute(command: SaveEndpointCommand): Promise<Result<SavedEndpoint, SaveEndpointError>> {
    const checked = this.#checked(command);
    if (!checked.ok) {
      return checked;
    }
    const fields = checked.value;
    const { id } = fields;
    return this.#unitOfWork.run(async (scope) =>
      id === undefined ? this.#create(scope, fields) : this.#change(scope, id, fields),
    );
  }

  #checked(command: SaveEndpointCommand): Result<Fields, InvalidEndpoint> {
    const kind = 'invalid_endpoint';
    const { url, description, events } = command;
    if (url.length > longestUrl) {
      return err({ kind, field: 'url', rule: 'too_long' });
    }
    const problem = this.#sender.problemWith(url);
    if (problem !== undefined) {
      return err({ kind, field: 'url', rule: problem });
    }
    if (description.length > longestDescription) {
      return err({ kind, field: 'description', rule: 'too_long' });
    }
    return isEventList(events)
      ? ok({ ...command, events })
      : err({ kind, field: 'events', rule: 'unknown_or_none' });
  }

  async #create(
    { webhookEndpoints }: Scope,
    { url, description, events, includePrompts, enabled, createdBy }: Fields,
  ): Promise<Result<SavedEndpoint, TooManyEndpoints>> {
    if ((await webhookEndpoints.all()).length >= mostEndpoints) {
      return err({ kind: 'too_many_endpoints', limit: mostEndpoints });
    }
    const now = this.#clock.now();
    const endpoint: WebhookEndpoint = {
      ...{ url, description, events, includePrompts, enabled, createdBy },
      id: webhookEndpointId(this.#ids.uuid()),
      secret: newSecret(this.#ids),
      failures: 0,
      createdAt: now,
      updatedAt: now,
    };
    await webhookEndpoints.insert(endpoint);
    return ok({ endpoint });
  }

  async #change(
    { webhookEndpoints, webhookDeliveries }: Scope,
    id: WebhookEndpointId,
    { url, description, events, includePrompts, enabled }: Fields,
  ): Promise<Result<SavedEndpoint, UnknownEndpoint>> {
    const before = await webhookEndpoints.lock(id);
    if (before === undefined) {
      return err({ kind: 'unknown_endpoint' });
    }
    const now = this.#clock.now();
    const endpoint: WebhookEndpoint = {
      ...switched(before, enabled),
      ...{ url, description, events, includePrompts },
      updatedAt: now,
    };
    await webhookEndpoints.save(endpoint);
    if (!enabled) {
      await webhookDeliveries.abandon(id, now);
    }
    return ok({ endpoint, before });
  }
}
