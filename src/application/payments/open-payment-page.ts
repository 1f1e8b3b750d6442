import { isKeyFresh, isOpen, type Payment } from '../../domain/payments/payment.ts';
import type { PaymentId } from '../../domain/shared/ids.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import type { OperatorAlerts } from '../notices/operator-alerts.ts';
import type { Clock } from '../ports/clock.ts';
import type { PaymentGateway, ProviderPayment } from '../ports/payment-gateway.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { ApplyProviderPayment, PageOpener } from './apply-provider-payment.ts';
import { closeOrder } from './close-order.ts';

export interface PaymentPageUnavailable {
  readonly kind: 'payment_page_unavailable';
}

/** The provider's clock may be behind ours. */
const clockMarginMs = 600_000;

/**
 * Asks the provider for an order's payment page: the stored body under the stored key, so that
 * asking again, after whatever went wrong, gives the same page. Once the provider has forgotten the
 * key, its list is searched instead.
 *
 * - `payment_page_unavailable`: the order is closed, or the provider refuses it
 *
 * Throws `Outage` when the provider cannot be reached: the poll tries again.
 */
export class OpenPaymentPage {
  readonly #unitOfWork: UnitOfWork;
  readonly #gateway: PaymentGateway;
  readonly #apply: ApplyProviderPayment;
  readonly #alerts: OperatorAlerts;
  readonly #clock: Clock;

  constructor(
    unitOfWork: UnitOfWork,
    gateway: PaymentGateway,
    apply: ApplyProviderPayment,
    alerts: OperatorAlerts,
    clock: Clock,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#gateway = gateway;
    this.#apply = apply;
    this.#alerts = alerts;
    this.#clock = clock;
  }

  async execute(
    id: PaymentId,
    opener: PageOpener = 'user',
  ): Promise<Result<{ readonly url: string }, PaymentPageUnavailable>> {
    const { payments } = this.#unitOfWork.direct;
    const order = await payments.find(id);
    if (order?.status === 'created') {
      await this.#submit(order, opener);
    }
    const opened = order?.status === 'created' ? await payments.find(id) : order;
    return opened !== undefined && isOpen(opened.status) && opened.confirmationUrl !== undefined
      ? ok({ url: opened.confirmationUrl })
      : err({ kind: 'payment_page_unavailable' });
  }

  async #submit(order: Payment, opener: PageOpener): Promise<void> {
    const { id, idempotencyKey, providerRequest, createdAt } = order;
    if (providerRequest === undefined) {
      throw new Error(`Cannot ask for the payment page of ${id} as it has none`);
    }
    if (!isKeyFresh(createdAt, this.#clock.now())) {
      const found = await this.#search(order);
      await (found === undefined
        ? closeOrder(this.#unitOfWork, id, 'expired', 'never_opened')
        : this.#apply.execute(found, opener));
      return;
    }
    const created = await this.#gateway.createPayment(idempotencyKey, providerRequest);
    if (created.ok) {
      await this.#apply.execute(created.value, opener);
      return;
    }
    this.#alerts.raise({ kind: 'payment_provider_refuses', code: created.error.code });
    await closeOrder(this.#unitOfWork, id, 'canceled', created.error.code);
  }

  async #search({ id, createdAt }: Payment): Promise<ProviderPayment | undefined> {
    const from = new Date(createdAt.getTime() - clockMarginMs);
    for await (const payment of this.#gateway.payments(from, this.#clock.now())) {
      if (payment.orderId === id) {
        return payment;
      }
    }
    return undefined;
  }
}
