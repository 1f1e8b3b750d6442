import { describe, expect, test } from 'vitest';
import { Outage } from '../../../../src/application/ports/outage.ts';
import { kopecks } from '../../../builders/payments.ts';
import { dayMs, hourMs, minuteMs, Shop } from './shop.ts';

const yookassa = (shop: Shop, process = shop.app) => process.payments.pages?.reconcile.execute();

const differences = async (shop: Shop) =>
  (await shop.unitOfWork.direct.reconciliation.differences(100)).toReversed();

/** Old enough to be compared. */
const settled = (shop: Shop) => shop.pass(20 * minuteMs);

describe('ReconcileYooKassa', () => {
  test('finds nothing where everything was heard of', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const payment = await shop.paidPage(user);
    await shop.refunded(payment, kopecks(100));
    await shop.opened(user);
    shop.gateway.decline((await shop.opened(user)).providerPaymentId);
    await settled(shop);
    expect(await yookassa(shop)).toBe(0);
    expect(await differences(shop)).toEqual([]);
    expect(shop.journalKinds).toEqual(['payment_received', 'payment_refunded']);
  });

  test('repairs a payment that nobody told of, and reports it once', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const order = await shop.opened(user);
    shop.gateway.pay(order.providerPaymentId);
    await settled(shop);

    expect(await yookassa(shop)).toBe(1);
    expect(await yookassa(shop)).toBe(0);
    await shop.work();

    expect(await shop.payment(order.id)).toMatchObject({ status: 'paid', granted: 100n });
    expect(await shop.entries(user)).toEqual(['grant purchase 100']);
    expect(shop.toldKinds(user)).toEqual(['payment_received']);
    expect(await differences(shop)).toEqual([
      {
        kind: 'payment_not_booked',
        provider: 'yookassa',
        providerId: order.providerPaymentId,
        amount: kopecks(9_900),
        paymentId: order.id,
        repaired: true,
      },
    ]);
    expect(shop.journal.at(-1)).toEqual({
      kind: 'difference_found',
      difference: 'payment_not_booked',
      provider: 'yookassa',
      providerId: order.providerPaymentId,
      amount: { amount: '99.00', currency: 'RUB' },
      repaired: true,
    });
    expect(await shop.steps(order)).toEqual(['ordered', 'opened', 'paid', 'difference']);
    expect(shop.logger.of('payment_difference')).toHaveLength(1);
    expect(await shop.findings()).toEqual([]);
  });

  test('repairs one whose create call was never answered', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const order = await shop.order(user, 'yookassa');
    shop.gateway.fail('createPayment', { kind: 'outage', when: 'after' });
    await expect(shop.till.pages?.open.execute(order.id)).rejects.toThrow(Outage);
    shop.gateway.pay(shop.gateway.allPayments[0]?.id ?? '');
    await settled(shop);
    expect(await yookassa(shop)).toBe(1);
    expect(await shop.balance(user)).toEqual({ available: 100, held: 0 });
  });

  test('leaves alone what may still be on its way', async () => {
    const shop = await Shop.open();
    const order = await shop.opened(await shop.newcomer());
    shop.gateway.pay(order.providerPaymentId);
    await shop.pass(15 * minuteMs);
    expect(await yookassa(shop)).toBe(0);
    await shop.pass(1);
    expect(await yookassa(shop)).toBe(1);
  });

  test('reports a payment of nobody’s once, and invents no credits', async () => {
    const shop = await Shop.open();
    await shop.newcomer();
    const { id } = shop.gateway.paidElsewhere({ amount: kopecks(50_000) });
    await settled(shop);
    expect(await yookassa(shop)).toBe(1);
    await shop.pass(dayMs);
    expect(await yookassa(shop)).toBe(0);
    expect(await differences(shop)).toMatchObject([
      { kind: 'payment_not_booked', providerId: id, repaired: false },
    ]);
    expect(shop.journalKinds).toEqual(['difference_found']);
    expect(shop.unitOfWork.state().entries.size).toBe(0);
  });

  test('reports what is in our book and unknown to the provider', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const order = await shop.order(user, 'telegram_yookassa');
    await shop.till.settle.execute({
      ...{ method: 'telegram_yookassa', chargeId: 'tg', providerPaymentId: 'nowhere' },
      ...{ orderId: order.id, payerId: user.id, amount: order.price, paidAt: shop.clock.now() },
    });
    await settled(shop);
    expect(await yookassa(shop)).toBe(1);
    expect(await yookassa(shop)).toBe(0);
    expect(await differences(shop)).toEqual([
      {
        kind: 'payment_not_at_provider',
        provider: 'yookassa',
        providerId: 'nowhere',
        amount: order.price,
        paymentId: order.id,
        repaired: false,
      },
    ]);
    // Nothing is taken away without a human.
    expect(await shop.balance(user)).toEqual({ available: 100, held: 0 });
  });

  test('asks by name for what was made before the list begins', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const order = await shop.opened(user);
    await shop.pass(3 * dayMs);
    shop.gateway.pay(order.providerPaymentId);
    await shop.notify('payment.succeeded', order.providerPaymentId);
    await settled(shop);
    const calls = shop.gateway.callsOf('findPayment').length;
    expect(await yookassa(shop)).toBe(0);
    expect(shop.gateway.callsOf('findPayment')).toHaveLength(calls + 1);
  });

  test('reports an amount that differs, and changes nothing', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const order = await shop.order(user, 'telegram_yookassa');
    const { id } = shop.gateway.paidElsewhere({ amount: kopecks(9_000) });
    await shop.till.settle.execute({
      ...{ method: 'telegram_yookassa', chargeId: 'tg', providerPaymentId: id },
      ...{ orderId: order.id, payerId: user.id, amount: order.price, paidAt: shop.clock.now() },
    });
    await settled(shop);
    expect(await yookassa(shop)).toBe(1);
    expect(await yookassa(shop)).toBe(0);
    expect(await differences(shop)).toMatchObject([
      { kind: 'amount_differs', amount: kopecks(9_000), booked: kopecks(9_900), repaired: false },
    ]);
    expect(await shop.balance(user)).toEqual({ available: 100, held: 0 });
  });

  test('reports money that fits no order, which it wrote down, as not repaired', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const order = await shop.order(user, 'yookassa');
    shop.gateway.paidElsewhere({ amount: kopecks(100), orderId: order.id });
    await settled(shop);
    expect(await yookassa(shop)).toBe(1);
    expect(await yookassa(shop)).toBe(0);
    const own = (await shop.paymentsOf(user)).find(({ origin }) => origin === 'unmatched');
    expect(await differences(shop)).toMatchObject([
      { kind: 'payment_not_booked', paymentId: own?.id, repaired: false },
    ]);
    expect(await shop.balance(user)).toEqual({ available: 0, held: 0 });
  });

  test('books refunds that nobody told of, ours and others’', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const [first, second] = [await shop.paidPage(user), await shop.paidPage(user)];
    shop.gateway.refundElsewhere(first.providerPaymentId);
    shop.gateway.nextRefund({ status: 'pending' });
    const ours = await shop.refunded(second);
    shop.gateway.settleRefund(ours.providerRefundId ?? '', 'succeeded');
    await settled(shop);

    expect(await yookassa(shop)).toBe(2);
    expect(await yookassa(shop)).toBe(0);

    expect(await differences(shop)).toMatchObject(
      [second, first].map(({ id }) => ({
        kind: 'refund_not_booked',
        paymentId: id,
        repaired: true,
      })),
    );
    for (const { id } of [first, second]) {
      expect(await shop.payment(id)).toMatchObject({ status: 'refunded' });
    }
    expect(await shop.balance(user)).toEqual({ available: 0, held: 0 });
    expect(await shop.findings()).toEqual([]);
  });

  test('reports a refund of nobody’s payment once', async () => {
    const shop = await Shop.open();
    const { id } = shop.gateway.paidElsewhere({ amount: kopecks(100) });
    const refund = shop.gateway.refundElsewhere(id);
    await settled(shop);
    expect(await yookassa(shop)).toBe(2);
    expect(await yookassa(shop)).toBe(0);
    expect((await differences(shop))[1]).toMatchObject({
      kind: 'refund_not_booked',
      providerId: refund.id,
      paymentId: undefined,
      repaired: false,
    });
  });

  test('twice at once books and reports everything once', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const order = await shop.opened(user);
    shop.gateway.pay(order.providerPaymentId);
    const refunded = await shop.paidPage(user);
    shop.gateway.refundElsewhere(refunded.providerPaymentId);
    shop.gateway.paidElsewhere({ amount: kopecks(1) });
    await settled(shop);
    const found = await Promise.all([yookassa(shop), yookassa(shop, shop.process())]);
    expect((found[0] ?? 0) + (found[1] ?? 0)).toBe(3);
    expect(await yookassa(shop)).toBe(0);
    expect((await differences(shop)).map(({ repaired }) => repaired).toSorted()).toEqual([
      false,
      true,
      true,
    ]);
    await shop.work();
    expect(shop.journalKinds.filter((kind) => kind === 'difference_found')).toHaveLength(3);
    expect(await shop.balance(user)).toEqual({ available: 100, held: 0 });
    expect(await shop.findings()).toEqual([]);
  });

  test('reports nothing that a webhook told of at that very moment', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const { providerPaymentId } = await shop.opened(user);
    shop.gateway.pay(providerPaymentId);
    await settled(shop);
    let isHeard = false;
    const slow = shop.processBehind(async (point) => {
      if (point === 'after payments.findByProviderId' && !isHeard) {
        isHeard = true;
        await shop.notify('payment.succeeded', providerPaymentId);
      }
    });
    expect(await yookassa(shop, slow)).toBe(0);
    expect(await shop.entries(user)).toEqual(['grant purchase 100']);
  });

  test('that is interrupted by an outage is done again the next time', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const order = await shop.opened(user);
    shop.gateway.pay(order.providerPaymentId);
    await settled(shop);
    for (const method of ['payments', 'refunds'] as const) {
      shop.gateway.fail(method, { kind: 'outage', when: 'before' });
      await expect(yookassa(shop)).rejects.toThrow(Outage);
    }
    await shop.pass(2 * dayMs);
    await yookassa(shop);
    expect(await shop.entries(user)).toEqual(['grant purchase 100']);
    expect(await differences(shop)).toHaveLength(1);
  });

  test('reaches back three days, for nights on which nobody compared', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const order = await shop.opened(user);
    shop.gateway.pay(order.providerPaymentId);
    await shop.pass(3 * dayMs - hourMs);
    expect(await yookassa(shop)).toBe(1);
    expect(await shop.balance(user)).toEqual({ available: 100, held: 0 });
  });

  test('leaves out nothing, however long nobody compared', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    await shop.pass(dayMs);
    expect(await yookassa(shop)).toBe(0);
    const payment = await shop.paidPage(user);
    shop.gateway.refundElsewhere(payment.providerPaymentId);
    await shop.pass(10 * dayMs);
    expect(await yookassa(shop)).toBe(1);
    expect(await shop.payment(payment.id)).toMatchObject({ status: 'refunded' });
  });

  test('marks no comparison that was interrupted', async () => {
    const shop = await Shop.open();
    const { reconciliation } = shop.unitOfWork.direct;
    shop.gateway.fail('refunds', { kind: 'outage', when: 'before' });
    await expect(yookassa(shop)).rejects.toThrow();
    expect(await reconciliation.yookassaComparedUntil()).toBeUndefined();
    await yookassa(shop);
    expect(await reconciliation.yookassaComparedUntil()).toBeDefined();
  });
});
