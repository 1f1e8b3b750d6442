import type { Clock } from '../../src/application/ports/clock.ts';
import type {
  GatewayRefusal,
  ProviderPayment,
  ProviderRefund,
} from '../../src/application/ports/payment-gateway.ts';
import { type Money, minus, money, noMoney, plus } from '../../src/domain/payments/money.ts';
import type { PaymentId, RefundId } from '../../src/domain/shared/ids.ts';
import { err, ok, type Result } from '../../src/domain/shared/result.ts';

export interface NewProviderPayment {
  readonly amount: Money;
  readonly orderId?: PaymentId | undefined;
}

export interface NewProviderRefund {
  readonly paymentId: string;
  readonly amount: Money;
  readonly refundId?: RefundId | undefined;
}

/** How the next refunds begin; they succeed at once when nothing is said. */
export interface RefundBeginning {
  readonly status: ProviderRefund['status'];
  readonly reason?: string | undefined;
}

/** The provider's own books in memory: what can happen to a payment and its refunds. */
export class ProviderBook {
  readonly payments = new Map<string, ProviderPayment>();
  readonly refunds = new Map<string, ProviderRefund>();
  readonly beginnings: RefundBeginning[] = [];
  readonly #clock: Clock;
  #lastId = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  open({ amount, orderId }: NewProviderPayment): ProviderPayment {
    const id = this.#nextId();
    return this.#keep({
      id,
      status: 'pending',
      amount,
      refunded: noMoney(amount.currency),
      orderId,
      confirmationUrl: `https://pay.example/${id}`,
      createdAt: this.#clock.now(),
    });
  }

  /** @throws Error when the payment is not in this state: then the test is wrong. */
  move(
    id: string,
    from: ProviderPayment['status'],
    to: ProviderPayment['status'],
    cancelReason?: string,
  ): ProviderPayment {
    const payment = this.payment(id);
    if (payment.status !== from) {
      throw new Error(`Cannot move payment ${id} to ${to} as it is ${payment.status}`);
    }
    return this.#keep({
      ...payment,
      status: to,
      confirmationUrl: undefined,
      cancelReason,
      capturedAt: to === 'succeeded' ? this.#clock.now() : undefined,
    });
  }

  /** @throws Error when there is none. */
  payment(id: string): ProviderPayment {
    const payment = this.payments.get(id);
    if (payment === undefined) {
      throw new Error(`Cannot find payment ${id}`);
    }
    return payment;
  }

  refund(wanted: NewProviderRefund): Result<ProviderRefund, GatewayRefusal> {
    const payment = this.payments.get(wanted.paymentId);
    if (payment?.status !== 'succeeded') {
      return err(invalid('The payment cannot be refunded (payment_id)'));
    }
    const { minor } = wanted.amount;
    if (minor === 0n || minor > this.leftToRefund(payment).minor) {
      return err(invalid('The refund is larger than what is left (amount.value)'));
    }
    const beginning = this.beginnings.shift() ?? { status: 'succeeded' };
    const pending: ProviderRefund = {
      id: this.#nextId(),
      paymentId: wanted.paymentId,
      status: 'pending',
      amount: wanted.amount,
      refundId: wanted.refundId,
      createdAt: this.#clock.now(),
    };
    this.refunds.set(pending.id, pending);
    return ok(
      beginning.status === 'pending'
        ? pending
        : this.settle(pending.id, beginning.status, beginning.reason),
    );
  }

  /** @throws Error unless the refund is pending: then the test is wrong. */
  settle(
    id: string,
    status: 'succeeded' | 'canceled',
    reason: string = 'general_decline',
  ): ProviderRefund {
    const refund = this.refunds.get(id);
    if (refund?.status !== 'pending') {
      throw new Error(`Cannot settle refund ${id} as it is ${refund?.status ?? 'unknown'}`);
    }
    const cancelReason = status === 'canceled' ? reason : undefined;
    const settled: ProviderRefund = { ...refund, status, cancelReason };
    this.refunds.set(id, settled);
    if (status === 'succeeded') {
      const payment = this.payment(refund.paymentId);
      this.#keep({ ...payment, refunded: plus(payment.refunded, refund.amount) });
    }
    return settled;
  }

  /** Refunds under way count as made. */
  leftToRefund(payment: ProviderPayment): Money {
    const underWay = [...this.refunds.values()]
      .filter(({ paymentId, status }) => paymentId === payment.id && status === 'pending')
      .reduce((sum, { amount }) => sum + amount.minor, 0n);
    const { amount, refunded } = payment;
    return minus(minus(amount, refunded), money(underWay, amount.currency));
  }

  #keep(payment: ProviderPayment): ProviderPayment {
    this.payments.set(payment.id, payment);
    return payment;
  }

  /** Of the shape of YooKassa's ids. */
  #nextId(): string {
    this.#lastId += 1;
    return `30000000-000f-5000-8000-${String(this.#lastId).padStart(12, '0')}`;
  }
}

export const invalid = (description: string): GatewayRefusal => ({
  kind: 'refused',
  code: 'invalid_request',
  description,
});
