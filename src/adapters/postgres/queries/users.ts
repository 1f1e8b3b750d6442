import type { DataSource } from 'typeorm';
import type { ReadLimits } from '../../../application/queries/paging.ts';
import type {
  Balance,
  UserFilter,
  UserQueries,
  UserSortField,
  UserView,
} from '../../../application/queries/users.ts';
import { credits } from '../../../domain/credits/credits.ts';
import { assertNever } from '../../../domain/shared/assert-never.ts';
import { type UserId, userId } from '../../../domain/shared/ids.ts';
import { plainText } from '../repositories/plain-text.ts';
import {
  beginningWith,
  between,
  type Conditions,
  equals,
  type ListContext,
  type Parameters,
  type Search,
  whether,
  within,
} from './conditions.ts';
import { isBigint } from './cursors.ts';
import { KeysetList } from './keyset.ts';
import type { ListSpec, SortSpec } from './list-spec.ts';
import { readByIds } from './read.ts';
import { type UserViewRow, userColumns, userTables, userViewOf } from './user-rows.ts';

/** As `languageOf` of the domain decides it. */
const language = `coalesce(u.language, CASE
  WHEN split_part(lower(u.language_code), '-', 1) IN ('ru', 'be', 'uk', 'kk') THEN 'ru'
  ELSE 'en' END)`;

const isInvited = 'EXISTS (SELECT FROM referrals WHERE referrals.invitee_id = u.id)';

const usersSpec: ListSpec<UserViewRow, UserView, UserFilter, UserSortField> = {
  sort: sortOf,
  conditions,
  counted: countedTables,
  total: 'users',
  columns: userColumns,
  rows: userTables,
  rowId: 'u.id',
  node: userViewOf,
};

