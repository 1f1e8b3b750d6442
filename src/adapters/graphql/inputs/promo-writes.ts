import { Field, GraphQLISODateTime, ID, InputType, Int } from 'type-graphql';
import { z } from 'zod';
import type { PromoBenefit as Benefit } from '../../../domain/payments/promo.ts';
import { PromoBenefitKind } from '../types/promo-code.ts';
import { anyTextRules, idempotencyKeyDescription, idempotencyKeyRules } from './common-rules.ts';

const benefitRules = z
  .object({ kind: z.string(), credits: z.number().nullish(), percent: z.number().nullish() })
  .refine(({ kind, credits }) => (kind === 'credits') === (credits != null), {
    path: ['credits'],
    message: 'must be given for CREDITS, and for nothing else',
  })
  .refine(({ kind, percent }) => (kind === 'credits') === (percent == null), {
    path: ['percent'],
    message: 'must be given for BONUS and DISCOUNT, and for nothing else',
  });

@InputType({ description: 'What a promo code gives: `credits` or `percent`, as `kind` says.' })
export class PromoBenefitInput {
  @Field(() => PromoBenefitKind, { description: 'Which of the two it is, and of what.' })
  readonly kind!: Benefit['kind'];

  @Field(() => Int, { nullable: true, description: 'Credits, of CREDITS: 1 to 1000000.' })
  readonly credits?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Percent, of BONUS: 1 to 1000, of DISCOUNT: 1 to 99.',
  })
  readonly percent?: number | null;
}

@InputType({
  description:
    'A promo code as it shall be, all of it: what is left out is emptied. A code that is not there yet is added; of one that is, what users redeemed stays theirs.',
})
export class SavePromoCodeInput {
  static readonly inputRules = z.object({
    code: anyTextRules,
    benefit: benefitRules,
    idempotencyKey: idempotencyKeyRules.nullish(),
  });

  @Field(() => String, {
    description:
      'In any case: 3 to 32 Latin letters, digits, dashes or underscores, beginning with a letter or digit.',
  })
  readonly code!: string;

  @Field(() => PromoBenefitInput, { description: 'What it gives.' })
  readonly benefit!: PromoBenefitInput;

  @Field(() => Int, {
    nullable: true,
    description:
      'How often it can be entered by all users together: 1 to 1000000000; without end when absent.',
  })
  readonly maxRedemptions?: number | null;

  @Field(() => Int, {
    defaultValue: 1,
    description: 'How often one user can enter it: 1 to 1000000000.',
  })
  readonly maxPerUser!: number;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'ISO 8601; before this it is unknown to users. At once without it.',
  })
  readonly startsAt?: Date | null;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'ISO 8601, after `startsAt`; from then on it is over. Never without it.',
  })
  readonly endsAt?: Date | null;

  @Field(() => Boolean, { defaultValue: true, description: 'Whether users can enter it.' })
  readonly isEnabled!: boolean;

  @Field(() => String, { nullable: true, description: idempotencyKeyDescription })
  readonly idempotencyKey?: string | null;
}

@InputType({ description: 'Lets users enter a promo code, or no longer.' })
export class SetPromoCodeEnabledInput {
  static readonly inputRules = z.object({ idempotencyKey: idempotencyKeyRules.nullish() });

  @Field(() => ID, { description: 'Of the promo code.' })
  readonly promoCodeId!: string;

  @Field(() => Boolean, { description: 'Whether users can enter it from now on.' })
  readonly isEnabled!: boolean;

  @Field(() => String, { nullable: true, description: idempotencyKeyDescription })
  readonly idempotencyKey?: string | null;
}
