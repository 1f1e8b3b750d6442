import type { ApolloServerOptions, BaseContext } from '@apollo/server';
import { type DocumentNode, GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from '../../../application/ports/logger.ts';
import { Outage } from '../../../application/ports/outage.ts';
import { problemsOf } from './coercion-problems.ts';
import { type ReadLimits, readLimits } from './read-limits.ts';
import { isRefusalCode, tooMuch } from './refusals.ts';

export interface PublicErrorsOptions {
  readonly logger: Logger;
  /** Leaves "Did you mean ...?" out: it tells names of the schema to whoever may not read it. */
  readonly hideSuggestions: boolean;
  readonly limits?: ReadLimits;
}

/** What is known of the request that an error belongs to. */
export interface ErrorSite {
  readonly requestId?: string | undefined;
  readonly document?: DocumentNode | undefined;
}

/** Longer ones quote a value that somebody sent. */
const longestMessage = 500;

/** Codes that Apollo Server gives to errors of the request itself. */
const apolloCodes: readonly unknown[] = [
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
];

const statusOf: ReadonlyMap<unknown, number> = new Map([
  ['UNAUTHENTICATED', 401],
  ['SERVICE_UNAVAILABLE', 503],
  ['QUERY_TIMEOUT', 503],
  ['INTERNAL_SERVER_ERROR', 500],
]);

/**
 * Turns every error into one that may be shown: those that were given a code on purpose as they are,
 * outages as SERVICE_UNAVAILABLE, a statement that PostgreSQL stopped as QUERY_TIMEOUT, all others as
 * INTERNAL_SERVER_ERROR with nothing but the request's id. What nobody expected is logged, once for each cause.
 */
export class PublicErrors {
  readonly #options: PublicErrorsOptions;
  readonly #limits: ReadLimits;
  readonly #shown = new WeakMap<GraphQLError, GraphQLError>();
  readonly #logged = new WeakSet<object>();

  constructor(options: PublicErrorsOptions) {
    this.#options = options;
    this.#limits = options.limits ?? readLimits;
  }

  /** The same GraphQLError gives the same answer: what the first call knew of the site counts. */
  show(error: unknown, site: ErrorSite = {}): GraphQLError {
    const known = error instanceof GraphQLError ? this.#shown.get(error) : undefined;
    if (known !== undefined) {
      return known;
    }
    const shown = this.#translated(error, site);
    if (error instanceof GraphQLError) {
      this.#shown.set(error, shown);
    }
    return shown;
  }

  /** For errors that end a request outside of the execution: also says which HTTP status is due. */
  withStatus(error: unknown, site: ErrorSite = {}): GraphQLError {
    const shown = this.show(error, site);
    const status = statusOf.get(shown.extensions.code);
    const http = httpOf(error) ?? (status === undefined ? undefined : { status });
    const withHttp = copyOf(shown, {
      extensions: { ...shown.extensions, ...(http !== undefined && { http }) },
    });
    // Thrown, it comes back to `formatError`.
    this.#shown.set(withHttp, shown);
    return withHttp;
  }

  /** For the option `formatError` of Apollo Server. */
  readonly formatError: NonNullable<ApolloServerOptions<BaseContext>['formatError']> = (
    _formatted: GraphQLFormattedError,
    error: unknown,
  ) => this.show(error).toJSON();

  #translated(error: unknown, site: ErrorSite): GraphQLError {
    const asGraphql = error instanceof GraphQLError ? error : undefined;
    const root = rootOf(error);
    if (root instanceof Outage) {
      this.#log('graphql_outage', asGraphql, root, site);
      return retold(asGraphql, 'The service is not available: try again', {
        code: 'SERVICE_UNAVAILABLE',
      });
    }
    if (isStatementTimeout(root)) {
      this.#log('graphql_query_timeout', asGraphql, root, site);
      return retold(asGraphql, 'The query took longer than it may: ask for less', {
        code: 'QUERY_TIMEOUT',
      });
    }
    const known = asGraphql && this.#known(asGraphql, root, site);
    if (known !== undefined) {
      return known;
    }
    this.#log('graphql_request_failed', asGraphql, root, site);
    return retold(asGraphql, 'Something went wrong on our side', {
      code: 'INTERNAL_SERVER_ERROR',
      ...(site.requestId !== undefined && { requestId: site.requestId }),
    });
  }

  #known(error: GraphQLError, root: unknown, site: ErrorSite): GraphQLError | undefined {
    // Apollo puts its own code over the one that a validation rule gave.
    if (root instanceof GraphQLError && isRefusalCode(root.extensions.code)) {
      return copyOf(root, { extensions: withoutHttp(root.extensions) });
    }
    if (isTokenLimit(error)) {
      const { tokens } = this.#limits;
      const refusal = tooMuch({ code: 'TOO_MANY_TOKENS', what: 'tokens', limit: tokens });
      return copyOf(refusal, { extensions: withoutHttp(refusal.extensions) });
    }
    const problems = problemsOf(error, site.document);
    if (problems !== undefined) {
      const shown = problems.map(({ field, rule }) => ({ field, rule: this.#told(rule) }));
      const extensions = { code: 'BAD_USER_INPUT', problems: shown };
      return copyOf(error, { message: this.#told(error.message), extensions });
    }
    const code = error.extensions.code ?? codeOfGraphql(error);
    const isOnPurpose = root instanceof GraphQLError || apolloCodes.includes(code);
    return isOnPurpose && typeof code === 'string' && code !== 'INTERNAL_SERVER_ERROR'
      ? copyOf(error, {
          message: this.#told(error.message),
          extensions: withoutHttp({ ...error.extensions, code }),
        })
      : undefined;
  }

  #told(message: string): string {
    const told = this.#options.hideSuggestions
      ? message.replace(/ ?Did you mean [^?]*\?/gs, '')
      : message;
    return told.length > longestMessage ? `${told.slice(0, longestMessage)}…` : told;
  }

  #log(event: string, error: GraphQLError | undefined, root: unknown, site: ErrorSite): void {
    if (typeof root === 'object' && root !== null) {
      if (this.#logged.has(root)) {
        return;
      }
      this.#logged.add(root);
    }
    this.#options.logger.error(
      event,
      { requestId: site.requestId, path: error?.path?.join('.') },
      root,
    );
  }
}

/** The error that a resolver threw, out of graphql's and Apollo's wrappings. */
function rootOf(error: unknown): unknown {
  let root = error;
  while (root instanceof GraphQLError && root.originalError !== undefined) {
    root = root.originalError;
  }
  return root;
}

/** SQLSTATE query_canceled, however deep the database's layers have wrapped it. */
function isStatementTimeout(error: unknown): boolean {
  let inner: unknown = error;
  for (let depth = 0; depth < 5 && inner instanceof Error; depth += 1) {
    const fields: Error & { readonly code?: unknown; readonly driverError?: unknown } = inner;
    if (fields.code === '57014') {
      return true;
    }
    inner = fields.driverError ?? fields.cause;
  }
  return false;
}

/**
 * Errors of parsing and validation, where Apollo has not named them. Those of resolvers have a path, and what
 * others throw is wrapped with the original.
 */
function codeOfGraphql({ path, originalError, message }: GraphQLError): string | undefined {
  if (path !== undefined || originalError !== undefined) {
    return undefined;
  }
  return message.startsWith('Syntax Error: ')
    ? 'GRAPHQL_PARSE_FAILED'
    : 'GRAPHQL_VALIDATION_FAILED';
}

/** graphql's parser says it in these words alone (16.15). */
const isTokenLimit = ({ message }: GraphQLError): boolean =>
  /^Syntax Error: Document contains more tha[nt] \d+ tokens/.test(message);

const httpOf = (error: unknown): unknown =>
  error instanceof GraphQLError ? error.extensions.http : undefined;

function withoutHttp({ http: _, ...extensions }: Readonly<Record<string, unknown>>) {
  return extensions;
}

interface Changes {
  readonly message?: string;
  readonly extensions: Readonly<Record<string, unknown>>;
}

/** Never carries the original error along: what is serialised is what is named here. */
function copyOf(error: GraphQLError, { message = error.message, extensions }: Changes) {
  return new GraphQLError(message, {
    nodes: error.nodes ?? null,
    source: error.source ?? null,
    positions: error.positions ?? null,
    path: error.path ?? null,
    extensions,
  });
}

function retold(
  error: GraphQLError | undefined,
  message: string,
  extensions: Readonly<Record<string, unknown>>,
): GraphQLError {
  return error === undefined
    ? new GraphQLError(message, { extensions })
    : copyOf(error, { message, extensions });
}
