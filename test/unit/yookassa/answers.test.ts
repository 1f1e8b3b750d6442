import { describe, expect, test } from 'vitest';
import { Outage } from '../../../src/application/ports/outage.ts';
import { money } from '../../../src/domain/payments/money.ts';
import {
  describe as allOf,
  FakeApi,
  paymentJson,
  refundJson,
  type ScriptedAnswer,
  secretKey,
} from './fake-api.ts';

const key = '0197a5b0-1c1d-7000-8000-000000000003';
const page = (items: readonly unknown[], next_cursor?: string): ScriptedAnswer => ({
  status: 200,
  json: { type: 'list', items, ...(next_cursor === undefined ? {} : { next_cursor }) },
});
const from = new Date('2026-01-15T00:00:00.000Z');
const until = new Date('2026-01-16T00:00:00.000Z');

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) {
    found.push(item);
  }
  return found;
}

/** The rejection of a promise; fails when it resolves. */
async function rejection(promise: Promise<unknown>): Promise<Error> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(outcome instanceof Error)) {
    throw new Error('The call did not reject');
  }
  return outcome;
}

describe('what a call sends', () => {
  test('the stored body as it is, under its key, with basic authentication', async () => {
    const api = new FakeApi({ status: 200, json: paymentJson });
    const body = '{"amount":  {"value":"499.00"}}';
    await api.gateway.createPayment(key, body);
    const [request] = api.requests;
    expect(request).toMatchObject({ method: 'POST', body });
    expect(request?.url.href).toBe('https://api.example/v3/payments');
    const credentials = Buffer.from(`100500:${secretKey}`).toString('base64');
    expect(request?.headers.get('authorization')).toBe(`Basic ${credentials}`);
    expect(request?.headers.get('idempotence-key')).toBe(key);
    expect(request?.headers.get('content-type')).toBe('application/json');
  });

  test('times and cursors of a list are encoded, page after page with the same filters', async () => {
    const api = new FakeApi(page([paymentJson], 'a+b/c=='), page([paymentJson]));
    expect(await all(api.gateway.payments(from, until))).toHaveLength(2);
    const [first, second] = api.requests.map(({ url }) => url);
    expect(first?.search).toBe(
      '?created_at.gte=2026-01-15T00%3A00%3A00.000Z&created_at.lt=2026-01-16T00%3A00%3A00.000Z&limit=100',
    );
    expect(second?.search).toBe(`${first?.search}&cursor=a%2Bb%2Fc%3D%3D`);
  });

  test('refunds of one payment are asked for by its id', async () => {
    const api = new FakeApi(page([refundJson]));
    await all(api.gateway.refunds(from, until, paymentJson.id));
    expect(api.requests[0]?.url.searchParams.get('payment_id')).toBe(paymentJson.id);
  });

  test.each(['', '../refunds', 'a/b', 'a?b', 'ид', 'x'.repeat(65)])(
    'an id that YooKassa cannot have given is unknown without a call: %j',
    async (id) => {
      const api = new FakeApi({ throws: new Error('must not be called') });
      expect(await api.gateway.findPayment(id)).toBeUndefined();
      expect(await api.gateway.findRefund(id)).toBeUndefined();
      expect(await api.gateway.capturePayment(key, id)).toMatchObject({ ok: false });
      expect(api.requests).toEqual([]);
    },
  );

  test.each(['', 'with space', 'x'.repeat(65), 'a\nb'])(
    'a bad idempotency key is a bug: %j',
    (bad) => expect(new FakeApi().gateway.createPayment(bad, '{}')).rejects.toThrow(RangeError),
  );
});

