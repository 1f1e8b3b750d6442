import { ArgsType, Field, InputType, registerEnumType } from 'type-graphql';
import { z } from 'zod';
import type { Sort } from '../../../application/queries/paging.ts';
import type { UserFilter as Filter, UserSortField } from '../../../application/queries/users.ts';
import { PageArgs, pageRules } from '../connections/page-args.ts';
import { SortDirection } from '../connections/page-info.ts';
import { Language } from '../types/enums.ts';
import { UserSource, UserStatus } from '../types/user.ts';
import { amountsOf, DateTimeRange, IntRange, periodOf } from './ranges.ts';

const UserSortBy = {
  CREATED: 'created',
  LAST_SEEN: 'lastSeen',
  BALANCE: 'balance',
  SPENT: 'spent',
} as const satisfies Record<string, UserSortField>;

registerEnumType(UserSortBy, {
  name: 'UserSortBy',
  description: 'What users are sorted by.',
  valuesConfig: {
    CREATED: { description: 'First message.' },
    LAST_SEEN: { description: 'Newest message; some seconds old.' },
    BALANCE: { description: 'Available credits; some seconds old.' },
    SPENT: { description: 'Credits charged so far; some seconds old.' },
  },
});

@InputType({ description: 'Order of users.' })
export class UserSort {
  @Field(() => UserSortBy, { description: 'What to sort by.' })
  readonly by!: UserSortField;

  @Field(() => SortDirection, { defaultValue: 'desc', description: 'DESC unless said otherwise.' })
  readonly direction!: 'asc' | 'desc';
}

@InputType({ description: 'Conditions on users, all of which must hold.' })
export class UserFilter {
  static readonly rules = z.object({
    search: z.string().trim().min(1).max(100).nullish(),
    balance: IntRange.rules.nullish(),
    spent: IntRange.rules.nullish(),
    lastSeenAt: DateTimeRange.rules.nullish(),
    createdAt: DateTimeRange.rules.nullish(),
  });

  @Field(() => String, {
    nullable: true,
    description:
      'A Telegram id, or the beginning of a username (with or without `@`) or first name, in any case. 1 to 100 characters.',
  })
  readonly search?: string | null;

  @Field(() => UserStatus, { nullable: true, description: 'How they stand with the bot.' })
  readonly status?: 'active' | 'banned' | 'unreachable' | null;

  @Field(() => IntRange, { nullable: true, description: 'Available credits; some seconds old.' })
  readonly balance?: IntRange | null;

  @Field(() => IntRange, {
    nullable: true,
    description: 'Credits charged so far; some seconds old.',
  })
  readonly spent?: IntRange | null;

  @Field(() => UserSource, { nullable: true, description: 'How they came.' })
  readonly source?: 'direct' | 'referral' | null;

  @Field(() => Language, { nullable: true, description: 'What the bot speaks to them.' })
  readonly language?: 'ru' | 'en' | null;

  @Field(() => DateTimeRange, { nullable: true, description: 'When they were last seen.' })
  readonly lastSeenAt?: DateTimeRange | null;

  @Field(() => DateTimeRange, { nullable: true, description: 'When they first wrote.' })
  readonly createdAt?: DateTimeRange | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether they ever paid.' })
  readonly hasPaid?: boolean | null;
}

@ArgsType()
export class UsersArgs extends PageArgs {
  static readonly argumentRules = z.object({ ...pageRules, filter: UserFilter.rules.nullish() });

  @Field(() => UserFilter, { nullable: true, description: 'Which users; all without it.' })
  readonly filter?: UserFilter | null;

  @Field(() => UserSort, { nullable: true, description: 'The newest first without it.' })
  readonly sort?: UserSort | null;
}

export function userFilterOf(filter: UserFilter | null | undefined): Filter {
  return {
    search: filter?.search?.trim(),
    status: filter?.status ?? undefined,
    balance: amountsOf(filter?.balance),
    spent: amountsOf(filter?.spent),
    source: filter?.source ?? undefined,
    language: filter?.language ?? undefined,
    lastSeen: periodOf(filter?.lastSeenAt),
    created: periodOf(filter?.createdAt),
    hasPaid: filter?.hasPaid ?? undefined,
  };
}

export const userSortOf = (sort: UserSort | null | undefined): Sort<UserSortField> =>
  sort ? { by: sort.by, direction: sort.direction } : { by: 'created', direction: 'desc' };
