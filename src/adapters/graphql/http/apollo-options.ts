import type { ApolloServerOptionsWithSchema, ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from '../../../application/ports/logger.ts';
import { protectionPlugin } from '../protection/protection-plugin.ts';
import type { PublicErrors } from '../protection/public-errors.ts';
import { readLimits } from '../protection/read-limits.ts';
import { limitStructure } from '../protection/structure-rule.ts';
import { RecentDocuments } from './recent-documents.ts';

export interface ApolloOptions<C extends { readonly requestId: string }> {
  readonly schema: GraphQLSchema;
  readonly errors: PublicErrors;
  readonly logger: Logger;
  /** Whether the schema may be asked for. */
  readonly introspection: boolean;
  readonly plugins?: readonly ApolloServerPlugin<C>[];
}

/** All documents of the admin panel several times over; up to 60 MB of memory. */
const documentCharacters = 200_000;

/** Everything that Apollo Server is told. Nothing is left to `NODE_ENV`, on which its defaults depend. */
export function apolloOptions<C extends { readonly requestId: string }>({
  schema,
  errors,
  logger,
  introspection,
  plugins = [],
}: ApolloOptions<C>): ApolloServerOptionsWithSchema<C> {
  return {
    schema,
    introspection,
    csrfPrevention: true,
    // 30 MiB for persisted queries.
    cache: 'bounded',
    documentStore: new RecentDocuments(documentCharacters),
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    nodeEnv: 'production',
    parseOptions: { maxTokens: readLimits.tokens },
    validationOptions: { maxErrors: 10 },
    validationRules: [limitStructure(readLimits)],
    formatError: errors.formatError,
    logger: {
      debug: () => undefined,
      info: () => undefined,
      warn: (message) => logger.warn('apollo_server', { message: String(message) }),
      error: (message) => logger.error('apollo_server', { message: String(message) }),
    },
    // The landing page comes from a CDN; cache hints would wrap every field, and nobody gives any.
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      protectionPlugin<C>({ errors }),
      ...plugins,
    ],
  };
}
