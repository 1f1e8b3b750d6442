import { lexicographicSortSchema, printSchema } from 'graphql';
import { createSchema } from './schema.ts';

/** The schema as text, in an order that does not depend on the code's. */
export const printApi = (): string =>
  `${printSchema(lexicographicSortSchema(createSchema().schema))}\n`;
