import type { PaymentId, RefundId } from '../shared/ids.ts';
import type { Money } from './money.ts';

export type Provider = 'telegram' | 'yookassa';

/** Where a provider's list and our book disagree. `repaired`: our book was put right at once. */
export type Difference =
  /** Paid at the provider, not in our book. Repaired when its order is known. */
  | {
      readonly kind: 'payment_not_booked';
      readonly provider: Provider;
      readonly providerId: string;
      readonly amount: Money;
      readonly paymentId?: PaymentId | undefined;
      readonly repaired: boolean;
    }
  /** In our book as paid, unknown to the provider. */
  | {
      readonly kind: 'payment_not_at_provider';
      readonly provider: Provider;
      readonly providerId: string;
      readonly amount: Money;
      readonly paymentId: PaymentId;
      readonly repaired: false;
    }
  | {
      readonly kind: 'amount_differs';
      readonly provider: Provider;
      readonly providerId: string;
      readonly amount: Money;
      readonly booked: Money;
      readonly paymentId: PaymentId;
      readonly repaired: false;
    }
  | {
      readonly kind: 'refund_not_booked';
      readonly provider: Provider;
      readonly providerId: string;
      readonly amount: Money;
      readonly paymentId?: PaymentId | undefined;
      readonly refundId?: RefundId | undefined;
      readonly repaired: boolean;
    };

/** Found once, told once: the same difference found again the next day has the same key. */
export const differenceKey = ({ kind, provider, providerId }: Difference): string =>
  `${kind}:${provider}:${providerId}`;
