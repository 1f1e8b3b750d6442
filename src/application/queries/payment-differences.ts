import type { Difference, Provider } from '../../domain/payments/difference.ts';
import type { Money } from '../../domain/payments/money.ts';
import type { PaymentId, RefundId } from '../../domain/shared/ids.ts';
import type { ListQuery, Period } from './paging.ts';

/** Where a provider's list and our book disagreed. */
export interface PaymentDifferenceView {
  /** Decimal digits. */
  readonly id: string;
  readonly kind: Difference['kind'];
  readonly provider: Provider;
  readonly providerId: string;
  readonly amount: Money;
  /** What our book says, of one whose amount differs. */
  readonly booked?: Money | undefined;
  readonly paymentId?: PaymentId | undefined;
  readonly refundId?: RefundId | undefined;
  /** Our book was put right at once. */
  readonly repaired: boolean;
  readonly createdAt: Date;
}

export interface PaymentDifferenceFilter {
  readonly kind?: Difference['kind'] | undefined;
  readonly provider?: Provider | undefined;
  readonly repaired?: boolean | undefined;
  readonly found?: Period | undefined;
}

/** In the order of finding. */
export const paymentDifferenceSortFields = ['found'] as const;

export type PaymentDifferenceSortField = (typeof paymentDifferenceSortFields)[number];

export type PaymentDifferenceQueries = ListQuery<
  PaymentDifferenceView,
  PaymentDifferenceFilter,
  PaymentDifferenceSortField
>;
