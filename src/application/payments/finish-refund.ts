import { credits, noCredits } from '../../domain/credits/credits.ts';
import { decimal, plus, sameMoney } from '../../domain/payments/money.ts';
import type { Payment } from '../../domain/payments/payment.ts';
import { type Refund, refundTransitions } from '../../domain/payments/refund.ts';
import type { RefundId } from '../../domain/shared/ids.ts';
import { err, ok } from '../../domain/shared/result.ts';
import { grant } from '../credits/grant.ts';
import { plainMoney } from '../notices.ts';
import type { Clock } from '../ports/clock.ts';
import type { Scope, UnitOfWork } from '../ports/unit-of-work.ts';
import { tell } from './tell.ts';

/** Every end of a refund: money and book, or neither. */
export class FinishRefund {
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;

  constructor(unitOfWork: UnitOfWork, clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
  }

  /** @returns false when it had ended before: nothing was changed. */
  succeed(id: RefundId, providerRefundId: string): Promise<boolean> {
    return this.#end(id, 'succeeded', async (scope, refund, payment) => {
      await scope.refunds.save(this.#ended(refund, { status: 'succeeded', providerRefundId }));
      await bookRefund(scope, payment, refund);
    });
  }

  /**
   * The money stayed: the credits come back.
   *
   * @param reason the provider's word
   */
  cancel(id: RefundId, reason: string): Promise<boolean> {
    return this.#end(id, 'canceled', async (scope, refund, payment) => {
      await scope.refunds.save(this.#ended(refund, { status: 'canceled', failure: reason }));
      await grant(scope, refund.userId, {
        kind: 'refund',
        amount: refund.creditsTaken,
        reference: `refund-failed:${id}`,
      });
      const inviterId = payment.inviterReward?.inviterId;
      if (inviterId !== undefined) {
        await grant(scope, inviterId, {
          kind: 'refund',
          amount: refund.inviterCreditsTaken,
          reference: `refund-failed-inviter:${id}`,
        });
      }
      await scope.payments.record(payment.id, { kind: 'refund_canceled', details: { reason } });
      await scope.operatorJournal.add({
        kind: 'refund_failed',
        paymentId: payment.id,
        refunded: plainMoney(refund.amount),
        reason,
      });
    });
  }

  #ended(refund: Refund, change: Partial<Refund>): Refund {
    return { ...refund, ...change, nextCheckAt: undefined, endedAt: this.#clock.now() };
  }

  async #end(
    id: RefundId,
    to: 'succeeded' | 'canceled',
    work: (scope: Scope, refund: Refund, payment: Payment) => Promise<void>,
  ): Promise<boolean> {
    const known = await this.#unitOfWork.direct.refunds.find(id);
    if (known === undefined) {
      return false;
    }
    const ended = await this.#unitOfWork.run(async (scope) => {
      // Account, payment, refund: the same order wherever these meet.
      await scope.credits.lock(known.userId);
      const payment = await scope.payments.lock(known.paymentId);
      const refund = await scope.refunds.lock(id);
      if (payment === undefined || refund === undefined) {
        throw new Error(`Cannot end refund ${id} as it or its payment vanished`);
      }
      if (!refundTransitions[refund.status].includes(to)) {
        return err('ended before' as const);
      }
      await work(scope, refund, payment);
      return ok();
    });
    return ended.ok;
  }
}

/** The money is back with the payer: the payment says so, and everybody concerned hears of it. */
export async function bookRefund(scope: Scope, payment: Payment, refund: Refund): Promise<void> {
  const { id, userId, price } = payment;
  const refunded = plus(payment.refunded, refund.amount);
  const status = sameMoney(refunded, price) ? 'refunded' : payment.status;
  await scope.payments.save({ ...payment, refunded, status });
  await scope.payments.record(id, {
    kind: 'refunded',
    details: { amount: decimal(refund.amount), credits: Number(refund.creditsTaken) },
  });
  const taken = Number(refund.creditsTaken);
  await tell(scope, userId, `refunded-${refund.id}`, {
    kind: 'payment_refunded',
    refunded: plainMoney(refund.amount),
    credits: taken,
  });
  await scope.operatorJournal.add({
    kind: 'payment_refunded',
    paymentId: id,
    userId,
    refunded: plainMoney(refund.amount),
    credits: taken,
    shortfall: Number(refund.shortfall),
    isOutside: refund.origin === 'outside',
  });
}

/** Takes credits back inside a transaction that holds the account's lock and has looked at it. */
export async function takeBack(
  scope: Scope,
  { id, userId, creditsTaken, inviterCreditsTaken }: Refund,
  payment: Payment,
): Promise<void> {
  const inviterId = payment.inviterReward?.inviterId;
  const takings = [
    { userId, amount: creditsTaken, reference: `refund:${id}` },
    ...(inviterId === undefined
      ? []
      : [
          {
            userId: inviterId,
            amount: inviterCreditsTaken,
            reference: `refund-inviter:${id}`,
          },
        ]),
  ].filter(({ amount }) => amount > noCredits);
  for (const { userId: from, amount, reference } of takings) {
    const posted = await scope.credits.post(from, {
      operation: 'revoke',
      kind: 'refund',
      amount: credits(amount),
      reference,
    });
    if (!posted.ok) {
      throw new Error(`Cannot post ${reference} as the ledger says ${posted.error.kind}`);
    }
  }
}
