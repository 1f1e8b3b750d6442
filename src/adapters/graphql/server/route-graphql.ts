import { ApolloServer } from '@apollo/server';
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../../../application/ports/logger.ts';
import type { ApiContext } from '../context.ts';
import { routeExplorer } from '../explorer/route-explorer.ts';
import { apolloOptions } from '../http/apollo-options.ts';
import { answerAsGraphql, refuseOtherMethods } from '../http/graphql-answers.ts';
import { PublicErrors } from '../protection/public-errors.ts';
import { createSchema } from '../schema.ts';
import { type ApiRequests, contextOf } from './api-request.ts';
import { introduction } from './introduction.ts';
import { createStreamHandler } from './stream-handler.ts';

export interface GraphqlOptions extends ApiRequests {
  /** Whether the schema may be asked for, and the explorer is shown. */
  readonly introspection: boolean;
  readonly logger: Logger;
}

const path = '/graphql';
const streamPath = '/graphql/stream';
/** The largest document that the explorer or a generated client sends is far below this. */
const bodyLimitBytes = 262_144;

/**
 * - `POST /graphql`, and `GET` for queries; in a browser, `GET` is the explorer
 * - `/graphql/stream` for subscriptions, as server-sent events (graphql-sse protocol)
 */
export async function routeGraphql(app: FastifyInstance, options: GraphqlOptions): Promise<void> {
  const { introspection, logger } = options;
  const { schema } = createSchema();
  const errors = new PublicErrors({ logger, hideSuggestions: !introspection });
  const apollo = new ApolloServer<ApiContext>(
    apolloOptions({
      ...{ schema, errors, logger, introspection },
      plugins: [fastifyApolloDrainPlugin(app)],
    }),
  );
  await apollo.start();
  const context = async (request: FastifyRequest, reply: FastifyReply) => {
    try {
      return await contextOf(options, request, reply);
    } catch (error) {
      throw errors.withStatus(error, { requestId: request.id });
    }
  };
  await app.register(async (api) => {
    answerAsGraphql(api, errors);
    const explorer = { path, streamPath, enabled: introspection, document: introduction };
    await routeExplorer(api, explorer);
    api.route({
      url: path,
      method: ['GET', 'POST'],
      bodyLimit: bodyLimitBytes,
      handler: fastifyApolloHandler(apollo, { context }),
    });
    api.route({
      url: streamPath,
      method: ['GET', 'POST'],
      bodyLimit: bodyLimitBytes,
      handler: createStreamHandler({ schema, context, errors }),
    });
    refuseOtherMethods(api, path, ['GET', 'POST']);
  });
}
