import { z } from 'zod';
import { type UserId, userId } from '../../../domain/shared/ids.ts';
import { fromId, type IdType } from '../ids.ts';

const longestList = 50;

/** A list of enum values, which GraphQL itself has checked. */
export const someOf = z.array(z.string()).max(longestList).nullish();

export const searchRules = z.string().trim().min(1).max(100).nullish();

/**
 * An id in a filter.
 * @throws GraphQLError BAD_USER_INPUT when it is no id of this type
 */
export const filteredId = (
  type: IdType,
  id: string | null | undefined,
  field: string,
): string | undefined => (id == null ? undefined : fromId(type, id, `filter.${field}`));

export function filteredUser(id: string | null | undefined, field = 'userId'): UserId | undefined {
  const value = filteredId('User', id, field);
  return value === undefined ? undefined : userId(Number(value));
}
