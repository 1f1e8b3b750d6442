import { describe, expect, test } from 'vitest';
import type { Payment } from '../../../sandbox/yookassa/objects.ts';
import {
  DAY_MS,
  expectPublished,
  HOUR_MS,
  newPayment,
  rub,
  START_MS,
  setStage,
} from './yookassa-harness.ts';

describe('YooKassa stand-in: a payment', () => {
  test('begins pending, with the address of its page and the metadata as sent', async () => {
    const { create, sandbox } = await setStage();
    const payment = await create();
    expect(payment).toMatchObject({
      status: 'pending',
      paid: false,
      refundable: false,
      test: true,
      amount: rub('499.00'),
      created_at: new Date(START_MS).toISOString(),
      recipient: { account_id: '100500' },
      metadata: { order_id: '123' },
      confirmation: {
        type: 'redirect',
        confirmation_url: `${sandbox.url}/yookassa/pay/${payment.id}`,
      },
    });
    expect(payment).not.toHaveProperty('income_amount');
  });

  test('is succeeded once paid, with the method and what the shop gets', async () => {
    const { create, get, yookassa } = await setStage();
    const { id } = await create();
    yookassa.pay(id, { method: 'sbp' });
    const { body } = await get(`/payments/${id}`);
    expectPublished('Payment', body);
    expect(body).toMatchObject({
      status: 'succeeded',
      paid: true,
      refundable: true,
      payment_method: { type: 'sbp' },
      income_amount: rub('477.69'),
      refunded_amount: rub('0.00'),
      captured_at: new Date(START_MS).toISOString(),
    });
    expect(body).not.toHaveProperty('confirmation');
  });

  test.each(['bank_card', 'sberbank', 'sbp', 'yoo_money', 'tinkoff_bank'] as const)(
    'paid by %s looks as published',
    async (method) => {
      const { create, get, yookassa } = await setStage();
      const { id } = await create({ payment_method_data: { type: method } });
      yookassa.pay(id);
      const { body } = await get(`/payments/${id}`);
      expectPublished('Payment', body);
      expect(body).toMatchObject({ payment_method: { type: method } });
    },
  );

  test('is canceled with the reason when the bank declines, and is then final', async () => {
    const { create, get, yookassa } = await setStage();
    const { id } = await create();
    yookassa.decline(id, { reason: 'insufficient_funds' });
    const { body } = await get(`/payments/${id}`);
    expectPublished('Payment', body);
    expect(body).toMatchObject({
      status: 'canceled',
      paid: false,
      cancellation_details: { party: 'payment_network', reason: 'insufficient_funds' },
    });
    expect(() => yookassa.pay(id)).toThrow('canceled');
    expect(() => yookassa.expire(id)).toThrow('canceled');
  });

  test('expires an hour after it was made', async () => {
    const { create, yookassa, clock } = await setStage();
    const { id } = await create();
    clock.advance(HOUR_MS - 1);
    expect(yookassa.payment(id).status).toBe('pending');
    clock.advance(1);
    expect(yookassa.payment(id)).toMatchObject({
      status: 'canceled',
      cancellation_details: { party: 'yoo_money', reason: 'expired_on_confirmation' },
    });
  });

  test('expires when it is aged by an hour, on a clock that stands still', async () => {
    const { create, yookassa } = await setStage();
    const { id } = await create();
    yookassa.ageBy(HOUR_MS);
    expect(yookassa.payment(id)).toMatchObject({
      status: 'canceled',
      created_at: new Date(START_MS - HOUR_MS).toISOString(),
    });
  });
});

describe('YooKassa stand-in: two stages', () => {
  test('a payment waits for capture by default', async () => {
    const { post, get, yookassa } = await setStage();
    const { capture: _capture, ...fields } = newPayment();
    const created = (await post('/payments', fields)).body as Payment;
    yookassa.pay(created.id);
    const waiting = (await get(`/payments/${created.id}`)).body;
    expectPublished('Payment', waiting);
    expect(waiting).toMatchObject({
      status: 'waiting_for_capture',
      paid: true,
      refundable: false,
      expires_at: new Date(START_MS + 7 * DAY_MS).toISOString(),
    });
    const captured = await post(`/payments/${created.id}/capture`, { amount: rub('400.00') });
    expect(captured.body).toMatchObject({ status: 'succeeded', amount: rub('400.00') });
    expect(captured.body).not.toHaveProperty('expires_at');
  });

  test('the shop cancels a held payment, and not one that is pending', async () => {
    const { create, post, yookassa } = await setStage();
    const { id } = await create({ capture: false });
    const early = await post(`/payments/${id}/cancel`);
    expect(early).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    yookassa.pay(id);
    const canceled = await post(`/payments/${id}/cancel`);
    expect(canceled.body).toMatchObject({
      status: 'canceled',
      cancellation_details: { party: 'merchant', reason: 'canceled_by_merchant' },
    });
  });

  test('a hold ends by itself after 7 days', async () => {
    const { create, yookassa, clock } = await setStage();
    const { id } = await create({ capture: false });
    yookassa.pay(id);
    clock.advance(7 * DAY_MS);
    expect(yookassa.payment(id)).toMatchObject({
      status: 'canceled',
      cancellation_details: { party: 'yoo_money', reason: 'expired_on_capture' },
    });
  });

  test('SBP has no two stages', async () => {
    const { create, yookassa } = await setStage();
    const { id } = await create({ capture: false });
    expect(yookassa.methodsOf(id)).not.toContain('sbp');
    expect(() => yookassa.pay(id, { method: 'sbp' })).toThrow('sbp');
  });
});

