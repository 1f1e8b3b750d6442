import { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import { fastify } from 'fastify';
import {
  GraphQLError,
  type GraphQLFieldResolver,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
} from 'graphql';
import { apolloOptions } from '../../../src/adapters/graphql/http/apollo-options.ts';
import {
  answerAsGraphql,
  refuseOtherMethods,
} from '../../../src/adapters/graphql/http/graphql-answers.ts';
import { PublicErrors } from '../../../src/adapters/graphql/protection/public-errors.ts';
import { RecordingLogger } from '../../fakes/recording-logger.ts';

export interface SampleOptions {
  readonly introspection?: boolean;
  /** What the field `failing` throws. */
  readonly failure?: unknown;
  /** What making the context throws. */
  readonly contextFailure?: unknown;
}

interface SampleContext {
  readonly requestId: string;
}

const user: GraphQLObjectType = new GraphQLObjectType({
  name: 'User',
  fields: () => ({
    id: { type: GraphQLString },
    name: { type: GraphQLString },
    friend: { type: user },
    pictures: { type: new GraphQLList(user), extensions: { listSize: 4 } },
    relatives: { type: new GraphQLList(user) },
    spending: { type: user, extensions: { cost: 100 } },
    friends: connectionField(),
  }),
});

const connection: GraphQLObjectType = new GraphQLObjectType({
  name: 'UserConnection',
  fields: () => ({
    totalCount: { type: GraphQLInt },
    edges: {
      type: new GraphQLList(
        new GraphQLObjectType({ name: 'UserEdge', fields: { node: { type: user } } }),
      ),
    },
  }),
});

function connectionField() {
  return {
    type: connection,
    args: { first: { type: GraphQLInt }, last: { type: GraphQLInt } },
    resolve: () => ({ edges: [] }),
  };
}

const reason = new GraphQLInputObjectType({
  name: 'Reason',
  fields: {
    text: { type: new GraphQLNonNull(GraphQLString) },
    weights: { type: new GraphQLList(GraphQLInt) },
  },
});

export function sampleSchema(failing: GraphQLFieldResolver<unknown, unknown>): GraphQLSchema {
  return new GraphQLSchema({
    query: new GraphQLObjectType({
      name: 'Query',
      fields: {
        hello: { type: GraphQLString, resolve: () => 'world' },
        user: { type: user, args: { id: { type: GraphQLString } }, resolve: () => ({ id: '1' }) },
        users: connectionField(),
        judge: { type: GraphQLString, args: { reason: { type: reason } }, resolve: () => 'fine' },
        failing: { type: GraphQLString, resolve: failing },
        alsoFailing: { type: GraphQLString, resolve: failing },
      },
    }),
    mutation: new GraphQLObjectType({
      name: 'Mutation',
      fields: { act: { type: GraphQLString, resolve: () => 'done' } },
    }),
  });
}

/** Apollo Server with every protection, as the product has it, over a small schema. */
export async function startSampleApi(options: SampleOptions = {}) {
  const { introspection = true } = options;
  const logger = new RecordingLogger();
  const errors = new PublicErrors({ logger, hideSuggestions: !introspection });
  const schema = sampleSchema(() => {
    throw options.failure ?? new GraphQLError('No failure was planned');
  });
  const apollo = new ApolloServer<SampleContext>(
    apolloOptions({ schema, errors, logger, introspection }),
  );
  await apollo.start();
  const app = fastify({ genReqId: () => 'req-1' });
  await app.register(async (scope) => {
    answerAsGraphql(scope, errors);
    scope.route({
      url: '/graphql',
      method: ['GET', 'POST'],
      bodyLimit: 100_000,
      handler: fastifyApolloHandler(apollo, {
        context: async ({ id }) => {
          if (options.contextFailure !== undefined) {
            throw errors.withStatus(options.contextFailure, { requestId: id });
          }
          return { requestId: id };
        },
      }),
    });
    refuseOtherMethods(scope, '/graphql', ['GET', 'POST']);
  });
  return {
    app,
    logger,
    close: () => app.close().then(() => apollo.stop()),
    /** What `executeOperation` answers: errors and data. */
    async execute(query: string, variables?: Record<string, unknown>) {
      const { body, http } = await apollo.executeOperation(
        { query, ...(variables && { variables }) },
        { contextValue: { requestId: 'req-1' } },
      );
      if (body.kind !== 'single') {
        throw new Error('The answer came in parts');
      }
      return { ...body.singleResult, status: http.status ?? 200, headers: http.headers };
    },
  };
}

export type SampleApi = Awaited<ReturnType<typeof startSampleApi>>;
