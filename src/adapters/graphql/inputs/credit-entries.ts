import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import type { CreditEntryFilter as Filter } from '../../../application/queries/credit-entries.ts';
import type { EntryKind, LedgerOperation } from '../../../domain/credits/ledger.ts';
import { PageArgs, pageRules } from '../connections/page-args.ts';
import { fromId, typeOfId } from '../ids.ts';
import { CreditEntryKind, CreditOperation } from '../types/credit-entry.ts';
import { filteredUser } from './filters.ts';
import { DateTimeRange, periodOf } from './ranges.ts';
import { type SortInput, sortInput } from './sort-input.ts';

const CreditEntrySort = sortInput('CreditEntry', {
  CREATED: { by: 'created', of: 'When it was booked.' },
});

@InputType({ description: 'Conditions on movements of credits, all of which must hold.' })
export class CreditEntryFilter {
  static readonly rules = z.object({
    createdAt: DateTimeRange.rules.nullish(),
    reference: z.string().trim().min(1).max(200).nullish(),
  });

  @Field(() => ID, { nullable: true, description: 'Of this user.' })
  readonly userId?: string | null;

  @Field(() => CreditEntryKind, { nullable: true, description: 'Why the credits moved.' })
  readonly kind?: EntryKind | null;

  @Field(() => CreditOperation, { nullable: true, description: 'What they do to the balances.' })
  readonly operation?: LedgerOperation | null;

  @Field(() => DateTimeRange, { nullable: true, description: 'When they were booked.' })
  readonly createdAt?: DateTimeRange | null;

  @Field(() => String, {
    nullable: true,
    description: 'A whole reference, or the id of a generation. 1 to 200 characters.',
  })
  readonly reference?: string | null;
}

@ArgsType()
export class CreditEntriesArgs extends PageArgs {
  static readonly argumentRules = z.object({
    ...pageRules,
    filter: CreditEntryFilter.rules.nullish(),
  });

  @Field(() => CreditEntryFilter, { nullable: true, description: 'Which; all without it.' })
  readonly filter?: CreditEntryFilter | null;

  @Field(() => CreditEntrySort, { nullable: true, description: 'The newest first without it.' })
  readonly sort?: SortInput<'created'> | null;
}

export function creditEntryFilterOf(filter: CreditEntryFilter | null | undefined): Filter {
  const reference = filter?.reference?.trim();
  return {
    userId: filteredUser(filter?.userId),
    kind: filter?.kind ?? undefined,
    operation: filter?.operation ?? undefined,
    created: periodOf(filter?.createdAt),
    reference:
      reference !== undefined && typeOfId(reference) === 'Generation'
        ? fromId('Generation', reference, 'filter.reference')
        : reference,
  };
}
