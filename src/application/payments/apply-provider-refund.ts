import { checkDelayMs } from '../../domain/payments/payment.ts';
import type { Refund } from '../../domain/payments/refund.ts';
import type { RefundId } from '../../domain/shared/ids.ts';
import { err, ok } from '../../domain/shared/result.ts';
import type { Clock } from '../ports/clock.ts';
import type { ProviderRefund } from '../ports/payment-gateway.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { BookOutsideRefund } from './book-outside-refund.ts';
import type { FinishRefund } from './finish-refund.ts';

export type AppliedRefund =
  /** Booked now. */
  | 'booked'
  | 'already_booked'
  | 'pending'
  | 'canceled'
  /** Of no payment of ours, or more than was left of it. */
  | 'unknown_refund';

/** Brings our book to where the provider's refund is, whoever made it. Safe to repeat, in any order. */
export class ApplyProviderRefund {
  readonly #unitOfWork: UnitOfWork;
  readonly #finish: FinishRefund;
  readonly #bookOutside: BookOutsideRefund;
  readonly #clock: Clock;

  constructor(
    unitOfWork: UnitOfWork,
    finish: FinishRefund,
    bookOutside: BookOutsideRefund,
    clock: Clock,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#finish = finish;
    this.#bookOutside = bookOutside;
    this.#clock = clock;
  }

  async execute(provider: ProviderRefund): Promise<AppliedRefund> {
    const own = await this.#own(provider);
    if (own === undefined) {
      // One that did not succeed yet has moved no money: its success is told of, or found by the list.
      return provider.status === 'succeeded' ? this.#outside(provider) : 'pending';
    }
    switch (provider.status) {
      case 'succeeded':
        // We had given it up, and it went through all the same: the credits are taken once more.
        if (own.status === 'canceled' && own.providerRefundId === undefined) {
          return this.#outside(provider);
        }
        return (await this.#finish.succeed(own.id, provider.id)) ? 'booked' : 'already_booked';
      case 'canceled':
        await this.#finish.cancel(own.id, provider.cancelReason ?? 'unknown');
        return 'canceled';
      default:
        await this.#wait(own.id, provider.id);
        return 'pending';
    }
  }

  /**
   * Our refund that this one carries out. One that was given up (its call was refused after an
   * earlier one had done it), or that another one of the provider's carries out, does not stand for
   * this money.
   */
  async #own({ id, refundId }: ProviderRefund): Promise<Refund | undefined> {
    const { refunds } = this.#unitOfWork.direct;
    const known = await refunds.findByProviderId(id);
    if (known !== undefined || refundId === undefined) {
      return known;
    }
    const named = await refunds.find(refundId);
    return named?.providerRefundId === undefined && named?.status !== 'canceled'
      ? named
      : undefined;
  }

  async #outside({ id, paymentId, amount }: ProviderRefund): Promise<AppliedRefund> {
    const payment = await this.#unitOfWork.direct.payments.findByProviderId(paymentId);
    return payment === undefined
      ? 'unknown_refund'
      : this.#bookOutside.execute({ paymentId: payment.id, providerRefundId: id, amount });
  }

  async #wait(id: RefundId, providerRefundId: string): Promise<void> {
    await this.#unitOfWork.run(async (scope) => {
      const refund = await scope.refunds.lock(id);
      if (refund?.status !== 'created') {
        return err('waiting or ended' as const);
      }
      const nextCheckAt = new Date(this.#clock.now().getTime() + checkDelayMs(0));
      await scope.refunds.save({
        ...refund,
        status: 'pending',
        providerRefundId,
        checks: 0,
        nextCheckAt,
      });
      await scope.payments.record(refund.paymentId, { kind: 'refund_pending' });
      return ok();
    });
  }
}
