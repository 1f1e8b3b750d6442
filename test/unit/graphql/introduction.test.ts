import { parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { createSchema } from '../../../src/adapters/graphql/schema.ts';
import { introduction } from '../../../src/adapters/graphql/server/introduction.ts';

test('what the explorer shows first is valid for the schema', () => {
  expect(validate(createSchema().schema, parse(introduction))).toEqual([]);
});
