import { describe, expect, test } from 'vitest';
import type { FaultRule } from '../../../sandbox/yookassa/control-api.ts';
import { money } from '../../../src/domain/payments/money.ts';
import type { Payment } from '../../../src/domain/payments/payment.ts';
import { paidOnce, refundedOnce } from './shop-books.ts';
import { hourMs, openShop, type ShopStage, secondMs } from './shop-stage.ts';

const toRefund = { method: 'POST', path: '/refunds' } as const;
const impatientMs = 1_000;

/** The credits are taken, the money is on its way. */
const underWay = {
  ...paidOnce,
  balance: 0,
  entries: ['purchase +50', 'refund -50'],
};

/** Everything as before: the credits came back. */
const refused = {
  ...paidOnce,
  entries: ['purchase +50', 'refund -50', 'refund +50'],
  refunds: ['canceled 199.00 -50'],
};

const halfOf = (order: Payment) => money(order.price.minor / 2n, order.price.currency);

const sent = (stage: ShopStage) => stage.yookassa.calls(toRefund).calls;

test('a refund gives the money back and takes the credits, once', async () => {
  const stage = await openShop();
  const { order } = await stage.paidOrder();
  expect(await stage.refund(order)).toMatchObject({ value: { status: 'succeeded' } });
  await stage.hearAndWork();
  await stage.pollLater();
  expect(await stage.books()).toEqual(refundedOnce);
});

describe('a refund whose call went wrong', () => {
  test.each([
    ['answers 500 after doing it', { kind: 'status', status: 500, when: 'after' }],
    ['answers 500 before doing it', { kind: 'status', status: 500 }],
    ['drops the connection after doing it', { kind: 'drop', when: 'after' }],
    ['drops the connection before doing it', { kind: 'drop' }],
    ['answers nothing after doing it', { kind: 'hang', when: 'after' }],
    ['answers nothing before doing it', { kind: 'hang' }],
  ] as const satisfies readonly (readonly [string, Partial<FaultRule>])[])(
    'as YooKassa %s is done by the poll, once',
    async (_what, fault) => {
      const stage = await openShop();
      const { order } = await stage.paidOrder();
      stage.yookassa.loseNotifications(5);
      stage.yookassa.addFault({ ...fault, ...toRefund, times: 1 });
      const impatient = stage.another(impatientMs);
      expect(await stage.refund(order, { by: impatient })).toMatchObject({
        value: { status: 'created' },
      });
      const { entries, audit } = underWay;
      expect(await stage.books()).toMatchObject({
        entries,
        audit,
        refunds: ['created 199.00 -50'],
      });

      await stage.pollLater(impatient);
      await stage.pollLater(impatient);
      expect(await stage.books()).toEqual(refundedOnce);
      const [first, second, ...others] = sent(stage);
      expect(others).toEqual([]);
      expect(second).toMatchObject({ idempotenceKey: first?.idempotenceKey, body: first?.body });
    },
  );

  test('is booked by its webhook before the answer of its call', async () => {
    const stage = await openShop();
    const { order } = await stage.paidOrder();
    stage.yookassa.addFault({ kind: 'hang', when: 'after', ...toRefund, times: 1 });
    const refunding = stage.refund(order);
    await stage.yookassa.watch.refund();
    await stage.hearAndWork(stage.another());
    expect(await stage.books()).toEqual(refundedOnce);
    stage.yookassa.releaseHung();
    expect(await refunding).toMatchObject({ value: { status: 'succeeded' } });
    expect(await stage.books()).toEqual(refundedOnce);
  });

  test('as YooKassa refuses it gives the credits back', async () => {
    const stage = await openShop();
    const { order } = await stage.paidOrder();
    stage.yookassa.addFault({ kind: 'status', status: 400, ...toRefund, times: 1 });
    expect(await stage.refund(order)).toMatchObject({ value: { status: 'canceled' } });
    await stage.pollLater();
    expect(await stage.books()).toEqual(refused);
    expect(sent(stage)).toHaveLength(1);
  });

  test('as YooKassa refused it once can be made anew', async () => {
    const stage = await openShop();
    const { order } = await stage.paidOrder();
    stage.yookassa.addFault({ kind: 'status', status: 400, ...toRefund, times: 1 });
    await stage.refund(order);
    await stage.refund(order);
    await stage.hearAndWork();
    expect(await stage.books()).toEqual({
      ...refundedOnce,
      entries: ['purchase +50', 'refund -50', 'refund +50', 'refund -50'],
      refunds: ['canceled 199.00 -50', 'succeeded 199.00 -50'],
    });
  });
});

