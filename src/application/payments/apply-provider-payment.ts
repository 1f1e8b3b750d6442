import { checkDelayMs, type Payment } from '../../domain/payments/payment.ts';
import { assertNever } from '../../domain/shared/assert-never.ts';
import { err, ok } from '../../domain/shared/result.ts';
import { plainMoney } from '../notices.ts';
import type { Clock } from '../ports/clock.ts';
import type { PaymentGateway, ProviderPayment } from '../ports/payment-gateway.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { closeOrder } from './close-order.ts';
import type { SettlePayment } from './settle-payment.ts';
import { tell } from './tell.ts';

export type PageOpener = 'user' | 'background';

export type AppliedOutcome =
  /** Credited now, or before. */
  | 'settled'
  | 'already_settled'
  | 'pending'
  | 'canceled'
  /** Nothing of ours. */
  | 'unknown_payment';

/** The provider gives up on a payer who does not confirm in time. */
const expiredReason = 'expired_on_confirmation';

/** Brings our book to where the provider's payment is. Safe to repeat, in any order, from many sides. */
export class ApplyProviderPayment {
  readonly #unitOfWork: UnitOfWork;
  readonly #gateway: PaymentGateway;
  readonly #settle: SettlePayment;
  readonly #clock: Clock;

  constructor(
    unitOfWork: UnitOfWork,
    gateway: PaymentGateway,
    settle: SettlePayment,
    clock: Clock,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#gateway = gateway;
    this.#settle = settle;
    this.#clock = clock;
  }

  /**
   * @param provider as the provider itself told it, never a notification's own words
   * @param opener whoever opens an order's page: `user` waits for it and is shown it, else it is sent
   */
  async execute(provider: ProviderPayment, opener: PageOpener = 'user'): Promise<AppliedOutcome> {
    const { payments } = this.#unitOfWork.direct;
    const order =
      (await payments.findByProviderId(provider.id)) ??
      (provider.orderId === undefined ? undefined : await payments.find(provider.orderId));
    if (order === undefined) {
      return 'unknown_payment';
    }
    switch (provider.status) {
      case 'pending':
        await this.#open(order, provider, opener);
        return 'pending';
      case 'waiting_for_capture':
        return this.#capture(provider);
      case 'succeeded':
        return this.#succeed(order, provider);
      case 'canceled':
        return this.#cancel(order, provider);
      default:
        return assertNever(provider.status);
    }
  }

  async #open(
    { id }: Payment,
    { id: providerPaymentId, confirmationUrl }: ProviderPayment,
    opener: PageOpener,
  ) {
    await this.#unitOfWork.run(async (scope) => {
      const order = await scope.payments.lock(id);
      if (order?.status !== 'created') {
        return err('opened before' as const);
      }
      const nextCheckAt = new Date(this.#clock.now().getTime() + checkDelayMs(0));
      await scope.payments.save({
        ...order,
        status: 'pending',
        providerPaymentId,
        confirmationUrl,
        checks: 0,
        nextCheckAt,
      });
      await scope.payments.record(id, { kind: 'opened', details: { providerPaymentId } });
      // In the same transaction: a page that is open and that nobody was sent would be lost.
      if (opener === 'background' && confirmationUrl !== undefined) {
        const price = plainMoney(order.price);
        const notice = {
          kind: 'payment_page_ready',
          url: confirmationUrl,
          price,
          paymentId: id,
        } as const;
        await tell(scope, order.userId, `page-${id}`, notice);
      }
      return ok();
    });
  }

  /** We always ask for both steps at once; a shop set up otherwise takes the second from here. */
  async #capture({ id }: ProviderPayment): Promise<AppliedOutcome> {
    const captured = await this.#gateway.capturePayment(`capture-${id}`, id);
    return captured.ok && captured.value.status !== 'waiting_for_capture'
      ? this.execute(captured.value)
      : 'pending';
  }

  async #succeed(order: Payment, provider: ProviderPayment): Promise<AppliedOutcome> {
    if (order.providerPaymentId === provider.id && order.chargeId !== undefined) {
      return 'already_settled';
    }
    const settled = await this.#settle.execute({
      method: order.method,
      chargeId: provider.id,
      providerPaymentId: provider.id,
      orderId: order.id,
      amount: provider.amount,
      paidAt: provider.capturedAt ?? this.#clock.now(),
    });
    if (!settled.ok) {
      return 'unknown_payment';
    }
    return settled.value.isRepeat ? 'already_settled' : 'settled';
  }

  async #cancel(order: Payment, provider: ProviderPayment): Promise<AppliedOutcome> {
    const isOther =
      order.providerPaymentId !== undefined && order.providerPaymentId !== provider.id;
    if (!isOther) {
      const reason = provider.cancelReason ?? 'unknown';
      const to = reason === expiredReason ? 'expired' : 'canceled';
      await closeOrder(this.#unitOfWork, order.id, to, reason);
    }
    return 'canceled';
  }
}
