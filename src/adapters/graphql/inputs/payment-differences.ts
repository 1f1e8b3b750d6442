import { ArgsType, Field, InputType } from 'type-graphql';
import { z } from 'zod';
import type { PaymentDifferenceFilter as Filter } from '../../../application/queries/payment-differences.ts';
import type { Difference, Provider } from '../../../domain/payments/difference.ts';
import { PageArgs, pageRules } from '../connections/page-args.ts';
import { PaymentDifferenceKind, PaymentProvider } from '../types/payment-difference.ts';
import { DateTimeRange, periodOf } from './ranges.ts';
import { type SortInput, sortInput } from './sort-input.ts';

const PaymentDifferenceSort = sortInput('PaymentDifference', {
  FOUND: { by: 'found', of: 'When it was found.' },
});

@InputType({ description: 'Conditions on differences, all of which must hold.' })
export class PaymentDifferenceFilter {
  static readonly rules = z.object({ foundAt: DateTimeRange.rules.nullish() });

  @Field(() => PaymentDifferenceKind, { nullable: true, description: 'How the books disagreed.' })
  readonly kind?: Difference['kind'] | null;

  @Field(() => PaymentProvider, { nullable: true, description: 'Whose list it was.' })
  readonly provider?: Provider | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether our book was put right at once.',
  })
  readonly isRepaired?: boolean | null;

  @Field(() => DateTimeRange, { nullable: true, description: 'When they were found.' })
  readonly foundAt?: DateTimeRange | null;
}

@ArgsType()
export class PaymentDifferencesArgs extends PageArgs {
  static readonly argumentRules = z.object({
    ...pageRules,
    filter: PaymentDifferenceFilter.rules.nullish(),
  });

  @Field(() => PaymentDifferenceFilter, { nullable: true, description: 'Which; all without it.' })
  readonly filter?: PaymentDifferenceFilter | null;

  @Field(() => PaymentDifferenceSort, {
    nullable: true,
    description: 'The newest first without it.',
  })
  readonly sort?: SortInput<'found'> | null;
}

export const paymentDifferenceFilterOf = (
  filter: PaymentDifferenceFilter | null | undefined,
): Filter => ({
  kind: filter?.kind ?? undefined,
  provider: filter?.provider ?? undefined,
  repaired: filter?.isRepaired ?? undefined,
  found: periodOf(filter?.foundAt),
});
