import { describe, expect, test } from 'vitest';
import { kopecks } from '../../../builders/payments.ts';
import { Shop } from './shop.ts';

const outcomes = (shop: Shop) =>
  shop.logger.of('payment_notification').map(({ fields }) => fields.outcome);

const handled = (shop: Shop) =>
  [...shop.unitOfWork.state().paymentNotifications.values()].map((one) => one.handled?.outcome);

describe('a notification', () => {
  test('is kept before it is acknowledged, and read afterwards', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const { id, providerPaymentId } = await shop.opened(user);
    shop.gateway.pay(providerPaymentId);
    const body = JSON.stringify({ event: 'payment.succeeded', object: { id: providerPaymentId } });
    const calls = shop.gateway.calls.length;

    await shop.pushed(body);
    expect(shop.gateway.calls).toHaveLength(calls);
    expect([...shop.unitOfWork.state().paymentNotifications.values()]).toMatchObject([
      { body, receivedAt: shop.clock.now() },
    ]);
    expect(await shop.payment(id)).toMatchObject({ status: 'pending' });

    await shop.work();
    expect(await shop.payment(id)).toMatchObject({ status: 'paid' });
    expect(handled(shop)).toEqual(['settled']);
  });

  test('survives a queue that is away', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const { providerPaymentId } = await shop.opened(user);
    shop.gateway.pay(providerPaymentId);
    shop.queue.isAway = true;
    await shop.notify('payment.succeeded', providerPaymentId);
    shop.queue.isAway = false;
    await shop.pass(5_001);
    await shop.outbox.sweep();
    await shop.work();
    expect(await shop.balance(user)).toEqual({ available: 100, held: 0 });
  });

  test('is refused, to be pushed again, when it cannot be kept', async () => {
    const shop = await Shop.open();
    const { run } = shop.unitOfWork;
    shop.unitOfWork.run = () => Promise.reject(new Error('The database is away'));
    await expect(shop.process().payments.accept.execute('{}')).rejects.toThrow();
    shop.unitOfWork.run = run;
  });

  test('that comes twice, or at once with itself, changes nothing twice', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const order = await shop.opened(user);
    shop.gateway.pay(order.providerPaymentId);
    const body = JSON.stringify({
      event: 'payment.succeeded',
      object: { id: order.providerPaymentId },
    });
    await Promise.all([shop.pushed(body), shop.pushed(body), shop.pushed(body)]);
    await Promise.all([shop.workOnce(), shop.workOnce(shop.process()), shop.workOnce()]);
    await shop.notify('payment.succeeded', order.providerPaymentId);

    expect(handled(shop).filter((one) => one === 'settled')).toHaveLength(1);
    expect(handled(shop).filter((one) => one === 'already_settled')).toHaveLength(3);
    expect(await shop.entries(user)).toEqual(['grant purchase 100']);
    expect(shop.toldKinds(user)).toEqual(['payment_received']);
    expect(await shop.steps(order)).toEqual(['ordered', 'opened', 'paid']);
  });

  test('before the answer to the create call finds its order by the name we gave it', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const order = await shop.order(user, 'yookassa');
    let answerNow = () => {};
    const until = new Promise<void>((resolve) => {
      answerNow = resolve;
    });
    shop.gateway.fail('createPayment', { kind: 'wait', when: 'after', until });
    const opening = shop.till.pages?.open.execute(order.id);
    await expect.poll(() => shop.gateway.allPayments.length).toBe(1);
    const [provider] = shop.gateway.allPayments;
    shop.gateway.pay(provider?.id ?? '');
    await shop.notify('payment.succeeded', provider?.id ?? '');
    expect(await shop.payment(order.id)).toMatchObject({ status: 'paid', granted: 100n });

    answerNow();
    expect(await opening).toMatchObject({ ok: false });
    expect(await shop.payment(order.id)).toMatchObject({
      status: 'paid',
      providerPaymentId: provider?.id,
    });
    expect(await shop.steps(order)).toEqual(['ordered', 'paid']);
    expect(await shop.entries(user)).toEqual(['grant purchase 100']);
  });

  test('out of order does not undo what the provider says now', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const { id, providerPaymentId } = await shop.opened(user);
    await shop.notify('payment.succeeded', providerPaymentId);
    expect(await shop.payment(id)).toMatchObject({ status: 'pending', granted: 0n });
    shop.gateway.pay(providerPaymentId);
    await shop.notify('payment.succeeded', providerPaymentId);
    await shop.notify('payment.waiting_for_capture', providerPaymentId);
    await shop.notify('payment.canceled', providerPaymentId);
    expect(await shop.payment(id)).toMatchObject({ status: 'paid' });
    expect(handled(shop)).toEqual(['pending', 'settled', 'already_settled', 'already_settled']);
    expect(await shop.balance(user)).toEqual({ available: 100, held: 0 });
  });

  test('is tried again while the provider cannot be asked', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const { providerPaymentId } = await shop.opened(user);
    shop.gateway.pay(providerPaymentId);
    shop.gateway.fail('findPayment', { kind: 'outage', when: 'before' });
    await shop.notify('payment.succeeded', providerPaymentId);
    expect(shop.jobErrors).toHaveLength(1);
    expect(handled(shop)).toEqual([undefined]);
    await shop.pass(1_000);
    expect(handled(shop)).toEqual(['settled']);
    expect(await shop.balance(user)).toEqual({ available: 100, held: 0 });
  });
});

