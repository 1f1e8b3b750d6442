import { describe, expect, test } from 'vitest';
import { faultOfStatus, faultOfThrown } from '../../../src/adapters/gemini/call-fault.ts';
import { ConnectionError } from '../../../src/adapters/gemini/connection-error.ts';

const body = (error: object): string => JSON.stringify({ error });

const retryInfo = (retryDelay: unknown) => ({
  '@type': 'type.googleapis.com/google.rpc.RetryInfo',
  retryDelay,
});

describe('faultOfStatus', () => {
  test.each([
    [
      400,
      { status: 'INVALID_ARGUMENT', message: 'no' },
      { kind: 'invalid_request', message: 'no' },
    ],
    [400, { details: [{ reason: 'API_KEY_INVALID' }] }, { kind: 'unauthorized' }],
    [400, { details: [{ reason: 'API_KEY_EXPIRED' }] }, { kind: 'unauthorized' }],
    [400, { status: 'FAILED_PRECONDITION', message: 'Enable billing.' }, { kind: 'unauthorized' }],
    [
      400,
      {
        status: 'FAILED_PRECONDITION',
        message: 'User location is not supported for the API use.',
      },
      { kind: 'region_refused' },
    ],
    [401, { status: 'UNAUTHENTICATED' }, { kind: 'unauthorized' }],
    [403, { status: 'PERMISSION_DENIED' }, { kind: 'unauthorized' }],
    [404, { status: 'NOT_FOUND' }, { kind: 'model_retired' }],
    [413, { message: 'too large' }, { kind: 'invalid_request', message: 'too large' }],
  ] as const)('knows a refusal that no retry helps: %d %o', (status, error, failure) => {
    expect(faultOfStatus(status, body(error))).toMatchObject({
      failure,
      retry: { kind: 'never' },
    });
  });

  test.each([408, 500, 502, 503, 504])('takes %d for an overload that may pass', (status) => {
    expect(faultOfStatus(status, body({}))).toMatchObject({
      failure: { kind: 'overloaded' },
      retry: { kind: 'backoff' },
    });
  });

  test.each([
    ['17s', 17_000],
    ['0.5s', 500],
    ['1.000000001s', 1_001],
  ])('reads the wait of a quota: %s', (retryDelay, delayMs) => {
    const error = { status: 'RESOURCE_EXHAUSTED', details: [{}, retryInfo(retryDelay)] };
    expect(faultOfStatus(429, body(error))).toMatchObject({
      failure: { kind: 'quota', retryAfterMs: delayMs },
      retry: { kind: 'after', delayMs },
      detail: 'http 429 RESOURCE_EXHAUSTED',
    });
  });

  test.each([
    'not json {',
    '',
    '<html>',
    '{"error":"text"}',
    body({ details: 'none' }),
    body({ details: [retryInfo('soon')] }),
    body({ details: [retryInfo(5)] }),
    body({ details: [null] }),
  ])('backs off from a quota that names no wait: %s', (text) => {
    expect(faultOfStatus(429, text)).toMatchObject({
      failure: { kind: 'quota' },
      retry: { kind: 'backoff' },
    });
  });

  test('reads an error out of a stream, where words stand before the JSON', () => {
    const text = `got status: RESOURCE_EXHAUSTED. ${body({ details: [retryInfo('3s')] })}`;
    expect(faultOfStatus(429, text).retry).toEqual({ kind: 'after', delayMs: 3_000 });
  });

  test('keeps the words of the provider out of the log detail', () => {
    const error = { status: 'INVALID_ARGUMENT', message: 'your prompt was: secret' };
    expect(faultOfStatus(400, body(error)).detail).toBe('http 400 INVALID_ARGUMENT');
  });
});

describe('faultOfThrown', () => {
  test('takes a broken connection for an overload that may pass', () => {
    const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    expect(faultOfThrown(new ConnectionError(cause))).toEqual({
      failure: { kind: 'overloaded' },
      retry: { kind: 'backoff' },
      detail: 'ECONNREFUSED',
    });
  });

  test('throws what is a bug', () => {
    const bug = new TypeError('undefined is not a function');
    expect(() => faultOfThrown(bug)).toThrow(bug);
  });
});
