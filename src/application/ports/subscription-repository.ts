import type { Subscription } from '../../domain/payments/subscription.ts';
import type { PaymentId, UserId } from '../../domain/shared/ids.ts';

export interface SubscriptionRepository {
  find(orderId: PaymentId): Promise<Subscription | undefined>;
  /** Adds it, or overwrites state and paid time. */
  save(subscription: Subscription): Promise<void>;
  /** Those whose paid time has not ended, newest first. */
  current(userId: UserId, now: Date): Promise<readonly Subscription[]>;
}
