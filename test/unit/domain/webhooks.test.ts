import { describe, expect, test } from 'vitest';
import { retryDelayMs } from '../../../src/domain/webhooks/delivery.ts';
import {
  isEventList,
  originOf,
  secretsAt,
  switched,
  type WebhookEndpoint,
  withFailure,
  withSecret,
} from '../../../src/domain/webhooks/endpoint.ts';
import { bodyOf, webhookEventTypes } from '../../../src/domain/webhooks/event.ts';
import { at } from '../../builders/domain.ts';
import { anEndpoint, aSecret } from '../../builders/webhooks.ts';

const day = 86_400_000;

describe('a delivery that failed', () => {
  test('is tried again after ever longer times, and then no more', () => {
    const seconds = Array.from({ length: 9 }, (_, index) => {
      const delayMs = retryDelayMs(index + 1, 0.5);
      return delayMs === undefined ? undefined : delayMs / 1_000;
    });

    expect(seconds).toEqual([5, 30, 120, 600, 3_600, 10_800, 21_600, 43_200, undefined]);
  });

  test('waits a fifth less or more, as chance has it', () => {
    expect(retryDelayMs(2, 0)).toBe(24_000);
    expect(retryDelayMs(2, 0.999_999)).toBe(36_000);
  });

  test('waits as long as the endpoint asks for, within limits', () => {
    expect(retryDelayMs(1, 0.5, 90_000)).toBe(90_000);
    expect(retryDelayMs(3, 0.5, 90_000)).toBe(120_000);
    expect(retryDelayMs(1, 0.5, 9 * day)).toBe(43_200_000);
    expect(retryDelayMs(9, 0.5, 90_000)).toBeUndefined();
  });
});

describe('an endpoint', () => {
  const failing = (times: number, everyMs: number): WebhookEndpoint => {
    let endpoint = anEndpoint();
    for (let time = 0; time < times; time += 1) {
      endpoint = withFailure(endpoint, at(time * everyMs), false);
    }
    return endpoint;
  };

  test('is turned off after twenty failures in a row over three days', () => {
    expect(failing(19, day)).toMatchObject({ enabled: true, failures: 19, failingSince: at(0) });
    expect(failing(20, day)).toMatchObject({ enabled: false, disabledReason: 'failing' });
  });

  test('stays on when many failures come within a short time', () => {
    expect(failing(500, 1_000)).toMatchObject({ enabled: true, failures: 500 });
    expect(failing(20, (3 * day) / 19 - 1)).toMatchObject({ enabled: true });
  });

  test('is turned off at once when it says that it is gone', () => {
    expect(withFailure(anEndpoint(), at(1), true)).toMatchObject({
      enabled: false,
      disabledReason: 'gone',
      failures: 1,
    });
  });

  test('starts afresh when it is turned on again, and only then', () => {
    const off = failing(20, day);

    expect(switched(off, true)).toMatchObject({
      enabled: true,
      disabledReason: undefined,
      failures: 0,
      failingSince: undefined,
    });
    expect(switched(off, false)).toEqual(off);
    const on = failing(3, day);
    expect(switched(on, true)).toEqual(on);
  });

  test('signs with both secrets for a day after a rotation', () => {
    const rotated = withSecret(anEndpoint(), 'whsec_new', at(0));

    expect(secretsAt(anEndpoint(), at(0))).toEqual([aSecret]);
    expect(secretsAt(rotated, at(day - 1))).toEqual(['whsec_new', aSecret]);
    expect(secretsAt(rotated, at(day))).toEqual(['whsec_new']);
    expect(secretsAt(withSecret(rotated, 'whsec_newer', at(1)), at(2))).toEqual([
      'whsec_newer',
      'whsec_new',
    ]);
  });

  test('listens to known events, each named once', () => {
    expect(isEventList(webhookEventTypes)).toBe(true);
    expect(isEventList(['payment.paid'])).toBe(true);
    expect(isEventList([])).toBe(false);
    expect(isEventList(['payment.paid', 'payment.paid'])).toBe(false);
    expect(isEventList(['payment.lost'])).toBe(false);
    expect(isEventList(['test.ping'])).toBe(false);
  });

  test.each([
    ['https://hooks.example.com/secret/path?key=1', 'https://hooks.example.com'],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
    ['https://[::1]:8443/x', 'https://[::1]:8443'],
    ['nonsense', ''],
  ])('shows of %s no more than %s', (url, shown) => {
    expect(originOf(url)).toBe(shown);
  });
});

test('an event is JSON with id, type, version, time and data', () => {
  const body = bodyOf({
    id: 'evt_1',
    type: 'payment.paid',
    createdAt: at(0),
    data: { payment: { id: 'p', credits: 5 } },
  });

  expect(JSON.parse(body)).toEqual({
    id: 'evt_1',
    type: 'payment.paid',
    version: 1,
    createdAt: '2026-01-15T12:00:00.000Z',
    data: { payment: { id: 'p', credits: 5 } },
  });
});
