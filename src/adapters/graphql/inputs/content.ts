import { ArgsType, Field, InputType } from 'type-graphql';
import { z } from 'zod';
import type { ContentFilter as Filter } from '../../../application/content/list-content.ts';
import type { ContentGroup as Group } from '../../../domain/content/content.ts';
import type { Language as DomainLanguage } from '../../../domain/users/user.ts';
import { ContentGroup } from '../types/content.ts';
import { Language } from '../types/enums.ts';
import { idempotencyKeyDescription, idempotencyKeyRules } from './common-rules.ts';
import { searchRules, someOf } from './filters.ts';

const keyRules = z.string().min(1).max(100);

/** More than any text may have: the rules of texts say more exactly what is too long. */
const textRules = z.string().max(20_000);

const textDescription =
  'At most 4096 UTF-16 code units in Fluent syntax: values stand as `{ $credits }`.';

@InputType({ description: 'Conditions on texts of the bot, all of which must hold.' })
export class ContentFilter {
  static readonly rules = z.object({ group: someOf, search: searchRules });

  @Field(() => [ContentGroup], { nullable: true, description: 'About any of these. At most 50.' })
  readonly group?: Group[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'In the key, the description or a text, in any case. 1 to 100 characters.',
  })
  readonly search?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether an admin wrote it, in any language.',
  })
  readonly isEdited?: boolean | null;
}

@ArgsType()
export class ContentEntriesArgs {
  static readonly argumentRules = z.object({ filter: ContentFilter.rules.nullish() });

  @Field(() => ContentFilter, { nullable: true, description: 'Which; all without it.' })
  readonly filter?: ContentFilter | null;
}

export const contentFilterOf = (filter: ContentFilter | null | undefined): Filter => ({
  groups: filter?.group ?? undefined,
  search: filter?.search ?? undefined,
  isEdited: filter?.isEdited ?? undefined,
});

@ArgsType()
export class ContentEntryArgs {
  static readonly argumentRules = z.object({ key: keyRules });

  @Field(() => String, { description: 'e.g. `start-new`. 1 to 100 characters.' })
  readonly key!: string;
}

@ArgsType()
export class ContentPreviewArgs {
  static readonly argumentRules = z.object({ key: keyRules, text: textRules });

  @Field(() => String, { description: 'Of the entry, e.g. `start-new`. 1 to 100 characters.' })
  readonly key!: string;

  @Field(() => Language, { description: 'Whose plural rules and digits count.' })
  readonly language!: DomainLanguage;

  @Field(() => String, { description: textDescription })
  readonly text!: string;
}

@InputType({ description: 'Words a text of the bot anew, in one language.' })
export class SaveContentInput {
  static readonly inputRules = z.object({
    key: keyRules,
    text: textRules,
    idempotencyKey: idempotencyKeyRules.nullish(),
  });

  @Field(() => String, { description: 'Of the entry, e.g. `start-new`. 1 to 100 characters.' })
  readonly key!: string;

  @Field(() => Language, { description: 'The language.' })
  readonly language!: DomainLanguage;

  @Field(() => String, { description: textDescription })
  readonly text!: string;

  @Field(() => String, { nullable: true, description: idempotencyKeyDescription })
  readonly idempotencyKey?: string | null;
}

@InputType({ description: 'Makes the default wording stand again, in one language.' })
export class ResetContentInput {
  static readonly inputRules = z.object({
    key: keyRules,
    idempotencyKey: idempotencyKeyRules.nullish(),
  });

  @Field(() => String, { description: 'Of the entry, e.g. `start-new`. 1 to 100 characters.' })
  readonly key!: string;

  @Field(() => Language, { description: 'The language.' })
  readonly language!: DomainLanguage;

  @Field(() => String, { nullable: true, description: idempotencyKeyDescription })
  readonly idempotencyKey?: string | null;
}