describe('a refund that stays pending', () => {
  async function pending() {
    const stage = await openShop();
    const { order } = await stage.paidOrder();
    stage.yookassa.nextRefunds({ status: 'pending' });
    expect(await stage.refund(order)).toMatchObject({ value: { status: 'pending' } });
    await stage.pollLater();
    expect(await stage.books()).toEqual({
      ...underWay,
      refunds: ['pending 199.00 -50'],
      yookassa: { payments: ['succeeded 199.00'], refunds: ['pending 199.00'] },
    });
    const { id } = await stage.yookassa.watch.refund();
    return { stage, order, id };
  }

  test('is booked when its webhook tells of its success', async () => {
    const { stage, id } = await pending();
    stage.yookassa.settleRefund(id, { status: 'succeeded' });
    await stage.hearAndWork();
    await stage.pollLater();
    expect(await stage.books()).toEqual(refundedOnce);
    expect(sent(stage)).toHaveLength(1);
  });

  test('is booked by the poll when the webhook of its success is lost', async () => {
    const { stage, id } = await pending();
    stage.yookassa.loseNotifications(1);
    stage.yookassa.settleRefund(id, { status: 'succeeded' });
    await stage.pollLater();
    expect(await stage.books()).toEqual(refundedOnce);
  });

  test('is followed for days', async () => {
    const { stage, id } = await pending();
    for (let hours = 0; hours < 72; hours += 1) {
      stage.pass(hourMs);
      await stage.shop.poll.execute();
    }
    stage.yookassa.loseNotifications(1);
    stage.yookassa.settleRefund(id, { status: 'succeeded' });
    stage.pass(hourMs);
    await stage.shop.poll.execute();
    expect(await stage.books()).toEqual(refundedOnce);
    expect(sent(stage)).toHaveLength(1);
  });

  test('gives the credits back when it is canceled', async () => {
    const { stage, id } = await pending();
    stage.yookassa.settleRefund(id, { status: 'canceled', reason: 'insufficient_funds' });
    await Promise.all([stage.pollLater(), stage.hearAndWork(stage.another())]);
    await stage.pollLater();
    expect(await stage.books()).toEqual({
      ...refused,
      yookassa: { payments: ['succeeded 199.00'], refunds: ['canceled 199.00'] },
    });
  });

  test('keeps others from refunding the same money', async () => {
    const { stage, order } = await pending();
    expect(await stage.refund(order, { by: stage.another() })).toMatchObject({
      error: { kind: 'already_refunded' },
    });
    expect(stage.yookassa.refunds()).toHaveLength(1);
  });
});

describe('refunds at once', () => {
  test('by one wish, pressed again and again on several processes, are one', async () => {
    const stage = await openShop();
    const { order } = await stage.paidOrder();
    const presses = Array.from({ length: 6 }, () =>
      stage.refund(order, { by: stage.another(), requestKey: 'one wish' }),
    );
    for (const outcome of await Promise.all(presses)) {
      expect(outcome.ok).toBe(true);
    }
    await stage.hearAndWork();
    expect(await stage.books()).toEqual(refundedOnce);
  });

  test('by different wishes are one', async () => {
    const stage = await openShop();
    const { order } = await stage.paidOrder();
    const wishes = Array.from({ length: 6 }, () => stage.refund(order, { by: stage.another() }));
    const outcomes = await Promise.all(wishes);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    await stage.hearAndWork();
    expect(await stage.books()).toEqual(refundedOnce);
  });

  test('of halves of the money are two at most', async () => {
    const stage = await openShop();
    const { order } = await stage.paidOrder();
    const amount = halfOf(order);
    const wishes = Array.from({ length: 5 }, () =>
      stage.refund(order, { by: stage.another(), amount }),
    );
    const outcomes = await Promise.all(wishes);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(2);
    await stage.hearAndWork();
    expect(await stage.books()).toEqual({
      ...refundedOnce,
      entries: ['purchase +50', 'refund -25', 'refund -25'],
      refunds: ['succeeded 99.50 -25', 'succeeded 99.50 -25'],
      yookassa: { payments: ['succeeded 199.00'], refunds: ['succeeded 99.50', 'succeeded 99.50'] },
      told: ['payment_received', 'payment_refunded', 'payment_refunded'],
    });
  });

  test('by pollers of several processes send it once', async () => {
    const stage = await openShop();
    const { order } = await stage.paidOrder();
    stage.yookassa.addFault({ kind: 'drop', ...toRefund, times: 1 });
    await stage.refund(order);
    stage.pass(31 * secondMs);
    const pollers = [stage.shop, stage.another(), stage.another()];
    await Promise.all(pollers.map(({ poll }) => poll.execute()));
    await stage.hearAndWork();
    expect(await stage.books()).toEqual(refundedOnce);
    expect(sent(stage)).toHaveLength(2);
  });
});
