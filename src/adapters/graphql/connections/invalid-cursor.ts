import type { InvalidCursor } from '../../../application/queries/paging.ts';
import type { Result } from '../../../domain/shared/result.ts';
import { badInput } from '../errors/request-errors.ts';

/** @throws GraphQLError BAD_USER_INPUT when a cursor is not of this list */
export function pageOf<T>(result: Result<T, InvalidCursor>): T {
  if (result.ok) {
    return result.value;
  }
  const { argument, reason } = result.error;
  const rule =
    reason === 'malformed'
      ? 'must be a cursor that a list gave'
      : 'must be a cursor of this list and this sort';
  throw badInput([{ field: argument, rule }]);
}