describe('a forged notification', () => {
  test('does not make anybody rich, whatever it says', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const order = await shop.opened(user);
    const { id: orderId, providerPaymentId } = order;
    await shop.pushed(
      JSON.stringify({
        type: 'notification',
        event: 'payment.succeeded',
        object: {
          id: providerPaymentId,
          status: 'succeeded',
          paid: true,
          amount: { value: '1000000.00', currency: 'RUB' },
          metadata: { order_id: orderId },
        },
      }),
    );
    await shop.work();
    expect(await shop.payment(orderId)).toEqual(order);
    expect(await shop.entries(user)).toEqual([]);
    expect(handled(shop)).toEqual(['pending']);
  });

  test('of another shop’s payment, or of nothing, is unknown', async () => {
    const shop = await Shop.open();
    await shop.notify('payment.succeeded', '2d0e0f3a-000f-5000-8000-18db351245c7');
    await shop.notify('refund.succeeded', '2d0e0f3a-000f-5000-8000-18db351245c7');
    const strange = shop.gateway.paidElsewhere({ amount: kopecks(100) });
    await shop.notify('payment.succeeded', strange.id);
    const refund = shop.gateway.refundElsewhere(strange.id);
    await shop.notify('refund.succeeded', refund.id);
    expect(outcomes(shop)).toEqual([
      'unknown_payment',
      'unknown_refund',
      'unknown_payment',
      'unknown_refund',
    ]);
    expect(shop.unitOfWork.state().payments.size).toBe(0);
    expect(shop.journal).toEqual([]);
  });

  test.each([
    '',
    'null',
    '[]',
    '42',
    '"text"',
    '{',
    '{}',
    '{"event":"payment.succeeded"}',
    '{"event":"payment.succeeded","object":null}',
    '{"event":"payment.succeeded","object":{}}',
    '{"event":"payment.succeeded","object":{"id":7}}',
    '{"event":"payment.succeeded","object":{"id":""}}',
    '{"event":7,"object":{"id":"a"}}',
    '{"event":"payment.succeeded","object":{"id":"../../me"}}',
    '{"event":"payment.succeeded","object":{"id":"a?b=c"}}',
    JSON.stringify({ event: 'payment.succeeded', object: { id: 'a'.repeat(65) } }),
    JSON.stringify({ event: 'payment.succeeded', object: { id: 'a\n' } }),
  ])('%j is malformed, and nobody is asked', async (body) => {
    const shop = await Shop.open();
    await shop.pushed(body);
    await shop.work();
    expect(outcomes(shop)).toEqual(['malformed']);
    expect(shop.gateway.calls).toEqual([]);
    expect(shop.jobErrors).toEqual([]);
  });

  test.each(['payment_method.active', 'deal.closed', 'PAYMENT.succeeded', ''])(
    'of the event %j is ignored',
    async (event) => {
      const shop = await Shop.open();
      await shop.notify(event, 'some-id');
      expect(outcomes(shop)).toEqual(['ignored']);
      expect(shop.gateway.calls).toEqual([]);
    },
  );

  test('that nobody kept is no work', async () => {
    const shop = await Shop.open();
    expect(await shop.till.handleNotification('nothing')).toEqual({ kind: 'done' });
    expect(outcomes(shop)).toEqual([]);
  });
});
