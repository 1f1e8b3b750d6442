import { type AuditRequirement, type AuditResult, auditServer } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ApiWorld } from './harness/api-world.ts';

/* GraphQL over HTTP, by the audit suite of its reference implementation, against the running product. */

const noPlainGet =
  'CSRF prevention: a GET needs a header that pages of other sites cannot send, like apollo-require-preflight';

/** What SHOULD or MAY be and is not, by the audit's id, and why. */
const departures: Readonly<Record<string, string>> = {
  '5A70': noPlainGet,
  D6D5: noPlainGet,
  '6A70': noPlainGet,
};

let api: ApiWorld;
let results: readonly AuditResult[];

beforeAll(async () => {
  api = await ApiWorld.start();
  results = await auditServer({ url: `${api.url}/graphql` });
});

afterAll(async () => {
  await api.close();
});

const of = (requirement: AuditRequirement): readonly AuditResult[] =>
  results.filter(({ name }) => name.startsWith(`${requirement} `));

const unmet = (requirement: AuditRequirement): readonly string[] =>
  of(requirement).flatMap((result) =>
    result.status === 'ok' ? [] : [`${result.id} ${result.name}: ${result.reason}`],
  );

describe('GraphQL over HTTP', () => {
  test('is served as it MUST be', () => {
    expect(of('MUST').length).toBeGreaterThan(5);
    expect(unmet('MUST')).toEqual([]);
  });

  test('is served as it SHOULD be, in at least 95 % of what the audit looks at', () => {
    const met = of('SHOULD').filter(({ status }) => status === 'ok');

    expect(of('SHOULD').length).toBeGreaterThan(20);
    expect(met.length / of('SHOULD').length).toBeGreaterThanOrEqual(0.95);
  });

  test('departs from what SHOULD and MAY be for the reasons that are given, and no others', () => {
    const differing = [...unmet('SHOULD'), ...unmet('MAY')];

    expect(differing.map((line) => line.slice(0, 4)).toSorted()).toEqual(
      Object.keys(departures).toSorted(),
    );
  });

  test('takes the GET that it refused when a header shows that no other site sent it', async () => {
    const query = new URLSearchParams({ query: '{ __typename }' });
    const response = await fetch(`${api.url}/graphql?${query}`, {
      headers: { 'apollo-require-preflight': 'true', accept: 'application/json' },
    });

    expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
  });
});
