import { GraphQLError } from 'graphql';

/**
 * What is wrong with a request itself, as `extensions.code`. What can go wrong for reasons of the
 * business is a type in the result union of its mutation instead (see `types/failures.ts`).
 */
export type RequestErrorCode =
  /** An argument breaks a rule: `extensions.problems` lists every field and its rule. */
  | 'BAD_USER_INPUT'
  /** Nobody is signed in, or the session or key is not valid any more. */
  | 'UNAUTHENTICATED'
  /** The actor lacks `extensions.permission`. */
  | 'FORBIDDEN'
  /** A query names an id that does not exist: `extensions.type` and `extensions.id`. */
  | 'NOT_FOUND'
  /** Too many requests of this key: again in `extensions.retryAfterSeconds`. */
  | 'RATE_LIMITED'
  /** The query took longer than it may. */
  | 'QUERY_TIMEOUT'
  /** Something that the product depends on is away: try again. */
  | 'SERVICE_UNAVAILABLE';

/** A rule that an argument breaks. */
export interface InputProblem {
  /** Path of the field, e.g. `input.reason` or `filter.createdAt.from`. */
  readonly field: string;
  /** e.g. `must be at most 500 characters`. */
  readonly rule: string;
}

export function badInput(problems: readonly InputProblem[]): GraphQLError {
  const listed = problems.map(({ field, rule }) => `${field} ${rule}`).join('; ');
  return requestError('BAD_USER_INPUT', `Invalid arguments: ${listed}`, { problems });
}

export const unauthenticated = (): GraphQLError =>
  requestError('UNAUTHENTICATED', 'Sign in, or send an API key as Authorization: Bearer nb_...');

export const forbidden = (permission: string): GraphQLError =>
  requestError('FORBIDDEN', `This needs the permission ${permission}`, { permission });

export const notFound = (type: string, id: string): GraphQLError =>
  requestError('NOT_FOUND', `There is no ${type} ${id}`, { type, id });

export const rateLimited = (retryAfterSeconds: number): GraphQLError =>
  requestError('RATE_LIMITED', `Too many requests: try again in ${retryAfterSeconds} s`, {
    retryAfterSeconds,
    http: { status: 429, headers: new Map([['retry-after', String(retryAfterSeconds)]]) },
  });

export const unavailable = (): GraphQLError =>
  requestError('SERVICE_UNAVAILABLE', 'The service is not available: try again', {
    http: { status: 503, headers: new Map([['retry-after', '1']]) },
  });

function requestError(
  code: RequestErrorCode,
  message: string,
  details: Record<string, unknown> = {},
): GraphQLError {
  return new GraphQLError(message, { extensions: { code, ...details } });
}
