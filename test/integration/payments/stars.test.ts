import { describe, expect, test } from 'vitest';
import type { Payment } from '../../../src/domain/payments/payment.ts';
import type { ShopProcess } from './composed-shop.ts';
import { paidStarsOnce, refundedStarsOnce } from './shop-books.ts';
import { minuteMs, openShop, type ShopStage } from './shop-stage.ts';

/** What the bot does when Telegram tells that the Stars went back. */
function tellRefunded(by: ShopProcess, { id, price }: Payment, chargeId: string) {
  return by.bookOutsideRefund.execute({ paymentId: id, providerRefundId: chargeId, amount: price });
}

const differences = (stage: ShopStage) =>
  stage.shop.unitOfWork.direct.reconciliation.differences(10);

describe('Stars that were paid', () => {
  test('are credited once however often and from however many processes it is told', async () => {
    const stage = await openShop();
    const order = await stage.order('stars');
    const chargeId = await stage.payStars(order);
    const tellers = Array.from({ length: 10 }, () => stage.another());
    const first = await Promise.all(
      tellers.map((teller) => stage.settleStars(order, chargeId, teller)),
    );
    expect(first.filter(Boolean)).toHaveLength(1);
    expect(await stage.books()).toEqual(paidStarsOnce);
  });

  test('and that nobody told of are credited by the nightly comparison, and told as a difference', async () => {
    const stage = await openShop();
    const order = await stage.order('stars');
    stage.telegram.losePayments(1);
    const chargeId = await stage.payStars(order);
    stage.pass(16 * minuteMs);
    expect(await stage.shop.reconcile.execute()).toBe(1);
    expect(await stage.shop.reconcile.execute()).toBe(0);
    expect(await stage.books()).toEqual(paidStarsOnce);
    expect(await differences(stage)).toMatchObject([
      { kind: 'payment_not_booked', providerId: chargeId, paymentId: order.id, repaired: true },
    ]);
  });

  test('a moment ago are left to the update that is on its way', async () => {
    const stage = await openShop();
    const order = await stage.order('stars');
    const chargeId = await stage.payStars(order);
    stage.pass(minuteMs);
    expect(await stage.shop.reconcile.execute()).toBe(0);
    await stage.settleStars(order, chargeId);
    stage.pass(16 * minuteMs);
    expect(await stage.shop.reconcile.execute()).toBe(0);
    expect(await stage.books()).toEqual(paidStarsOnce);
  });

  test('are credited once by comparisons and updates at once', async () => {
    const stage = await openShop();
    const order = await stage.order('stars');
    const chargeId = await stage.payStars(order);
    stage.pass(16 * minuteMs);
    await Promise.all([
      stage.shop.reconcile.execute(),
      stage.another().reconcile.execute(),
      stage.settleStars(order, chargeId, stage.another()),
      stage.another().reconcile.execute(),
    ]);
    expect(await stage.books()).toEqual(paidStarsOnce);
    expect((await differences(stage)).length).toBeLessThanOrEqual(1);
  });

  test('with a second payment of the same invoice are credited twice, by their own charges', async () => {
    const stage = await openShop();
    const order = await stage.order('stars');
    const charges = [await stage.payStars(order), await stage.payStars(order)];
    await Promise.all(
      charges.flatMap((charge) => [
        stage.settleStars(order, charge, stage.another()),
        stage.settleStars(order, charge, stage.another()),
      ]),
    );
    expect(await stage.books()).toEqual({
      ...paidStarsOnce,
      balance: 100,
      entries: ['purchase +50', 'purchase +50'],
      payments: ['paid 125 +50', 'paid paid_again 125 +50 paid_again'],
      stars: ['paid 125', 'paid 125'],
      told: ['payment_received', 'payment_received'],
    });
  });
});

describe('Stars that go back', () => {
  test.each([
    ['answered nothing before giving them back', 'drop-before'],
    ['answered nothing after giving them back', 'drop-after'],
  ] as const)('as Telegram %s are given back by the poll, once', async (_what, kind) => {
    const stage = await openShop();
    const { order } = await stage.paidInStars();
    stage.telegram.addFault({ method: 'refundStarPayment', kind, times: 1 });
    expect(await stage.refund(order)).toMatchObject({ value: { status: 'created' } });
    expect((await stage.books()).balance).toBe(0);
    await stage.pollLater(stage.another());
    await stage.pollLater();
    expect(await stage.books()).toEqual(refundedStarsOnce);
  });

  test('are booked once when Telegram tells of them before it answers', async () => {
    const stage = await openShop();
    const { order, chargeId } = await stage.paidInStars();
    stage.telegram.addFault({ method: 'refundStarPayment', kind: 'drop-after', times: 1 });
    await stage.refund(order);
    await Promise.all([
      tellRefunded(stage.another(), order, chargeId),
      tellRefunded(stage.another(), order, chargeId),
    ]);
    await stage.pollLater();
    expect(await stage.books()).toEqual(refundedStarsOnce);
  });

  test('at the wish of several admins at once go back once', async () => {
    const stage = await openShop();
    const { order } = await stage.paidInStars();
    const wishes = Array.from({ length: 5 }, () => stage.refund(order, { by: stage.another() }));
    const outcomes = await Promise.all(wishes);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await stage.books()).toEqual(refundedStarsOnce);
  });

  test('by one wish pressed again and again go back once', async () => {
    const stage = await openShop();
    const { order } = await stage.paidInStars();
    const presses = Array.from({ length: 5 }, () =>
      stage.refund(order, { by: stage.another(), requestKey: 'one wish' }),
    );
    await Promise.all(presses);
    await stage.pollLater();
    expect(await stage.books()).toEqual(refundedStarsOnce);
  });

  test('that Telegram refuses to give back leave the credits', async () => {
    const stage = await openShop();
    const { order } = await stage.paidInStars();
    stage.telegram.addFault({
      method: 'refundStarPayment',
      kind: 'error',
      error_code: 400,
      description: 'Bad Request: CHARGE_NOT_FOUND',
      times: 1,
    });
    expect(await stage.refund(order)).toMatchObject({ value: { status: 'canceled' } });
    expect(await stage.books()).toEqual({
      ...paidStarsOnce,
      entries: ['purchase +50', 'refund -50', 'refund +50'],
      refunds: ['canceled 125 -50'],
    });
  });

  test('by Telegram itself, without a word, are noticed by two nightly comparisons at once', async () => {
    const stage = await openShop();
    const { chargeId } = await stage.paidInStars();
    stage.telegram.refundElsewhere(chargeId, { silent: true });
    stage.pass(16 * minuteMs);
    await Promise.all([stage.shop, stage.another()].map(({ reconcile }) => reconcile.execute()));
    expect(await stage.shop.reconcile.execute()).toBe(0);
    expect(await stage.books()).toEqual(refundedStarsOnce);
    expect(await differences(stage)).toMatchObject([{ kind: 'refund_not_booked', repaired: true }]);
  });

  test('by Telegram while an admin gives them back too go back once', async () => {
    const stage = await openShop();
    const { order, chargeId } = await stage.paidInStars();
    stage.telegram.refundElsewhere(chargeId);
    await Promise.all([
      stage.refund(order),
      tellRefunded(stage.another(), order, chargeId),
      tellRefunded(stage.another(), order, chargeId),
    ]);
    await stage.pollLater();
    expect(await stage.books()).toEqual(refundedStarsOnce);
  });
});
