import { Args, Ctx, Extensions, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { allow } from '../access/allow.ts';
import type { ApiContext } from '../context.ts';
import { MarginArgs, TopSpendersArgs } from '../inputs/statistics.ts';
import { Package } from '../types/package.ts';
import { Statistics } from '../types/statistics.ts';
import {
  MarginPoint,
  PackageRevenue,
  RevenuePerUserPoint,
  RevenueSeries,
  Spender,
  toMarginPoint,
  toPackageRevenue,
  toRevenuePerUserPoint,
  toRevenueSeries,
  toSpender,
} from '../types/statistics-money.ts';
import { User } from '../types/user.ts';
import { packageOf, userOf } from './relations.ts';
import { isOfCalendar } from './statistics.ts';
import { counted, countedSeries } from './statistics-points.ts';

@Resolver(() => Statistics)
export class RevenueStatisticsResolver {
  @Extensions({ listSize: 3 })
  @FieldResolver(() => [RevenueSeries], {
    description: 'Money that came and went: one line for each method that was used in the period.',
  })
  async revenue(@Root() { period }: Statistics, @Ctx() context: ApiContext) {
    const lines = await context.services.statistics.revenue(period);
    return countedSeries(context, lines).map(toRevenueSeries);
  }

  @Extensions({ listSize: 30 })
  @FieldResolver(() => [PackageRevenue], {
    description: 'Revenue of the whole period by package and method: by currency, largest first.',
  })
  async packages(@Root() { period }: Statistics, @Ctx() context: ApiContext) {
    const rows = await context.services.statistics.packages(period);
    return counted(context, rows).map(toPackageRevenue);
  }

  @Extensions({ listSize: 100 })
  @FieldResolver(() => [MarginPoint], {
    description:
      'Cost of models beside revenue. Nothing here knows exchange rates: a margin needs yours.',
  })
  async margin(
    @Root() { period }: Statistics,
    @Args(() => MarginArgs) { usdPerRub, usdPerStar }: MarginArgs,
    @Ctx() context: ApiContext,
  ) {
    const rates = { rub: usdPerRub ?? undefined, star: usdPerStar ?? undefined };
    const points = await context.services.statistics.margin(period, rates);
    return counted(context, points).map(toMarginPoint);
  }

  @Extensions({ listSize: 100 })
  @FieldResolver(() => [RevenuePerUserPoint], {
    nullable: true,
    description: 'ARPU and ARPPU: revenue by active users and by payers; null for HOUR.',
  })
  async revenuePerUser(@Root() { period }: Statistics, @Ctx() context: ApiContext) {
    if (!isOfCalendar(period)) {
      return null;
    }
    const points = await context.services.statistics.revenuePerUser(period);
    return counted(context, points).map(toRevenuePerUserPoint);
  }
}

@Resolver(() => PackageRevenue)
export class PackageRevenueResolver {
  @allow('catalogue:read')
  @FieldResolver(() => Package, {
    nullable: true,
    description: 'The package; null when it is not known.',
  })
  package(@Root() { soldPackage }: PackageRevenue, @Ctx() context: ApiContext) {
    return packageOf(context, soldPackage);
  }
}

@Resolver(() => Spender)
export class SpenderResolver {
  @Extensions({ listSize: 100 })
  @allow('statistics:read')
  @Query(() => [Spender], {
    description: 'Users who spent most, at all or in one month; nobody who spent nothing.',
  })
  async topSpenders(
    @Args(() => TopSpendersArgs) { by, first, month }: TopSpendersArgs,
    @Ctx() { services }: ApiContext,
  ) {
    const spenders = await services.statistics.topSpenders(by, first, month ?? undefined);
    return spenders.map((spender) => toSpender(by, spender));
  }

  @allow('users:read')
  @FieldResolver(() => User, { nullable: true, description: 'Who it is.' })
  user(@Root() { spender }: Spender, @Ctx() context: ApiContext) {
    return userOf(context, spender);
  }
}
