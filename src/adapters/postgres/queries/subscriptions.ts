import type { DataSource } from 'typeorm';
import type {
  SubscriptionFilter,
  SubscriptionQueries,
  SubscriptionSortField,
  SubscriptionView,
} from '../../../application/queries/subscriptions.ts';
import type { SubscriptionState } from '../../../domain/payments/subscription.ts';
import { packageId, paymentId, type UserId, userId } from '../../../domain/shared/ids.ts';
import type { SubscriptionRow } from '../schemas/shop-plumbing.ts';
import { ChildKeysetList } from './child-keyset.ts';
import { equals, within } from './conditions.ts';
import type { ChildListSpec, Column } from './list-spec.ts';

type ShownRow = Omit<SubscriptionRow, 'charge_id'>;

const keys: { readonly [field in SubscriptionSortField]: Column } = {
  created: { sql: 's.created_at', type: 'timestamptz' },
  paidUntil: { sql: 's.paid_until', type: 'timestamptz' },
};

const subscriptionsSpec: ChildListSpec<
  ShownRow,
  SubscriptionView,
  SubscriptionFilter,
  SubscriptionSortField
> = {
  sort: (field) => ({
    tag: `subscriptions.${field}`,
    from: 'subscriptions AS s',
    key: keys[field],
    id: { sql: 's.order_id', type: 'uuid' },
  }),
  conditions: (filter, parameters) => ({
    where: [
      ...equals(parameters, 's.user_id', 'bigint', filter.userId),
      ...equals(parameters, 's.state', 'text', filter.state),
      ...equals(parameters, 's.package_id', 'text', filter.packageId),
      ...within(parameters, 's.paid_until', filter.paidUntil),
    ],
  }),
  counted: () => 'subscriptions AS s',
  columns: 's.order_id, s.user_id, s.package_id, s.state, s.paid_until, s.created_at',
  rows: 'subscriptions AS s',
  rowId: 's.order_id',
  node: (row) => ({
    orderId: paymentId(row.order_id),
    userId: userId(Number(row.user_id)),
    packageId: packageId(row.package_id),
    state: row.state as SubscriptionState,
    paidUntil: row.paid_until,
    createdAt: row.created_at,
  }),
  parent: { sql: 's.user_id', type: 'bigint' },
};

export class PostgresSubscriptionQueries
  extends ChildKeysetList<
    UserId,
    ShownRow,
    SubscriptionView,
    SubscriptionFilter,
    SubscriptionSortField
  >
  implements SubscriptionQueries
{
  constructor(dataSource: DataSource) {
    super(dataSource, subscriptionsSpec);
  }
}
