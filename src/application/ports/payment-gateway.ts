import type { Money } from '../../domain/payments/money.ts';
import type { Receipt } from '../../domain/payments/receipt.ts';
import type { PaymentId, RefundId } from '../../domain/shared/ids.ts';
import type { Result } from '../../domain/shared/result.ts';
import type { Language } from '../../domain/users/user.ts';

/** What a payment page is asked for. */
export interface PaymentPageOrder {
  readonly orderId: PaymentId;
  readonly amount: Money;
  /** At most 128 characters are used. */
  readonly description: string;
  /** Where the payer goes afterwards. */
  readonly returnUrl: string;
  readonly language: Language;
  readonly receipt?: Receipt | undefined;
}

export interface RefundOrder {
  readonly refundId: RefundId;
  readonly providerPaymentId: string;
  readonly amount: Money;
  readonly description: string;
  readonly receipt?: Receipt | undefined;
}

/** A payment as the provider knows it: the only source of truth about money. */
export interface ProviderPayment {
  readonly id: string;
  readonly status: 'pending' | 'waiting_for_capture' | 'succeeded' | 'canceled';
  readonly amount: Money;
  readonly refunded: Money;
  /** Our order, when we made it. */
  readonly orderId?: PaymentId | undefined;
  readonly confirmationUrl?: string | undefined;
  /** The provider's word, e.g. `expired_on_confirmation`. */
  readonly cancelReason?: string | undefined;
  readonly createdAt: Date;
  readonly capturedAt?: Date | undefined;
}

export interface ProviderRefund {
  readonly id: string;
  readonly paymentId: string;
  readonly status: 'pending' | 'succeeded' | 'canceled';
  readonly amount: Money;
  /** Our refund, when we made it. */
  readonly refundId?: RefundId | undefined;
  readonly cancelReason?: string | undefined;
  readonly createdAt: Date;
}

/** The provider read the call and will not do it: the same call would be refused again. */
export interface GatewayRefusal {
  readonly kind: 'refused';
  /** e.g. `invalid_request`. */
  readonly code: string;
  readonly description: string;
}

/**
 * A payment provider with a payment page. Bodies are prepared first and stored by the caller, so
 * that a repetition sends the same bytes under the same idempotency key.
 *
 * Every call throws `Outage` when its outcome is unknown: network, time-out, 5xx, too many requests.
 */
export interface PaymentGateway {
  preparePayment(order: PaymentPageOrder): string;
  createPayment(
    idempotencyKey: string,
    body: string,
  ): Promise<Result<ProviderPayment, GatewayRefusal>>;
  /** @returns undefined when the provider knows no such payment of ours. */
  findPayment(id: string): Promise<ProviderPayment | undefined>;
  /** Takes the money that a payer has approved and that was not taken yet. */
  capturePayment(
    idempotencyKey: string,
    id: string,
  ): Promise<Result<ProviderPayment, GatewayRefusal>>;
  /** Made in a time span, newest first. */
  payments(from: Date, until: Date): AsyncIterable<ProviderPayment>;
  prepareRefund(order: RefundOrder): string;
  createRefund(
    idempotencyKey: string,
    body: string,
  ): Promise<Result<ProviderRefund, GatewayRefusal>>;
  findRefund(id: string): Promise<ProviderRefund | undefined>;
  /** Made in a time span, newest first; of one payment, when it is named. */
  refunds(from: Date, until: Date, providerPaymentId?: string): AsyncIterable<ProviderRefund>;
}
