import { subscriptionPeriodSeconds } from '../../domain/payments/credit-package.ts';
import { isPaid, type Payment } from '../../domain/payments/payment.ts';
import type { UserId } from '../../domain/shared/ids.ts';
import type { Scope } from '../ports/unit-of-work.ts';

/** Which month of a subscription a charge pays. */
export interface PaidMonth {
  readonly isFirst: boolean;
  readonly paidUntil: Date;
}

interface Charged {
  readonly chargeId: string;
  readonly paidAt: Date;
  readonly subscription?: PaidMonth | undefined;
}

/**
 * A provider's list does not say of a charge which month of a subscription it pays; its order does:
 * the first one that the subscriber pays is the first month.
 */
export function withSubscription<C extends Charged>(
  charge: C,
  order: Payment | undefined,
  payerId: UserId,
): C {
  if (charge.subscription !== undefined || order?.isSubscription !== true) {
    return charge;
  }
  const isFirst = !isPaid(order.status) || order.userId !== payerId;
  const paidUntil = new Date(charge.paidAt.getTime() + subscriptionPeriodSeconds * 1_000);
  return { ...charge, subscription: { isFirst, paidUntil } };
}

/** Begins the subscription that a charge pays, or prolongs it; never shortens what was paid before. */
export async function subscribe(
  scope: Scope,
  { subscription, chargeId }: Charged,
  payment: Payment,
  order: Payment | undefined,
  now: Date,
): Promise<void> {
  if (subscription === undefined || order?.packageId === undefined) {
    return;
  }
  const earlier = await scope.subscriptions.find(order.id);
  const isLonger = earlier === undefined || subscription.paidUntil > earlier.paidUntil;
  await scope.subscriptions.save({
    orderId: order.id,
    userId: payment.userId,
    packageId: order.packageId,
    chargeId: earlier?.chargeId ?? chargeId,
    state: isLonger ? 'active' : earlier.state,
    paidUntil: isLonger ? subscription.paidUntil : earlier.paidUntil,
    createdAt: earlier?.createdAt ?? now,
  });
}
