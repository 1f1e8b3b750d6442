import { Field, Float, GraphQLISODateTime, Int, ObjectType, registerEnumType } from 'type-graphql';
import type {
  RetentionCohort as Cohort,
  ConversionPoint as Conversion,
  UserOrigin as Origin,
  ReferralPoint as Referrals,
  StatisticsPeriod,
  StatisticsStep as Step,
  UserPoint,
} from '../../../application/queries/statistics.ts';
import { stepsOf } from '../../../application/statistics/period.ts';
import { allow } from '../access/allow.ts';
import { make } from '../make.ts';
import { Language } from './enums.ts';
import { UserSource } from './user.ts';

export const StatisticsStep = {
  HOUR: 'hour',
  DAY: 'day',
  WEEK: 'week',
  MONTH: 'month',
} as const satisfies Record<string, Step>;

registerEnumType(StatisticsStep, {
  name: 'StatisticsStep',
  description: 'How long each point of a chart is. All times are UTC.',
  valuesConfig: {
    HOUR: { description: 'One hour; for at most 31 days.' },
    DAY: { description: 'From midnight to midnight.' },
    WEEK: { description: 'From Monday to Monday.' },
    MONTH: { description: 'A month of the calendar.' },
  },
});

@allow('statistics:read')
@ObjectType({
  description:
    'Numbers of a period, some seconds old. Each field is worked out only when it is asked for, at the same cost whatever the size of the tables. Lists of points have one for each step, with zeros where nothing happened. One answer has at most 20,000 points in all, else QUERY_TOO_COSTLY.',
})
export class Statistics {
  /** For resolvers; not a field. */
  readonly period!: StatisticsPeriod;

  @Field(() => GraphQLISODateTime, { description: 'Where the first step begins (UTC).' })
  readonly from!: Date;

  @Field(() => GraphQLISODateTime, { description: 'Where the last step ends (UTC); exclusive.' })
  readonly until!: Date;

  @Field(() => StatisticsStep, { description: 'How long each point is.' })
  readonly step!: Step;
}

@allow('inherited')
@ObjectType({ description: 'Users in one step.' })
export class UserStatisticsPoint {
  @Field(() => GraphQLISODateTime, { description: 'Where the step begins (UTC).' })
  readonly at!: Date;

  @Field(() => Int, { description: 'Users who wrote for the first time.' })
  readonly newUsers!: number;

  @Field(() => Int, { description: 'Those of the new ones who came by invitation.' })
  readonly invitedUsers!: number;

  @Field(() => Int, {
    nullable: true,
    description: 'Users who wrote or asked for something, each once; null for HOUR.',
  })
  readonly activeUsers!: number | null;
}

@allow('inherited')
@ObjectType({ description: 'Where new users of the period came from.' })
export class UserOrigin {
  @Field(() => Language, { description: 'What the bot speaks to them.' })
  readonly language!: string;

  @Field(() => UserSource, { description: 'How they came.' })
  readonly source!: string;

  @Field(() => Int, { description: 'How many users.' })
  readonly users!: number;
}

@allow('inherited')
@ObjectType({ description: 'Users who signed up in one step, and how far they came since.' })
export class ConversionPoint {
  @Field(() => GraphQLISODateTime, { description: 'Where the step begins (UTC).' })
  readonly at!: Date;

  @Field(() => Int, { description: 'Users who signed up.' })
  readonly users!: number;

  @Field(() => Int, { description: 'Those of them who got at least one answer or picture.' })
  readonly activated!: number;

  @Field(() => Int, { description: 'Those of them who paid, whenever.' })
  readonly payers!: number;

  @Field(() => Int, { description: 'Those of them who first paid within 7 days of signing up.' })
  readonly payersInWeek!: number;

  @Field(() => Int, { description: 'Those of them who first paid within 30 days of signing up.' })
  readonly payersInMonth!: number;

  @Field(() => Float, { description: '`payers` by `users`: 0 to 1; 0 without users.' })
  readonly conversion!: number;
}

@allow('inherited')
@ObjectType({ description: 'Users who signed up in one week, and how many of them came back.' })
export class RetentionCohort {
  @Field(() => GraphQLISODateTime, { description: 'The Monday that the week begins with (UTC).' })
  readonly week!: Date;

  @Field(() => Int, { description: 'Users who signed up.' })
  readonly users!: number;

  @Field(() => [Int], {
    description:
      'How many of them were active in that week, in the week after, and so on; as far as time has come.',
  })
  readonly active!: readonly number[];
}

@allow('inherited')
@ObjectType({ description: 'Invitations that were accepted in one step, and what became of them.' })
export class ReferralPoint {
  @Field(() => GraphQLISODateTime, { description: 'Where the step begins (UTC).' })
  readonly at!: Date;

  @Field(() => Int, { description: 'Users who came by invitation.' })
  readonly invited!: number;

  @Field(() => Int, { description: "For how many of them the inviter's bonus was decided." })
  readonly rewarded!: number;

  @Field(() => Int, { description: 'How many of them paid, whenever.' })
  readonly paid!: number;
}

export function toStatistics(period: StatisticsPeriod): Statistics {
  const { from, until } = stepsOf(period);
  return make(Statistics, { period, from, until, step: period.step });
}

export const toUserPoint = ({ at, newUsers, invited, activeUsers }: UserPoint) =>
  make(UserStatisticsPoint, {
    ...{ at, newUsers },
    invitedUsers: invited,
    activeUsers: activeUsers ?? null,
  });

export const toUserOrigin = ({ language, source, users }: Origin) =>
  make(UserOrigin, { language, source, users });

export const toConversionPoint = (point: Conversion) =>
  make(ConversionPoint, {
    ...{ at: point.at, users: point.users, activated: point.activated, payers: point.payers },
    ...{ payersInWeek: point.payersInWeek, payersInMonth: point.payersInMonth },
    conversion: point.users === 0 ? 0 : point.payers / point.users,
  });

export const toRetentionCohort = ({ week, users, active }: Cohort) =>
  make(RetentionCohort, { week, users, active });

export const toReferralPoint = ({ at, invited, rewarded, paid }: Referrals) =>
  make(ReferralPoint, { at, invited, rewarded, paid });
