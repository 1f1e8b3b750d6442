import { describe, expect, test } from 'vitest';
import type { SendNotification } from '../../../sandbox/yookassa/control-api.ts';
import type { Payment } from '../../../sandbox/yookassa/objects.ts';
import { paidOnce, untouched } from './shop-books.ts';
import { minuteMs, openShop, ourProxy, secondMs } from './shop-stage.ts';

const pending = {
  ...untouched,
  payments: ['pending 199.00 +0'],
  yookassa: { payments: ['pending 199.00'], refunds: [] },
};

function notification(event: string, object: unknown) {
  return { type: 'notification', event, object };
}

describe('a webhook of a paid order', () => {
  test('credits it once', async () => {
    const stage = await openShop();
    await stage.paidOrder();
    expect(await stage.books()).toEqual(paidOnce);
  });

  test('that is lost is made up for by the poll', async () => {
    const stage = await openShop();
    const { providerId } = await stage.openOrder();
    stage.yookassa.loseNotifications(1);
    stage.yookassa.pay(providerId);
    stage.pass(6 * secondMs);
    await stage.shop.poll.execute();
    await stage.shop.poll.execute();
    expect(await stage.books()).toEqual(paidOnce);
    expect(await stage.kept()).toBe(0);
  });

  test('that is lost, like the poll of that day, is made up for by the nightly comparison', async () => {
    const stage = await openShop();
    const { order, providerId } = await stage.openOrder();
    stage.yookassa.loseNotifications(1);
    stage.yookassa.pay(providerId);
    stage.pass(16 * minuteMs);
    expect(await stage.shop.reconcile.execute()).toBe(1);
    expect(await stage.shop.reconcile.execute()).toBe(0);
    expect(await stage.books()).toEqual(paidOnce);
    expect(await stage.shop.unitOfWork.direct.reconciliation.differences(10)).toMatchObject([
      { kind: 'payment_not_booked', providerId, paymentId: order.id, repaired: true },
    ]);
  });

  test('that comes twice credits once', async () => {
    const stage = await openShop();
    stage.yookassa.duplicateNotifications(1);
    await stage.paidOrder();
    expect(await stage.kept()).toBe(2);
    expect(await stage.books()).toEqual(paidOnce);
  });

  test('that comes again and again to several workers at once credits once', async () => {
    const stage = await openShop();
    const { providerId } = await stage.openOrder();
    stage.yookassa.duplicateNotifications(1);
    stage.yookassa.pay(providerId);
    await stage.yookassa.watch.quiet();
    const [first] = stage.yookassa.notifications();
    await Promise.all(
      Array.from({ length: 8 }, () => stage.yookassa.repeatNotification(first?.seq ?? 0)),
    );
    const workers = [stage.shop, stage.another(), stage.another()];
    await Promise.all(workers.map((worker) => stage.work(worker)));
    expect(await stage.kept()).toBe(10);
    expect(await stage.books()).toEqual(paidOnce);
  });

  test('credits it before the call that created it has returned', async () => {
    const stage = await openShop();
    const order = await stage.order();
    stage.yookassa.addFault({ kind: 'hang', when: 'after', method: 'POST', path: '/payments' });
    const opening = stage.shop.openPage.execute(order.id);
    const { id } = await stage.yookassa.watch.payment();
    stage.yookassa.pay(id);
    await stage.hearAndWork();
    expect(await stage.books()).toEqual(paidOnce);

    stage.yookassa.releaseHung();
    expect(await opening).toMatchObject({ ok: false });
    expect(await stage.books()).toEqual(paidOnce);
  });

  test('waits in the book when its worker cannot reach YooKassa, and credits then', async () => {
    const stage = await openShop();
    const { providerId } = await stage.openOrder();
    stage.yookassa.addFault({ kind: 'status', status: 500, path: '/payments/*', times: 1 });
    stage.yookassa.pay(providerId);
    await expect(stage.hearAndWork()).rejects.toThrow('YooKassa answered 500');
    await stage.work();
    expect(await stage.books()).toEqual(paidOnce);
  });
});

describe('webhooks out of order', () => {
  test('a cancellation told of after the success takes nothing back', async () => {
    const stage = await openShop();
    const { providerId } = await stage.paidOrder();
    const stale = { ...stage.yookassa.payment(providerId), status: 'canceled', paid: false };
    await stage.yookassa.sendNotification({ body: notification('payment.canceled', stale) });
    await stage.work();
    expect(await stage.kept()).toBe(2);
    expect(await stage.books()).toEqual(paidOnce);
  });

  test('a success told of before the hold is credited once', async () => {
    const stage = await openShop();
    const { providerId } = await stage.paidOrder();
    const stale = { ...stage.yookassa.payment(providerId), status: 'waiting_for_capture' };
    const body = notification('payment.waiting_for_capture', stale);
    await stage.yookassa.sendNotification({ body });
    await stage.work();
    expect(await stage.books()).toEqual(paidOnce);
  });

  test('a success told of before the hold, in reverse, is captured and credited once', async () => {
    const stage = await openShop();
    const order = await stage.order();
    stage.yookassa.holdNotifications();
    const { id } = stage.yookassa.createPaymentElsewhere({
      amount: '199.00',
      status: 'waiting_for_capture',
      metadata: { order_id: order.id },
    });
    // The poll captures it, so that both notifications wait.
    await stage.yookassa.sendNotification({
      body: notification('payment.waiting_for_capture', { id }),
    });
    await stage.work();
    stage.yookassa.releaseNotifications({ order: 'reversed' });
    await stage.hearAndWork();
    expect(await stage.kept()).toBe(3);
    expect(await stage.books()).toEqual(paidOnce);
  });

  test('a payment that is unknown to us for a moment is credited when it is told of', async () => {
    const stage = await openShop();
    const { providerId } = await stage.openOrder();
    stage.yookassa.addFault({ kind: 'status', status: 404, path: '/payments/*', times: 1 });
    stage.pass(6 * secondMs);
    await stage.shop.poll.execute();
    expect((await stage.books()).payments).toEqual(['expired 199.00 +0']);

    stage.yookassa.pay(providerId);
    await stage.hearAndWork();
    expect(await stage.books()).toEqual({ ...paidOnce, payments: ['paid 199.00 +50 paid_late'] });
  });
});

