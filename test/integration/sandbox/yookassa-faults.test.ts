import { describe, expect, test } from 'vitest';
import { newPayment, type Stage, setStage } from './yookassa-harness.ts';

/** As a client that gets no answer sees it. */
async function fails(call: Promise<unknown>): Promise<boolean> {
  return call.then(
    () => false,
    () => true,
  );
}

async function idsOf({ get }: Stage): Promise<string[]> {
  const { body } = await get('/payments');
  return (body.items as { id: string }[]).map(({ id }) => id);
}

describe('YooKassa stand-in: faults of the API', () => {
  test('500 before the call is done leaves nothing behind', async () => {
    const stage = await setStage();
    stage.yookassa.addFault({ kind: 'status', status: 500, path: '/payments', times: 1 });
    const reply = await stage.post('/payments', newPayment(), { key: 'order-1' });
    expect(reply).toMatchObject({
      status: 500,
      body: { type: 'error', code: 'internal_server_error' },
    });
    expect(stage.yookassa.payments()).toEqual([]);
    await stage.create({}, { key: 'order-1' });
  });

  test('500 after the call is done leaves the payment, which the same key finds', async () => {
    const stage = await setStage();
    const { yookassa } = stage;
    yookassa.addFault({ kind: 'status', status: 500, when: 'after', path: '/payments', times: 1 });
    expect((await stage.post('/payments', newPayment(), { key: 'order-1' })).status).toBe(500);
    const [made] = yookassa.payments();
    expect((await stage.create({}, { key: 'order-1' })).id).toBe(made?.id);
    expect(await idsOf(stage)).toEqual([made?.id]);
  });

  test.each(['before', 'after'] as const)('the connection drops %s the call', async (when) => {
    const { post, yookassa } = await setStage();
    yookassa.addFault({ kind: 'drop', when, path: '/payments', times: 1 });
    expect(await fails(post('/payments', newPayment()))).toBe(true);
    expect(yookassa.payments()).toHaveLength(when === 'before' ? 0 : 1);
    expect(yookassa.calls().calls).toMatchObject([{ status: 0, faultId: '1' }]);
  });

  test('429 tells when to come back', async () => {
    const { get, yookassa } = await setStage();
    yookassa.addFault({ kind: 'status', status: 429, retryAfterMs: 1_800, path: '**', times: 1 });
    expect(await get('/me')).toMatchObject({
      status: 429,
      body: { code: 'too_many_requests', retry_after: 1_800 },
    });
  });

  test('a proxy answers with HTML', async () => {
    const { sandbox, yookassa } = await setStage();
    yookassa.addFault({ kind: 'http', status: 502, body: '<h1>Bad Gateway</h1>', path: '**' });
    const response = await fetch(`${sandbox.yookassaUrl}/me`);
    expect([response.status, await response.text()]).toEqual([502, '<h1>Bad Gateway</h1>']);
  });

  test('a call waits by the clock', async () => {
    const { create, clock, yookassa } = await setStage();
    yookassa.addFault({ kind: 'delay', delayMs: 20_000, path: '/payments', times: 1 });
    const creating = create();
    await yookassa.watch.call(({ status }) => status === null);
    expect(yookassa.payments()).toEqual([]);
    clock.advance(20_000);
    expect(await creating).toMatchObject({ status: 'pending' });
  });

  test('a call hangs after it is done, and the payer pays before it is answered', async () => {
    const { create, yookassa } = await setStage();
    yookassa.addFault({ kind: 'hang', when: 'after', path: '/payments', times: 1 });
    const creating = create();
    const { id } = await yookassa.watch.payment();
    yookassa.pay(id);
    expect(yookassa.calls().calls).toMatchObject([{ status: null }]);
    expect(yookassa.releaseHung()).toBe(1);
    // The answer is that of before.
    expect(await creating).toMatchObject({ id, status: 'pending' });
  });

  test('a call that hangs is done late, when its caller has long gone', async () => {
    const { create, sandbox, yookassa } = await setStage();
    const { shopId, secretKey } = yookassa.shop();
    yookassa.addFault({ kind: 'hang', path: '/payments', times: 1 });
    const controller = new AbortController();
    const calling = fetch(`${sandbox.yookassaUrl}/payments`, {
      method: 'POST',
      signal: controller.signal,
      headers: {
        authorization: `Basic ${btoa(`${shopId}:${secretKey}`)}`,
        'idempotence-key': 'order-1',
        'content-type': 'application/json',
      },
      body: JSON.stringify(newPayment()),
    });
    await yookassa.watch.call(({ status }) => status === null);
    controller.abort();
    expect(await fails(calling)).toBe(true);
    yookassa.releaseHung();
    const { id } = await yookassa.watch.payment();
    expect((await create({}, { key: 'order-1' })).id).toBe(id);
  });

  test('rules narrow by method and path, skip and count', async () => {
    const { get, create, yookassa } = await setStage();
    const { id } = await create();
    const fault = yookassa.addFault({
      kind: 'status',
      status: 500,
      method: 'GET',
      path: '/payments/*',
      skip: 1,
      times: 1,
    });
    const statuses = [];
    for (const path of ['/payments', '/me', ...Array<string>(3).fill(`/payments/${id}`)]) {
      statuses.push((await get(path)).status);
    }
    expect(statuses).toEqual([200, 200, 200, 500, 200]);
    expect(yookassa.faults()).toEqual([{ ...fault, hits: 1 }]);
    expect(yookassa.removeFaults(fault.id)).toBe(1);
  });
});

