import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { webhookDeliveryId } from '../../../domain/webhooks/delivery.ts';
import { webhookEndpointId } from '../../../domain/webhooks/endpoint.ts';
import { allow } from '../access/allow.ts';
import { ChildPageArgs } from '../connections/child-page-args.ts';
import { readChildren, readList } from '../connections/read-list.ts';
import type { ApiContext } from '../context.ts';
import { notFound } from '../errors/request-errors.ts';
import { fromId } from '../ids.ts';
import { sortOf } from '../inputs/sort-input.ts';
import { WebhookDeliveriesArgs, webhookDeliveryFilterOf } from '../inputs/webhooks.ts';
import { longText } from '../protection/long-text.ts';
import {
  toWebhookDelivery,
  toWebhookEndpoint,
  WebhookDelivery,
  WebhookDeliveryConnection,
  WebhookEndpoint,
} from '../types/webhook.ts';
import { eventTypeInfos, WebhookEventTypeInfo } from '../types/webhook-enums.ts';
import { webhookDeliveryOf, webhookEndpointOf } from './relations.ts';

@Resolver(() => WebhookEndpoint)
export class WebhookEndpointResolver {
  @allow('webhooks:read')
  @Query(() => [WebhookEndpoint], { description: 'All endpoints, at most 50, the oldest first.' })
  async webhookEndpoints(@Ctx() { services }: ApiContext): Promise<WebhookEndpoint[]> {
    return (await services.webhooks.queries.endpoints()).map(toWebhookEndpoint);
  }

  @allow('webhooks:read')
  @Query(() => WebhookEndpoint, {
    nullable: true,
    description: 'One endpoint; NOT_FOUND when there is none.',
  })
  async webhookEndpoint(
    @Arg('id', () => ID, { description: 'Of the endpoint.' }) id: string,
    @Ctx() context: ApiContext,
  ): Promise<WebhookEndpoint> {
    const endpointId = webhookEndpointId(fromId('WebhookEndpoint', id));
    const endpoint = await webhookEndpointOf(context, endpointId);
    if (endpoint === null) {
      throw notFound('WebhookEndpoint', id);
    }
    return endpoint;
  }

  @allow('webhooks:read')
  @Query(() => [WebhookEventTypeInfo], { description: 'All that an endpoint can be told of.' })
  webhookEventTypes(): readonly WebhookEventTypeInfo[] {
    return eventTypeInfos;
  }

  @FieldResolver(() => WebhookDeliveryConnection, {
    description: 'What was sent to it, or is going to be. See `webhookDeliveries` to filter.',
  })
  deliveries(
    @Root() { endpointId: parent }: WebhookEndpoint,
    @Args(() => ChildPageArgs) args: ChildPageArgs,
    @Ctx() { services, loaders }: ApiContext,
  ) {
    const { deliveries } = services.webhooks.queries;
    return readChildren(
      loaders,
      deliveries,
      { parent, by: 'created', filter: {}, args },
      toWebhookDelivery,
    );
  }
}

@Resolver(() => WebhookDelivery)
export class WebhookDeliveryResolver {
  @allow('webhooks:read')
  @Query(() => WebhookDeliveryConnection, {
    description: 'What was sent to endpoints, or is going to be, filtered and sorted.',
  })
  webhookDeliveries(
    @Args(() => WebhookDeliveriesArgs) args: WebhookDeliveriesArgs,
    @Ctx() { services }: ApiContext,
  ) {
    const filter = webhookDeliveryFilterOf(args.filter);
    const sort = sortOf(args.sort, 'created');
    return readList(
      services.webhooks.queries.deliveries,
      { filter, sort, args },
      toWebhookDelivery,
    );
  }

  @allow('webhooks:read')
  @Query(() => WebhookDelivery, {
    nullable: true,
    description: 'One delivery; NOT_FOUND when there is none, or none any more.',
  })
  async webhookDelivery(
    @Arg('id', () => ID, { description: 'Of the delivery.' }) id: string,
    @Ctx() context: ApiContext,
  ): Promise<WebhookDelivery> {
    const deliveryId = webhookDeliveryId(fromId('WebhookDelivery', id));
    const delivery = await webhookDeliveryOf(context, deliveryId);
    if (delivery === null) {
      throw notFound('WebhookDelivery', id);
    }
    return delivery;
  }

  @FieldResolver(() => WebhookEndpoint, { nullable: true, description: 'Where it is sent.' })
  endpoint(@Root() { endpointId }: WebhookDelivery, @Ctx() context: ApiContext) {
    return webhookEndpointOf(context, endpointId);
  }

  @longText
  /** What an endpoint gets may be more than who looks after endpoints may see elsewhere. */
  @allow('webhooks:write')
  @FieldResolver(() => String, {
    nullable: true,
    description: 'The JSON that is sent; it may hold a prompt.',
  })
  async body(@Root() { deliveryId }: WebhookDelivery, @Ctx() { loaders }: ApiContext) {
    return (await loaders.webhookBodies.load(deliveryId)) ?? null;
  }
}
