import { type Money, sameMoney } from '../../domain/payments/money.ts';
import { isOpen, isPaid } from '../../domain/payments/payment.ts';
import type { PaymentId, UserId } from '../../domain/shared/ids.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import type { Clock } from '../ports/clock.ts';
import type { PaymentRepository } from '../ports/payment-repository.ts';

export interface CheckoutQuestion {
  readonly orderId: PaymentId;
  readonly payerId: UserId;
  readonly amount: Money;
}

export type CheckoutRefusal =
  | { readonly kind: 'unknown_order' }
  | { readonly kind: 'not_yours' }
  | { readonly kind: 'already_paid' }
  /** Canceled, expired, its package withdrawn, its price or promo code no longer so, its user banned or subscribed. */
  | { readonly kind: 'offer_over' };

/**
 * May this invoice be paid now? Asked by the messenger while the payer waits, so it takes one look
 * into the database and writes nothing. A "no" costs nobody anything; a "yes" for an order that is
 * paid twice all the same is credited twice.
 */
export class ApproveCheckout {
  readonly #payments: Pick<PaymentRepository, 'checkoutFacts'>;
  readonly #clock: Clock;

  /** @param payments on connections of its own: nothing else's load may keep a payer waiting */
  constructor(payments: Pick<PaymentRepository, 'checkoutFacts'>, clock: Clock) {
    this.#payments = payments;
    this.#clock = clock;
  }

  async execute(question: CheckoutQuestion): Promise<Result<void, CheckoutRefusal>> {
    const now = this.#clock.now();
    const facts = await this.#payments.checkoutFacts(question.orderId, now);
    if (facts === undefined) {
      return err({ kind: 'unknown_order' });
    }
    const { payment, isPackageActive, isPromoUnused, isUserBanned, isSubscribed } = facts;
    if (payment.userId !== question.payerId) {
      return err({ kind: 'not_yours' });
    }
    if (isPaid(payment.status)) {
      return err({ kind: 'already_paid' });
    }
    const holds =
      isOpen(payment.status) &&
      now < payment.expiresAt &&
      isPackageActive &&
      isPromoUnused &&
      !isUserBanned &&
      // Telegram would collect both, every month.
      !isSubscribed &&
      sameMoney(payment.price, question.amount);
    return holds ? ok() : err({ kind: 'offer_over' });
  }
}
