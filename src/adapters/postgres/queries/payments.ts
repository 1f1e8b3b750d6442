import type { DataSource } from 'typeorm';
import type { RecordedPaymentEvent } from '../../../application/ports/payment-repository.ts';
import type { ReadLimits } from '../../../application/queries/paging.ts';
import type {
  PaymentFilter,
  PaymentQueries,
  PaymentSortField,
  PaymentView,
  RefundView,
} from '../../../application/queries/payments.ts';
import type { Currency } from '../../../domain/payments/money.ts';
import { paymentMethods } from '../../../domain/payments/payment.ts';
import { assertNever } from '../../../domain/shared/assert-never.ts';
import {
  type PaymentId,
  paymentId,
  type RefundId,
  type UserId,
} from '../../../domain/shared/ids.ts';
import { paymentEventOf } from '../repositories/payment-rows.ts';
import { plainText } from '../repositories/plain-text.ts';
import type { PaymentEventRow, PaymentRow } from '../schemas/payments.ts';
import { ChildKeysetList } from './child-keyset.ts';
import {
  between,
  type Conditions,
  eachOf,
  equals,
  type ListContext,
  type Parameters,
  whether,
  within,
} from './conditions.ts';
import { isUuid } from './cursors.ts';
import { grouped } from './grouped.ts';
import type { ChildListSpec, SortSpec } from './list-spec.ts';
import {
  paymentColumns,
  paymentViewOf,
  type RefundViewRow,
  refundColumns,
  refundViewOf,
} from './payment-view-rows.ts';
import { readByIds } from './read.ts';

const paymentsSpec: ChildListSpec<PaymentRow, PaymentView, PaymentFilter, PaymentSortField> = {
  sort: sortOf,
  conditions,
  counted: () => 'payments AS p',
  total: 'payments',
  columns: paymentColumns,
  rows: 'payments AS p',
  rowId: 'p.id',
  node: paymentViewOf,
  parent: { sql: 'p.user_id', type: 'bigint' },
};

function sortOf(field: PaymentSortField): SortSpec {
  const sort = {
    tag: `payments.${field}`,
    from: 'payments AS p',
    id: { sql: 'p.id', type: 'uuid' },
  } as const;
  switch (field) {
    case 'created':
      return { ...sort, key: { sql: 'p.created_at', type: 'timestamptz' } };
    case 'paid':
      return {
        ...sort,
        key: { sql: 'p.paid_at', type: 'timestamptz' },
        where: 'p.paid_at IS NOT NULL',
      };
    case 'amount':
      return { ...sort, key: { sql: 'p.price', type: 'bigint' } };
    default:
      return assertNever(field);
  }
}

function conditions(
  filter: PaymentFilter,
  parameters: Parameters,
  context: ListContext<PaymentSortField>,
): Conditions {
  const { flag, isFlagged, paid, promoCode, statuses } = filter;
  const paidWithin = within(parameters, 'p.paid_at', paid);
  const search = searchOf(filter.search, parameters);
  const divided = search === undefined ? dividedBy(filter, context) : undefined;
  const isStatus = `p.status = ANY(${parameters.add(statuses, 'text[]')})`;
  return {
    where: [
      ...equals(parameters, 'p.user_id', 'bigint', filter.userId),
      ...equals(parameters, 'p.method', 'text', filter.method),
      ...(statuses === undefined || divided === 'status' ? [] : [isStatus]),
      ...equals(parameters, 'p.flag', 'text', flag),
      ...whether('p.flag IS NOT NULL', isFlagged),
      ...equals(parameters, 'p.currency', 'text', filter.currency),
      ...between(parameters, 'p.price', filter.amount),
      ...equals(parameters, 'p.package_id', 'text', filter.packageId),
      ...within(parameters, 'p.created_at', filter.created),
      ...paidWithin,
      ...(paidWithin.length === 0 ? [] : ['p.paid_at IS NOT NULL']),
      ...equals(parameters, 'p.promo_code', 'text', promoCode?.trim().toUpperCase()),
    ],
    search,
    alternatives: divided && [
      divided === 'status'
        ? eachOf('p.status', statuses ?? [], parameters)
        : eachOf('p.currency', currencies, parameters),
    ],
  };
}

