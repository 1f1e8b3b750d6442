import { Field, GraphQLISODateTime, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import type {
  WebhookDeliveryView,
  WebhookEndpointView,
} from '../../../application/queries/webhooks.ts';
import type {
  DeliveryError,
  DeliveryState,
  WebhookDeliveryId,
} from '../../../domain/webhooks/delivery.ts';
import type { DisabledReason, WebhookEndpointId } from '../../../domain/webhooks/endpoint.ts';
import type { SentEventType } from '../../../domain/webhooks/event.ts';
import { allow } from '../access/allow.ts';
import { connectionOf } from '../connections/connection.ts';
import { toId } from '../ids.ts';
import { make } from '../make.ts';
import { Node } from './node.ts';
import { SentWebhookEventType, WebhookEventType } from './webhook-enums.ts';

export const WebhookDeliveryState = {
  PENDING: 'pending',
  SENDING: 'sending',
  DELIVERED: 'delivered',
  DEAD: 'dead',
} as const satisfies Record<string, DeliveryState>;

registerEnumType(WebhookDeliveryState, {
  name: 'WebhookDeliveryState',
  description: 'How far the sending of an event is.',
  valuesConfig: {
    PENDING: { description: 'It waits for `nextAttemptAt`.' },
    SENDING: { description: 'It is being sent.' },
    DELIVERED: { description: 'The endpoint answered 2xx.' },
    DEAD: { description: 'Nobody tries any more; it can be replayed.' },
  },
});

const WebhookDeliveryError = {
  STATUS: 'status',
  TIMEOUT: 'timeout',
  UNKNOWN_HOST: 'unknown_host',
  ADDRESS_REFUSED: 'address_refused',
  CONNECTION_FAILED: 'connection_failed',
  TLS_FAILED: 'tls_failed',
  ENDPOINT_DISABLED: 'endpoint_disabled',
} as const satisfies Record<string, DeliveryError>;

registerEnumType(WebhookDeliveryError, {
  name: 'WebhookDeliveryError',
  description: 'Why an attempt failed.',
  valuesConfig: {
    STATUS: { description: 'Another status than 2xx; redirects are not followed.' },
    TIMEOUT: { description: 'No answer within 10 seconds.' },
    UNKNOWN_HOST: { description: 'The name has no address.' },
    ADDRESS_REFUSED: {
      description: 'The address belongs to no public network, or the URL is not allowed.',
    },
    CONNECTION_FAILED: { description: 'Nobody listens, or the connection broke.' },
    TLS_FAILED: { description: 'The certificate is not to be trusted.' },
    ENDPOINT_DISABLED: { description: 'The endpoint was turned off while the event waited.' },
  },
});

const WebhookDisabledReason = {
  GONE: 'gone',
  FAILING: 'failing',
} as const satisfies Record<string, DisabledReason>;

registerEnumType(WebhookDisabledReason, {
  name: 'WebhookDisabledReason',
  description: 'Why an endpoint was turned off without an admin.',
  valuesConfig: {
    GONE: { description: 'It answered 410.' },
    FAILING: { description: 'It took nothing for three days.' },
  },
});

@allow('webhooks:read')
@ObjectType({ implements: Node, description: 'Where an integrator wants events sent to.' })
export class WebhookEndpoint {
  /** For resolvers; not a field. */
  readonly endpointId!: WebhookEndpointId;

  @Field(() => ID, { description: 'Opaque.' })
  readonly id!: string;

  @Field(() => String, { description: 'Where events are sent, with POST.' })
  readonly url!: string;

  @Field(() => String, { description: 'For admins; may be empty.' })
  readonly description!: string;

  @Field(() => [WebhookEventType], { description: 'What it is told of.' })
  readonly events!: readonly string[];

  @Field(() => Boolean, { description: 'Whether generations come with what the user wrote.' })
  readonly includesPrompts!: boolean;

  @Field(() => Boolean, { description: 'Whether anything is sent to it.' })
  readonly isEnabled!: boolean;

  @Field(() => WebhookDisabledReason, {
    nullable: true,
    description: 'Set when it was turned off without an admin.',
  })
  readonly disabledReason!: string | null;

  @Field(() => Int, { description: 'Attempts that failed since the last that did not.' })
  readonly failureCount!: number;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'When the first of them failed; null when there is none.',
  })
  readonly failingSince!: Date | null;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'Until then the secret before the last rotation signs, too.',
  })
  readonly previousSecretUntil!: Date | null;

  @Field(() => String, { description: 'Name of the admin or API key that made it.' })
  readonly createdBy!: string;

  @Field(() => GraphQLISODateTime, { description: 'When it was made.' })
  readonly createdAt!: Date;

  @Field(() => GraphQLISODateTime, { description: 'When it was last changed.' })
  readonly updatedAt!: Date;
}

