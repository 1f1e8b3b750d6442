import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { writtenText } from '../../../domain/shared/written-text.ts';
import { allow } from '../access/allow.ts';
import type { ApiContext } from '../context.ts';
import { contentRule } from '../errors/content-rule.ts';
import { badInput, notFound } from '../errors/request-errors.ts';
import {
  ContentEntriesArgs,
  ContentEntryArgs,
  ContentPreviewArgs,
  contentFilterOf,
} from '../inputs/content.ts';
import { ContentEntry, LanguageText, toContentEntry } from '../types/content.ts';

/** The texts of the bot. They are few, and known to the program: no pages. */
@Resolver(() => LanguageText)
export class ContentResolver {
  @allow('content:read')
  @Query(() => [ContentEntry], {
    description: 'Texts of the bot by group, and in it as users meet them.',
  })
  async contentEntries(
    @Args(() => ContentEntriesArgs) { filter }: ContentEntriesArgs,
    @Ctx() { services }: ApiContext,
  ): Promise<ContentEntry[]> {
    return (await services.content.list.execute(contentFilterOf(filter))).map(toContentEntry);
  }

  @allow('content:read')
  @Query(() => ContentEntry, {
    nullable: true,
    description: 'One text of the bot; NOT_FOUND when there is none.',
  })
  async contentEntry(
    @Args(() => ContentEntryArgs) { key }: ContentEntryArgs,
    @Ctx() context: ApiContext,
  ): Promise<ContentEntry> {
    const entry = await contentEntryNow(context, key);
    if (entry === null) {
      throw notFound('ContentEntry', key);
    }
    return entry;
  }

  @allow('content:read')
  @Query(() => String, {
    nullable: true,
    description:
      'How users would see a text, with examples of its values. NOT_FOUND when there is no such entry, BAD_USER_INPUT when the text breaks a rule. Changes nothing.',
  })
  contentPreview(
    @Args(() => ContentPreviewArgs) { key, language, text }: ContentPreviewArgs,
    @Ctx() { services }: ApiContext,
  ): string {
    const { catalogue } = services.content;
    if (catalogue.find(key) === undefined) {
      throw notFound('ContentEntry', key);
    }
    const shown = catalogue.check(key, language, writtenText(text));
    if (!shown.ok) {
      throw badInput([{ field: 'text', rule: contentRule(shown.error) }]);
    }
    return shown.value;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      'How users see it, with examples of its values; null when another release wrote it and this one cannot show it: then the default stands.',
  })
  preview(@Root() { key, language, text }: LanguageText, @Ctx() { services }: ApiContext) {
    const shown = services.content.catalogue.check(key, language, text);
    return shown.ok ? shown.value : null;
  }
}

/** Null when there is no such text. */
export async function contentEntryNow(
  { services }: ApiContext,
  key: string,
): Promise<ContentEntry | null> {
  const listing = (await services.content.list.execute()).find((one) => one.key === key);
  return listing === undefined ? null : toContentEntry(listing);
}