describe('a forged webhook', () => {
  const send = async (envelope: Partial<SendNotification>) => {
    const stage = await openShop();
    const { providerId } = await stage.openOrder();
    stage.yookassa.loseNotifications(1);
    stage.yookassa.pay(providerId);
    const body = notification('payment.succeeded', stage.yookassa.payment(providerId));
    const { status } = await stage.yookassa.sendNotification({ body, ...envelope });
    return { status, kept: await stage.kept() };
  };
  const from = (address: string) => ({ 'x-forwarded-for': address });

  test('from a stranger is refused and leaves nothing', async () => {
    expect(await send({ localAddress: '127.0.0.2' })).toEqual({ status: 403, kept: 0 });
  });

  test('from a stranger who claims to forward it is refused', async () => {
    const forged = { localAddress: '127.0.0.2', headers: from('127.0.0.1') };
    expect(await send(forged)).toEqual({ status: 403, kept: 0 });
  });

  test('that our proxy forwards from a stranger is refused', async () => {
    const forged = { localAddress: ourProxy, headers: from('203.0.113.7') };
    expect(await send(forged)).toEqual({ status: 403, kept: 0 });
  });

  test('from a stranger who names YooKassa to our proxy is refused', async () => {
    // A proxy appends the address that it saw.
    const forged = { localAddress: ourProxy, headers: from('127.0.0.1, 203.0.113.7') };
    expect(await send(forged)).toEqual({ status: 403, kept: 0 });
  });

  test('is told from one that our proxy forwards from YooKassa', async () => {
    const forwarded = { localAddress: ourProxy, headers: from('127.0.0.1') };
    expect(await send(forwarded)).toEqual({ status: 200, kept: 1 });
  });

  test.each([
    ['status', { status: 'succeeded', paid: true }],
    ['amount', { status: 'succeeded', amount: { value: '9999.00', currency: 'RUB' } }],
    ['order', { status: 'succeeded', metadata: { order_id: 'another' } }],
  ])('with a forged %s for a pending payment credits nothing', async (_what, forgery) => {
    const stage = await openShop();
    const { providerId } = await stage.openOrder();
    const forged = { ...stage.yookassa.payment(providerId), ...forgery };
    await stage.yookassa.sendNotification({ body: notification('payment.succeeded', forged) });
    await stage.work();
    expect(await stage.kept()).toBe(1);
    expect(await stage.books()).toEqual(pending);
  });

  test('with a forged amount for a paid order credits what was paid', async () => {
    const stage = await openShop();
    const { providerId } = await stage.openOrder();
    stage.yookassa.loseNotifications(1);
    const paid: Payment = stage.yookassa.pay(providerId);
    const forged = { ...paid, amount: { value: '9999.00', currency: 'RUB' } };
    await stage.yookassa.sendNotification({ body: notification('payment.succeeded', forged) });
    await stage.work();
    expect(await stage.books()).toEqual(paidOnce);
  });

  test.each([
    [
      'of a payment that YooKassa does not know',
      notification('payment.succeeded', { id: '2-0-0' }),
    ],
    ['with a path instead of an id', notification('payment.succeeded', { id: '../me' })],
    ['of a refund that YooKassa does not know', notification('refund.succeeded', { id: '2-0-0' })],
    ['without an object', { event: 'payment.succeeded' }],
    ['of null', null],
    ['of another kind', notification('payout.succeeded', { id: '2-0-0' })],
  ])('%s changes nothing', async (_what, body) => {
    const stage = await openShop();
    await stage.openOrder();
    await stage.yookassa.sendNotification({ body });
    await stage.work();
    expect(await stage.books()).toEqual(pending);
    expect(stage.yookassa.violations()).toEqual([]);
  });

  test("of another shop's payment that names our order credits nothing", async () => {
    const stage = await openShop([{}, {}]);
    const { order } = await stage.openOrder();
    const other = stage.yookassa.shops()[1];
    const foreign = stage.yookassa.createPaymentElsewhere({
      ...(other && { shopId: other.shopId }),
      amount: '199.00',
      metadata: { order_id: order.id },
      notify: false,
    });
    await stage.yookassa.sendNotification({ body: notification('payment.succeeded', foreign) });
    await stage.work();
    expect(await stage.kept()).toBe(1);
    expect(await stage.books()).toEqual({
      ...pending,
      yookassa: { payments: ['pending 199.00', 'succeeded 199.00'], refunds: [] },
    });
  });

  test('that points to money of another amount keeps it for an admin, without credits', async () => {
    const stage = await openShop();
    const { order } = await stage.openOrder();
    // Real money of our own shop, from a payment form that somebody filled with our order's number.
    stage.yookassa.createPaymentElsewhere({ amount: '1.00', metadata: { order_id: order.id } });
    await stage.hearAndWork();
    await stage.hearAndWork();
    expect(await stage.books()).toEqual({
      ...pending,
      payments: ['pending 199.00 +0', 'paid unmatched 1.00 +0 unmatched'],
      yookassa: { payments: ['pending 199.00', 'succeeded 1.00'], refunds: [] },
      told: ['payment_unmatched'],
    });
  });
});
