import {
  Extensions,
  Field,
  Float,
  GraphQLISODateTime,
  ID,
  Int,
  ObjectType,
  registerEnumType,
} from 'type-graphql';
import type { FailureKind } from '../../../application/queries/generations.ts';
import type {
  GenerationBreakdown as Breakdown,
  FailureReason as Failure,
  LatencyGroup as Group,
  GenerationGrouping as Grouping,
  LatencyMeasure as Measure,
  Percentiles,
  Point,
  Series,
  GenerationSums as Sums,
} from '../../../application/queries/statistics.ts';
import { type ModelId, modelId } from '../../../domain/shared/ids.ts';
import { allow } from '../access/allow.ts';
import { toId } from '../ids.ts';
import { make } from '../make.ts';
import { GenerationFailureKind, GenerationKind, GenerationStatus } from './generation-enums.ts';
import { Money, usd } from './money.ts';

export const GenerationGrouping = {
  NONE: 'none',
  KIND: 'kind',
  MODEL: 'model',
  STATUS: 'status',
} as const satisfies Record<string, Grouping>;

registerEnumType(GenerationGrouping, {
  name: 'GenerationGrouping',
  description: 'What lines of a chart of generations tell apart.',
  valuesConfig: {
    NONE: { description: 'Nothing: one line.' },
    KIND: { description: 'What was asked for.' },
    MODEL: { description: 'The model that answered, else the one that was asked for.' },
    STATUS: { description: 'How they ended.' },
  },
});

export const LatencyMeasure = {
  WAIT: 'wait',
  TOTAL: 'total',
} as const satisfies Record<string, Measure>;

registerEnumType(LatencyMeasure, {
  name: 'LatencyMeasure',
  description: 'What is measured of generations that were delivered.',
  valuesConfig: {
    WAIT: { description: 'From the request until a worker took it up.' },
    TOTAL: { description: 'From the request until the answer was delivered.' },
  },
});

@allow('inherited')
@ObjectType()
abstract class GenerationSums {
  @Field(() => Int, { description: 'Generations that ended, however they did.' })
  readonly count!: number;

  @Field(() => Float, { description: 'Credits charged; whole, and may exceed 32 bits.' })
  readonly creditsCharged!: number;

  @Extensions({ cost: 0 })
  @Field(() => Money, { description: 'What the model provider takes for them, in US dollars.' })
  readonly cost!: Money;

  @Field(() => Float, { description: 'Tokens sent; whole, and may exceed 32 bits.' })
  readonly inputTokens!: number;

  @Field(() => Float, {
    description: 'Tokens of answers, thinking and pictures; whole, and may exceed 32 bits.',
  })
  readonly outputTokens!: number;

  @Field(() => Int, { description: 'Pictures made.' })
  readonly images!: number;
}

@allow('inherited')
@ObjectType({ description: 'Generations that ended in one step.' })
export class GenerationStatisticsPoint extends GenerationSums {
  @Field(() => GraphQLISODateTime, { description: 'Where the step begins (UTC).' })
  readonly at!: Date;
}

@allow('inherited')
@ObjectType({
  description:
    'One line of a chart of generations. Of kind, model and status, the one is set that lines are told apart by.',
})
export class GenerationSeries {
  /** For resolvers; not a field. */
  readonly answeredBy!: ModelId | undefined;

  @Field(() => GenerationKind, { nullable: true, description: 'With KIND: what was asked for.' })
  readonly kind!: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'With MODEL: the model that answered, else the one that was asked for.',
  })
  readonly modelId!: string | null;

  @Field(() => GenerationStatus, { nullable: true, description: 'With STATUS: how they ended.' })
  readonly status!: string | null;

  @Extensions({ listSize: 100 })
  @Field(() => [GenerationStatisticsPoint], { description: 'One for each step.' })
  readonly points!: readonly GenerationStatisticsPoint[];
}

@allow('inherited')
@ObjectType({
  description: 'Generations that ended in the whole period, by all that can be told apart.',
})
export class GenerationBreakdown extends GenerationSums {
  /** For resolvers; not a field. */
  readonly answeredBy!: ModelId;

  @Field(() => GenerationKind, { description: 'What was asked for.' })
  readonly kind!: string;

