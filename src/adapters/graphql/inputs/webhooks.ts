import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import type {
  WebhookDeliveryFilter as Filter,
  WebhookDeliverySortField,
} from '../../../application/queries/webhooks.ts';
import type { DeliveryState } from '../../../domain/webhooks/delivery.ts';
import { webhookEndpointId } from '../../../domain/webhooks/endpoint.ts';
import type { SentEventType } from '../../../domain/webhooks/event.ts';
import { PageArgs, pageRules } from '../connections/page-args.ts';
import { WebhookDeliveryState } from '../types/webhook.ts';
import { SentWebhookEventType } from '../types/webhook-enums.ts';
import { filteredId } from './filters.ts';
import { DateTimeRange, periodOf } from './ranges.ts';
import { type SortInput, sortInput } from './sort-input.ts';

const WebhookDeliverySort = sortInput<WebhookDeliverySortField>('WebhookDelivery', {
  CREATED: { by: 'created', of: 'When the event was noted for its endpoint.' },
});

@InputType({ description: 'Conditions on webhook deliveries, all of which must hold.' })
export class WebhookDeliveryFilter {
  static readonly rules = z.object({
    eventId: z.string().min(1).max(64).nullish(),
    createdAt: DateTimeRange.rules.nullish(),
  });

  @Field(() => ID, { nullable: true, description: 'To this endpoint.' })
  readonly endpointId?: string | null;

  @Field(() => WebhookDeliveryState, { nullable: true, description: 'How far they are.' })
  readonly state?: DeliveryState | null;

  @Field(() => SentWebhookEventType, { nullable: true, description: 'What they tell.' })
  readonly eventType?: SentEventType | null;

  @Field(() => ID, { nullable: true, description: 'Of this event. 1 to 64 characters.' })
  readonly eventId?: string | null;

  @Field(() => DateTimeRange, { nullable: true, description: 'When the event was noted.' })
  readonly createdAt?: DateTimeRange | null;
}

@ArgsType()
export class WebhookDeliveriesArgs extends PageArgs {
  static readonly argumentRules = z.object({
    ...pageRules,
    filter: WebhookDeliveryFilter.rules.nullish(),
  });

  @Field(() => WebhookDeliveryFilter, { nullable: true, description: 'Which; all without it.' })
  readonly filter?: WebhookDeliveryFilter | null;

  @Field(() => WebhookDeliverySort, { nullable: true, description: 'The newest first without it.' })
  readonly sort?: SortInput<WebhookDeliverySortField> | null;
}

/** @throws GraphQLError BAD_USER_INPUT */
export function webhookDeliveryFilterOf(filter: WebhookDeliveryFilter | null | undefined): Filter {
  const endpoint = filteredId('WebhookEndpoint', filter?.endpointId, 'endpointId');
  return {
    endpointId: endpoint === undefined ? undefined : webhookEndpointId(endpoint),
    state: filter?.state ?? undefined,
    eventType: filter?.eventType ?? undefined,
    eventId: filter?.eventId ?? undefined,
    created: periodOf(filter?.createdAt),
  };
}
