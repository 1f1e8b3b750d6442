import { describe, expect, test } from 'vitest';
import { Outage } from '../../../../src/application/ports/outage.ts';
import { userId } from '../../../../src/domain/shared/ids.ts';
import { stars } from '../../../builders/payments.ts';
import { dayMs, minuteMs, Shop } from './shop.ts';

const differences = async (shop: Shop) =>
  (await shop.unitOfWork.direct.reconciliation.differences(100)).toReversed();

const offset = (shop: Shop) => shop.unitOfWork.direct.reconciliation.starOffset();

const settled = (shop: Shop) => shop.pass(20 * minuteMs);

describe('ReconcileStars', () => {
  test('finds nothing where everything was heard of', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    await shop.paidStars(user);
    await shop.refunded(await shop.paidStars(user));
    shop.stars.withdraw(10);
    await settled(shop);
    expect(await shop.till.reconcileStars.execute()).toBe(0);
    expect(await differences(shop)).toEqual([]);
    expect(await offset(shop)).toBe(4);
  });

  test('repairs a payment that nobody told of, and reports it once', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const order = await shop.order(user, 'stars');
    const { chargeId, paidAt } = shop.starCharge(order);
    await settled(shop);
    expect(await shop.till.reconcileStars.execute()).toBe(1);
    expect(await shop.till.reconcileStars.execute()).toBe(0);
    await shop.work();

    expect(await shop.payment(order.id)).toMatchObject({ status: 'paid', chargeId, paidAt });
    expect(await shop.entries(user)).toEqual(['grant purchase 100']);
    expect(shop.toldKinds(user)).toEqual(['payment_received']);
    expect(await differences(shop)).toEqual([
      {
        kind: 'payment_not_booked',
        provider: 'telegram',
        providerId: chargeId,
        amount: stars(50),
        paymentId: order.id,
        repaired: true,
      },
    ]);
    expect(await shop.steps(order)).toEqual(['ordered', 'paid', 'difference']);
    expect(await shop.findings()).toEqual([]);
  });

  test('leaves what is young to its message, and comes back to it', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const order = await shop.order(user, 'stars');
    shop.starCharge(order);
    await shop.pass(15 * minuteMs);
    expect(await shop.till.reconcileStars.execute()).toBe(0);
    expect(await offset(shop)).toBe(0);
    await shop.pass(1);
    expect(await shop.till.reconcileStars.execute()).toBe(1);
    expect(await offset(shop)).toBe(1);
  });

  test('loses none of many that came within minutes of the night’s look', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const order = await shop.order(user, 'stars');
    shop.starCharge(order, { orderId: undefined, payerId: userId(404) });
    await settled(shop);
    const lost = await shop.order(user, 'stars');
    const { chargeId } = shop.starCharge(lost);
    for (let other = 0; other < 450; other += 1) {
      shop.stars.withdraw(1);
    }
    await shop.till.reconcileStars.execute();
    for (let other = 0; other < 450; other += 1) {
      shop.stars.withdraw(1);
    }
    await shop.pass(dayMs);
    await shop.till.reconcileStars.execute();
    expect(await shop.payment(lost.id)).toMatchObject({ status: 'paid', chargeId });
    expect(await offset(shop)).toBe(902);
  });

  test('reads on from where it was, with some overlap, and never goes back', async () => {
    const shop = await Shop.open();
    for (let count = 0; count < 250; count += 1) {
      shop.stars.withdraw(1);
    }
    await settled(shop);
    await shop.till.reconcileStars.execute();
    expect(shop.stars.callsOf('transactions')).toHaveLength(3);
    expect(await offset(shop)).toBe(250);
    await shop.till.reconcileStars.execute();
    expect(shop.stars.callsOf('transactions')).toHaveLength(6);
    await shop.unitOfWork.direct.reconciliation.setStarOffset(10);
    expect(await offset(shop)).toBe(250);
  });

  test('keeps what it had compared when Telegram goes away in between', async () => {
    const shop = await Shop.open();
    for (let count = 0; count < 250; count += 1) {
      shop.stars.withdraw(1);
    }
    await settled(shop);
    const { transactions } = shop.stars;
    shop.stars.transactions = (from, limit) =>
      from >= 200 ? Promise.reject(new Outage('away')) : transactions.call(shop.stars, from, limit);
    await expect(shop.till.reconcileStars.execute()).rejects.toThrow(Outage);
    expect(await offset(shop)).toBe(200);
    shop.stars.transactions = transactions;
    await shop.till.reconcileStars.execute();
    expect(await offset(shop)).toBe(250);
  });

  test('reports Stars of somebody who is unknown here once, and goes on', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const order = await shop.order(user, 'stars');
    shop.starCharge(order, { orderId: undefined, payerId: userId(404) });
    shop.starCharge(order);
    await settled(shop);
    expect(await shop.till.reconcileStars.execute()).toBe(2);
    expect(await shop.till.reconcileStars.execute()).toBe(0);
    expect(await differences(shop)).toMatchObject([
      { kind: 'payment_not_booked', paymentId: undefined, repaired: false },
      { kind: 'payment_not_booked', paymentId: order.id, repaired: true },
    ]);
    expect(await shop.balance(user)).toEqual({ available: 100, held: 0 });
  });

  test('writes Stars down that fit no order, and reports them as not repaired', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const order = await shop.order(user, 'stars');
    shop.starCharge(order, { orderId: undefined });
    await settled(shop);
    expect(await shop.till.reconcileStars.execute()).toBe(1);
    expect(await differences(shop)).toMatchObject([{ repaired: false }]);
    expect(await shop.paymentsOf(user)).toMatchObject([{}, { origin: 'unmatched', granted: 0n }]);
    expect(await shop.balance(user)).toEqual({ available: 0, held: 0 });
  });

  test('reports what is in our book and not in the list', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const order = await shop.order(user, 'stars');
    await shop.till.settle.execute({
      ...{ method: 'stars', chargeId: 'invented', orderId: order.id, payerId: user.id },
      ...{ amount: order.price, paidAt: shop.clock.now() },
    });
    await settled(shop);
    expect(await shop.till.reconcileStars.execute()).toBe(1);
    expect(await shop.till.reconcileStars.execute()).toBe(0);
    expect(await differences(shop)).toMatchObject([
      {
        kind: 'payment_not_at_provider',
        provider: 'telegram',
        providerId: 'invented',
        paymentId: order.id,
        repaired: false,
      },
    ]);
  });

  test('raises no false alarm about what lies just before the part that it read', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const order = await shop.order(user, 'stars');
    // Its message names a time two seconds after the list's.
    const charge = shop.starCharge(order);
    shop.clock.advance(1_000);
    for (let count = 0; count < 300; count += 1) {
      shop.stars.withdraw(1);
    }
    shop.clock.advance(1_000);
    await shop.till.settle.execute({ ...charge, paidAt: shop.clock.now() });
    await settled(shop);
    await shop.till.reconcileStars.execute();
    expect(await shop.till.reconcileStars.execute()).toBe(0);
    expect(await differences(shop)).toEqual([]);
  });

  test('books Stars that Telegram’s support gave back', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const payment = await shop.paidStars(user);
    shop.stars.refundElsewhere(payment.chargeId);
    await settled(shop);
    expect(await shop.till.reconcileStars.execute()).toBe(1);
    expect(await shop.till.reconcileStars.execute()).toBe(0);
    expect(await shop.payment(payment.id)).toMatchObject({ status: 'refunded' });
    expect(await shop.entries(user)).toEqual(['grant purchase 100', 'revoke refund 100']);
    expect(await differences(shop)).toMatchObject([
      { kind: 'refund_not_booked', paymentId: payment.id, repaired: true },
    ]);
    expect(shop.journal).toMatchObject([
      { kind: 'payment_received' },
      { kind: 'payment_refunded', isOutside: true },
      { kind: 'difference_found' },
    ]);
    expect(await shop.findings()).toEqual([]);
  });

  test('books a refund of a payment that it has to book first', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const order = await shop.order(user, 'stars');
    const { chargeId } = shop.starCharge(order);
    shop.stars.refundElsewhere(chargeId);
    await settled(shop);
    expect(await shop.till.reconcileStars.execute()).toBe(2);
    expect(await shop.payment(order.id)).toMatchObject({ status: 'refunded' });
    expect(await shop.balance(user)).toEqual({ available: 0, held: 0 });
    expect(await shop.findings()).toEqual([]);
  });

  test('reports a refund of Stars that nobody here paid', async () => {
    const shop = await Shop.open();
    shop.stars.receive({ chargeId: 'x', stars: 5, userId: userId(404), payload: 'y' });
    shop.stars.refundElsewhere('x');
    await settled(shop);
    expect(await shop.till.reconcileStars.execute()).toBe(2);
    expect((await differences(shop))[1]).toMatchObject({
      kind: 'refund_not_booked',
      paymentId: undefined,
      repaired: false,
    });
  });

  test('reports no refund that was heard of at that very moment', async () => {
    const shop = await Shop.open();
    const { id, chargeId, price } = await shop.paidStars(await shop.newcomer());
    shop.stars.refundElsewhere(chargeId);
    await settled(shop);
    const told = { paymentId: id, providerRefundId: chargeId, amount: price };
    let isHeard = false;
    const slow = shop.processBehind(async (point) => {
      if (point === 'after refunds.findByProviderId' && !isHeard) {
        isHeard = true;
        await shop.till.bookOutside.execute(told);
      }
    });
    expect(await slow.payments.reconcileStars.execute()).toBe(0);
    expect(await shop.payment(id)).toMatchObject({ status: 'refunded' });
    expect(shop.journalKinds).toEqual(['payment_received', 'payment_refunded']);
  });

  test('twice at once books and reports everything once', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    shop.starCharge(await shop.order(user, 'stars'));
    const payment = await shop.paidStars(user);
    shop.stars.refundElsewhere(payment.chargeId);
    await settled(shop);
    const processes = [shop.app, shop.process(), shop.process()];
    const found = await Promise.all(
      processes.map(({ payments }) => payments.reconcileStars.execute()),
    );
    expect(found.reduce((a, b) => a + b)).toBe(2);
    expect((await differences(shop)).map(({ repaired }) => repaired)).toEqual([true, true]);
    await shop.work();
    expect(await shop.balance(user)).toEqual({ available: 100, held: 0 });
    expect(shop.toldKinds(user)).toHaveLength(3);
    expect(await shop.findings()).toEqual([]);
  });
});
