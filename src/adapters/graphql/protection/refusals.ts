import { type ASTNode, GraphQLError } from 'graphql';

/** Why a document is refused before it is executed, as `extensions.code`. */
export type RefusalCode =
  | 'TOO_MANY_TOKENS'
  | 'TOO_MANY_FIELDS'
  | 'TOO_MANY_ALIASES'
  | 'TOO_MANY_DIRECTIVES'
  | 'TOO_MANY_ROOT_FIELDS'
  | 'QUERY_TOO_DEEP'
  | 'QUERY_TOO_COSTLY'
  | 'FRAGMENT_CYCLE';

const refusalCodes: Readonly<Record<RefusalCode, true>> = {
  TOO_MANY_TOKENS: true,
  TOO_MANY_FIELDS: true,
  TOO_MANY_ALIASES: true,
  TOO_MANY_DIRECTIVES: true,
  TOO_MANY_ROOT_FIELDS: true,
  QUERY_TOO_DEEP: true,
  QUERY_TOO_COSTLY: true,
  FRAGMENT_CYCLE: true,
};

export const isRefusalCode = (code: unknown): code is RefusalCode =>
  typeof code === 'string' && Object.hasOwn(refusalCodes, code);

export interface Excess {
  readonly code: RefusalCode;
  /** What there is too much of, e.g. `aliases`. */
  readonly what: string;
  readonly limit: number;
  /** Undefined: counting stopped at the limit. */
  readonly actual?: number | undefined;
  readonly node?: ASTNode | undefined;
}

/** An error with `extensions` `{code, limit, actual}` that is answered with HTTP 400. */
export function tooMuch({ code, what, limit, actual, node }: Excess): GraphQLError {
  const found = actual === undefined ? 'there are more' : `this has ${actual}`;
  return new GraphQLError(`A request may have ${limit} ${what}: ${found}`, {
    nodes: node ?? null,
    extensions: { code, limit, ...(actual !== undefined && { actual }), http: { status: 400 } },
  });
}

export function fragmentCycle(name: string, node: ASTNode): GraphQLError {
  return new GraphQLError(`Fragment "${name}" spreads itself`, {
    nodes: node,
    extensions: { code: 'FRAGMENT_CYCLE' satisfies RefusalCode, http: { status: 400 } },
  });
}
