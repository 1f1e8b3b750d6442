import type {
  Confirmation,
  Metadata,
  MethodName,
  Payment,
  PaymentCancelReason,
  PaymentMethod,
  PaymentStatus,
} from '../objects.ts';
import { roubles } from './money.ts';

/** A payment as the stand-in keeps it; `paymentView` makes YooKassa's object of it. */
export type PaymentRecord = {
  readonly id: string;
  readonly shopId: string;
  readonly gatewayId: string;
  /** A partial capture lowers it. */
  amountKopecks: bigint;
  readonly capture: boolean;
  /** What the payer can choose from. */
  readonly methods: readonly MethodName[];
  readonly hasReceipt: boolean;
  readonly description: string | undefined;
  readonly metadata: Metadata | undefined;
  readonly merchantCustomerId: string | undefined;
  readonly confirmation: Confirmation | undefined;
  /** Language of the payment page, when the shop asked for one. */
  readonly locale: 'ru' | 'en' | undefined;
  readonly returnUrl: string | undefined;
  status: PaymentStatus;
  method: PaymentMethod | undefined;
  createdAtMs: number;
  capturedAtMs: number | undefined;
  holdEndsAtMs: number | undefined;
  cancellation: Payment['cancellation_details'];
  refundedKopecks: bigint;
  /** Refunds under way: no longer there for another one. */
  reservedKopecks: bigint;
  /** Ends the wait for what comes next by itself: expiry, the end of the hold. */
  stopWaiting: () => void;
};

/** The fee and the VAT on it, withheld from what the shop gets. Invented figures. */
const FEE_PERMILLE = 35n;
const VAT_PERCENT = 22n;

export function leftToRefund(payment: PaymentRecord): bigint {
  if (payment.status !== 'succeeded') return 0n;
  return payment.amountKopecks - payment.refundedKopecks - payment.reservedKopecks;
}

export function paymentView(payment: PaymentRecord): Payment {
  const { status } = payment;
  return {
    id: payment.id,
    status,
    amount: roubles(payment.amountKopecks),
    ...(status === 'succeeded' ? { income_amount: roubles(incomeOf(payment)) } : {}),
    ...optional('description', payment.description),
    recipient: { account_id: payment.shopId, gateway_id: payment.gatewayId },
    ...optional('payment_method', payment.method),
    ...optional('captured_at', isoTime(payment.capturedAtMs)),
    created_at: new Date(payment.createdAtMs).toISOString(),
    ...optional('expires_at', isoTime(payment.holdEndsAtMs)),
    ...(status === 'pending' ? optional('confirmation', payment.confirmation) : {}),
    test: true,
    ...(status === 'succeeded' ? { refunded_amount: roubles(payment.refundedKopecks) } : {}),
    paid: status === 'succeeded' || status === 'waiting_for_capture',
    refundable: leftToRefund(payment) > 0n,
    ...(payment.hasReceipt ? { receipt_registration: receiptStatus(status) } : {}),
    ...optional('metadata', payment.metadata),
    ...optional('cancellation_details', payment.cancellation),
    ...authorization(payment),
    ...optional('merchant_customer_id', payment.merchantCustomerId),
  };
}

function incomeOf({ amountKopecks }: PaymentRecord): bigint {
  const fee = (amountKopecks * FEE_PERMILLE * (100n + VAT_PERCENT) + 50_000n) / 100_000n;
  return amountKopecks - fee;
}

function receiptStatus(status: PaymentStatus): 'pending' | 'succeeded' | 'canceled' {
  return status === 'waiting_for_capture' ? 'pending' : status;
}

function authorization({ status, method }: PaymentRecord): Pick<Payment, 'authorization_details'> {
  if (status !== 'succeeded' && status !== 'waiting_for_capture') return {};
  if (method?.type !== 'bank_card') return {};
  return {
    authorization_details: {
      rrn: '603668680243',
      auth_code: '062467',
      three_d_secure: { applied: false },
    },
  };
}

export function cancelParty(
  reason: PaymentCancelReason,
): 'yoo_money' | 'payment_network' | 'merchant' {
  switch (reason) {
    case 'canceled_by_merchant':
      return 'merchant';
    case 'expired_on_confirmation':
    case 'expired_on_capture':
    case 'internal_timeout':
    case 'deal_expired':
    case 'fraud_suspected':
    case 'country_forbidden':
    case 'identification_required':
      return 'yoo_money';
    default:
      return 'payment_network';
  }
}

function isoTime(timeMs: number | undefined): string | undefined {
  return timeMs === undefined ? undefined : new Date(timeMs).toISOString();
}

/** A field that is left out when there is nothing to say. */
export function optional<K extends string, V>(
  key: K,
  value: V | undefined,
): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]: V });
}
