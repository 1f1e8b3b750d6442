import { Field, ObjectType, registerEnumType } from 'type-graphql';
import {
  type WebhookEventType as EventType,
  type SentEventType,
  webhookEventTypes,
} from '../../../domain/webhooks/event.ts';
import { allow } from '../access/allow.ts';
import { make } from '../make.ts';

export const WebhookEventType = {
  USER_CREATED: 'user.created',
  GENERATION_FINISHED: 'generation.finished',
  PAYMENT_PAID: 'payment.paid',
  PAYMENT_REFUNDED: 'payment.refunded',
  CREDITS_CHANGED: 'credits.changed',
} as const satisfies Record<string, EventType>;

const descriptions: { readonly [type in EventType]: string } = {
  'user.created': 'Somebody wrote to the bot for the first time.',
  'generation.finished': 'A generation ended, however it ended.',
  'payment.paid': 'Money came, and credits were given for it.',
  'payment.refunded': 'Money went back, all of it or a part.',
  'credits.changed':
    'Credits were granted or revoked. What generations hold and capture is not told here.',
};

const valuesConfig = Object.fromEntries(
  Object.entries(WebhookEventType).map(([name, type]) => [
    name,
    { description: `\`${type}\`: ${descriptions[type]}` },
  ]),
);

registerEnumType(WebhookEventType, {
  name: 'WebhookEventType',
  description: 'What an endpoint can be told of.',
  valuesConfig,
});

export const SentWebhookEventType = {
  ...WebhookEventType,
  TEST_PING: 'test.ping',
} as const satisfies Record<string, SentEventType>;

registerEnumType(SentWebhookEventType, {
  name: 'SentWebhookEventType',
  description: 'What is sent to endpoints: what they can be told of, and pings.',
  valuesConfig: {
    ...valuesConfig,
    TEST_PING: { description: '`test.ping`: an admin asked for it.' },
  },
});

@allow('webhooks:read')
@ObjectType({ description: 'A type of event that an endpoint can be told of.' })
export class WebhookEventTypeInfo {
  @Field(() => WebhookEventType, { description: 'As this API names it.' })
  readonly type!: string;

  @Field(() => String, { description: 'As `type` in what is sent, e.g. `payment.paid`.' })
  readonly name!: string;

  @Field(() => String, { description: 'When it is sent, in English.' })
  readonly description!: string;
}

export const eventTypeInfos: readonly WebhookEventTypeInfo[] = webhookEventTypes.map((type) =>
  make(WebhookEventTypeInfo, { type, name: type, description: descriptions[type] }),
);
