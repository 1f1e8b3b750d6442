import { ControlError } from '../../http/control-error.ts';
import type {
  Payment,
  PaymentAttempt,
  RefundElsewhere,
  RepeatPayment,
  SimUser,
  Subscription,
} from '../control-api.ts';
import { STARS } from '../payments/invoice.ts';
import { refund, repeat } from '../payments/settling.ts';
import { changeState, renew } from '../payments/subscribing.ts';
import type { World } from '../state/world.ts';

/** Telegram's support gives the Stars back. */
export function refundElsewhere(world: World, chargeId: string, input: RefundElsewhere): Payment {
  const payment = findPayment(world, chargeId);
  if (payment.currency !== STARS) {
    throw new ControlError(409, 'Not paid in Stars: only the provider can refund it');
  }
  if (payment.status === 'refunded') throw new ControlError(409, 'Already refunded');
  return refund(world, payment, input.silent === true);
}

/** Sends `successful_payment` again, in new updates. */
export function repeatPayment(
  world: World,
  chargeId: string,
  input: RepeatPayment,
): { updateIds: number[] } {
  const payment = findPayment(world, chargeId);
  const ids = Array.from({ length: input.times ?? 1 }, () => repeat(world, payment));
  return { updateIds: ids.filter((id) => id !== undefined) };
}

export function losePayments(world: World, count: number): { lost: number } {
  world.payments.toLose = count;
  return { lost: count };
}

export function setStars(world: World, userId: number, stars: number): SimUser {
  const user = world.users.get(userId);
  if (user === undefined) throw new ControlError(404, `No user ${userId}`);
  return world.changeUser(user, { starsBalance: stars });
}

/** The next period is paid, as Telegram does by itself every 30 days. */
export function renewSubscription(world: World, chargeId: string): PaymentAttempt {
  const subscription = findSubscription(world, chargeId);
  if (subscription.state === 'canceled') {
    throw new ControlError(409, 'A canceled subscription is not renewed');
  }
  return renew(world, subscription);
}

export function cancelSubscription(world: World, chargeId: string): Subscription {
  const subscription = findSubscription(world, chargeId);
  if (subscription.state === 'canceled') throw new ControlError(409, 'Already canceled');
  return changeState(world, subscription, 'canceled');
}

export function resumeSubscription(world: World, chargeId: string): Subscription {
  const subscription = findSubscription(world, chargeId);
  if (subscription.state !== 'canceled') throw new ControlError(409, 'It is not canceled');
  if (subscription.canceledByBot) throw new ControlError(409, 'The bot has canceled it');
  if (subscription.expiresAt <= world.nowSeconds) {
    throw new ControlError(409, 'It has expired: its link must be paid anew');
  }
  return changeState(world, subscription, 'active');
}

/** A renewal could not be paid. */
export function failSubscription(world: World, chargeId: string): Subscription {
  const subscription = findSubscription(world, chargeId);
  if (subscription.state !== 'active') throw new ControlError(409, 'It is not active');
  return changeState(world, subscription, 'failed');
}

function findPayment(world: World, chargeId: string): Payment {
  const payment = world.payments.payment(chargeId);
  if (payment === undefined) throw new ControlError(404, `No payment ${chargeId}`);
  return payment;
}

function findSubscription(world: World, chargeId: string): Subscription {
  const subscription = world.payments.subscription(chargeId);
  if (subscription === undefined) throw new ControlError(404, `No subscription ${chargeId}`);
  return subscription;
}
