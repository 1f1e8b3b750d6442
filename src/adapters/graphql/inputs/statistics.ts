import { ArgsType, Field, Float, GraphQLISODateTime, ID, Int } from 'type-graphql';
import { z } from 'zod';
import {
  type GenerationSelection,
  type GenerationGrouping as Grouping,
  type LatencyMeasure as Latency,
  type SpendingMeasure as Spending,
  type StatisticsStep as Step,
  statisticsSteps,
} from '../../../application/queries/statistics.ts';
import { pointsIn } from '../../../application/statistics/period.ts';
import type { GenerationKind as Kind } from '../../../domain/models/model.ts';
import { modelId } from '../../../domain/shared/ids.ts';
import { fromId } from '../ids.ts';
import { GenerationKind } from '../types/generation-enums.ts';
import { StatisticsStep } from '../types/statistics.ts';
import { GenerationGrouping, LatencyMeasure } from '../types/statistics-generations.ts';
import { SpendingMeasure } from '../types/statistics-money.ts';

const dayMs = 86_400_000;
const mostHoursMs = 31 * dayMs;
const mostPoints = 1_000;
const mostMs = 20 * 366 * dayMs;
const [earliest, latest] = [Date.UTC(2000), Date.UTC(2100)];

const time = z
  .date()
  .refine((at) => at.getTime() >= earliest && at.getTime() <= latest, 'must be from 2000 to 2099');

@ArgsType()
export class StatisticsArgs {
  static readonly argumentRules = z
    .object({ from: time, until: time, step: z.enum(statisticsSteps) })
    .superRefine((period, context) => {
      const rule = brokenRule(period);
      if (rule !== undefined) {
        context.addIssue({ code: 'custom', path: ['until'], message: rule });
      }
    });

  @Field(() => GraphQLISODateTime, {
    description: 'ISO 8601; inclusive. The step that it lies in counts whole.',
  })
  readonly from!: Date;

  @Field(() => GraphQLISODateTime, {
    description:
      'ISO 8601; exclusive. At most 1,000 steps and 20 years after `from`, with HOUR at most 31 days. A step that has begun before it counts whole.',
  })
  readonly until!: Date;

  @Field(() => StatisticsStep, { description: 'How long each point is.' })
  readonly step!: Step;
}

interface Given {
  readonly from: Date;
  readonly until: Date;
  readonly step: Step;
}

function brokenRule(period: Given): string | undefined {
  const { from, until, step } = period;
  const lengthMs = until.getTime() - from.getTime();
  if (lengthMs <= 0) {
    return 'must be after from';
  }
  if (step === 'hour' && lengthMs > mostHoursMs) {
    return 'must be at most 31 days after from with step HOUR';
  }
  if (lengthMs > mostMs) {
    return 'must be at most 20 years after from';
  }
  return pointsIn(period) > mostPoints ? 'must be at most 1000 steps after from' : undefined;
}

@ArgsType()
export class GenerationSelectionArgs {
  static readonly argumentRules: z.ZodType = z.object({});

  @Field(() => GenerationKind, {
    nullable: true,
    description: 'Only what was asked for like this.',
  })
  readonly kind?: Kind | null;

  @Field(() => ID, {
    nullable: true,
    description: 'Only those of this model: the one that answered, else the one asked for.',
  })
  readonly modelId?: string | null;
}

@ArgsType()
export class GenerationSeriesArgs extends GenerationSelectionArgs {
  @Field(() => GenerationGrouping, {
    defaultValue: 'none' satisfies Grouping,
    description: 'What lines tell apart.',
  })
  readonly by!: Grouping;
}

@ArgsType()
export class LatencyArgs {
  static readonly argumentRules = z.object({});

  @Field(() => LatencyMeasure, {
    defaultValue: 'total' satisfies Latency,
    description: 'What is measured.',
  })
  readonly measure!: Latency;
}

@ArgsType()
export class LatencySeriesArgs extends GenerationSelectionArgs {
  @Field(() => LatencyMeasure, {
    defaultValue: 'total' satisfies Latency,
    description: 'What is measured.',
  })
  readonly measure!: Latency;
}

/** @throws GraphQLError BAD_USER_INPUT when the model's id is none */
export const selectionOf = ({
  kind,
  modelId: model,
}: GenerationSelectionArgs): GenerationSelection => ({
  kind: kind ?? undefined,
  modelId: model ? modelId(fromId('Model', model, 'modelId')) : undefined,
});

const rate = z
  .number()
  .refine((usd) => usd > 0 && usd <= 1_000, 'must be above 0 and at most 1000')
  .nullish();

@ArgsType()
export class MarginArgs {
  static readonly argumentRules = z.object({ usdPerRub: rate, usdPerStar: rate });

  @Field(() => Float, {
    nullable: true,
    description:
      'What one ruble is worth, in US dollars: above 0, at most 1,000; to the millionth.',
  })
  readonly usdPerRub?: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'What one Telegram Star is worth, in US dollars: above 0, at most 1,000; to the millionth.',
  })
  readonly usdPerStar?: number | null;
}

@ArgsType()
export class RetentionArgs {
  static readonly argumentRules = z.object({ weeks: z.number().int().min(1).max(52) });

  @Field(() => Int, {
    defaultValue: 12,
    description: 'How many weeks each cohort is followed, its own included: 1 to 52.',
  })
  readonly weeks!: number;
}

@ArgsType()
export class TopSpendersArgs {
  static readonly argumentRules = z.object({
    first: z.number().int().min(1).max(100),
    month: time.nullish(),
  });

  @Field(() => SpendingMeasure, {
    defaultValue: 'credits' satisfies Spending,
    description: 'What to measure by.',
  })
  readonly by!: Spending;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'Any moment of the month (UTC) to look at; all time without it.',
  })
  readonly month?: Date | null;

  @Field(() => Int, { defaultValue: 10, description: 'How many users at most: 1 to 100.' })
  readonly first!: number;
}
