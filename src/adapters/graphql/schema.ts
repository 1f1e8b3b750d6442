import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import { type AccessTable, guardSchema } from './access/guard-schema.ts';
import { validateArgument } from './inputs/validate.ts';
import { resolvers } from './resolvers/all-resolvers.ts';

/** Subscriptions follow the change feed; the library insists on this all the same. */
const unused = {
  publish: () => undefined,
  subscribe: (): never => {
    throw new Error('Cannot subscribe to a topic as subscriptions follow the change feed');
  },
};

export interface ApiSchema {
  readonly schema: GraphQLSchema;
  readonly access: AccessTable;
}

/** The whole API, closed: a field without a rule of who may see it makes this throw. */
export function createSchema(): ApiSchema {
  const schema = buildSchemaSync({
    resolvers,
    validateFn: validateArgument,
    // Each class of arguments carries its own rules, which `validateArgument` applies.
    validate: false,
    pubSub: unused,
  });
  return { schema, access: guardSchema(schema) };
}
