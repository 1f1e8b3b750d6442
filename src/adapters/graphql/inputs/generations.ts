import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import type {
  FailureKind,
  GenerationFilter as Filter,
} from '../../../application/queries/generations.ts';
import type { GenerationStatus as Status } from '../../../domain/generations/status.ts';
import type { GenerationKind as Kind } from '../../../domain/models/model.ts';
import { modelId } from '../../../domain/shared/ids.ts';
import { PageArgs, pageRules } from '../connections/page-args.ts';
import {
  GenerationFailureKind,
  GenerationKind,
  GenerationStatus,
} from '../types/generation-enums.ts';
import { filteredId, filteredUser, searchRules, someOf } from './filters.ts';
import { DateTimeRange, periodOf } from './ranges.ts';
import { type SortInput, sortInput } from './sort-input.ts';

const GenerationSort = sortInput('Generation', {
  CREATED: { by: 'created', of: 'When it was accepted.' },
});

@InputType({ description: 'Conditions on generations, all of which must hold.' })
export class GenerationFilter {
  static readonly rules = z.object({
    statuses: someOf,
    createdAt: DateTimeRange.rules.nullish(),
    promptSearch: searchRules,
  });

  @Field(() => ID, { nullable: true, description: 'Of this user.' })
  readonly userId?: string | null;

  @Field(() => GenerationKind, { nullable: true, description: 'What was asked for.' })
  readonly kind?: Kind | null;

  @Field(() => [GenerationStatus], {
    nullable: true,
    description: 'Any of these. At most 50 items; an empty list lets nothing through.',
  })
  readonly statuses?: readonly Status[] | null;

  @Field(() => ID, { nullable: true, description: 'The model that was asked for.' })
  readonly modelId?: string | null;

  @Field(() => GenerationFailureKind, { nullable: true, description: 'Why it was not delivered.' })
  readonly failureKind?: FailureKind | null;

  @Field(() => DateTimeRange, { nullable: true, description: 'When it was accepted.' })
  readonly createdAt?: DateTimeRange | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Words that all occur in the prompt, in any case; of the last one the beginning is enough. 1 to 100 characters.',
  })
  readonly promptSearch?: string | null;
}

@ArgsType()
export class GenerationsArgs extends PageArgs {
  static readonly argumentRules = z.object({
    ...pageRules,
    filter: GenerationFilter.rules.nullish(),
  });

  @Field(() => GenerationFilter, { nullable: true, description: 'Which; all without it.' })
  readonly filter?: GenerationFilter | null;

  @Field(() => GenerationSort, { nullable: true, description: 'The newest first without it.' })
  readonly sort?: SortInput<'created'> | null;
}

export function generationFilterOf(filter: GenerationFilter | null | undefined): Filter {
  const model = filteredId('Model', filter?.modelId, 'modelId');
  return {
    userId: filteredUser(filter?.userId),
    kind: filter?.kind ?? undefined,
    statuses: filter?.statuses ?? undefined,
    modelId: model === undefined ? undefined : modelId(model),
    failureKind: filter?.failureKind ?? undefined,
    created: periodOf(filter?.createdAt),
    promptSearch: filter?.promptSearch?.trim(),
  };
}
