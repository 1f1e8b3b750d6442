import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import type {
  PromoCodeFilter as Filter,
  PromoCodeSortField,
  PromoRedemptionFilter as RedemptionFilter,
} from '../../../application/queries/promos.ts';
import type { PromoBenefit } from '../../../domain/payments/promo.ts';
import { PageArgs, pageRules } from '../connections/page-args.ts';
import { PromoBenefitKind } from '../types/promo-code.ts';
import { filteredUser, searchRules } from './filters.ts';
import { DateTimeRange, periodOf } from './ranges.ts';
import { type SortInput, sortInput } from './sort-input.ts';

const PromoCodeSort = sortInput<PromoCodeSortField>('PromoCode', {
  CREATED: { by: 'created', of: 'When it was made.' },
  CODE: { by: 'code', of: 'The code, by alphabet.' },
  REDEMPTIONS: { by: 'redemptions', of: 'How often it was entered.' },
});

@InputType({ description: 'Conditions on promo codes, all of which must hold.' })
export class PromoCodeFilter {
  static readonly rules = z.object({
    search: searchRules,
    createdAt: DateTimeRange.rules.nullish(),
  });

  @Field(() => String, {
    nullable: true,
    description: 'The beginning of the code, in any case. 1 to 100 characters.',
  })
  readonly search?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether they are switched on.' })
  readonly isEnabled?: boolean | null;

  @Field(() => PromoBenefitKind, { nullable: true, description: 'What they give.' })
  readonly benefit?: PromoBenefit['kind'] | null;

  @Field(() => DateTimeRange, { nullable: true, description: 'When they were made.' })
  readonly createdAt?: DateTimeRange | null;
}

@ArgsType()
export class PromoCodesArgs extends PageArgs {
  static readonly argumentRules = z.object({
    ...pageRules,
    filter: PromoCodeFilter.rules.nullish(),
  });

  @Field(() => PromoCodeFilter, { nullable: true, description: 'Which; all without it.' })
  readonly filter?: PromoCodeFilter | null;

  @Field(() => PromoCodeSort, { nullable: true, description: 'The newest first without it.' })
  readonly sort?: SortInput<PromoCodeSortField> | null;
}

export const promoCodeFilterOf = (filter: PromoCodeFilter | null | undefined): Filter => ({
  search: filter?.search?.trim(),
  enabled: filter?.isEnabled ?? undefined,
  benefit: filter?.benefit ?? undefined,
  created: periodOf(filter?.createdAt),
});

@ArgsType()
export class PromoCodeArgs {
  static readonly argumentRules = z.object({ code: z.string().trim().min(1).max(100) });

  @Field(() => String, { description: 'In any case. 1 to 100 characters.' })
  readonly code!: string;
}

const PromoRedemptionSort = sortInput('PromoRedemption', {
  REDEEMED: { by: 'redeemed', of: 'When it was entered.' },
});

@InputType({ description: 'Conditions on entered promo codes, all of which must hold.' })
export class PromoRedemptionFilter {
  static readonly rules = z.object({
    code: searchRules,
    redeemedAt: DateTimeRange.rules.nullish(),
  });

  @Field(() => String, {
    nullable: true,
    description: 'The whole code, in any case. 1 to 100 characters.',
  })
  readonly code?: string | null;

  @Field(() => ID, { nullable: true, description: 'Entered by this user.' })
  readonly userId?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether its benefit was had.' })
  readonly isUsed?: boolean | null;

  @Field(() => DateTimeRange, { nullable: true, description: 'When it was entered.' })
  readonly redeemedAt?: DateTimeRange | null;
}

@ArgsType()
export class PromoRedemptionsArgs extends PageArgs {
  static readonly argumentRules = z.object({
    ...pageRules,
    filter: PromoRedemptionFilter.rules.nullish(),
  });

  @Field(() => PromoRedemptionFilter, { nullable: true, description: 'Which; all without it.' })
  readonly filter?: PromoRedemptionFilter | null;

  @Field(() => PromoRedemptionSort, { nullable: true, description: 'The newest first without it.' })
  readonly sort?: SortInput<'redeemed'> | null;
}

export const promoRedemptionFilterOf = (
  filter: PromoRedemptionFilter | null | undefined,
): RedemptionFilter => ({
  code: filter?.code?.trim(),
  userId: filteredUser(filter?.userId),
  isUsed: filter?.isUsed ?? undefined,
  redeemed: periodOf(filter?.redeemedAt),
});