describe('YooKassa stand-in: control API', () => {
  test('does over HTTP what the control object does', async () => {
    const { sandbox, create, yookassa } = await setStage();
    const sim = async (method: string, path: string, body?: unknown) => {
      const response = await fetch(`${sandbox.url}/sim/yookassa${path}`, {
        method,
        ...(body === undefined
          ? {}
          : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };
    const { id } = await create();
    const { shopId } = yookassa.shop();
    expect(await sim('PATCH', `/shops/${shopId}`, { receipts: true })).toMatchObject({
      body: { shopId, receipts: true },
    });
    expect(await sim('POST', `/payments/${id}/pay`, { method: 'sbp' })).toMatchObject({
      body: { id, status: 'succeeded' },
    });
    expect(await sim('POST', `/payments/${id}/pay`)).toMatchObject({ status: 409 });
    expect(await sim('POST', `/payments/${id}/refund`, { amount: '1.00' })).toMatchObject({
      body: { payment_id: id, amount: { value: '1.00' } },
    });
    expect(await sim('GET', '/payments/nothing')).toMatchObject({ status: 404 });
    expect(await sim('GET', '/refunds')).toMatchObject({ body: { refunds: [{ payment_id: id }] } });
    expect(await sim('POST', '/notifications/lose', { count: 2 })).toMatchObject({ status: 200 });
    expect(await sim('POST', '/faults', { kind: 'hang' })).toMatchObject({ status: 400 });
    const fault = { kind: 'drop', path: '/refunds', when: 'after' };
    expect(await sim('POST', '/faults', fault)).toMatchObject({ body: { ...fault, id: '1' } });
    expect(await sim('GET', '/calls?method=POST')).toMatchObject({
      body: { calls: [{ path: '/payments', status: 200, shopId }], totalViolations: 0 },
    });
    expect(await sim('POST', '/forget-idempotency-keys')).toMatchObject({ body: { forgotten: 1 } });
    expect(await sim('POST', '/reset')).toMatchObject({ body: { ok: true } });
    expect(await sim('GET', '/shops')).toMatchObject({ body: { shops: [{ receipts: false }] } });
    expect(yookassa.payments()).toEqual([]);
  });

  test('a reset forgets everything but the webhook URL, and drops calls that hang', async () => {
    const { post, yookassa } = await setStage();
    yookassa.configure({ webhookUrl: 'http://127.0.0.1:9/webhook', name: 'Other' });
    yookassa.addFault({ kind: 'hang', path: '/payments', times: 1 });
    const calling = post('/payments', newPayment());
    await yookassa.watch.call();
    yookassa.reset();
    expect(await fails(calling)).toBe(true);
    expect(yookassa.faults()).toEqual([]);
    expect(yookassa.shop()).toMatchObject({
      name: 'Nano Banana',
      webhookUrl: 'http://127.0.0.1:9/webhook',
    });
  });
});
