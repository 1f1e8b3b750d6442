import type {
  PaymentGateway,
  ProviderPayment,
  ProviderRefund,
} from '../../src/application/ports/payment-gateway.ts';
import { type Money, money } from '../../src/domain/payments/money.ts';
import { type PaymentId, paymentId, refundId } from '../../src/domain/shared/ids.ts';

export type BreakableCall =
  | 'createPayment'
  | 'findPayment'
  | 'capturePayment'
  | 'payments'
  | 'createRefund';

/** A gateway, and hands to do what payers, banks, the shop's owner and networks do. */
export interface PaymentGatewaySubject {
  readonly gateway: PaymentGateway;
  now(): Date;
  pay(id: string): void;
  decline(id: string, reason: string): void;
  expire(id: string): void;
  /** A payment whose money is approved and not taken. @returns its id */
  heldPayment(): string;
  /** Paid without us. @returns their ids, oldest first */
  paidElsewhere(amount: Money, count: number): readonly string[];
  refundElsewhere(id: string, amount: Money): void;
  nextRefund(status: ProviderRefund['status'], reason?: string): void;
  settleRefund(id: string, status: 'succeeded' | 'canceled', reason?: string): void;
  /** The next such call ends in an unknown outcome: before it is done, or after. */
  breakNext(call: BreakableCall, when: 'before' | 'after'): void;
  /** Whatever is there becomes a day older. */
  passDay(): void;
  /** All that the provider has. */
  paymentCount(): number;
  refundCount(): number;
}

export const rub = (minor: bigint) => money(minor, 'RUB');
export const price = rub(49_900n);
export const unknownId = '2f000000-000f-5000-8000-00000000dead';
let lastNumber = 0;

/** A UUID that nobody had before. */
export function newId(): string {
  lastNumber += 1;
  return `0197a5b0-1c1d-7000-8000-${String(lastNumber).padStart(12, '0')}`;
}

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) {
    found.push(item);
  }
  return found;
}

/** What most tests begin with. */
export function actsOn(subject: () => PaymentGatewaySubject) {
  const bodyOf = (orderId: PaymentId, amount = price) =>
    subject().gateway.preparePayment({
      orderId,
      amount,
      description: '100 кредитов',
      returnUrl: 'https://t.me/banana_bot?start=paid',
      language: 'ru',
      receipt: undefined,
    });

  const create = async (amount = price): Promise<ProviderPayment> => {
    const made = await subject().gateway.createPayment(newId(), bodyOf(paymentId(newId()), amount));
    if (!made.ok) {
      throw new Error(`The payment was refused: ${made.error.description}`);
    }
    return made.value;
  };

  const paid = async (amount = price): Promise<ProviderPayment> => {
    const payment = await create(amount);
    subject().pay(payment.id);
    return payment;
  };

  const refundOf = (providerPaymentId: string, amount: Money, ours = refundId(newId())) =>
    subject().gateway.prepareRefund({
      refundId: ours,
      providerPaymentId,
      amount,
      description: 'Не понадобилось',
    });

  const span = (): [Date, Date] => {
    const now = subject().now().getTime();
    return [new Date(now - 7_200_000), new Date(now + 7_200_000)];
  };

  return { bodyOf, create, paid, refundOf, span };
}
