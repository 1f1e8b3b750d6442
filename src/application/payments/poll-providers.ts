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
/** Longer than one look at a provider takes; a process that dies meanwhile loses so much time. */
const leaseMs = 60_000;

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
    const now = this.#clock.now();
    const leaseUntil = new Date(now.getTime() + leaseMs);
    for (const payment of await payments.claimDue(now, leaseUntil, batch)) {
      await this.#each(payment, payment.price, () => this.#check.execute(payment.id));
    }
    for (const refund of await refunds.claimDue(now, leaseUntil, batch)) {
      await this.#each(refund, refund.amount, () => this.#sendRefund.execute(refund.id));
    }
  }

  /** One that cannot be looked after must not keep the round from the others. */
  async #each(
    { id }: Payment | Refund,
    { currency }: Money,
    work: () => Promise<unknown>,
  ): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#logger.warn('payment_check_failed', { id }, error);
      if (error instanceof Outage) {
        const provider = currency === 'XTR' ? 'telegram' : 'yookassa';
        this.#alerts.raise({ kind: 'payment_provider_down', provider });
      }
    }
  }
}
