import type {
  ConversationId,
  GenerationId,
  ImageId,
  ModelId,
  PackageId,
  PaymentId,
  RefundId,
  UserId,
} from '../../../domain/shared/ids.ts';
import type { WebhookDeliveryId } from '../../../domain/webhooks/delivery.ts';
import type { WebhookEndpointId } from '../../../domain/webhooks/endpoint.ts';
import type { ApiContext } from '../context.ts';
import { type Conversation, toConversation } from '../types/conversation.ts';
import { type Generation, toGeneration } from '../types/generation.ts';
import { type Image, toImage } from '../types/image.ts';
import { type Model, toModel } from '../types/model.ts';
import { type Package, toPackage } from '../types/package.ts';
import { type Payment, toPayment } from '../types/payment.ts';
import { type PromoCode, toPromoCode } from '../types/promo-code.ts';
import { type Refund, toRefund } from '../types/refund.ts';
import { toUser, type User } from '../types/user.ts';
import {
  toWebhookDelivery,
  toWebhookEndpoint,
  type WebhookDelivery,
  type WebhookEndpoint,
} from '../types/webhook.ts';

/** What fields that lead to one other object resolve to: null when there is none. */

export const userOf = ({ loaders }: ApiContext, id: UserId | undefined): Promise<User | null> =>
  related(id, (one) => loaders.users.load(one), toUser);

export const generationOf = (
  { loaders }: ApiContext,
  id: GenerationId | undefined,
): Promise<Generation | null> => related(id, (one) => loaders.generations.load(one), toGeneration);

export const conversationOf = (
  { loaders }: ApiContext,
  id: ConversationId | undefined,
): Promise<Conversation | null> =>
  related(id, (one) => loaders.conversations.load(one), toConversation);

export const imageOf = ({ loaders }: ApiContext, id: ImageId | undefined): Promise<Image | null> =>
  related(id, (one) => loaders.images.load(one), toImage);

export const paymentOf = (
  { loaders }: ApiContext,
  id: PaymentId | undefined,
): Promise<Payment | null> => related(id, (one) => loaders.payments.load(one), toPayment);

export const refundOf = (
  { loaders }: ApiContext,
  id: RefundId | undefined,
): Promise<Refund | null> => related(id, (one) => loaders.refunds.load(one), toRefund);

/** @param code in capitals */
export const promoCodeOf = ({ loaders }: ApiContext, code: string): Promise<PromoCode | null> =>
  related(code, (one) => loaders.promoCodes.load(one), toPromoCode);

export const webhookEndpointOf = (
  { loaders }: ApiContext,
  id: WebhookEndpointId,
): Promise<WebhookEndpoint | null> =>
  related(id, (one) => loaders.webhookEndpoints.load(one), toWebhookEndpoint);

export const webhookDeliveryOf = (
  { loaders }: ApiContext,
  id: WebhookDeliveryId,
): Promise<WebhookDelivery | null> =>
  related(id, (one) => loaders.webhookDeliveries.load(one), toWebhookDelivery);

/** Catalogues are kept in memory: nothing to gather. */
export const modelOf = ({ services }: ApiContext, id: ModelId | undefined): Promise<Model | null> =>
  related(id, (one) => services.catalogue.find(one), toModel);

export const packageOf = (
  { services }: ApiContext,
  id: PackageId | undefined,
): Promise<Package | null> => related(id, (one) => services.packages.find(one), toPackage);

/** Those that exist, in this order. */
export async function imagesOf(
  context: ApiContext,
  ids: readonly ImageId[],
): Promise<readonly Image[]> {
  const images = await Promise.all(ids.map((id) => imageOf(context, id)));
  return images.filter((image) => image !== null);
}

async function related<Id, View, Node>(
  id: Id | undefined,
  load: (id: Id) => Promise<View | undefined>,
  toNode: (view: View) => Node,
): Promise<Node | null> {
  const view = id === undefined ? undefined : await load(id);
  return view === undefined ? null : toNode(view);
}
