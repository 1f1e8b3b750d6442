import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import type { Permission } from '../../../domain/access/permission.ts';
import {
  conversationId,
  generationId,
  imageId,
  modelId,
  packageId,
  paymentId,
  refundId,
  userId,
} from '../../../domain/shared/ids.ts';
import { webhookDeliveryId } from '../../../domain/webhooks/delivery.ts';
import { webhookEndpointId } from '../../../domain/webhooks/endpoint.ts';
import { allow } from '../access/allow.ts';
import { type ApiContext, actorOf } from '../context.ts';
import { badInput, forbidden, notFound } from '../errors/request-errors.ts';
import { fromId, type IdType, typeOfId } from '../ids.ts';
import { Node } from '../types/node.ts';
import {
  conversationOf,
  generationOf,
  imageOf,
  modelOf,
  packageOf,
  paymentOf,
  promoCodeOf,
  refundOf,
  userOf,
  webhookDeliveryOf,
  webhookEndpointOf,
} from './relations.ts';

/** How a type is read by id, and who may learn that one of it exists: those who may see it. */
interface NodeReader {
  readonly permission: Permission;
  readonly read: (context: ApiContext, value: string) => Promise<Node | null>;
}

const nodeReaders: { readonly [type in IdType]?: NodeReader } = {
  User: {
    permission: 'users:read',
    read: (context, value) => userOf(context, userId(Number(value))),
  },
  Generation: {
    permission: 'generations:read',
    read: (context, value) => generationOf(context, generationId(value)),
  },
  Image: {
    permission: 'generations:read',
    read: (context, value) => imageOf(context, imageId(value)),
  },
  Conversation: {
    permission: 'generations:read',
    read: (context, value) => conversationOf(context, conversationId(value)),
  },
  Payment: {
    permission: 'payments:read',
    read: (context, value) => paymentOf(context, paymentId(value)),
  },
  Refund: {
    permission: 'payments:read',
    read: (context, value) => refundOf(context, refundId(value)),
  },
  Model: {
    permission: 'catalogue:read',
    read: (context, value) => modelOf(context, modelId(value)),
  },
  Package: {
    permission: 'catalogue:read',
    read: (context, value) => packageOf(context, packageId(value)),
  },
  PromoCode: { permission: 'promos:read', read: promoCodeOf },
  WebhookEndpoint: {
    permission: 'webhooks:read',
    read: (context, value) => webhookEndpointOf(context, webhookEndpointId(value)),
  },
  WebhookDelivery: {
    permission: 'webhooks:read',
    read: (context, value) => webhookDeliveryOf(context, webhookDeliveryId(value)),
  },
};

@Resolver()
export class NodeResolver {
  @allow('signed_in')
  @Query(() => Node, {
    nullable: true,
    description:
      'Whatever an id names (Relay); NOT_FOUND when there is none. Needs the permission of its type.',
  })
  async node(
    @Arg('id', () => ID, { description: 'Of any type that implements Node.' }) id: string,
    @Ctx() context: ApiContext,
  ): Promise<Node> {
    const type = typeOfId(id);
    const reader = type === undefined ? undefined : nodeReaders[type];
    if (type === undefined || reader === undefined) {
      throw badInput([{ field: 'id', rule: 'must be an id of a type that implements Node' }]);
    }
    if (!actorOf(context).permissions.has(reader.permission)) {
      throw forbidden(reader.permission);
    }
    const node = await reader.read(context, fromId(type, id));
    if (node === null) {
      throw notFound(type, id);
    }
    return node;
  }
}
