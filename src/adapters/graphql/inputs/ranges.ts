import { Field, GraphQLISODateTime, InputType, Int } from 'type-graphql';
import { z } from 'zod';
import type { AmountRange, Period } from '../../../application/queries/paging.ts';

@InputType({ description: 'A span of time: from inclusive, until exclusive.' })
export class DateTimeRange {
  static readonly rules = z
    .object({ from: z.date().nullish(), until: z.date().nullish() })
    .refine(({ from, until }) => !from || !until || from < until, {
      path: ['until'],
      message: 'must be after from',
    });

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'ISO 8601; inclusive.' })
  readonly from?: Date | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'ISO 8601; exclusive.' })
  readonly until?: Date | null;
}

@InputType({ description: 'A range of whole numbers, both ends inclusive.' })
export class IntRange {
  static readonly rules = z
    .object({ min: z.number().int().nullish(), max: z.number().int().nullish() })
    .refine(({ min, max }) => min == null || max == null || min <= max, {
      path: ['max'],
      message: 'must be at least min',
    });

  @Field(() => Int, { nullable: true, description: 'Inclusive.' })
  readonly min?: number | null;

  @Field(() => Int, { nullable: true, description: 'Inclusive.' })
  readonly max?: number | null;
}

export const periodOf = (range: DateTimeRange | null | undefined): Period | undefined =>
  range ? { from: range.from ?? undefined, until: range.until ?? undefined } : undefined;

export const amountsOf = (range: IntRange | null | undefined): AmountRange | undefined =>
  range ? { min: bigintOf(range.min), max: bigintOf(range.max) } : undefined;

const bigintOf = (value: number | null | undefined): bigint | undefined =>
  value === null || value === undefined ? undefined : BigInt(value);