export class PostgresUserQueries
  extends KeysetList<UserViewRow, UserView, UserFilter, UserSortField>
  implements UserQueries
{
  readonly #dataSource: DataSource;

  constructor(dataSource: DataSource) {
    super(dataSource, usersSpec);
    this.#dataSource = dataSource;
  }

  readonly byIds = async (
    ids: readonly UserId[],
    limits?: ReadLimits,
  ): Promise<ReadonlyMap<UserId, UserView>> => {
    const text = `SELECT ${userColumns} FROM ${userTables} WHERE u.id = ANY($1::bigint[])`;
    const rows = await readByIds<UserViewRow>(this.#dataSource, text, possible(ids), limits);
    return new Map(rows.map(userViewOf).map((user) => [user.id, user]));
  };

  readonly balances = async (
    ids: readonly UserId[],
    limits?: ReadLimits,
  ): Promise<ReadonlyMap<UserId, Balance>> => {
    const text = `SELECT user_id, available, held FROM credit_accounts
      WHERE user_id = ANY($1::bigint[])`;
    const rows = await readByIds<{ user_id: string; available: string; held: string }>(
      this.#dataSource,
      text,
      possible(ids),
      limits,
    );
    return new Map(
      rows.map(({ user_id, available, held }) => [
        userId(Number(user_id)),
        { available: credits(BigInt(available)), held: credits(BigInt(held)) },
      ]),
    );
  };
}

const possible = (ids: readonly UserId[]): readonly UserId[] => ids.filter(Number.isSafeInteger);

function sortOf(field: UserSortField, filter: UserFilter): SortSpec {
  const statistics = 'stats.user_stats AS s JOIN users AS u ON u.id = s.user_id';
  const id = { sql: 's.user_id', type: 'bigint' } as const;
  switch (field) {
    case 'created':
      return {
        tag: 'users.created',
        from: tables(filter),
        key: { sql: 'u.created_at', type: 'timestamptz' },
        id: { sql: 'u.id', type: 'bigint' },
      };
    case 'lastSeen':
      return {
        tag: 'users.lastSeen',
        from: statistics,
        key: { sql: 's.last_seen_at', type: 'timestamptz' },
        id,
      };
    case 'balance':
      return {
        tag: 'users.balance',
        from: statistics,
        key: { sql: 's.available', type: 'bigint' },
        id,
      };
    case 'spent':
      return {
        tag: 'users.spent',
        from: statistics,
        key: { sql: 's.credits_spent', type: 'bigint' },
        id,
      };
    default:
      return assertNever(field);
  }
}

/** Users of whom nothing is counted yet have no statistics: only what asks for them needs them. */
function tables({ balance, spent, lastSeen, hasPaid }: UserFilter): string {
  if (hasPaid === true || [balance, spent, lastSeen].some((range) => range !== undefined)) {
    return 'users AS u JOIN stats.user_stats AS s ON s.user_id = u.id';
  }
  return hasPaid === undefined
    ? 'users AS u'
    : 'users AS u LEFT JOIN stats.user_stats AS s ON s.user_id = u.id';
}

/** What is asked of the statistics alone is counted without the users. */
function countedTables(filter: UserFilter): string {
  const { search, status, source, language: spoken, created, hasPaid } = filter;
  const others = [search, status, source, spoken, created].some((one) => one !== undefined);
  return others || hasPaid === false || tables(filter) === 'users AS u'
    ? tables(filter)
    : 'stats.user_stats AS s';
}

function conditions(
  filter: UserFilter,
  parameters: Parameters,
  { field }: ListContext<UserSortField>,
): Conditions {
  const { source, hasPaid } = filter;
  const inOrder = [
    ...whether(isInvited, source === undefined ? undefined : source === 'referral'),
    ...equals(parameters, language, 'text', filter.language),
    ...(hasPaid === undefined ? [] : [hasPaid ? hasPaidOnce : `(${hasPaidOnce}) IS NOT TRUE`]),
  ];
  const others: string[] = [];
  const ofOrder = (of: UserSortField, wanted: readonly string[]) =>
    (field === undefined || field === of ? inOrder : others).push(...wanted);
  ofOrder('balance', between(parameters, 's.available', filter.balance));
  ofOrder('spent', between(parameters, 's.credits_spent', filter.spent));
  ofOrder('lastSeen', within(parameters, 's.last_seen_at', filter.lastSeen));
  ofOrder('created', within(parameters, 'u.created_at', filter.created));
  ofOrder('created', ofStatus(filter.status));
  const search = searchOf(filter.search, parameters);
  return search === undefined
    ? { where: inOrder, search: together(others) }
    : { where: [...inOrder, ...others], search };
}

const hasPaidOnce = 's.payments > 0';

/** Conditions that have indexes, but in other orders than the page's. */
function together(others: readonly string[]): Search | undefined {
  const all = others.map((sql) => `(${sql})`).join(' AND ');
  return all === '' ? undefined : { one: all, all: [all] };
}

function ofStatus(status: UserFilter['status']): readonly string[] {
  switch (status) {
    case undefined:
      return [];
    case 'active':
      return ['u.banned_at IS NULL', 'u.unreachable_since IS NULL'];
    case 'banned':
      return ['u.banned_at IS NOT NULL'];
    case 'unreachable':
      return ['u.banned_at IS NULL', 'u.unreachable_since IS NOT NULL'];
    default:
      return assertNever(status);
  }
}

function searchOf(text: string | undefined, parameters: Parameters): Search | undefined {
  const wanted = plainText(text ?? '')
    .trim()
    .replace(/^@/, '');
  if (wanted === '') {
    return undefined;
  }
  const pattern = `lower(${parameters.add(beginningWith(wanted), 'text')})`;
  const matches = [
    `lower(u.username) LIKE ${pattern}`,
    `lower(u.first_name) LIKE ${pattern}`,
    ...(/^\d+$/.test(wanted) && isBigint(wanted)
      ? [`u.id = ${parameters.add(wanted, 'bigint')}`]
      : []),
  ].join(' OR ');
  return { one: matches, all: [matches] };
}
