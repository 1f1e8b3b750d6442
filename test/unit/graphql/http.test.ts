import { createHash } from 'node:crypto';
import { auditServer } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Outage } from '../../../src/application/ports/outage.ts';
import { leastProcessorMs } from './processor-time.ts';
import { type SampleApi, startSampleApi } from './sample-api.ts';

let api: SampleApi;
let url: string;

beforeAll(async () => {
  api = await startSampleApi();
  url = `${await api.app.listen({ host: '127.0.0.1', port: 0 })}/graphql`;
});
afterAll(() => api.close());

const json = { 'content-type': 'application/json' };
const post = (body: unknown, headers: Record<string, string> = json) =>
  api.app.inject({
    method: 'POST',
    url: '/graphql',
    headers,
    payload: typeof body === 'string' ? body : JSON.stringify(body),
  });

describe('GraphQL over HTTP', () => {
  test('passes every MUST and SHOULD of the audit', async () => {
    const results = await auditServer({ url });

    const failed = results.filter(({ status }) => status !== 'ok');
    for (const result of failed) {
      if ('response' in result) {
        await result.response.body?.cancel();
      }
    }
    // GET is for who proves that no other site sends it (see the next tests); the audit's may be anybody's.
    expect(failed.map(({ id, status }) => `${id} ${status}`).sort()).toEqual([
      '5A70 notice',
      '6A70 notice',
      'D6D5 notice',
    ]);
  });

  test('answers queries by GET to who could not be another site', async () => {
    const query = encodeURIComponent('{ hello }');
    const address = `/graphql?query=${query}`;
    const mutation = `/graphql?query=${encodeURIComponent('mutation { act }')}`;
    const headers = { 'apollo-require-preflight': '1' };

    expect((await api.app.inject({ url: address, headers })).json()).toEqual({
      data: { hello: 'world' },
    });
    expect((await api.app.inject({ url: address })).statusCode).toBe(400);
    const refused = await api.app.inject({ url: mutation, headers });
    expect(refused.statusCode).toBe(405);
    expect(refused.headers.allow).toBe('POST');
  });

  test.each([
    ['a form', 'query=%7Bhello%7D', 'application/x-www-form-urlencoded'],
    ['plain text', '{"query":"{hello}"}', 'text/plain'],
    ['an upload', 'x', 'multipart/form-data; boundary=x'],
  ])('refuses %s with 415', async (_, body, type) => {
    const answer = await post(body, { 'content-type': type });

    expect(answer.statusCode).toBe(415);
    expect(answer.json().errors[0].extensions.code).toBe('UNSUPPORTED_MEDIA_TYPE');
  });

  test('refuses other methods with 405, and says which are served', async () => {
    for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const) {
      const answer = await api.app.inject({ method, url: '/graphql' });

      expect(answer.statusCode).toBe(405);
      expect(answer.headers.allow).toBe('GET, POST');
      expect(answer.json().errors[0].extensions.code).toBe('METHOD_NOT_ALLOWED');
    }
  });

  test('refuses what is not JSON, and batches', async () => {
    const broken = await post('{ "query": ');
    const poisoned = await post('{ "query": "{hello}", "__proto__": { "a": 1 } }');
    const batch = await post([{ query: '{ hello }' }, { query: '{ hello }' }]);

    for (const answer of [broken, poisoned, batch]) {
      expect(answer.statusCode).toBe(400);
      expect(answer.json().errors[0].extensions.code).toBe('BAD_REQUEST');
    }
  });

  test('refuses a body of 10 MB at once', async () => {
    const body = 'x'.repeat(10_000_000);

    const tookMs = await leastProcessorMs(async () => {
      const answer = await post(body);
      expect(answer.statusCode).toBe(413);
      expect(answer.json().errors[0].extensions.code).toBe('BODY_TOO_LARGE');
    });

    expect(tookMs).toBeLessThan(50);
  });

  test('takes deeply nested variables', async () => {
    const variables = `${'{"a":'.repeat(9_000)}1${'}'.repeat(9_000)}`;
    const query = 'query($r: Reason) { judge(reason: $r) }';

    const answer = await post(`{"query":${JSON.stringify(query)},"variables":{"r":${variables}}}`);

    expect(answer.statusCode).toBe(400);
    expect(answer.json().errors[0].extensions.code).toBe('BAD_USER_INPUT');
  });

  test('says the cost of a query, and that answers are not to be kept', async () => {
    const answer = await post({ query: '{ user { friend { id } } }' });

    expect(answer.headers['x-query-cost']).toBe('2');
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  test.each([
    ['an outage', new Outage('the pool is gone'), 503, 'SERVICE_UNAVAILABLE'],
    ['a bug', new Error('secret'), 500, 'INTERNAL_SERVER_ERROR'],
  ])('%s before the execution is answered with its status', async (_, failure, status, code) => {
    const other = await startSampleApi({ contextFailure: failure });
    const answer = await other.app.inject({
      method: 'POST',
      url: '/graphql',
      payload: { query: '{ hello }' },
    });
    await other.close();

    expect(answer.statusCode).toBe(status);
    expect(answer.json().errors[0].extensions.code).toBe(code);
    expect(answer.body).not.toMatch(/secret|pool/);
    expect(answer.json().errors[0].extensions.requestId).toBe(status === 500 ? 'req-1' : undefined);
    expect(other.logger.lines).toHaveLength(1);
  });
});

describe('persisted queries', () => {
  const query = '{ hello }';
  const sha256Hash = createHash('sha256').update(query).digest('hex');
  const extensions = { persistedQuery: { version: 1, sha256Hash } };

  test('are learned once and then asked for by their hash, by GET too', async () => {
    const unknown = await post({ extensions });
    const learned = await post({ query, extensions });
    const known = await post({ extensions });
    const byGet = await api.app.inject({
      url: `/graphql?extensions=${encodeURIComponent(JSON.stringify(extensions))}`,
      headers: { 'apollo-require-preflight': '1' },
    });

    expect(unknown.json().errors[0].extensions.code).toBe('PERSISTED_QUERY_NOT_FOUND');
    for (const answer of [learned, known, byGet]) {
      expect(answer.json()).toEqual({ data: { hello: 'world' } });
    }
  });

  test('are not learned under a wrong hash, or when they are refused', async () => {
    const wrong = { persistedQuery: { version: 1, sha256Hash: 'f'.repeat(64) } };
    const deep = `{user{${'friend{'.repeat(12)}id${'}'.repeat(12)}}}`;
    const deepHash = createHash('sha256').update(deep).digest('hex');
    const ofDeep = { persistedQuery: { version: 1, sha256Hash: deepHash } };

    expect((await post({ query, extensions: wrong })).statusCode).toBe(400);
    expect((await post({ query: deep, extensions: ofDeep })).json().errors[0].extensions.code).toBe(
      'QUERY_TOO_DEEP',
    );
    expect((await post({ extensions: ofDeep })).json().errors[0].extensions.code).toBe(
      'PERSISTED_QUERY_NOT_FOUND',
    );
  });
});
