import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';
import { describe, expect, test } from 'vitest';
import { printApi } from '../../../src/adapters/graphql/print-api.ts';

/*
 * - schema.graphql: the API as it is; `npm run schema` writes it
 * - test/graphql/schema-baseline.graphql: the API of the last release, which integrators build on
 *
 * With a release, and to accept a breaking change after all (say so in its notes, with what to do instead):
 *
 *   cp schema.graphql test/graphql/schema-baseline.graphql
 */
const textOf = (path: string): string =>
  readFileSync(fileURLToPath(new URL(`../../../${path}`, import.meta.url)), 'utf8');

const baseline = textOf('test/graphql/schema-baseline.graphql');

describe('schema.graphql', () => {
  test('is the API that is served', () => {
    expect(printApi().split('\n'), 'run `npm run schema`').toEqual(
      textOf('schema.graphql').split('\n'),
    );
  });

  test('breaks nothing that the last release promised', async () => {
    expect(await breakingChanges(baseline, printApi())).toEqual([]);
  });
});

describe('The check for breaking changes finds', () => {
  test.each([
    ['a field that is gone', /^ {2}totalCount:/m, '  count:', 'FIELD_REMOVED'],
    [
      'a field that may be null now',
      /^ {2}totalCount: Int!/m,
      '  totalCount: Int',
      'FIELD_TYPE_CHANGED',
    ],
    [
      'an argument that must be given now',
      /first: Int\n/,
      'first: Int!\n',
      'FIELD_ARGUMENT_TYPE_CHANGED',
    ],
    ['an enum value that is gone', /^ {2}QUEUED$/m, '  WAITING', 'ENUM_VALUE_REMOVED'],
    [
      'an input field that must be given now',
      /^input BanUserInput \{/m,
      'input BanUserInput {\n  extra: String!',
      'INPUT_FIELD_ADDED',
    ],
  ])('%s', async (_what, found, replacement, type) => {
    const changed = baseline.replace(found, replacement);

    expect(await breakingChanges(baseline, changed)).toMatchObject([{ type }]);
  });

  test('nothing in what is only added', async () => {
    const grown = baseline.replace(/^type Query \{/m, 'type Query {\n  added(id: ID): String');

    expect(grown).not.toBe(baseline);
    expect(await breakingChanges(baseline, grown)).toEqual([]);
  });
});

async function breakingChanges(before: string, after: string) {
  const changes = await diff(buildSchema(before), buildSchema(after));
  return changes
    .filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking)
    .map(({ type, path, message }) => ({ type, path, message }));
}
