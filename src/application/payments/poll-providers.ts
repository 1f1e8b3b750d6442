import type { Money } from '../../domain/payments/money.ts';
import type { Payment } from '../../domain/payments/payment.ts';
import type { Refund } from '../../domain/payments/refund.ts';
import type { OperatorAlerts } from '../notices/operator-alerts.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import { Outage } from '../ports/outage.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { CheckPayment } from './check-payment.ts';
import type { SendRefund } from './send-refund.ts';

const batch = 50;
/** A provider that is away is left alone for the rest of the round. */
const mostOutages = 3;
/** Longer than one look at a provider takes; a process that dies meanwhile loses so much time. */
const leaseMs = 60_000;

interface Due<T> {
  claimDue(now: Date, leaseUntil: Date, limit: number): Promise<readonly T[]>;
}

/**
 * Asks the providers about every open order and refund whose time has come. Nothing depends on a
 * webhook alone, and two processes never ask about the same one at once.
 */
export class PollProviders {
  readonly #unitOfWork: UnitOfWork;
  readonly #check: CheckPayment;
  readonly #sendRefund: SendRefund;
  readonly #alerts: OperatorAlerts;
  readonly #clock: Clock;
  readonly #logger: Logger;

  constructor(
    unitOfWork: UnitOfWork,
    check: CheckPayment,
    sendRefund: SendRefund,
    alerts: OperatorAlerts,
    clock: Clock,
    logger: Logger,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#check = check;
    this.#sendRefund = sendRefund;
    this.#alerts = alerts;
    this.#clock = clock;
    this.#logger = logger;
  }

  async execute(): Promise<void> {
    const { payments, refunds } = this.#unitOfWork.direct;
    await this.#round(
      payments,
      ({ price }) => price,
      ({ id }) => this.#check.execute(id),
    );
    await this.#round(
      refunds,
      ({ amount }) => amount,
      ({ id }) => this.#sendRefund.execute(id),
    );
  }

  /** One after the other, each leased when its turn comes: a provider that hangs takes long over each. */
  async #round<T extends Payment | Refund>(
    repository: Due<T>,
    moneyOf: (due: T) => Money,
    work: (due: T) => Promise<unknown>,
  ): Promise<void> {
    const dueBy = this.#clock.now();
    let outages = 0;
    for (let done = 0; done < batch && outages < mostOutages; done += 1) {
      const leaseUntil = new Date(this.#clock.now().getTime() + leaseMs);
      const [due] = await repository.claimDue(dueBy, leaseUntil, 1);
      if (due === undefined) {
        return;
      }
      outages += (await this.#each(due, moneyOf(due), () => work(due))) ? 0 : 1;
    }
  }

  /**
   * One that cannot be looked after must not keep the round from the others.
   *
   * @returns false when its provider was away
   */
  async #each(
    { id }: Payment | Refund,
    { currency }: Money,
    work: () => Promise<unknown>,
  ): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      this.#logger.warn('payment_check_failed', { id }, error);
      if (error instanceof Outage) {
        const provider = currency === 'XTR' ? 'telegram' : 'yookassa';
        this.#alerts.raise({ kind: 'payment_provider_down', provider });
      }
      return !(error instanceof Outage);
    }
  }
}
