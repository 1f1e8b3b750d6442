import { request as sendRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ApiWorld } from './harness/api-world.ts';

let api: ApiWorld;

beforeAll(async () => {
  api = await ApiWorld.start();
});

afterAll(async () => {
  await api.close();
});

describe('what is too much is refused within 50 ms', () => {
  const bombs: readonly (readonly [
    what: string,
    body: () => string,
    statuses: readonly number[],
  ])[] = [
    ['a page of a million', () => bodyOf('{ users(first: 1000000) { totalCount } }'), [200, 400]],
    [
      'a document 500 fields deep',
      () =>
        bodyOf(
          `{ users { nodes ${'{ generations { nodes { user '.repeat(160)}{ id }${' } } }'.repeat(160)} } }`,
        ),
      [400],
    ],
    [
      'a document that is deep by fragments',
      () =>
        bodyOf(
          `{ ...F0 } ${Array.from({ length: 30 }, (_, index) => `fragment F${index} on Query { ...F${index + 1} ...F${index + 1} }`).join(' ')} fragment F30 on Query { viewer { name } }`,
        ),
      [400],
    ],
    [
      'a thousand aliases',
      () =>
        bodyOf(
          `{ ${Array.from({ length: 1_000 }, (_, index) => `a${index}: viewer { name }`).join(' ')} }`,
        ),
      [400],
    ],
    [
      'a hundred lists of a hundred of a hundred',
      () =>
        bodyOf(
          '{ users(first: 100) { nodes { generations(first: 100) { nodes { images { url } } } } } }',
        ),
      [400],
    ],
    ['a document of 100 KB', () => bodyOf(`{ viewer { ${'name '.repeat(20_000)} } }`), [400]],
    [
      'a text of 100 KB',
      () => bodyOf(`{ users(filter: { search: "${'x'.repeat(100_000)}" }) { totalCount } }`),
      [200, 400],
    ],
    ['a batch', () => `[${bodyOf('{ viewer { name } }')},${bodyOf('{ viewer { name } }')}]`, [400]],
    ['a body that is no JSON', () => '{"query": "{ viewer', [400]],
  ];

  function bodyOf(query: string): string {
    return JSON.stringify({ query });
  }

  async function refuse(body: string) {
    const started = performance.now();
    const response = await fetch(`${api.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
        ...api.owner.headers,
      },
      body,
    });
    const { errors } = (await response.json()) as { errors?: readonly unknown[] };
    return { status: response.status, errors, ms: performance.now() - started };
  }

  test.each(bombs)('%s', async (_what, body, statuses) => {
    const sent = body();
    await refuse(sent);
    const times: number[] = [];
    for (let attempt = 0; attempt < 9; attempt += 1) {
      const { status, errors, ms } = await refuse(sent);
      expect(statuses).toContain(status);
      expect(errors?.length).toBeGreaterThan(0);
      times.push(ms);
    }

    expect(times.toSorted((a, b) => a - b)[4]).toBeLessThan(50);
  });

  test.each([
    ['10 MB that are announced', { 'content-length': '10000000' }],
    ['10 MB that come unannounced', { 'transfer-encoding': 'chunked' }],
  ])('%s are not even read', async (_what, headers) => {
    await begin(headers);
    const times: number[] = [];
    for (let attempt = 0; attempt < 9; attempt += 1) {
      const { status, text, ms } = await begin(headers);
      expect(status).toBe(413);
      expect(text).toContain('BODY_TOO_LARGE');
      times.push(ms);
    }

    expect(times.toSorted((a, b) => a - b)[4]).toBeLessThan(50);
  });

  /** Sends the first 300 KB, and waits for the answer. */
  function begin(headers: Readonly<Record<string, string>>) {
    const started = performance.now();
    return new Promise<{ status: number; text: string; ms: number }>((resolve, reject) => {
      const outgoing = sendRequest(
        `${api.url}/graphql`,
        {
          method: 'POST',
          agent: false,
          headers: { 'content-type': 'application/json', ...api.owner.headers, ...headers },
        },
        (response) => {
          const ms = performance.now() - started;
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => {
            resolve({
              status: response.statusCode ?? 0,
              text: Buffer.concat(chunks).toString(),
              ms,
            });
            outgoing.destroy();
          });
        },
      );
      // Once it has refused, the server does not listen any more; the promise is then settled.
      outgoing.on('error', reject);
      outgoing.write('x'.repeat(300_000));
    });
  }
});
