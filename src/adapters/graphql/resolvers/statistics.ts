import { Args, Ctx, Extensions, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { CalendarStep, StatisticsPeriod } from '../../../application/queries/statistics.ts';
import { allow } from '../access/allow.ts';
import type { ApiContext } from '../context.ts';
import { RetentionArgs, StatisticsArgs } from '../inputs/statistics.ts';
import {
  ConversionPoint,
  ReferralPoint,
  RetentionCohort,
  Statistics,
  toConversionPoint,
  toReferralPoint,
  toRetentionCohort,
  toStatistics,
  toUserOrigin,
  toUserPoint,
  UserOrigin,
  UserStatisticsPoint,
} from '../types/statistics.ts';
import { counted } from './statistics-points.ts';

@Resolver(() => Statistics)
export class StatisticsResolver {
  @allow('statistics:read')
  @Query(() => Statistics, {
    description: 'Numbers of a period, in UTC. Ask for the fields that a chart needs.',
  })
  statistics(@Args(() => StatisticsArgs) { from, until, step }: StatisticsArgs): Statistics {
    return toStatistics({ from, until, step });
  }

  @Extensions({ listSize: 100 })
  @FieldResolver(() => [UserStatisticsPoint], { description: 'New and active users.' })
  async users(@Root() { period }: Statistics, @Ctx() context: ApiContext) {
    const points = await context.services.statistics.users(period);
    return counted(context, points).map(toUserPoint);
  }

  @FieldResolver(() => [UserOrigin], {
    description: 'New users of the whole period by language and source, largest first.',
  })
  async userOrigins(@Root() { period }: Statistics, @Ctx() { services }: ApiContext) {
    return (await services.statistics.userOrigins(period)).map(toUserOrigin);
  }

  @Extensions({ listSize: 100 })
  @FieldResolver(() => [ConversionPoint], {
    nullable: true,
    description: 'Users by the time of sign-up, and how many came to pay; null for HOUR.',
  })
  async conversion(@Root() { period }: Statistics, @Ctx() context: ApiContext) {
    if (!isOfCalendar(period)) {
      return null;
    }
    const points = await context.services.statistics.conversion(period);
    return counted(context, points).map(toConversionPoint);
  }

  @Extensions({ listSize: 100 })
  @FieldResolver(() => [RetentionCohort], {
    description:
      'For each week of the period, whatever its step: who signed up, and who came back.',
  })
  async retention(
    @Root() { period }: Statistics,
    @Args(() => RetentionArgs) { weeks }: RetentionArgs,
    @Ctx() context: ApiContext,
  ) {
    const { statistics, clock } = context.services;
    const cohorts = await statistics.retention(period, weeks, clock.now());
    return counted(context, cohorts).map(toRetentionCohort);
  }

  @Extensions({ listSize: 100 })
  @FieldResolver(() => [ReferralPoint], {
    description: 'Invitations by the time when they were accepted, and what became of them.',
  })
  async referrals(@Root() { period }: Statistics, @Ctx() context: ApiContext) {
    const points = await context.services.statistics.referrals(period);
    return counted(context, points).map(toReferralPoint);
  }
}

export const isOfCalendar = (period: StatisticsPeriod): period is StatisticsPeriod<CalendarStep> =>
  period.step !== 'hour';
