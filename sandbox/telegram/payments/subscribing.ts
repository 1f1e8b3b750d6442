import type { BotSubscriptionUpdated } from 'grammy/types';
import type { Payment, PaymentAttempt, Subscription } from '../control-api.ts';
import type { World } from '../state/world.ts';
import type { InvoicePlace } from './invoice.ts';
import { canAfford, settle, takeChargeId, takeStarsReceiptId } from './settling.ts';

/** Records what the first payment began. */
export function beginSubscription(
  world: World,
  place: InvoicePlace,
  payment: Payment,
  term: { readonly periodSeconds: number; readonly expiresAt: number },
): void {
  const { chargeId, userId, title, payload, totalAmount } = payment;
  const subscription: Subscription = {
    chargeId,
    userId,
    title,
    payload,
    amount: totalAmount,
    ...term,
    state: 'active',
    canceledByBot: false,
    chargeIds: [chargeId],
  };
  world.payments.addSubscription(subscription, place);
  world.events.emit({ type: 'subscription', subscription });
}

/**
 * The next payment of a subscription, without asking the bot. The paid time grows by one period: from
 * its end, or from now when that has passed.
 */
export function renew(world: World, subscription: Subscription): PaymentAttempt {
  const user = world.users.wire(subscription.userId);
  const invoice = world.payments.subscriptionInvoice(subscription.chargeId);
  if (
    user === undefined ||
    invoice === undefined ||
    !canAfford(world, subscription.userId, invoice)
  ) {
    changeState(world, subscription, 'failed');
    return { status: 'refused', error: 'BALANCE_TOO_LOW' };
  }
  const from = Math.max(subscription.expiresAt, world.nowSeconds);
  const expiresAt = from + subscription.periodSeconds;
  const { chargeId, providerChargeId } = settle(world, {
    invoice,
    user,
    chargeId: takeChargeId(),
    providerChargeId: takeStarsReceiptId(user.id),
    subscription: { recurring: 'renewal', expiresAt },
  });
  const chargeIds = [...subscription.chargeIds, chargeId];
  replace(world, { ...subscription, expiresAt, chargeIds, state: 'active' });
  return { status: 'paid', chargeId, providerChargeId };
}

/** What the person (or their empty wallet) did to it; the bot gets a `subscription` update. */
export function changeState(
  world: World,
  subscription: Subscription,
  state: Subscription['state'],
): Subscription {
  const changed = replace(world, { ...subscription, state });
  const user = world.users.wire(subscription.userId);
  if (user === undefined) return changed;
  const update: BotSubscriptionUpdated = { user, invoice_payload: subscription.payload, state };
  world.updates.push('subscription', user.id, update);
  return changed;
}

/**
 * `editUserStarSubscription`: the bot cancels it, or allows the person to resume it. That it does so
 * itself brings it no update.
 */
export function editByBot(world: World, subscription: Subscription, isCanceled: boolean): void {
  replace(world, {
    ...subscription,
    canceledByBot: isCanceled,
    state: isCanceled ? 'canceled' : subscription.state,
  });
}

function replace(world: World, subscription: Subscription): Subscription {
  world.payments.replaceSubscription(subscription);
  world.events.emit({ type: 'subscription', subscription });
  return subscription;
}
