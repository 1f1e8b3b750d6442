import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { requestCost } from '../../../src/adapters/graphql/protection/protection-plugin.ts';
import { sampleSchema } from './sample-api.ts';

const schema = sampleSchema(() => null);
const cost = (query: string, variables?: Record<string, unknown>, operationName?: string) =>
  requestCost({ schema, document: parse(query), variables, operationName });

describe('the cost of a query', () => {
  test.each([
    ['scalars are free', '{hello __typename}', 0],
    ['an object is one', '{user{id name}}', 1],
    ['objects within objects add up', '{user{friend{friend{id}}}}', 3],
    ['a page multiplies what is below its rows', '{users(first: 10){edges{node{id}}}}', 21],
    ['the other direction does so too', '{users(last: 10){edges{node{id}}}}', 21],
    ['the rest of a connection is not multiplied', '{users(first: 10){totalCount}}', 1],
    ['without a size, a page has the default one', '{users{edges{node{id}}}}', 51],
    ['no more rows than a page may have are counted', '{users(first: 9999){edges{node{id}}}}', 201],
    ['a page of a negative size has the default one', '{users(first: -5){edges{node{id}}}}', 51],
    ['a list that says its size has that', '{user{pictures{id}}}', 5],
    ['a list that does not is taken to have ten', '{user{relatives{id}}}', 11],
    ['a field may say that it is dear', '{user{spending{id}}}', 101],
    [
      'pages within pages multiply',
      '{users(first: 10){edges{node{friends(first: 5){edges{node{id}}}}}}}',
      1 + 10 * (2 + 1 + 5 * 2),
    ],
  ])('%s', (_, query, expected) => {
    expect(cost(query)).toBe(expected);
  });

  test('counts fragments where they are spread, on a connection too', () => {
    const query = `
      { users(first: 10) { ...Rows } other: users(first: 2) { ... on UserConnection { ...Rows } } }
      fragment Rows on UserConnection { edges { node { ...Person } } }
      fragment Person on User { friend { id } }`;

    expect(cost(query)).toBe(1 + 10 * 3 + 1 + 2 * 3);
  });

  test('takes sizes from variables, and from their defaults', () => {
    const query = 'query($n: Int = 3){users(first: $n){edges{node{id}}}}';

    expect(cost(query, { n: 40 })).toBe(81);
    expect(cost(query)).toBe(7);
    expect(cost(query, { n: null })).toBe(51);
  });

  test('is that of the operation that is run', () => {
    const query = 'query A {hello} query B {user{id}}';

    expect(cost(query, {}, 'A')).toBe(0);
    expect(cost(query, {}, 'B')).toBe(1);
    expect(cost(query, {}, 'C')).toBe(0);
  });
});
