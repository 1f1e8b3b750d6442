import type { DataSource } from 'typeorm';
import type {
  PaymentDifferenceFilter,
  PaymentDifferenceQueries,
  PaymentDifferenceSortField,
  PaymentDifferenceView,
} from '../../../application/queries/payment-differences.ts';
import type { Difference, Provider } from '../../../domain/payments/difference.ts';
import { type Currency, money } from '../../../domain/payments/money.ts';
import { paymentId, refundId } from '../../../domain/shared/ids.ts';
import type { PaymentDifferenceRow } from '../schemas/shop-plumbing.ts';
import { equals, within } from './conditions.ts';
import { KeysetList } from './keyset.ts';
import type { ListSpec } from './list-spec.ts';

type ShownRow = Omit<PaymentDifferenceRow, 'key'>;

const differencesSpec: ListSpec<
  ShownRow,
  PaymentDifferenceView,
  PaymentDifferenceFilter,
  PaymentDifferenceSortField
> = {
  sort: () => ({
    tag: 'payment_differences.found',
    from: 'payment_differences AS d',
    id: { sql: 'd.id', type: 'bigint' },
  }),
  conditions: (filter, parameters) => ({
    where: [
      ...equals(parameters, 'd.kind', 'text', filter.kind),
      ...equals(parameters, 'd.provider', 'text', filter.provider),
      ...equals(parameters, 'd.repaired', 'boolean', filter.repaired),
      ...within(parameters, 'd.created_at', filter.found),
    ],
  }),
  counted: () => 'payment_differences AS d',
  columns: `d.id, d.kind, d.provider, d.provider_id, d.currency, d.amount, d.booked, d.payment_id,
    d.refund_id, d.repaired, d.created_at`,
  rows: 'payment_differences AS d',
  rowId: 'd.id',
  node: (row) => {
    const currency = row.currency as Currency;
    return {
      id: row.id,
      kind: row.kind as Difference['kind'],
      provider: row.provider as Provider,
      providerId: row.provider_id,
      amount: money(BigInt(row.amount), currency),
      booked: row.booked === null ? undefined : money(BigInt(row.booked), currency),
      paymentId: row.payment_id === null ? undefined : paymentId(row.payment_id),
      refundId: row.refund_id === null ? undefined : refundId(row.refund_id),
      repaired: row.repaired,
      createdAt: row.created_at,
    };
  },
};

export class PostgresPaymentDifferenceQueries
  extends KeysetList<
    ShownRow,
    PaymentDifferenceView,
    PaymentDifferenceFilter,
    PaymentDifferenceSortField
  >
  implements PaymentDifferenceQueries
{
  constructor(dataSource: DataSource) {
    super(dataSource, differencesSpec);
  }
}
