import { Field, ID, Int, ObjectType } from 'type-graphql';
import { allow } from '../access/allow.ts';
import { IdempotencyConflict, NotFound, Refused, resultOf } from '../errors/failures.ts';
import { Success } from './success.ts';
import { WebhookDelivery, WebhookEndpoint } from './webhook.ts';

@allow('inherited')
@ObjectType({ description: 'The endpoint is as it was wished.' })
export class SaveWebhookEndpointSuccess extends Success {
  @Field(() => WebhookEndpoint, { description: 'As it is now.' })
  readonly endpoint!: WebhookEndpoint;

  @Field(() => String, {
    nullable: true,
    description:
      'Of a new endpoint: `whsec_` and base64, to check signatures with. Shown here and never again; null when it is shown no more.',
  })
  readonly secret!: string | null;
}

@allow('inherited')
@ObjectType({
  description: 'The endpoint has a new secret. For 24 hours the one before signs, too.',
})
export class RotateWebhookSecretSuccess extends Success {
  @Field(() => WebhookEndpoint, { description: 'As it is now.' })
  readonly endpoint!: WebhookEndpoint;

  @Field(() => String, {
    nullable: true,
    description:
      '`whsec_` and base64. Shown here and never again; null when the idempotency key was used before.',
  })
  readonly secret!: string | null;
}

@allow('inherited')
@ObjectType({ description: 'The endpoint and its delivery log are gone.' })
export class DeleteWebhookEndpointSuccess extends Success {
  @Field(() => ID, { description: 'That the endpoint had.' })
  readonly endpointId!: string;
}

@allow('inherited')
@ObjectType({ description: 'A `test.ping` is on its way.' })
export class PingWebhookEndpointSuccess extends Success {
  @Field(() => WebhookDelivery, {
    nullable: true,
    description: 'As it is now; null when it has left the log.',
  })
  readonly delivery!: WebhookDelivery | null;
}

@allow('inherited')
@ObjectType({ description: 'The event is sent again, with all its retries.' })
export class ReplayWebhookDeliverySuccess extends Success {
  @Field(() => WebhookDelivery, {
    nullable: true,
    description: 'As it is now; null when it has left the log.',
  })
  readonly delivery!: WebhookDelivery | null;
}

@allow('inherited')
@ObjectType({ description: 'What the endpoint was sent since then is sent again.' })
export class ReplayWebhooksSinceSuccess extends Success {
  @Field(() => Int, {
    description:
      'How many events: the oldest 1000 at most. As many as that may mean there are more.',
  })
  readonly replayedCount!: number;
}

export const SaveWebhookEndpointResult = resultOf('SaveWebhookEndpoint', [
  SaveWebhookEndpointSuccess,
  NotFound,
  Refused,
  IdempotencyConflict,
]);

export const RotateWebhookSecretResult = resultOf('RotateWebhookSecret', [
  RotateWebhookSecretSuccess,
  NotFound,
  IdempotencyConflict,
]);

export const DeleteWebhookEndpointResult = resultOf('DeleteWebhookEndpoint', [
  DeleteWebhookEndpointSuccess,
  NotFound,
  IdempotencyConflict,
]);

export const PingWebhookEndpointResult = resultOf('PingWebhookEndpoint', [
  PingWebhookEndpointSuccess,
  NotFound,
  Refused,
  IdempotencyConflict,
]);

export const ReplayWebhookDeliveryResult = resultOf('ReplayWebhookDelivery', [
  ReplayWebhookDeliverySuccess,
  NotFound,
  Refused,
  IdempotencyConflict,
]);

export const ReplayWebhooksSinceResult = resultOf('ReplayWebhooksSince', [
  ReplayWebhooksSinceSuccess,
  NotFound,
  Refused,
  IdempotencyConflict,
]);