export const toWebhookEndpoint = (view: WebhookEndpointView): WebhookEndpoint =>
  make(WebhookEndpoint, {
    endpointId: view.id,
    id: toId('WebhookEndpoint', view.id),
    url: view.url,
    description: view.description,
    events: view.events,
    includesPrompts: view.includePrompts,
    isEnabled: view.enabled,
    disabledReason: view.disabledReason ?? null,
    failureCount: view.failures,
    failingSince: view.failingSince ?? null,
    previousSecretUntil: view.previousSecretUntil ?? null,
    createdBy: view.createdBy,
    createdAt: view.createdAt,
    updatedAt: view.updatedAt,
  });

@allow('webhooks:read')
@ObjectType({
  implements: Node,
  description: 'One event for one endpoint, and what came of it. Kept for 30 days.',
})
export class WebhookDelivery {
  /** For resolvers; not fields. */
  readonly deliveryId!: WebhookDeliveryId;
  readonly endpointId!: WebhookEndpointId;

  @Field(() => ID, { description: 'Opaque.' })
  readonly id!: string;

  @Field(() => ID, {
    description: 'The same in all attempts and replays: receivers drop what they have seen.',
  })
  readonly eventId!: string;

  @Field(() => SentWebhookEventType, { description: 'What it tells.' })
  readonly eventType!: SentEventType;

  @Field(() => WebhookDeliveryState, { description: 'How far it is.' })
  readonly state!: string;

  @Field(() => Int, { description: 'How often it was sent, replays included.' })
  readonly attemptCount!: number;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description:
      'When it is sent next, or when one that is being sent is given up; null when it is over.',
  })
  readonly nextAttemptAt!: Date | null;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'When it was sent last; null when it never was.',
  })
  readonly lastAttemptAt!: Date | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How long the last attempt took, in milliseconds.',
  })
  readonly lastDurationMs!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'HTTP status of the last answer; null when there was none.',
  })
  readonly lastStatus!: number | null;

  @Field(() => WebhookDeliveryError, {
    nullable: true,
    description: 'Why the last attempt failed; null when it did not.',
  })
  readonly lastError!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The beginning of the last answer's body, at most 2 KB.",
  })
  readonly lastResponse!: string | null;

  @Field(() => GraphQLISODateTime, { description: 'When the event was noted for the endpoint.' })
  readonly createdAt!: Date;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'When the endpoint took it; null when it did not.',
  })
  readonly deliveredAt!: Date | null;
}

export const WebhookDeliveryConnection = connectionOf(WebhookDelivery, 'WebhookDelivery');

export const toWebhookDelivery = (view: WebhookDeliveryView): WebhookDelivery =>
  make(WebhookDelivery, {
    deliveryId: view.id,
    endpointId: view.endpointId,
    id: toId('WebhookDelivery', view.id),
    eventId: view.eventId,
    eventType: view.eventType,
    state: view.state,
    attemptCount: view.attempts,
    nextAttemptAt: view.nextAttemptAt ?? null,
    lastAttemptAt: view.lastAttemptAt ?? null,
    lastDurationMs: view.lastDurationMs ?? null,
    lastStatus: view.lastStatus ?? null,
    lastError: view.lastError ?? null,
    lastResponse: view.lastResponse ?? null,
    createdAt: view.createdAt,
    deliveredAt: view.deliveredAt ?? null,
  });
