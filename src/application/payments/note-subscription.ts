import type { SubscriptionState } from '../../domain/payments/subscription.ts';
import type { PaymentId } from '../../domain/shared/ids.ts';
import { err, ok } from '../../domain/shared/result.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { tell } from './tell.ts';

/** Telegram says that a subscription was canceled, resumed, or could not be collected. */
export class NoteSubscription {
  readonly #unitOfWork: UnitOfWork;

  constructor(unitOfWork: UnitOfWork) {
    this.#unitOfWork = unitOfWork;
  }

  /** @returns false when it is not ours, or known to be so. */
  async execute(orderId: PaymentId, state: SubscriptionState): Promise<boolean> {
    const noted = await this.#unitOfWork.run(async (scope) => {
      // The order's lock stands for the subscription's, which has no row before its first payment.
      await scope.payments.lock(orderId);
      const subscription = await scope.subscriptions.find(orderId);
      if (subscription === undefined || subscription.state === state) {
        return err('nothing new' as const);
      }
      await scope.subscriptions.save({ ...subscription, state });
      const { userId, paidUntil } = subscription;
      await tell(scope, userId, `subscription-${orderId}-${state}-${paidUntil.getTime()}`, {
        kind: 'subscription_changed',
        state,
        paidUntil: paidUntil.toISOString().slice(0, 10),
      });
      return ok();
    });
    return noted.ok;
  }
}
