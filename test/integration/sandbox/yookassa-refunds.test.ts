import { describe, expect, test } from 'vitest';
import type { Payment, Refund } from '../../../sandbox/yookassa/objects.ts';
import { expectPublished, rub, type Stage, setStage } from './yookassa-harness.ts';

async function paid(stage: Stage): Promise<Payment> {
  const { id } = await stage.create();
  return stage.yookassa.pay(id);
}

describe('YooKassa stand-in: refunds', () => {
  test('a part, then the rest: the payment stays succeeded and counts what went back', async () => {
    const stage = await setStage();
    const payment = await paid(stage);
    const part = await stage.refund(payment, '100.50', { description: 'part' });
    expect(part).toMatchObject({ status: 'succeeded', amount: rub('100.50'), description: 'part' });
    expect(stage.yookassa.payment(payment.id)).toMatchObject({
      status: 'succeeded',
      refundable: true,
      refunded_amount: rub('100.50'),
    });
    await stage.refund(payment, '398.50');
    expect(stage.yookassa.payment(payment.id)).toMatchObject({
      status: 'succeeded',
      refundable: false,
      refunded_amount: rub('499.00'),
    });
  });

  test('more than what is left is refused', async () => {
    const stage = await setStage();
    const payment = await paid(stage);
    await stage.refund(payment, '400.00');
    const body = { payment_id: payment.id, amount: rub('99.01') };
    expect(await stage.post('/refunds', body)).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', parameter: 'amount.value' },
    });
  });

  test('two refunds at once never give back more than was paid', async () => {
    const stage = await setStage();
    const payment = await paid(stage);
    const body = { payment_id: payment.id, amount: rub('499.00') };
    const replies = await Promise.all([stage.post('/refunds', body), stage.post('/refunds', body)]);
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 400]);
    expect(stage.yookassa.refunds()).toHaveLength(1);
  });

  test('the same key brings the same refund as it is now', async () => {
    const stage = await setStage();
    const payment = await paid(stage);
    const body = { payment_id: payment.id, amount: rub('499.00') };
    stage.yookassa.nextRefunds({ status: 'pending' });
    const first = await stage.post('/refunds', body, { key: 'refund-1' });
    stage.yookassa.settleRefund(String(first.body.id), { status: 'succeeded' });
    const again = await stage.post('/refunds', body, { key: 'refund-1' });
    expect(again.body).toMatchObject({ id: first.body.id, status: 'succeeded' });
    expect(stage.yookassa.refunds()).toHaveLength(1);
  });

  test('a payment without money cannot be refunded, nor one of another shop', async () => {
    const stage = await setStage([{}, { shopId: '200' }]);
    const pending = await stage.create();
    const foreign = stage.yookassa.createPaymentElsewhere({ shopId: '200' });
    for (const { id } of [pending, foreign]) {
      const reply = await stage.post('/refunds', { payment_id: id, amount: rub('1.00') });
      expect(reply).toMatchObject({
        status: 400,
        body: { code: 'invalid_request', parameter: 'payment_id' },
      });
    }
  });
});

describe('YooKassa stand-in: a refund that stays pending', () => {
  test('counts only once it succeeded, and its money is set aside meanwhile', async () => {
    const stage = await setStage();
    const { yookassa } = stage;
    const payment = await paid(stage);
    yookassa.nextRefunds({ status: 'pending' });
    const refund = await stage.refund(payment, '499.00');
    expect(refund.status).toBe('pending');
    expect(yookassa.payment(payment.id)).toMatchObject({
      refundable: false,
      refunded_amount: rub('0.00'),
    });
    yookassa.settleRefund(refund.id, { status: 'succeeded' });
    const { body } = await stage.get(`/refunds/${refund.id}`);
    expectPublished('Refund', body);
    expect(body).toMatchObject({ status: 'succeeded' });
    expect(yookassa.payment(payment.id).refunded_amount).toEqual(rub('499.00'));
    expect(() => yookassa.settleRefund(refund.id, { status: 'canceled' })).toThrow('succeeded');
  });

  test('is canceled with a reason, without a notification, and can be made again', async () => {
    const stage = await setStage();
    const { yookassa } = stage;
    const payment = await paid(stage);
    yookassa.nextRefunds({ status: 'pending' });
    const refund = await stage.refund(payment, '499.00');
    yookassa.settleRefund(refund.id, { status: 'canceled', reason: 'insufficient_funds' });
    const { body } = await stage.get(`/refunds/${refund.id}`);
    expectPublished('Refund', body);
    expect(body).toMatchObject({
      status: 'canceled',
      cancellation_details: { party: 'refund_network', reason: 'insufficient_funds' },
    });
    expect(yookassa.notifications({ objectId: refund.id })).toEqual([]);
    expect(await stage.refund(payment, '499.00')).toMatchObject({ status: 'succeeded' });
  });

  test('as many as the script says', async () => {
    const stage = await setStage();
    const payment = await paid(stage);
    stage.yookassa.nextRefunds({ status: 'canceled', times: 2, reason: 'rejected_by_payee' });
    const statuses = [];
    for (let count = 0; count < 3; count += 1) {
      statuses.push((await stage.refund(payment, '10.00')).status);
    }
    expect(statuses).toEqual(['canceled', 'canceled', 'succeeded']);
  });
});

describe('YooKassa stand-in: finding refunds', () => {
  test('one made in the dashboard is listed and told of', async () => {
    const stage = await setStage();
    const payment = await paid(stage);
    const own = await stage.refund(payment, '100.00');
    const rest = stage.yookassa.refundElsewhere(payment.id);
    expectPublished('Refund', rest);
    expect(rest.amount).toEqual(rub('399.00'));
    const { body } = await stage.get(`/refunds?payment_id=${payment.id}&status=succeeded`);
    expectPublished('RefundList', body);
    expect((body.items as Refund[]).map((refund) => refund.id)).toEqual([rest.id, own.id]);
    const [told] = stage.yookassa.notifications({ objectId: rest.id });
    expect(told).toMatchObject({ event: 'refund.succeeded' });
  });

  test('pages follow the cursor', async () => {
    const stage = await setStage();
    const payment = await paid(stage);
    const ids: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      ids.unshift((await stage.refund(payment, '10.00')).id);
    }
    const first = (await stage.get('/refunds?limit=2')).body;
    const cursor = encodeURIComponent(String(first.next_cursor));
    const second = (await stage.get(`/refunds?limit=2&cursor=${cursor}`)).body;
    const items = [...(first.items as Refund[]), ...(second.items as Refund[])];
    expect(items.map((refund) => refund.id)).toEqual(ids);
    expect(second).not.toHaveProperty('next_cursor');
  });

  test('an id of another shop is not found', async () => {
    const stage = await setStage([{}, { shopId: '200' }]);
    const foreign = stage.yookassa.createPaymentElsewhere({ shopId: '200' });
    const refund = stage.yookassa.refundElsewhere(foreign.id);
    expect(await stage.get(`/refunds/${refund.id}`)).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    });
    expect((await stage.get('/refunds')).body.items).toEqual([]);
  });
});
