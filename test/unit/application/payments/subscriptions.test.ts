import { describe, expect, test } from 'vitest';
import { dayMs, monthly, Shop } from './shop.ts';

describe('a subscription', () => {
  const subscribed = async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const order = await shop.order(user, 'stars', { of: monthly });
    const until = (months: number) => new Date(order.createdAt.getTime() + months * 30 * dayMs);
    const month = (number: number) =>
      shop.starCharge(order, {
        subscription: { isFirst: number === 1, paidUntil: until(number) },
      });
    return { shop, user, order, until, month };
  };

  test('gives its credits with each month', async () => {
    const { shop, user, order, until, month } = await subscribed();
    const first = month(1);
    await shop.till.settle.execute(first);
    shop.clock.advance(30 * dayMs);
    const second = month(2);
    await Promise.all([shop.till.settle.execute(second), shop.till.settle.execute(second)]);
    await shop.work();

    expect(await shop.entries(user)).toEqual(['grant purchase 300', 'grant purchase 300']);
    expect(await shop.paymentsOf(user)).toMatchObject([
      { id: order.id, status: 'paid', origin: 'order' },
      { origin: 'renewal', parentId: order.id, isSubscription: true, flag: undefined },
    ]);
    expect(shop.told(user)).toMatchObject([
      { isRenewal: false },
      { isRenewal: true, balance: 600 },
    ]);
    expect(await shop.unitOfWork.direct.subscriptions.find(order.id)).toMatchObject({
      chargeId: first.chargeId,
      state: 'active',
      paidUntil: until(2),
    });
    expect(await shop.findings()).toEqual([]);
  });

  test('is never shortened by an older month that is told late', async () => {
    const { shop, order, until, month } = await subscribed();
    await shop.till.settle.execute(month(2));
    await shop.till.noteSubscription.execute(order.id, 'canceled');
    await shop.till.settle.execute(month(1));
    expect(await shop.unitOfWork.direct.subscriptions.find(order.id)).toMatchObject({
      state: 'canceled',
      paidUntil: until(2),
    });
    expect(await shop.payment(order.id)).toMatchObject({ status: 'paid', granted: 300n });
  });

  test('that only the nightly list tells of begins and goes on all the same', async () => {
    const { shop, user, order, until } = await subscribed();
    shop.starCharge(order);
    await shop.pass(20 * 60_000);
    await shop.till.reconcile();
    expect(await shop.unitOfWork.direct.subscriptions.find(order.id)).toMatchObject({
      paidUntil: until(1),
    });
    await shop.pass(30 * dayMs - 20 * 60_000);
    shop.starCharge(order);
    await shop.pass(20 * 60_000);
    await shop.till.reconcile();
    expect(await shop.unitOfWork.direct.subscriptions.find(order.id)).toMatchObject({
      paidUntil: until(2),
    });
    expect((await shop.paymentsOf(user)).map(({ origin }) => origin)).toEqual(['order', 'renewal']);
    expect(await shop.entries(user)).toEqual(['grant purchase 300', 'grant purchase 300']);
  });

  test('is stopped and resumed by its user alone, and told once', async () => {
    const { shop, user, order, month } = await subscribed();
    const first = month(1);
    await shop.till.settle.execute(first);
    const other = await shop.newcomer();
    const change = (id: typeof user.id, renews: boolean) =>
      shop.till.changeSubscription.execute(id, order.id, renews);

    expect(await change(other.id, false)).toMatchObject({
      error: { kind: 'unknown_subscription' },
    });
    expect(await change(user.id, false)).toMatchObject({ ok: true });
    expect(shop.stars.isCanceledByBot(first.chargeId)).toBe(true);
    // Telegram's own update about it comes afterwards.
    expect(await shop.till.noteSubscription.execute(order.id, 'canceled')).toBe(false);
    await shop.work();
    expect(shop.toldKinds(user)).toEqual(['payment_received', 'subscription_changed']);
    expect(shop.told(user)[1]).toEqual({
      kind: 'subscription_changed',
      state: 'canceled',
      paidUntil: '2026-02-14',
    });

    expect(await change(user.id, true)).toMatchObject({ ok: true });
    expect(shop.stars.isCanceledByBot(first.chargeId)).toBe(false);
    shop.stars.fail('setSubscriptionCanceled', {
      kind: 'refused',
      refusal: { kind: 'refused', code: '400', description: 'It is over' },
    });
    expect(await change(user.id, false)).toMatchObject({ error: { kind: 'refused' } });
    expect(await shop.unitOfWork.direct.subscriptions.find(order.id)).toMatchObject({
      state: 'active',
    });
  });

  test('that could not be collected is told to its user; one that is not ours to nobody', async () => {
    const { shop, user, order, month } = await subscribed();
    expect(await shop.till.noteSubscription.execute(order.id, 'failed')).toBe(false);
    await shop.till.settle.execute(month(1));
    const notes = await Promise.all(
      [1, 2].map(() => shop.till.noteSubscription.execute(order.id, 'failed')),
    );
    expect(notes.toSorted()).toEqual([false, true]);
    await shop.work();
    expect(shop.told(user)[1]).toMatchObject({ state: 'failed' });
    expect(shop.told(user)).toHaveLength(2);
  });
});
