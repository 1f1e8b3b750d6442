import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { joined } from '../../../application/admin/joined-unit-of-work.ts';
import { assertNever } from '../../../domain/shared/assert-never.ts';
import { ok } from '../../../domain/shared/result.ts';
import { webhookDeliveryId } from '../../../domain/webhooks/delivery.ts';
import { webhookEndpointId } from '../../../domain/webhooks/endpoint.ts';
import { allow } from '../access/allow.ts';
import type { ApiContext } from '../context.ts';
import { conflict, refused, unknown } from '../errors/failures.ts';
import { fromId } from '../ids.ts';
import {
  PingWebhookEndpointInput,
  ReplayWebhookDeliveryInput,
  ReplayWebhooksSinceInput,
} from '../inputs/webhook-writes.ts';
import { make } from '../make.ts';
import { perform } from '../mutate.ts';
import {
  PingWebhookEndpointResult,
  PingWebhookEndpointSuccess,
  ReplayWebhookDeliveryResult,
  ReplayWebhookDeliverySuccess,
  ReplayWebhooksSinceResult,
  ReplayWebhooksSinceSuccess,
} from '../types/webhook-results.ts';
import { webhookDeliveryOf } from './relations.ts';

/** Sending once more, or for a try. */
@Resolver()
export class WebhookReplaysResolver {
  @allow('webhooks:write')
  @Mutation(() => PingWebhookEndpointResult, {
    description: 'Sends a `test.ping`: delivered, repeated and logged as any other event.',
  })
  async pingWebhookEndpoint(
    @Arg('input', () => PingWebhookEndpointInput, { description: 'Which endpoint.' })
    input: PingWebhookEndpointInput,
    @Ctx() context: ApiContext,
  ) {
    const { idempotencyKey } = input;
    const id = webhookEndpointId(fromId('WebhookEndpoint', input.endpointId, 'input.endpointId'));
    const result = await perform(context, {
      action: 'webhook_endpoint.ping',
      subject: { type: 'WebhookEndpoint', id },
      idempotencyKey,
      input: { endpointId: id },
      work: async (scope) => {
        const pinged = await context.services.webhooks.actions(joined(scope)).ping.execute(id);
        return pinged.ok
          ? ok({ value: pinged.value.deliveryId, after: { deliveryId: pinged.value.deliveryId } })
          : pinged;
      },
    });
    if (result.ok) {
      const { value, isRepeat } = result.value;
      const delivery = await webhookDeliveryOf(context, webhookDeliveryId(value));
      return make(PingWebhookEndpointSuccess, { delivery, isRepeat });
    }
    const { error } = result;
    switch (error.kind) {
      case 'unknown_endpoint':
        return unknown('WebhookEndpoint', id);
      case 'endpoint_disabled':
        return isTurnedOff();
      case 'idempotency_conflict':
        return conflict(idempotencyKey);
      default:
        return assertNever(error);
    }
  }

  @allow('webhooks:write')
  @Mutation(() => ReplayWebhookDeliveryResult, {
    description: 'Sends an event again, at once: the same id and body, a new time and signature.',
  })
  async replayWebhookDelivery(
    @Arg('input', () => ReplayWebhookDeliveryInput, { description: 'Which delivery.' })
    input: ReplayWebhookDeliveryInput,
    @Ctx() context: ApiContext,
  ) {
    const { idempotencyKey } = input;
    const id = webhookDeliveryId(fromId('WebhookDelivery', input.deliveryId, 'input.deliveryId'));
    const result = await perform(context, {
      action: 'webhook_delivery.replay',
      subject: { type: 'WebhookDelivery', id },
      idempotencyKey,
      input: { deliveryId: id },
      work: async (scope) => {
        const replayed = await context.services.webhooks.actions(joined(scope)).replay.execute(id);
        return replayed.ok ? ok({ value: null }) : replayed;
      },
    });
    if (result.ok) {
      const delivery = await webhookDeliveryOf(context, id);
      return make(ReplayWebhookDeliverySuccess, { delivery, isRepeat: result.value.isRepeat });
    }
    const { error } = result;
    switch (error.kind) {
      case 'unknown_delivery':
        return unknown('WebhookDelivery', id);
      case 'being_sent':
        return refused('being_sent', 'It is being sent at this moment');
      case 'endpoint_disabled':
        return isTurnedOff();
      case 'idempotency_conflict':
        return conflict(idempotencyKey);
      default:
        return assertNever(error);
    }
  }

  @allow('webhooks:write')
  @Mutation(() => ReplayWebhooksSinceResult, {
    description:
      'Sends again what an endpoint was sent since a time, delivered or not: for a receiver that lost what it took.',
  })
  async replayWebhooksSince(
    @Arg('input', () => ReplayWebhooksSinceInput, { description: 'Which endpoint, and from when.' })
    input: ReplayWebhooksSinceInput,
    @Ctx() context: ApiContext,
  ) {
    const { from, idempotencyKey } = input;
    const id = webhookEndpointId(fromId('WebhookEndpoint', input.endpointId, 'input.endpointId'));
    const result = await perform(context, {
      action: 'webhook_endpoint.replay',
      subject: { type: 'WebhookEndpoint', id },
      idempotencyKey,
      input: { endpointId: id, from: from.toISOString() },
      work: async (scope) => {
        const { replaySince } = context.services.webhooks.actions(joined(scope));
        const replayed = await replaySince.execute({ endpointId: id, from });
        if (!replayed.ok) {
          return replayed;
        }
        const { deliveries } = replayed.value;
        return ok({ value: deliveries, after: { from: from.toISOString(), deliveries } });
      },
    });
    if (result.ok) {
      const { value: replayedCount, isRepeat } = result.value;
      return make(ReplayWebhooksSinceSuccess, { replayedCount, isRepeat });
    }
    const { error } = result;
    switch (error.kind) {
      case 'unknown_endpoint':
        return unknown('WebhookEndpoint', id);
      case 'endpoint_disabled':
        return isTurnedOff();
      case 'idempotency_conflict':
        return conflict(idempotencyKey);
      default:
        return assertNever(error);
    }
  }
}

const isTurnedOff = () => refused('endpoint_disabled', 'The endpoint is turned off');