describe('what an answer means', () => {
  test('a payment with all that is known of it', async () => {
    const api = new FakeApi({
      status: 200,
      json: {
        ...paymentJson,
        status: 'succeeded',
        confirmation: undefined,
        captured_at: '2026-01-15T15:05:00.000+03:00',
        refunded_amount: { value: '0.5', currency: 'RUB' },
        something_new: { of: 2027 },
      },
    });
    expect(await api.gateway.findPayment(paymentJson.id)).toEqual({
      id: paymentJson.id,
      status: 'succeeded',
      amount: money(49_900n, 'RUB'),
      refunded: money(50n, 'RUB'),
      orderId: '0197a5b0-1c1d-7000-8000-000000000001',
      confirmationUrl: undefined,
      cancelReason: undefined,
      createdAt: new Date('2026-01-15T12:00:00.123Z'),
      capturedAt: new Date('2026-01-15T12:05:00.000Z'),
    });
  });

  test('a reason that nobody has heard of is kept as text', async () => {
    const cancellation_details = { party: 'somebody_new', reason: 'moon_phase' };
    const json = { ...paymentJson, status: 'canceled', cancellation_details };
    const api = new FakeApi({ status: 200, json });
    expect(await api.gateway.findPayment(paymentJson.id)).toMatchObject({
      status: 'canceled',
      cancelReason: 'moon_phase',
    });
  });

  test.each([undefined, null, {}, { order_id: '123' }, { order_id: null }, { order_id: 7 }])(
    'an order id that is none of ours is left out: %j',
    async (metadata) => {
      const api = new FakeApi({ status: 200, json: { ...paymentJson, metadata } });
      const payment = await api.gateway.findPayment(paymentJson.id);
      expect(payment?.orderId).toBeUndefined();
    },
  );

  test('payments in other money are left out of lists, with a line in the log', async () => {
    const foreign = { ...paymentJson, amount: { value: '5.00', currency: 'USD' } };
    const api = new FakeApi(page([foreign, paymentJson]));
    expect(await all(api.gateway.payments(from, until))).toHaveLength(1);
    expect(api.logger.of('yookassa_foreign_currency')).toHaveLength(1);
  });

  test('a list that never ends is given up', async () => {
    const api = new FakeApi(page([], 'again'));
    await expect(all(api.gateway.payments(from, until))).rejects.toThrow('100000');
    expect(api.requests).toHaveLength(1_000);
  });
});

describe('what a refusal means', () => {
  const error = (code: string, more = {}) => ({ type: 'error', id: 'e', code, ...more });

  test.each([
    { status: 400, code: 'invalid_request' },
    { status: 404, code: 'not_found' },
    { status: 409, code: 'conflict' },
    { status: 410, code: 'gone' },
  ])('$status to a change is a refusal with its code', async ({ status, code }) => {
    const json = error(code, { description: 'No', parameter: 'amount.value' });
    const api = new FakeApi({ status, json });
    const refused = {
      ok: false,
      error: { kind: 'refused', code, description: 'No (amount.value)' },
    };
    expect(await api.gateway.createPayment(key, '{}')).toEqual(refused);
    expect(await api.gateway.capturePayment(key, paymentJson.id)).toEqual(refused);
    expect(await api.gateway.createRefund(key, '{}')).toEqual(refused);
  });

  test.each([400, 404])('%i to a question: there is no such payment or refund', async (status) => {
    const api = new FakeApi({ status, json: error('not_found') });
    expect(await api.gateway.findPayment(paymentJson.id)).toBeUndefined();
    expect(await api.gateway.findRefund(refundJson.id)).toBeUndefined();
  });

  test.each([
    { status: 401, code: 'invalid_credentials' },
    { status: 403, code: 'forbidden' },
  ])('$status says nothing about the payment: an outage, told loudly', async (given) => {
    const api = new FakeApi({ status: given.status, json: error(given.code) });
    const found = await rejection(api.gateway.findPayment(paymentJson.id));
    const listed = await rejection(all(api.gateway.payments(from, until)));
    const refunded = await rejection(api.gateway.createRefund(key, '{}'));
    const outage: unknown = expect.any(Outage);
    expect([found, listed, refunded]).toEqual([outage, outage, outage]);
    expect(found.message).toContain(given.code);
    expect(api.logger.of('yookassa_access_refused').map(({ level }) => level)).toEqual([
      'error',
      'error',
      'error',
    ]);
  });

  test('a description that quotes an e-mail address does not spread it', async () => {
    const json = error('invalid_request', { description: `Bad e-mail "joe@example.org" given` });
    const answer = await new FakeApi({ status: 400, json }).gateway.createPayment(key, '{}');
    expect(answer).toMatchObject({ error: { description: 'Bad e-mail "<e-mail>" given' } });
  });
});