describe('YooKassa stand-in: idempotence', () => {
  test('the same key and body bring the same payment as it is now', async () => {
    const { create, yookassa } = await setStage();
    const first = await create({}, { key: 'order-1' });
    yookassa.pay(first.id);
    const again = await create({}, { key: 'order-1' });
    expect(again).toMatchObject({ id: first.id, status: 'succeeded' });
    expect(yookassa.payments()).toHaveLength(1);
    expect(yookassa.calls().calls.map((call) => call.repeated)).toEqual([false, true]);
  });

  test('concurrent calls with one key make one payment', async () => {
    const { create, yookassa } = await setStage();
    const made = await Promise.all(
      Array.from({ length: 10 }, () => create({}, { key: 'order-1' })),
    );
    expect(new Set(made.map((payment) => payment.id)).size).toBe(1);
    expect(yookassa.payments()).toHaveLength(1);
  });

  test('the same key with another body is refused, and so is it for another call', async () => {
    const { create, post, yookassa } = await setStage();
    const { id } = await create({ capture: false }, { key: 'order-1' });
    yookassa.pay(id);
    const other = await post('/payments', newPayment(), { key: 'order-1' });
    const capture = await post(`/payments/${id}/capture`, undefined, { key: 'order-1' });
    for (const reply of [other, capture]) {
      expect(reply).toMatchObject({
        status: 400,
        body: { code: 'invalid_request', parameter: 'Idempotence-Key' },
      });
    }
    expect(yookassa.violations()).toHaveLength(2);
  });

  test('a key is forgotten after 24 hours, by clock, by age or by hand', async () => {
    const { create, yookassa, clock } = await setStage();
    const ids = [(await create({}, { key: 'order-1' })).id];
    clock.advance(DAY_MS - 1);
    expect((await create({}, { key: 'order-1' })).id).toBe(ids[0]);
    clock.advance(1);
    ids.push((await create({}, { key: 'order-1' })).id);
    yookassa.ageBy(DAY_MS);
    ids.push((await create({}, { key: 'order-1' })).id);
    expect(yookassa.forgetIdempotencyKeys()).toBe(1);
    ids.push((await create({}, { key: 'order-1' })).id);
    expect(new Set(ids).size).toBe(4);
  });

  test('keys of two shops have nothing to do with each other', async () => {
    const { create, yookassa } = await setStage([{}, {}]);
    const other = yookassa.shops()[1];
    const ids = [
      (await create({}, { key: 'order-1' })).id,
      (await create({}, { key: 'order-1', ...(other ? { shop: other } : {}) })).id,
    ];
    expect(new Set(ids).size).toBe(2);
  });
});

describe('YooKassa stand-in: lists of payments', () => {
  test('come newest first in pages, to the last one', async () => {
    const { create, get, clock } = await setStage();
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      ids.unshift((await create()).id);
      clock.advance(1_000);
    }
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await get(`/payments?limit=2${cursor && `&cursor=${cursor}`}`);
      expectPublished('PaymentList', body);
      const { items, next_cursor } = body as { items: Payment[]; next_cursor?: string };
      seen.push(...items.map((payment) => payment.id));
      cursor = encodeURIComponent(next_cursor ?? '');
      // One that comes between two pages shifts nothing.
      await create();
    } while (cursor !== '');
    expect(seen).toEqual(ids);
  });

  test('can be narrowed by time, status and method', async () => {
    const { create, get, yookassa, clock } = await setStage();
    const old = await create();
    clock.advance(60_000);
    const paid = await create();
    yookassa.pay(paid.id, { method: 'sberbank' });
    const from = encodeURIComponent(new Date(START_MS + 60_000).toISOString());
    const found = async (query: string) => {
      const { body } = await get(`/payments?${query}`);
      return (body.items as Payment[]).map((payment) => payment.id);
    };
    expect(await found(`created_at.gte=${from}`)).toEqual([paid.id]);
    expect(await found(`created_at.gt=${from}`)).toEqual([]);
    expect(await found(`created_at.lt=${from}`)).toEqual([old.id]);
    expect(await found(`captured_at.lte=${from}`)).toEqual([paid.id]);
    expect(await found('status=pending')).toEqual([old.id]);
    expect(await found('payment_method=sberbank')).toEqual([paid.id]);
    expect(await found('payment_method=sbp')).toEqual([]);
  });

  test('hold what the program did not create, and nothing of another shop', async () => {
    const { get, yookassa } = await setStage([{}, { shopId: '200' }]);
    const elsewhere = yookassa.createPaymentElsewhere({ amount: '300.00' });
    const foreign = yookassa.createPaymentElsewhere({ shopId: '200' });
    expectPublished('Payment', elsewhere);
    const { body } = await get('/payments');
    expect((body.items as Payment[]).map((payment) => payment.id)).toEqual([elsewhere.id]);
    expect(await get(`/payments/${foreign.id}`)).toMatchObject({
      status: 404,
      body: { type: 'error', code: 'not_found', parameter: 'payment_id' },
    });
  });
});