  @Field(() => ID, { description: 'The model that answered, else the one that was asked for.' })
  readonly modelId!: string;

  @Field(() => GenerationStatus, { description: 'How they ended.' })
  readonly status!: string;

  @Field(() => GenerationFailureKind, {
    nullable: true,
    description: 'Why they were not delivered; null when they were.',
  })
  readonly failureKind!: FailureKind | null;
}

@allow('inherited')
@ObjectType({ description: 'A reason for which generations of the period were not delivered.' })
export class FailureCount {
  @Field(() => GenerationFailureKind, { description: 'The reason.' })
  readonly failureKind!: FailureKind;

  @Field(() => Int, { description: 'How many generations.' })
  readonly count!: number;
}

@allow('inherited')
@ObjectType()
abstract class LatencyPercentiles {
  @Field(() => Int, { description: 'Generations measured.' })
  readonly count!: number;

  @Field(() => Float, {
    nullable: true,
    description: 'Milliseconds that half of them took at most, to 2.5 %; null when there are none.',
  })
  readonly p50Ms!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Milliseconds that 90 % took at most, to 2.5 %; null when there are none.',
  })
  readonly p90Ms!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Milliseconds that 95 % took at most, to 2.5 %; null when there are none.',
  })
  readonly p95Ms!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Milliseconds that 99 % took at most, to 2.5 %; null when there are none.',
  })
  readonly p99Ms!: number | null;
}

@allow('inherited')
@ObjectType({ description: 'How long users waited in the whole period, for one kind and model.' })
export class LatencyGroup extends LatencyPercentiles {
  /** For resolvers; not a field. */
  readonly answeredBy!: ModelId;

  @Field(() => GenerationKind, { description: 'What was asked for.' })
  readonly kind!: string;

  @Field(() => ID, { description: 'The model that answered.' })
  readonly modelId!: string;
}

@allow('inherited')
@ObjectType({ description: 'How long users waited, of generations that ended in one step.' })
export class LatencyPoint extends LatencyPercentiles {
  @Field(() => GraphQLISODateTime, { description: 'Where the step begins (UTC).' })
  readonly at!: Date;
}

const sumsOf = (sums: Sums) => ({
  count: sums.count,
  creditsCharged: Number(sums.charged),
  cost: usd(sums.costUsdMicros),
  inputTokens: Number(sums.inputTokens),
  outputTokens: Number(sums.outputTokens),
  images: Number(sums.images),
});

export const toGenerationSeries =
  (by: Grouping) =>
  ({ key, points }: Series<Point & Sums>): GenerationSeries =>
    make(GenerationSeries, {
      answeredBy: by === 'model' ? modelId(key) : undefined,
      kind: by === 'kind' ? key : null,
      modelId: by === 'model' ? toId('Model', key) : null,
      status: by === 'status' ? key : null,
      points: points.map((point) =>
        make(GenerationStatisticsPoint, { at: point.at, ...sumsOf(point) }),
      ),
    });

export const toGenerationBreakdown = (row: Breakdown): GenerationBreakdown =>
  make(GenerationBreakdown, {
    answeredBy: row.modelId,
    kind: row.kind,
    modelId: toId('Model', row.modelId),
    status: row.status,
    failureKind: row.failure ?? null,
    ...sumsOf(row),
  });

export const toFailureCount = ({ failure, count }: Failure): FailureCount =>
  make(FailureCount, { failureKind: failure, count });

const percentilesOf = ({ count, p50Ms, p90Ms, p95Ms, p99Ms }: Percentiles) => ({
  count,
  p50Ms: p50Ms ?? null,
  p90Ms: p90Ms ?? null,
  p95Ms: p95Ms ?? null,
  p99Ms: p99Ms ?? null,
});

export const toLatencyGroup = (group: Group): LatencyGroup =>
  make(LatencyGroup, {
    answeredBy: group.modelId,
    kind: group.kind,
    modelId: toId('Model', group.modelId),
    ...percentilesOf(group),
  });

export const toLatencyPoint = (point: Point & Percentiles): LatencyPoint =>
  make(LatencyPoint, { at: point.at, ...percentilesOf(point) });
