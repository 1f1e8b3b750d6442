import type { ApolloServerOptionsWithSchema, ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from '../../../application/ports/logger.ts';
import { protectionPlugin } from '../protection/protection-plugin.ts';
import type { PublicErrors } from '../protection/public-errors.ts';
import { readLimits } from '../protection/read-limits.ts';
import { limitStructure } from '../protection/structure-rule.ts';

export interface ApolloOptions<C extends { readonly requestId: string }> {
  readonly schema: GraphQLSchema;
  readonly errors: PublicErrors;
  readonly logger: Logger;
  /** Whether the schema may be asked for. */
  readonly introspection: boolean;
  readonly plugins?: readonly ApolloServerPlugin<C>[];
}

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
    // 30 MiB for persisted queries; validated documents have as much again.
    cache: 'bounded',
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
    // The landing page comes from a CDN.
    plugins: [ApolloServerPluginLandingPageDisabled(), protectionPlugin<C>({ errors }), ...plugins],
  };
}
