import type { Clock } from '../ports/clock.ts';
import type { JobOutcome } from '../ports/job-queue.ts';
import type { Logger } from '../ports/logger.ts';
import type { PaymentGateway, ProviderRefund } from '../ports/payment-gateway.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { ApplyProviderPayment } from './apply-provider-payment.ts';
import type { ApplyProviderRefund } from './apply-provider-refund.ts';

/** Of the provider's ids; anything else is not worth asking about. */
const idPattern = /^[\w-]{1,64}$/;

/**
 * Reads a notification for one thing alone: which payment or refund to look at. What is true about
 * it the provider itself is asked, so a forged or stale notification changes nothing.
 */
export class HandleNotification {
  readonly #unitOfWork: UnitOfWork;
  readonly #gateway: PaymentGateway;
  readonly #applyPayment: ApplyProviderPayment;
  readonly #applyRefund: ApplyProviderRefund;
  readonly #clock: Clock;
  readonly #logger: Logger;

  constructor(
    unitOfWork: UnitOfWork,
    gateway: PaymentGateway,
    applyPayment: ApplyProviderPayment,
    applyRefund: ApplyProviderRefund,
    clock: Clock,
    logger: Logger,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#gateway = gateway;
    this.#applyPayment = applyPayment;
    this.#applyRefund = applyRefund;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Throws `Outage` when the provider cannot be asked: the job is tried again. */
  async execute(notificationId: string): Promise<JobOutcome> {
    const { paymentInbox } = this.#unitOfWork.direct;
    const notification = await paymentInbox.find(notificationId);
    if (notification !== undefined) {
      const outcome = await this.#look(notification.body);
      this.#logger.info('payment_notification', { notificationId, outcome });
      await paymentInbox.done(notificationId, outcome, this.#clock.now());
    }
    return { kind: 'done' };
  }

  async #look(body: string): Promise<string> {
    const pointer = pointerIn(body);
    if (pointer === undefined) {
      return 'malformed';
    }
    const { event, id } = pointer;
    if (event.startsWith('payment.')) {
      const payment = await this.#gateway.findPayment(id);
      return payment === undefined ? 'unknown_payment' : this.#applyPayment.execute(payment);
    }
    if (event.startsWith('refund.')) {
      const refund = await this.#gateway.findRefund(id);
      return refund === undefined ? 'unknown_refund' : this.#lookAtRefund(refund);
    }
    return 'ignored';
  }

  /** Notifications come in any order: the payment that was given back may not be booked yet. */
  async #lookAtRefund(refund: ProviderRefund): Promise<string> {
    const outcome = await this.#applyRefund.execute(refund);
    if (outcome !== 'unknown_refund') {
      return outcome;
    }
    const payment = await this.#gateway.findPayment(refund.paymentId);
    if (payment === undefined) {
      return outcome;
    }
    await this.#applyPayment.execute(payment);
    return this.#applyRefund.execute(refund);
  }
}

function pointerIn(body: string): { readonly event: string; readonly id: string } | undefined {
  try {
    const { event, object } = JSON.parse(body) as {
      readonly event?: unknown;
      readonly object?: { readonly id?: unknown } | null;
    };
    const id = object?.id;
    return typeof event === 'string' && typeof id === 'string' && idPattern.test(id)
      ? { event, id }
      : undefined;
  } catch {
    return undefined;
  }
}
