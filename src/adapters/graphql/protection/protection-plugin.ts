import type { ApolloServerPlugin, GraphQLRequestContext } from '@apollo/server';
import { type DocumentNode, GraphQLError, type GraphQLSchema, getOperationAST } from 'graphql';
import { costExcess, costOf } from './cost.ts';
import type { PublicErrors } from './public-errors.ts';
import { type ListSizes, listSizes, type ReadLimits, readLimits } from './read-limits.ts';

export interface ProtectionOptions {
  readonly errors: PublicErrors;
  readonly limits?: ReadLimits;
  readonly sizes?: ListSizes;
}

/** The part of the limits that Apollo Server's options do not cover, and the errors' last gate. */
export function protectionPlugin<C extends { readonly requestId: string }>({
  errors,
  limits = readLimits,
  sizes = listSizes,
}: ProtectionOptions): ApolloServerPlugin<C> {
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ schema, document, operation, request, response }) => {
        if (operation?.operation === 'subscription') {
          throw subscriptionElsewhere();
        }
        const { operationName, variables } = request;
        const cost = requestCost({ schema, document, operationName, variables, sizes });
        response.http.headers.set('x-query-cost', String(cost));
        const excess = costExcess(cost, limits);
        if (excess !== undefined) {
          throw excess;
        }
      },
      didEncounterErrors: async ({ errors: encountered, contextValue, document }) => {
        for (const error of encountered) {
          errors.show(error, { requestId: contextValue.requestId, document });
        }
      },
      willSendResponse: async (context) => {
        if (isLegacyAnswer(context)) {
          context.response.http.status = 200;
        }
      },
    }),
  };
}

/** Executed like a query, a subscription's field would be resolved without an event. */
const subscriptionElsewhere = (): GraphQLError =>
  new GraphQLError('Subscriptions are streamed: send them to /graphql/stream', {
    extensions: { code: 'BAD_REQUEST', http: { status: 400 } },
  });

export interface CostedRequest {
  readonly schema: GraphQLSchema;
  /** Valid for the schema. */
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
  readonly sizes?: ListSizes;
}

/** 0 when the document has no such operation: it is then refused elsewhere. */
export function requestCost(request: CostedRequest): number {
  const { schema, document, variables, sizes = listSizes } = request;
  const operation = getOperationAST(document, request.operationName);
  return operation ? costOf({ schema, document, operation, variables: variables ?? {}, sizes }) : 0;
}

/** For streams, which Apollo Server does not see. */
export const requestCostExcess = (
  request: CostedRequest,
  limits: ReadLimits = readLimits,
): GraphQLError | undefined => costExcess(requestCost(request), limits);

const requestCodes: readonly unknown[] = [
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
];

/**
 * GraphQL over HTTP, 6.4.1: who names `application/json` and not the newer media type is told of errors of a
 * well-formed request with status 200, as such clients take anything else for a fault of the network.
 */
function isLegacyAnswer<C extends { readonly requestId: string }>({
  request,
  response,
}: GraphQLRequestContext<C>): boolean {
  const accept = request.http?.headers.get('accept') ?? '';
  const { body, http } = response;
  return (
    http.status === 400 &&
    accept.includes('application/json') &&
    !accept.includes('application/graphql-response+json') &&
    body?.kind === 'single' &&
    (body.singleResult.errors ?? []).every(({ extensions }) =>
      requestCodes.includes(extensions?.code),
    )
  );
}