describe('what leaves the outcome open', () => {
  const open: readonly { readonly what: string; readonly answer: ScriptedAnswer }[] = [
    {
      what: '500',
      answer: { status: 500, json: { type: 'error', code: 'internal_server_error' } },
    },
    { what: '429', answer: { status: 429, json: { type: 'error', code: 'too_many_requests' } } },
    { what: '408', answer: { status: 408, text: '' } },
    { what: 'an HTML 502', answer: { status: 502, text: '<html>Bad gateway</html>' } },
    { what: "a proxy's own 404", answer: { status: 404, text: '<html>Not found</html>' } },
    { what: '4xx of another shape', answer: { status: 400, json: { message: 'what?' } } },
    { what: '200 that is cut', answer: { status: 200, text: '{"id":"22d6' } },
    { what: '200 without a payment', answer: { status: 200, json: { type: 'processing' } } },
    { what: '200 with no amount', answer: { status: 200, json: { ...paymentJson, amount: null } } },
    {
      what: '200 with a third of a kopeck',
      answer: {
        status: 200,
        json: { ...paymentJson, amount: { value: '1.333', currency: 'RUB' } },
      },
    },
    { what: 'an unknown status', answer: { status: 200, json: { ...paymentJson, status: 'odd' } } },
    { what: 'a broken network', answer: { throws: new TypeError('fetch failed') } },
    { what: 'silence', answer: { throws: new DOMException('timed out', 'TimeoutError') } },
  ];

  test.each(open)('$what is an outage for every call', async ({ answer }) => {
    const { gateway } = new FakeApi(answer);
    const calls = [
      gateway.createPayment(key, '{}'),
      gateway.findPayment(paymentJson.id),
      gateway.capturePayment(key, paymentJson.id),
      all(gateway.payments(from, until)),
    ];
    for (const call of calls) {
      expect(await rejection(call)).toBeInstanceOf(Outage);
    }
  });

  test('the outage keeps its cause', async () => {
    const cause = new TypeError('fetch failed');
    const { gateway } = new FakeApi({ throws: cause });
    expect((await rejection(gateway.findPayment(paymentJson.id))).cause).toBe(cause);
  });

  test('an unknown status is named', async () => {
    const { gateway } = new FakeApi({ status: 200, json: { ...paymentJson, status: 'odd' } });
    const error = await rejection(gateway.findPayment(paymentJson.id));
    expect(error.message).toContain('unknown status "odd"');
  });
});

test('neither logs nor errors hold the key, the body or what came back', async () => {
  const receipt = { customer: { email: 'joe@example.org' } };
  const body = JSON.stringify({ description: 'private words', receipt });
  const answers: readonly ScriptedAnswer[] = [
    { status: 200, json: { ...paymentJson, description: 'private words' } },
    {
      status: 400,
      json: { type: 'error', code: 'invalid_request', description: 'joe@example.org' },
    },
    { status: 401, json: { type: 'error', code: 'invalid_credentials' } },
    { status: 200, json: { description: 'private words', receipt } },
    { status: 200, text: 'private words joe@example.org' },
    { throws: new TypeError('fetch failed') },
  ];
  const api = new FakeApi(...answers);
  const told: string[] = [];
  for (const _ of answers) {
    await api.gateway.createPayment(key, body).then(
      (result) => told.push(JSON.stringify(result.ok ? {} : result)),
      (error: unknown) => told.push(allOf(error)),
    );
  }
  const text = `${api.logText}\n${told.join('\n')}`;
  expect(api.requests).toHaveLength(answers.length);
  expect(text).toContain('yookassa_access_refused');
  const credentials = Buffer.from(`100500:${secretKey}`).toString('base64');
  for (const secret of [secretKey, credentials, 'private words', 'joe@example.org']) {
    expect(text).not.toContain(secret);
  }
});
