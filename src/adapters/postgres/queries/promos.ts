import type { DataSource } from 'typeorm';
import type { ReadLimits } from '../../../application/queries/paging.ts';
import type {
  PromoCodeFilter,
  PromoCodeQueries,
  PromoCodeSortField,
  PromoCodeView,
  PromoRedemptionFilter,
  PromoRedemptionQueries,
  PromoRedemptionSortField,
  PromoRedemptionView,
} from '../../../application/queries/promos.ts';
import { userId } from '../../../domain/shared/ids.ts';
import { plainText } from '../repositories/plain-text.ts';
import { benefitOf } from '../repositories/promo-repository.ts';
import type { PromoCodeRow, PromoRedemptionRow } from '../schemas/promos.ts';
import { ChildKeysetList } from './child-keyset.ts';
import { beginningWith, equals, type Parameters, whether, within } from './conditions.ts';
import { KeysetList } from './keyset.ts';
import type { ChildListSpec, Column, ListSpec } from './list-spec.ts';
import { readByIds } from './read.ts';

const codeColumns = `p.code, p.benefit, p.amount, p.max_redemptions, p.max_per_user, p.starts_at,
  p.ends_at, p.enabled, p.redemptions, p.created_at`;

const codeKeys: { readonly [field in PromoCodeSortField]: Column | undefined } = {
  created: { sql: 'p.created_at', type: 'timestamptz' },
  code: undefined,
  redemptions: { sql: 'p.redemptions', type: 'bigint' },
};

/** Codes are made by people, in hundreds: whatever the order, they are sorted when they are read. */
const codesSpec: ListSpec<PromoCodeRow, PromoCodeView, PromoCodeFilter, PromoCodeSortField> = {
  sort: (field) => ({
    tag: `promo_codes.${field}`,
    from: 'promo_codes AS p',
    key: codeKeys[field],
    id: { sql: 'p.code', type: 'text' },
  }),
  conditions: (filter, parameters) => ({
    where: [
      ...startingWith(filter.search, parameters),
      ...equals(parameters, 'p.enabled', 'boolean', filter.enabled),
      ...equals(parameters, 'p.benefit', 'text', filter.benefit),
      ...within(parameters, 'p.created_at', filter.created),
    ],
  }),
  counted: () => 'promo_codes AS p',
  columns: codeColumns,
  rows: 'promo_codes AS p',
  rowId: 'p.code',
  node: codeViewOf,
};

function startingWith(text: string | undefined, parameters: Parameters): readonly string[] {
  const wanted = plainText(text ?? '').trim();
  return wanted === ''
    ? []
    : [`p.code LIKE ${parameters.add(beginningWith(wanted.toUpperCase()), 'text')}`];
}

function codeViewOf(row: PromoCodeRow): PromoCodeView {
  return {
    code: row.code,
    benefit: benefitOf(row),
    maxRedemptions: row.max_redemptions ?? undefined,
    maxPerUser: row.max_per_user,
    startsAt: row.starts_at ?? undefined,
    endsAt: row.ends_at ?? undefined,
    enabled: row.enabled,
    redemptions: row.redemptions,
    createdAt: row.created_at,
  };
}

export class PostgresPromoCodeQueries
  extends KeysetList<PromoCodeRow, PromoCodeView, PromoCodeFilter, PromoCodeSortField>
  implements PromoCodeQueries
{
  readonly #dataSource: DataSource;

  constructor(dataSource: DataSource) {
    super(dataSource, codesSpec);
    this.#dataSource = dataSource;
  }

  readonly byCodes = async (
    codes: readonly string[],
    limits?: ReadLimits,
  ): Promise<ReadonlyMap<string, PromoCodeView>> => {
    const rows = await readByIds<PromoCodeRow>(
      this.#dataSource,
      `SELECT ${codeColumns} FROM promo_codes AS p WHERE p.code = ANY($1::text[])`,
      codes.filter((code) => !code.includes('\0')),
      limits,
    );
    return new Map(rows.map(codeViewOf).map((promo) => [promo.code, promo]));
  };
}

const redemptionsSpec: ChildListSpec<
  PromoRedemptionRow,
  PromoRedemptionView,
  PromoRedemptionFilter,
  PromoRedemptionSortField
> = {
  sort: () => ({
    tag: 'promo_redemptions.redeemed',
    from: 'promo_redemptions AS d',
    key: { sql: 'd.redeemed_at', type: 'timestamptz' },
    id: { sql: 'd.id', type: 'uuid' },
  }),
  conditions: (filter, parameters) => ({
    where: [
      ...equals(parameters, 'd.code', 'text', filter.code?.trim().toUpperCase()),
      ...equals(parameters, 'd.user_id', 'bigint', filter.userId),
      ...whether('d.used_at IS NOT NULL', filter.isUsed),
      ...within(parameters, 'd.redeemed_at', filter.redeemed),
    ],
  }),
  counted: () => 'promo_redemptions AS d',
  columns: 'd.id, d.code, d.user_id, d.benefit, d.amount, d.redeemed_at, d.used_at',
  rows: 'promo_redemptions AS d',
  rowId: 'd.id',
  node: (row) => ({
    id: row.id,
    code: row.code,
    userId: userId(Number(row.user_id)),
    benefit: benefitOf(row),
    redeemedAt: row.redeemed_at,
    usedAt: row.used_at ?? undefined,
  }),
  parent: { sql: 'd.code', type: 'text' },
};

export class PostgresPromoRedemptionQueries
  extends ChildKeysetList<
    string,
    PromoRedemptionRow,
    PromoRedemptionView,
    PromoRedemptionFilter,
    PromoRedemptionSortField
  >
  implements PromoRedemptionQueries
{
  constructor(dataSource: DataSource) {
    super(dataSource, redemptionsSpec);
  }
}
