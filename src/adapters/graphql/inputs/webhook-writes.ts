import { Field, GraphQLISODateTime, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import type { WebhookEventType as EventType } from '../../../domain/webhooks/event.ts';
import { WebhookEventType } from '../types/webhook-enums.ts';
import { anyTextRules, idempotencyKeyDescription, idempotencyKeyRules } from './common-rules.ts';

@InputType({
  description: 'An endpoint as it shall be, all of it. Its secret is made here and stays.',
})
export class SaveWebhookEndpointInput {
  static readonly inputRules = z.object({
    url: z.string().min(1),
    description: anyTextRules,
    events: z.array(z.string()).min(1).max(50),
    idempotencyKey: idempotencyKeyRules,
  });

  @Field(() => ID, {
    nullable: true,
    description: 'Of the endpoint to change; a new one without it.',
  })
  readonly endpointId?: string | null;

  @Field(() => String, {
    description:
      'An https URL of a public network, without user name and password. At most 2000 characters.',
  })
  readonly url!: string;

  @Field(() => String, {
    defaultValue: '',
    description: 'For admins. At most 200 characters.',
  })
  readonly description!: string;

  @Field(() => [WebhookEventType], { description: 'What it is told of: at least one, none twice.' })
  readonly events!: EventType[];

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether generations come with what the user wrote.',
  })
  readonly includesPrompts!: boolean;

  @Field(() => Boolean, {
    defaultValue: true,
    description: 'Turned off, what waits for it is given up; turned on again, it starts afresh.',
  })
  readonly isEnabled!: boolean;

  @Field(() => String, { description: idempotencyKeyDescription })
  readonly idempotencyKey!: string;
}

@InputType({ description: 'Gives an endpoint a new secret.' })
export class RotateWebhookSecretInput {
  static readonly inputRules = z.object({ idempotencyKey: idempotencyKeyRules });

  @Field(() => ID, { description: 'Of the endpoint.' })
  readonly endpointId!: string;

  @Field(() => String, { description: idempotencyKeyDescription })
  readonly idempotencyKey!: string;
}

@InputType({ description: 'Removes an endpoint and its delivery log.' })
export class DeleteWebhookEndpointInput {
  static readonly inputRules = z.object({ idempotencyKey: idempotencyKeyRules.nullish() });

  @Field(() => ID, { description: 'Of the endpoint.' })
  readonly endpointId!: string;

  @Field(() => String, { nullable: true, description: idempotencyKeyDescription })
  readonly idempotencyKey?: string | null;
}

@InputType({ description: 'Sends a `test.ping` to an endpoint, whatever it listens to.' })
export class PingWebhookEndpointInput {
  static readonly inputRules = z.object({ idempotencyKey: idempotencyKeyRules });

  @Field(() => ID, { description: 'Of the endpoint.' })
  readonly endpointId!: string;

  @Field(() => String, { description: idempotencyKeyDescription })
  readonly idempotencyKey!: string;
}

@InputType({ description: 'Sends an event again.' })
export class ReplayWebhookDeliveryInput {
  static readonly inputRules = z.object({ idempotencyKey: idempotencyKeyRules });

  @Field(() => ID, { description: 'Of the delivery.' })
  readonly deliveryId!: string;

  @Field(() => String, { description: idempotencyKeyDescription })
  readonly idempotencyKey!: string;
}

@InputType({ description: 'Sends again what an endpoint was sent since a time.' })
export class ReplayWebhooksSinceInput {
  static readonly inputRules = z.object({ idempotencyKey: idempotencyKeyRules });

  @Field(() => ID, { description: 'Of the endpoint.' })
  readonly endpointId!: string;

  @Field(() => GraphQLISODateTime, {
    description: 'ISO 8601; inclusive. By when events were noted for the endpoint.',
  })
  readonly from!: Date;

  @Field(() => String, { description: idempotencyKeyDescription })
  readonly idempotencyKey!: string;
}
