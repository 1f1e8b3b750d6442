import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  type ExecutionArgs,
  type ExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { createHandler } from 'graphql-sse/lib/use/fastify';
import type { ApiContext } from '../context.ts';
import { requestCostExcess } from '../protection/protection-plugin.ts';
import type { PublicErrors } from '../protection/public-errors.ts';
import { readLimits } from '../protection/read-limits.ts';
import { limitStructure } from '../protection/structure-rule.ts';
import { subscribeWithFreshReads } from './stream-execution.ts';

export interface StreamOptions {
  readonly schema: GraphQLSchema;
  readonly context: (request: FastifyRequest, reply: FastifyReply) => Promise<ApiContext>;
  readonly errors: PublicErrors;
}

/** Streams of one process. Each holds a connection open; the rest is refused with 503. */
const streamsAtOnce = 1_000;

/**
 * Subscriptions over server-sent events, by the graphql-sse protocol in its distinct connections mode:
 * one request, one stream, and no state that another server would have to know.
 */
export function createStreamHandler(options: StreamOptions) {
  const handler = createHandler<StreamContext>({
    // No single connection mode: its reservations would live in one server's memory.
    authenticate: () => null,
    onSubscribe: ({ raw, context: { reply } }, { query, operationName, variables }) =>
      prepare(options, raw, reply, { query, operationName, variables }),
    subscribe: subscribeWithFreshReads,
    onNext: (_context, _request, result) => formatted(options, result as ExecutionResult),
  });
  let streams = 0;
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    if (streams >= streamsAtOnce) {
      await reply.code(503).header('retry-after', '5').send({ error: 'too many streams' });
      return;
    }
    streams += 1;
    // A response that waits behind others on its connection is never told that the connection closed.
    const { socket } = request.raw;
    let isOpen = true;
    const release = () => {
      streams -= isOpen ? 1 : 0;
      isOpen = false;
    };
    const abandon = () => {
      release();
      reply.raw.emit('close');
    };
    socket.once('close', abandon);
    // The library writes the answer by itself.
    reply.hijack();
    try {
      await handler(request, reply);
    } catch {
      // The reader is gone, or was too slow: it sees a stream that ended without "complete".
      reply.raw.destroy();
    } finally {
      socket.off('close', abandon);
      release();
    }
  };
}

/** As the library wants it: an interface has no index signature. */
type StreamContext = ApiContext & Record<PropertyKey, unknown>;

interface StreamParams {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Record<string, unknown> | undefined;
}

async function prepare(
  { schema, context, errors }: StreamOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  { query, operationName, variables }: StreamParams,
): Promise<(ExecutionArgs & { contextValue: StreamContext }) | ExecutionResult> {
  try {
    const document = parse(query, { maxTokens: readLimits.tokens });
    if (getOperationAST(document, operationName)?.operation !== 'subscription') {
      throw new GraphQLError('Only subscriptions are streamed: send the rest to /graphql', {
        extensions: { code: 'BAD_REQUEST' },
      });
    }
    const invalid = validate(schema, document, [limitStructure(readLimits), ...specifiedRules]);
    if (invalid.length > 0) {
      return refusal(invalid.map((error) => errors.show(error, { document })));
    }
    const excess = requestCostExcess({ schema, document, operationName, variables });
    if (excess !== undefined) {
      throw excess;
    }
    const contextValue = { ...(await context(request, reply)) };
    if (request.raw.socket.destroyed) {
      throw new GraphQLError('The reader is gone', { extensions: { code: 'BAD_REQUEST' } });
    }
    return { schema, document, operationName, variableValues: variables, contextValue };
  } catch (error) {
    return refusal([errors.show(error, { requestId: request.id })]);
  }
}

/** graphql-sse takes for a result what has `data`, whatever it is; undefined is not sent. */
const refusal = (errors: readonly GraphQLError[]): ExecutionResult =>
  ({ data: undefined, errors }) as unknown as ExecutionResult;

function formatted({ errors }: StreamOptions, result: ExecutionResult): ExecutionResult {
  return result.errors === undefined
    ? result
    : { ...result, errors: result.errors.map((error) => errors.show(error)) };
}
