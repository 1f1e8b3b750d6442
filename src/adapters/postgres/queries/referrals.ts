import type { DataSource } from 'typeorm';
import type {
  ReferralFilter,
  ReferralQueries,
  ReferralSortField,
  ReferralView,
} from '../../../application/queries/referrals.ts';
import { type UserId, userId } from '../../../domain/shared/ids.ts';
import type { ReferralRow } from '../schemas/users.ts';
import { ChildKeysetList } from './child-keyset.ts';
import { equals, whether, within } from './conditions.ts';
import type { ChildListSpec } from './list-spec.ts';

const referralsSpec: ChildListSpec<ReferralRow, ReferralView, ReferralFilter, ReferralSortField> = {
  sort: () => ({
    tag: 'referrals.created',
    from: 'referrals AS r',
    key: { sql: 'r.created_at', type: 'timestamptz' },
    id: { sql: 'r.invitee_id', type: 'bigint' },
  }),
  conditions: (filter, parameters) => ({
    where: [
      ...equals(parameters, 'r.inviter_id', 'bigint', filter.inviterId),
      ...equals(parameters, 'r.invitee_id', 'bigint', filter.inviteeId),
      ...whether('r.rewarded_at IS NOT NULL', filter.isRewarded),
      ...within(parameters, 'r.created_at', filter.created),
    ],
  }),
  counted: () => 'referrals AS r',
  total: 'referrals',
  columns: 'r.invitee_id, r.inviter_id, r.created_at, r.rewarded_at',
  rows: 'referrals AS r',
  rowId: 'r.invitee_id',
  node: (row) => ({
    inviteeId: userId(Number(row.invitee_id)),
    inviterId: userId(Number(row.inviter_id)),
    createdAt: row.created_at,
    rewardedAt: row.rewarded_at ?? undefined,
  }),
  parent: { sql: 'r.inviter_id', type: 'bigint' },
};

export class PostgresReferralQueries
  extends ChildKeysetList<UserId, ReferralRow, ReferralView, ReferralFilter, ReferralSortField>
  implements ReferralQueries
{
  constructor(dataSource: DataSource) {
    super(dataSource, referralsSpec);
  }
}
