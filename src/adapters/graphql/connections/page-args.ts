import { ArgsType, Field, Int } from 'type-graphql';
import { z } from 'zod';
import type { Take } from '../../../application/queries/paging.ts';
import { badInput } from '../errors/request-errors.ts';

const largestPage = 100;
const defaultPage = 25;

/** Zod shape of the four arguments; lists add `filter` and `sort` of their own. */
export const pageRules = {
  first: z.number().int().min(1).max(largestPage).nullish(),
  after: z.string().min(1).max(1_000).nullish(),
  last: z.number().int().min(1).max(largestPage).nullish(),
  before: z.string().min(1).max(1_000).nullish(),
};

@ArgsType()
export abstract class PageArgs {
  @Field(() => Int, {
    nullable: true,
    description: `How many rows from the start, or after \`after\`: 1 to ${largestPage}. ${defaultPage} when neither \`first\` nor \`last\` is given.`,
  })
  readonly first?: number | null;

  @Field(() => String, { nullable: true, description: 'A cursor: the page begins behind it.' })
  readonly after?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: `How many rows from the end, or before \`before\`: 1 to ${largestPage}. Not with \`first\`.`,
  })
  readonly last?: number | null;

  @Field(() => String, { nullable: true, description: 'A cursor: the page ends before it.' })
  readonly before?: string | null;
}

/** @throws GraphQLError BAD_USER_INPUT when both directions are asked for at once */
export function takeOf({ first, after, last, before }: PageArgs): Take {
  const backwards = last !== null && last !== undefined;
  if (backwards && first !== null && first !== undefined) {
    throw badInput([{ field: 'last', rule: 'must not be given together with first' }]);
  }
  if (backwards && after !== null && after !== undefined) {
    throw badInput([{ field: 'after', rule: 'must not be given together with last' }]);
  }
  if (!backwards && before !== null && before !== undefined) {
    throw badInput([{ field: 'before', rule: 'must be given together with last' }]);
  }
  return backwards
    ? { last, before: before ?? undefined }
    : { first: first ?? defaultPage, after: after ?? undefined };
}
