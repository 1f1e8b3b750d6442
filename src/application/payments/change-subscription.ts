import type { PaymentId, UserId } from '../../domain/shared/ids.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import type { GatewayRefusal } from '../ports/payment-gateway.ts';
import type { StarsGateway } from '../ports/stars-gateway.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { NoteSubscription } from './note-subscription.ts';

export interface UnknownSubscription {
  readonly kind: 'unknown_subscription';
}

/**
 * Stops or resumes the renewal of a user's own subscription. What is paid stays until its end.
 *
 * - `unknown_subscription`: not this user's
 * - `refused`: Telegram will not, e.g. because the paid time is over
 */
export class ChangeSubscription {
  readonly #unitOfWork: UnitOfWork;
  readonly #stars: StarsGateway;
  readonly #note: NoteSubscription;

  constructor(unitOfWork: UnitOfWork, stars: StarsGateway, note: NoteSubscription) {
    this.#unitOfWork = unitOfWork;
    this.#stars = stars;
    this.#note = note;
  }

  async execute(
    userId: UserId,
    orderId: PaymentId,
    renews: boolean,
  ): Promise<Result<void, UnknownSubscription | GatewayRefusal>> {
    const subscription = await this.#unitOfWork.direct.subscriptions.find(orderId);
    if (subscription === undefined || subscription.userId !== userId) {
      return err({ kind: 'unknown_subscription' });
    }
    const { chargeId } = subscription;
    const changed = await this.#stars.setSubscriptionCanceled(userId, chargeId, !renews);
    if (!changed.ok) {
      return changed;
    }
    await this.#note.execute(orderId, renews ? 'active' : 'canceled');
    return ok();
  }
}
