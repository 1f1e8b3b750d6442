import { readFileSync } from 'node:fs';
import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { comparisons } from '../../../bench/admin/comparisons.ts';
import { operations } from '../../../bench/admin/operations/all-operations.ts';

const schema = buildSchema(
  readFileSync(new URL('../../../schema.graphql', import.meta.url), 'utf8'),
);

describe('the admin benchmark', () => {
  test.each([...operations, ...comparisons.map(({ ours }) => ours)])(
    'asks what the schema has: $name',
    ({ document }) => {
      expect(validate(schema, parse(document)).map(({ message }) => message)).toEqual([]);
    },
  );

  test('measures no two operations under one name', () => {
    const names = operations.map(({ name }) => name);

    expect(new Set(names).size).toBe(names.length);
  });
});