const currencies: readonly Currency[] = ['RUB', 'XTR'];

/**
 * The indexes by status and by amount begin with the status and the currency: of several, each is
 * read in its order. One user's payments are few enough for reading all.
 */
function dividedBy(
  { userId, statuses, currency }: PaymentFilter,
  { field, isBelowParent }: ListContext<PaymentSortField>,
): 'status' | 'currency' | undefined {
  if (userId !== undefined || isBelowParent) {
    return undefined;
  }
  if (field === 'amount') {
    return currency === undefined ? 'currency' : undefined;
  }
  return field !== 'paid' && statuses !== undefined ? 'status' : undefined;
}

/** A charge's index begins with the method. */
function searchOf(text: string | undefined, parameters: Parameters): Conditions['search'] {
  const wanted = plainText(text ?? '').trim();
  if (wanted === '') {
    return undefined;
  }
  const value = parameters.add(wanted, 'text');
  const methods = parameters.add(paymentMethods, 'text[]');
  const matches = [
    `p.method = ANY(${methods}) AND p.charge_id = ${value} AND p.charge_id IS NOT NULL`,
    `p.provider_payment_id = ${value}`,
    ...(isUuid(wanted) ? [`p.id = ${parameters.add(wanted, 'uuid')}`] : []),
  ];
  return { all: [matches.map((match) => `(${match})`).join(' OR ')] };
}

export class PostgresPaymentQueries
  extends ChildKeysetList<UserId, PaymentRow, PaymentView, PaymentFilter, PaymentSortField>
  implements PaymentQueries
{
  readonly #dataSource: DataSource;

  constructor(dataSource: DataSource) {
    super(dataSource, paymentsSpec);
    this.#dataSource = dataSource;
  }

  readonly byIds = async (
    ids: readonly PaymentId[],
    limits?: ReadLimits,
  ): Promise<ReadonlyMap<PaymentId, PaymentView>> => {
    const text = `SELECT ${paymentColumns} FROM payments AS p WHERE p.id = ANY($1::uuid[])`;
    const rows = await this.#read<PaymentRow>(text, ids, limits);
    return new Map(rows.map(paymentViewOf).map((payment) => [payment.id, payment]));
  };

  readonly refunds = async (
    ids: readonly PaymentId[],
    limits?: ReadLimits,
  ): Promise<ReadonlyMap<PaymentId, readonly RefundView[]>> => {
    const text = `SELECT ${refundColumns} FROM refunds WHERE payment_id = ANY($1::uuid[])
      ORDER BY created_at, id`;
    const rows = await this.#read<RefundViewRow>(text, ids, limits);
    return grouped(rows.map(refundViewOf), (refund) => refund.paymentId);
  };

  readonly refundsByIds = async (
    ids: readonly RefundId[],
    limits?: ReadLimits,
  ): Promise<ReadonlyMap<RefundId, RefundView>> => {
    const text = `SELECT ${refundColumns} FROM refunds WHERE id = ANY($1::uuid[])`;
    const rows = await this.#read<RefundViewRow>(text, ids, limits);
    return new Map(rows.map(refundViewOf).map((refund) => [refund.id, refund]));
  };

  readonly events = async (
    ids: readonly PaymentId[],
    limits?: ReadLimits,
  ): Promise<ReadonlyMap<PaymentId, readonly RecordedPaymentEvent[]>> => {
    const rows = await this.#read<PaymentEventRow>(
      `SELECT event.* FROM unnest($1::uuid[]) AS payment(id) CROSS JOIN LATERAL (
        SELECT * FROM payment_events WHERE payment_id = payment.id ORDER BY id DESC LIMIT 200
      ) AS event ORDER BY event.id`,
      ids,
      limits,
    );
    const families = grouped(rows, ({ payment_id }) => paymentId(payment_id));
    return new Map([...families].map(([id, events]) => [id, events.map(paymentEventOf)]));
  };

  #read<Row>(text: string, ids: readonly string[], limits: ReadLimits | undefined) {
    return readByIds<Row>(this.#dataSource, text, ids.filter(isUuid), limits);
  }
}
