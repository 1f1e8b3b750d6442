import type { SubscriptionRepository } from '../../src/application/ports/subscription-repository.ts';
import type { Subscription } from '../../src/domain/payments/subscription.ts';
import type { PaymentId, UserId } from '../../src/domain/shared/ids.ts';
import { byTime, type InMemoryState, requireRow, requireRule } from './in-memory-state.ts';

export class InMemorySubscriptions implements SubscriptionRepository {
  readonly #state: () => InMemoryState;

  constructor(state: () => InMemoryState) {
    this.#state = state;
  }

  async find(orderId: PaymentId): Promise<Subscription | undefined> {
    return this.#state().subscriptions.get(orderId);
  }

  async save(subscription: Subscription): Promise<void> {
    const { packages, payments, subscriptions, users } = this.#state();
    requireRow(payments, subscription.orderId, 'payment');
    requireRow(users, subscription.userId, 'user');
    requireRow(packages, subscription.packageId, 'package');
    const { state, paidUntil, orderId, chargeId } = subscription;
    const isTaken = [...subscriptions.values()].some(
      (other) => other.orderId !== orderId && other.chargeId === chargeId,
    );
    requireRule('subscriptions', 'charge', !isTaken);
    const earlier = subscriptions.get(subscription.orderId) ?? subscription;
    subscriptions.set(subscription.orderId, { ...earlier, state, paidUntil });
  }

  async current(userId: UserId, now: Date): Promise<readonly Subscription[]> {
    return [...this.#state().subscriptions.values()]
      .filter((one) => one.userId === userId && now < one.paidUntil)
      .toSorted(
        byTime(
          ({ createdAt }) => createdAt,
          ({ orderId }) => orderId,
        ),
      )
      .toReversed();
  }
}
