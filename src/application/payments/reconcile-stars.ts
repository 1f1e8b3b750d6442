import type { Difference } from '../../domain/payments/difference.ts';
import { paymentIdIn } from '../../domain/payments/payment.ts';
import type { Clock } from '../ports/clock.ts';
import type { StarInvoice, StarsGateway, StarTransaction } from '../ports/stars-gateway.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { BookOutsideRefund } from './book-outside-refund.ts';
import type { NoteDifference } from './note-difference.ts';
import type { SettlePayment } from './settle-payment.ts';

const page = 100;
/** Read once more on the next day: they may have been on their way to us. */
const overlap = 200;
/** What is younger may still be on its way to us. */
const settlingMs = 900_000;
/** Telegram's list and its messages may name times that differ by so much. */
const marginMs = 60_000;
const longestLookBackMs = 7 * 86_400_000;

/** Compares Telegram's list of the bot's Stars with our book. The list is oldest first and only grows. */
export class ReconcileStars {
  readonly #unitOfWork: UnitOfWork;
  readonly #stars: StarsGateway;
  readonly #settle: SettlePayment;
  readonly #bookRefund: BookOutsideRefund;
  readonly #note: NoteDifference;
  readonly #clock: Clock;

  constructor(
    unitOfWork: UnitOfWork,
    stars: StarsGateway,
    settle: SettlePayment,
    bookRefund: BookOutsideRefund,
    note: NoteDifference,
    clock: Clock,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#stars = stars;
    this.#settle = settle;
    this.#bookRefund = bookRefund;
    this.#note = note;
    this.#clock = clock;
  }

  /** @returns how many differences were found that were not known yet. */
  async execute(): Promise<number> {
    const { reconciliation } = this.#unitOfWork.direct;
    const settledBefore = new Date(this.#clock.now().getTime() - settlingMs);
    const start = Math.max(0, (await reconciliation.starOffset()) - overlap);
    const seen = new Set<string>();
    let since: Date | undefined = start === 0 ? new Date(0) : undefined;
    let found = 0;
    let compared = start;
    for (let offset = start; ; ) {
      const transactions = await this.#stars.transactions(offset, page);
      for (const transaction of transactions) {
        since ??= transaction.at;
        seen.add(transaction.id);
      }
      const settled = transactions.filter(({ at }) => at < settledBefore);
      for (const transaction of settled) {
        found += await this.#compare(transaction);
      }
      // Never beyond what was still on its way to us: the list is read on from here the next time.
      if (compared === offset) {
        compared += settled.length;
        await reconciliation.setStarOffset(compared);
      }
      offset += transactions.length;
      if (transactions.length < page) {
        break;
      }
    }
    return found + (await this.#missing(since, settledBefore, seen));
  }

  async #compare(transaction: StarTransaction): Promise<number> {
    const { invoice, direction, id: providerId, amount } = transaction;
    if (invoice === undefined) {
      return 0;
    }
    const entry = { provider: 'telegram' as const, providerId, amount, repaired: false };
    return direction === 'in'
      ? this.#note.compared({ ...entry, kind: 'payment_not_booked' }, () =>
          this.#comparePayment(transaction, invoice),
        )
      : this.#note.compared({ ...entry, kind: 'refund_not_booked' }, () =>
          this.#compareRefund(transaction),
        );
  }

  async #comparePayment(
    { id, amount, at }: StarTransaction,
    { userId, payload }: StarInvoice,
  ): Promise<readonly Difference[]> {
    const { payments } = this.#unitOfWork.direct;
    if ((await payments.findByCharge('stars', id)) !== undefined) {
      return [];
    }
    const settled = await this.#settle.execute({
      method: 'stars',
      chargeId: id,
      orderId: paymentIdIn(payload),
      payerId: userId,
      amount,
      paidAt: at,
    });
    return [
      {
        kind: 'payment_not_booked',
        provider: 'telegram',
        providerId: id,
        amount,
        paymentId: settled.ok ? settled.value.payment.id : undefined,
        repaired: settled.ok && settled.value.payment.origin !== 'unmatched',
      },
    ];
  }

  async #compareRefund({ id, amount }: StarTransaction): Promise<readonly Difference[]> {
    const { payments, refunds } = this.#unitOfWork.direct;
    if ((await refunds.findByProviderId(id))?.status === 'succeeded') {
      return [];
    }
    const payment = await payments.findByCharge('stars', id);
    const outcome =
      payment === undefined
        ? 'unknown_refund'
        : await this.#bookRefund.execute({ paymentId: payment.id, providerRefundId: id, amount });
    if (outcome === 'already_booked') {
      return [];
    }
    return [
      {
        kind: 'refund_not_booked',
        provider: 'telegram',
        providerId: id,
        amount,
        paymentId: payment?.id,
        refundId: (await refunds.findByProviderId(id))?.id,
        repaired: outcome === 'booked',
      },
    ];
  }

  /** Ours within the part of the list that was read, and not in it. */
  async #missing(since: Date | undefined, until: Date, seen: ReadonlySet<string>): Promise<number> {
    if (since === undefined) {
      return 0;
    }
    const earliest = new Date(until.getTime() - longestLookBackMs);
    // What was paid just before the first one that was read may have been booked just after it.
    const first = new Date(since.getTime() + marginMs);
    const from = first > earliest ? first : earliest;
    const paid = await this.#unitOfWork.direct.payments.paidBetween(['stars'], from, until);
    return this.#note.all(
      paid.flatMap(({ id, chargeId, price }): Difference[] =>
        chargeId === undefined || seen.has(chargeId)
          ? []
          : [
              {
                kind: 'payment_not_at_provider',
                provider: 'telegram',
                providerId: chargeId,
                amount: price,
                paymentId: id,
                repaired: false,
              },
            ],
      ),
    );
  }
}
