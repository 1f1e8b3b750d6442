import { buildSchema, getIntrospectionQuery, parse, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readLimits } from '../../../src/adapters/graphql/protection/read-limits.ts';
import { leastProcessorMs } from './processor-time.ts';
import { type SampleApi, startSampleApi } from './sample-api.ts';

let api: SampleApi;

beforeAll(async () => {
  api = await startSampleApi();
});
afterAll(() => api.close());

const nested = (levels: number) => `${'friend{'.repeat(levels)}id${'}'.repeat(levels)}`;
const times = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => part(index)).join(' ');

describe('limits on what a document may hold', () => {
  test.each([
    ['tokens', `{${'hello '.repeat(1_999)}}`, { code: 'TOO_MANY_TOKENS', limit: 2_000 }],
    ['depth', `{user{${nested(9)}}}`, { code: 'QUERY_TOO_DEEP', limit: 10, actual: 11 }],
    [
      'aliases',
      `{user{${times(31, (i) => `a${i}: id`)}}}`,
      { code: 'TOO_MANY_ALIASES', limit: 30, actual: 31 },
    ],
    [
      'directives',
      `query @a {user{id ${'@include(if: true)'.repeat(20)}}}`,
      { code: 'TOO_MANY_DIRECTIVES', limit: 20, actual: 21 },
    ],
    [
      'root fields',
      `{${'hello '.repeat(21)}}`,
      { code: 'TOO_MANY_ROOT_FIELDS', limit: 20, actual: 21 },
    ],
    [
      'fields',
      `{user{${'id '.repeat(500)}}}`,
      { code: 'TOO_MANY_FIELDS', limit: 500, actual: 501 },
    ],
    [
      'cost',
      '{users(first: 100){edges{node{friends(first: 100){edges{node{id}}}}}}}',
      { code: 'QUERY_TOO_COSTLY', limit: 5_000, actual: 20_301 },
    ],
  ])('refuses too many %s with one error that says the limit', async (_, query, extensions) => {
    const { errors, data, status } = await api.execute(query);

    expect(errors).toHaveLength(1);
    expect(errors?.[0]?.extensions).toEqual(extensions);
    expect(data).toBeUndefined();
    expect(status).toBe(400);
  });

  test.each([
    ['depth', `{user{${nested(8)}}}`],
    ['aliases', `{user{${times(30, (i) => `a${i}: id`)}}}`],
    ['directives', `{user{${times(20, () => 'id @include(if: true)')}}}`],
    ['root fields', `{${'hello '.repeat(20)}}`],
    ['fields', `{user{${'id '.repeat(499)}}}`],
  ])('allows as many %s as the limit says', async (_, query) => {
    expect((await api.execute(query)).errors).toBeUndefined();
  });

  test.each([
    ['depth', `{user{...A}} fragment A on User{friend{...B}} fragment B on User{${nested(9)}}`],
    ['inline depth', `{user{... on User{friend{... on User{${nested(9)}}}}}}`],
  ])('sees %s through fragments', async (_, query) => {
    const { errors } = await api.execute(query);

    expect(errors?.[0]?.extensions).toEqual({ code: 'QUERY_TOO_DEEP', limit: 10, actual: 12 });
  });

  test('counts what a fragment holds each time it is spread', async () => {
    const query = `{${times(4, (i) => `u${i}: user{...A}`)}} fragment A on User{${times(8, (i) => `a${i}: id`)}}`;

    const { errors } = await api.execute(query);

    expect(errors?.[0]?.extensions).toMatchObject({ code: 'TOO_MANY_ALIASES', actual: 36 });
  });

  test('looks at fragments that nothing spreads too', async () => {
    const { errors } = await api.execute(`{hello} fragment A on User{${nested(12)}}`);

    expect(errors?.[0]?.extensions).toMatchObject({ code: 'QUERY_TOO_DEEP' });
  });

  test('lets the introspection of the usual tools pass, and bounds deeper ones', async () => {
    const usual = getIntrospectionQuery({
      descriptions: true,
      inputValueDeprecation: true,
      schemaDescription: true,
      specifiedByUrl: true,
      directiveIsRepeatable: true,
    });
    const deep = `{__schema{types{${'ofType{'.repeat(25)}name${'}'.repeat(25)}}}}`;

    expect((await api.execute(usual)).errors).toBeUndefined();
    expect((await api.execute(deep)).errors?.[0]?.extensions).toMatchObject({
      code: 'QUERY_TOO_DEEP',
    });
    const manySchemas = `{${times(11, (i) => `a${i}: __schema{description}`)}}`;
    expect((await api.execute(manySchemas)).errors?.[0]?.extensions).toMatchObject({
      code: 'QUERY_TOO_COSTLY',
    });
  });
});

describe('hostile documents', () => {
  const ring = (size: number) =>
    `{user{...F0}} ${times(size, (i) => `fragment F${i} on User{id friend{...F${(i + 1) % size}} friend{...F${(i + 2) % size}}}`)}`;
  const doubling = (levels: number) =>
    `{user{...F0}} ${times(levels, (i) => `fragment F${i} on User{id ${i + 1 < levels ? `...F${i + 1} ...F${i + 1}` : ''}}`)}`;
  const documents: readonly (readonly [string, string])[] = [
    ['100 KB of fields', `{${'hello '.repeat(17_000)}}`],
    ['100 KB of braces', '{a'.repeat(50_000)],
    ['100 KB of brackets', `{user(id: ${'['.repeat(100_000)}`],
    ['100 KB in one string', `{user(id: "${'x'.repeat(100_000)}")}`],
    ['a ring of fragments', ring(100)],
    ['a fragment that spreads itself', '{user{...A}} fragment A on User{...A}'],
    ['fragments that double', doubling(100)],
    ['unknown fields', `{user{${times(490, (i) => `zz${i}`)}}}`],
  ];

  // The specified rules alone overflow the stack on it: that is why structure is checked before them.
  test('are more than graphql can take by itself', () => {
    const schema = buildSchema('type Query { user: User } type User { id: ID friend: User }');

    expect(() => validate(schema, parse(ring(100)))).toThrow(RangeError);
  });

  test.each(documents)('%s: is answered within 50 ms', async (_, query) => {
    const tookMs = await leastProcessorMs(async () => {
      const { errors } = await api.execute(query);
      expect(errors?.length ?? 0).toBeLessThanOrEqual(11);
    });

    expect(tookMs).toBeLessThan(50);
  });

  test('a ring of fragments is named', async () => {
    const { errors, status } = await api.execute(ring(100));

    expect(errors).toHaveLength(1);
    expect(errors?.[0]?.extensions?.code).toBe('FRAGMENT_CYCLE');
    expect(status).toBe(400);
  });

  test('a document just below the limits does not hold the process up', async () => {
    const branches = 'friend{friend{id name}} '.repeat(124);

    expect(branches.match(/\w+/g)?.length).toBeLessThan(readLimits.fields);
    let attempt = 0;
    const tookMs = await leastProcessorMs(async () => {
      // Each is a document of its own, which no cache knows.
      attempt += 1;
      const { errors } = await api.execute(`query Q${attempt} {user{${branches}}}`);
      expect(errors).toBeUndefined();
    });
    expect(tookMs).toBeLessThan(100);
  });
});
