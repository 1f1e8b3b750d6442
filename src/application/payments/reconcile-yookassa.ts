import type { Difference } from '../../domain/payments/difference.ts';
import { sameMoney } from '../../domain/payments/money.ts';
import { isPaid, type Payment } from '../../domain/payments/payment.ts';
import type { Clock } from '../ports/clock.ts';
import type { PaymentGateway, ProviderPayment, ProviderRefund } from '../ports/payment-gateway.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { ApplyProviderPayment } from './apply-provider-payment.ts';
import type { ApplyProviderRefund } from './apply-provider-refund.ts';
import type { NoteDifference } from './note-difference.ts';

const dayMs = 86_400_000;
/** Read again, though compared before: what was made then may have ended since. */
const overlapMs = dayMs;
/** At least, and before the first comparison. */
const spanMs = 3 * dayMs;
/** What is younger may still be on its way to us. */
const settlingMs = 900_000;

/** Compares YooKassa's own lists with our book: the last word on what a lost webhook left behind. */
export class ReconcileYooKassa {
  readonly #unitOfWork: UnitOfWork;
  readonly #gateway: PaymentGateway;
  readonly #applyPayment: ApplyProviderPayment;
  readonly #applyRefund: ApplyProviderRefund;
  readonly #note: NoteDifference;
  readonly #clock: Clock;

  constructor(
    unitOfWork: UnitOfWork,
    gateway: PaymentGateway,
    applyPayment: ApplyProviderPayment,
    applyRefund: ApplyProviderRefund,
    note: NoteDifference,
    clock: Clock,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#gateway = gateway;
    this.#applyPayment = applyPayment;
    this.#applyRefund = applyRefund;
    this.#note = note;
    this.#clock = clock;
  }

  /** @returns how many differences were found that were not known yet. */
  async execute(): Promise<number> {
    const now = this.#clock.now().getTime();
    const { reconciliation } = this.#unitOfWork.direct;
    const compared = (await reconciliation.yookassaComparedUntil())?.getTime() ?? now;
    // However long nobody compared: nothing in between is left out.
    const from = new Date(Math.min(now - spanMs, compared - overlapMs));
    const until = new Date(now - settlingMs);
    const seen = new Set<string>();
    let found = 0;
    for await (const payment of this.#gateway.payments(from, until)) {
      seen.add(payment.id);
      if (payment.status === 'succeeded') {
        const entry = entryOf(payment, 'payment_not_booked');
        found += await this.#note.compared(entry, () => this.#comparePayment(payment));
      }
    }
    found += await this.#note.all(await this.#missing(from, until, seen));
    for await (const refund of this.#gateway.refunds(from, until)) {
      if (refund.status === 'succeeded') {
        const entry = entryOf(refund, 'refund_not_booked');
        found += await this.#note.compared(entry, () => this.#compareRefund(refund));
      }
    }
    await reconciliation.setYookassaComparedUntil(until);
    return found;
  }

  async #comparePayment(provider: ProviderPayment): Promise<readonly Difference[]> {
    const { payments } = this.#unitOfWork.direct;
    const { id: providerId, amount } = provider;
    const booked = await payments.findByProviderId(providerId);
    const common = { provider: 'yookassa' as const, providerId, amount };
    if (booked !== undefined && isPaid(booked.status)) {
      return sameMoney(booked.price, amount)
        ? []
        : [
            {
              ...common,
              kind: 'amount_differs',
              booked: booked.price,
              paymentId: booked.id,
              repaired: false,
            },
          ];
    }
    const outcome = await this.#applyPayment.execute(provider);
    if (outcome === 'already_settled') {
      return [];
    }
    const now = await payments.findByProviderId(providerId);
    return [
      {
        ...common,
        kind: 'payment_not_booked',
        paymentId: now?.id,
        repaired: outcome === 'settled' && now?.origin !== 'unmatched',
      },
    ];
  }

  /** Ours that the list lacks are asked for by name: they may have been made before its span. */
  async #missing(
    from: Date,
    until: Date,
    seen: ReadonlySet<string>,
  ): Promise<readonly Difference[]> {
    const { payments } = this.#unitOfWork.direct;
    const methods = ['yookassa', 'telegram_yookassa'] as const;
    const missing: Difference[] = [];
    for (const payment of await payments.paidBetween(methods, from, until)) {
      const providerId = payment.providerPaymentId;
      if (providerId !== undefined && !seen.has(providerId)) {
        missing.push(...(await this.#ask(payment, providerId)));
      }
    }
    return missing;
  }

  async #ask({ id, price }: Payment, providerId: string): Promise<readonly Difference[]> {
    const found = await this.#gateway.findPayment(providerId);
    return found?.status === 'succeeded'
      ? []
      : [
          {
            kind: 'payment_not_at_provider',
            provider: 'yookassa',
            providerId,
            amount: price,
            paymentId: id,
            repaired: false,
          },
        ];
  }

  async #compareRefund(provider: ProviderRefund): Promise<readonly Difference[]> {
    const { refunds, payments } = this.#unitOfWork.direct;
    const outcome = await this.#applyRefund.execute(provider);
    if (outcome === 'already_booked') {
      return [];
    }
    const [refund, payment] = [
      await refunds.findByProviderId(provider.id),
      await payments.findByProviderId(provider.paymentId),
    ];
    return [
      {
        kind: 'refund_not_booked',
        provider: 'yookassa',
        providerId: provider.id,
        amount: provider.amount,
        paymentId: payment?.id,
        refundId: refund?.id,
        repaired: outcome === 'booked',
      },
    ];
  }
}

/** A part of the provider's list as it is noted when it cannot be booked. */
function entryOf(
  { id: providerId, amount }: ProviderPayment | ProviderRefund,
  kind: 'payment_not_booked' | 'refund_not_booked',
): Difference {
  return { kind, provider: 'yookassa', providerId, amount, repaired: false };
}
