import { checkDelayMs, isOpen, type Payment } from '../../domain/payments/payment.ts';
import type { PaymentId } from '../../domain/shared/ids.ts';
import { err, ok } from '../../domain/shared/result.ts';
import type { Clock } from '../ports/clock.ts';
import type { PaymentGateway } from '../ports/payment-gateway.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { ApplyProviderPayment } from './apply-provider-payment.ts';
import { closeOrder } from './close-order.ts';
import type { OpenPaymentPage } from './open-payment-page.ts';

/** What only a configured provider can answer; absent in an installation without one. */
export interface PaymentPages {
  readonly gateway: PaymentGateway;
  readonly open: OpenPaymentPage;
  readonly apply: ApplyProviderPayment;
}

/**
 * Looks after one open order: finishes what a crash interrupted, asks the provider about it, ends
 * it when its time is over. Throws `Outage` when the provider cannot be reached.
 */
export class CheckPayment {
  readonly #unitOfWork: UnitOfWork;
  readonly #pages: PaymentPages | undefined;
  readonly #clock: Clock;

  constructor(unitOfWork: UnitOfWork, pages: PaymentPages | undefined, clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#pages = pages;
    this.#clock = clock;
  }

  /** @returns the payment as it is then. */
  async execute(id: PaymentId): Promise<Payment | undefined> {
    const { payments } = this.#unitOfWork.direct;
    const payment = await payments.find(id);
    if (payment === undefined || !isOpen(payment.status)) {
      return payment;
    }
    await (payment.method === 'yookassa' ? this.#checkPage(payment) : this.#checkInvoice(payment));
    return payments.find(id);
  }

  async #checkInvoice({ id, expiresAt }: Payment): Promise<void> {
    if (this.#clock.now() >= expiresAt) {
      await closeOrder(this.#unitOfWork, id, 'expired', 'not_paid_in_time');
    }
  }

  async #checkPage(payment: Payment): Promise<void> {
    const pages = this.#pages;
    const { id, status, providerPaymentId } = payment;
    if (pages === undefined) {
      // Its provider is no longer configured: nobody can be asked, and nobody should pay any more.
      await this.#checkInvoice(payment);
      return;
    }
    if (status === 'created' || providerPaymentId === undefined) {
      // The page was not there when its user asked for it: now it is sent.
      await pages.open.execute(id, 'background');
      return;
    }
    const found = await pages.gateway.findPayment(providerPaymentId);
    if (found === undefined) {
      await closeOrder(this.#unitOfWork, id, 'expired', 'unknown_to_provider');
    } else if ((await pages.apply.execute(found)) === 'pending') {
      await this.#putOff(id);
    }
  }

  async #putOff(id: PaymentId): Promise<void> {
    await this.#unitOfWork.run(async (scope) => {
      const payment = await scope.payments.lock(id);
      if (payment === undefined || !isOpen(payment.status)) {
        return err('closed' as const);
      }
      const checks = payment.checks + 1;
      const nextCheckAt = new Date(this.#clock.now().getTime() + checkDelayMs(checks));
      await scope.payments.save({ ...payment, checks, nextCheckAt });
      return ok();
    });
  }
}
