import { noCredits } from '../../domain/credits/credits.ts';
import type { Money } from '../../domain/payments/money.ts';
import type { Payment } from '../../domain/payments/payment.ts';
import { quoteRefund, type Refund } from '../../domain/payments/refund.ts';
import { type PaymentId, refundId } from '../../domain/shared/ids.ts';
import { err, ok } from '../../domain/shared/result.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { Scope, UnitOfWork } from '../ports/unit-of-work.ts';
import { bookRefund, type FinishRefund, takeBack } from './finish-refund.ts';

export interface OutsideRefund {
  readonly paymentId: PaymentId;
  /** Of Stars: the charge that was given back. */
  readonly providerRefundId: string;
  readonly amount: Money;
}

export type BookedOutside = 'booked' | 'already_booked' | 'unknown_refund';

/**
 * Money went back without us: from the provider's dashboard, by its support, or by a call of ours
 * whose answer was lost. The credits follow it as far as they are unspent.
 */
export class BookOutsideRefund {
  readonly #unitOfWork: UnitOfWork;
  readonly #finish: FinishRefund;
  readonly #clock: Clock;
  readonly #ids: IdGenerator;

  constructor(unitOfWork: UnitOfWork, finish: FinishRefund, clock: Clock, ids: IdGenerator) {
    this.#unitOfWork = unitOfWork;
    this.#finish = finish;
    this.#clock = clock;
    this.#ids = ids;
  }

  async execute(told: OutsideRefund): Promise<BookedOutside> {
    const { payments, refunds } = this.#unitOfWork.direct;
    const known = await payments.find(told.paymentId);
    if (known === undefined) {
      return 'unknown_refund';
    }
    const own = (await refunds.ofPayment(known.id)).find((refund) => isCalled(refund, told, known));
    if (own !== undefined) {
      const isFirst = await this.#finish.succeed(own.id, told.providerRefundId);
      return isFirst ? 'booked' : 'already_booked';
    }
    const booked = await this.#unitOfWork.run((scope) => this.#book(scope, known, told));
    return booked.ok ? 'booked' : booked.error;
  }

  async #book(scope: Scope, known: Payment, told: OutsideRefund) {
    const account = await scope.credits.lock(known.userId);
    const payment = await scope.payments.lock(known.id);
    if ((await scope.refunds.findByProviderId(told.providerRefundId)) !== undefined) {
      return err('already_booked' as const);
    }
    if (payment === undefined) {
      return err('unknown_refund' as const);
    }
    const inviterId = payment.inviterReward?.inviterId;
    const inviter = inviterId === undefined ? undefined : await scope.credits.lock(inviterId);
    const earlier = (await scope.refunds.ofPayment(payment.id)).filter(
      ({ status }) => status !== 'canceled',
    );
    const quoted = quoteRefund(payment, earlier, told.amount, {
      available: account.available,
      inviterAvailable: inviter?.available ?? noCredits,
    });
    if (!quoted.ok) {
      return err('unknown_refund' as const);
    }
    const now = this.#clock.now();
    const id = refundId(this.#ids.uuid());
    const refund: Refund = {
      id,
      paymentId: payment.id,
      userId: payment.userId,
      amount: told.amount,
      status: 'succeeded',
      origin: 'outside',
      requestKey: `outside:${told.providerRefundId}`,
      creditsTaken: quoted.value.taken,
      inviterCreditsTaken: quoted.value.inviterTaken,
      shortfall: quoted.value.shortfall,
      idempotencyKey: id,
      keyedAt: now,
      providerRefundId: told.providerRefundId,
      checks: 0,
      createdAt: now,
      endedAt: now,
    };
    if (!(await scope.refunds.insert(refund))) {
      return err('already_booked' as const);
    }
    await takeBack(scope, refund, payment);
    await bookRefund(scope, payment, refund);
    return ok();
  }
}

/** Our own refund, told of before the answer to our call: Stars go back whole, so there is one. */
function isCalled(refund: Refund, { providerRefundId }: OutsideRefund, payment: Payment): boolean {
  return (
    refund.providerRefundId === providerRefundId ||
    (payment.method === 'stars' && refund.status === 'created')
  );
}
