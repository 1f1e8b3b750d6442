import { Args, Ctx, Extensions, FieldResolver, Resolver, Root } from 'type-graphql';
import { allow } from '../access/allow.ts';
import type { ApiContext } from '../context.ts';
import {
  GenerationSelectionArgs,
  GenerationSeriesArgs,
  LatencyArgs,
  LatencySeriesArgs,
  selectionOf,
} from '../inputs/statistics.ts';
import { Model } from '../types/model.ts';
import { Statistics } from '../types/statistics.ts';
import {
  FailureCount,
  GenerationBreakdown,
  GenerationSeries,
  LatencyGroup,
  LatencyPoint,
  toFailureCount,
  toGenerationBreakdown,
  toGenerationSeries,
  toLatencyGroup,
  toLatencyPoint,
} from '../types/statistics-generations.ts';
import { modelOf } from './relations.ts';
import { counted, countedSeries } from './statistics-points.ts';

@Resolver(() => Statistics)
export class GenerationStatisticsResolver {
  @FieldResolver(() => [GenerationSeries], {
    description: 'Generations by the time when they ended: the line with the most of them first.',
  })
  async generations(
    @Root() { period }: Statistics,
    @Args(() => GenerationSeriesArgs) args: GenerationSeriesArgs,
    @Ctx() context: ApiContext,
  ) {
    const { statistics } = context.services;
    const lines = await statistics.generations(period, args.by, selectionOf(args));
    return countedSeries(context, lines).map(toGenerationSeries(args.by));
  }

  @Extensions({ listSize: 50 })
  @FieldResolver(() => [GenerationBreakdown], {
    description: 'Generations that ended in the whole period, by all of it; most frequent first.',
  })
  async generationBreakdown(@Root() { period }: Statistics, @Ctx() context: ApiContext) {
    const rows = await context.services.statistics.generationBreakdown(period);
    return counted(context, rows).map(toGenerationBreakdown);
  }

  @FieldResolver(() => [FailureCount], {
    description: 'Why generations of the period were not delivered, most frequent first.',
  })
  async failures(
    @Root() { period }: Statistics,
    @Args(() => GenerationSelectionArgs) args: GenerationSelectionArgs,
    @Ctx() { services }: ApiContext,
  ) {
    return (await services.statistics.failures(period, selectionOf(args))).map(toFailureCount);
  }

  @FieldResolver(() => [LatencyGroup], {
    description: 'How long users waited in the whole period, by kind and model; largest first.',
  })
  async latency(
    @Root() { period }: Statistics,
    @Args(() => LatencyArgs) { measure }: LatencyArgs,
    @Ctx() { services }: ApiContext,
  ) {
    return (await services.statistics.latency(period, measure)).map(toLatencyGroup);
  }

  @Extensions({ listSize: 100 })
  @FieldResolver(() => [LatencyPoint], { description: 'How long users waited, step by step.' })
  async latencyPoints(
    @Root() { period }: Statistics,
    @Args(() => LatencySeriesArgs) args: LatencySeriesArgs,
    @Ctx() context: ApiContext,
  ) {
    const { statistics } = context.services;
    const points = await statistics.latencySeries(period, args.measure, selectionOf(args));
    return counted(context, points).map(toLatencyPoint);
  }
}

const modelDescription = 'The model; null when the catalogue lacks it by now.';

@Resolver(() => GenerationSeries)
export class GenerationSeriesResolver {
  @allow('catalogue:read')
  @FieldResolver(() => Model, {
    nullable: true,
    description: 'With MODEL: the model; null when the catalogue lacks it by now.',
  })
  model(@Root() { answeredBy }: GenerationSeries, @Ctx() context: ApiContext) {
    return modelOf(context, answeredBy);
  }
}

@Resolver(() => GenerationBreakdown)
export class GenerationBreakdownResolver {
  @allow('catalogue:read')
  @FieldResolver(() => Model, { nullable: true, description: modelDescription })
  model(@Root() { answeredBy }: GenerationBreakdown, @Ctx() context: ApiContext) {
    return modelOf(context, answeredBy);
  }
}

@Resolver(() => LatencyGroup)
export class LatencyGroupResolver {
  @allow('catalogue:read')
  @FieldResolver(() => Model, { nullable: true, description: modelDescription })
  model(@Root() { answeredBy }: LatencyGroup, @Ctx() context: ApiContext) {
    return modelOf(context, answeredBy);
  }
}
