import { describe, expect, test } from 'vitest';
import type { FaultRule } from '../../../sandbox/yookassa/control-api.ts';
import { refundId } from '../../../src/domain/shared/ids.ts';
import { refundedOnce } from './shop-books.ts';
import { hourMs, minuteMs, openShop, type ShopStage } from './shop-stage.ts';

const toRefund = { method: 'POST', path: '/refunds' } as const;

const sent = (stage: ShopStage) => stage.yookassa.calls(toRefund).calls;

describe('a process that dies', () => {
  /** It dies in the call: before YooKassa did it, or after. */
  test.each(['before', 'after'] as const)(
    'with the credits taken and the call %s doing leaves the rest to another',
    async (when) => {
      const stage = await openShop();
      const { order } = await stage.paidOrder();
      stage.yookassa.loseNotifications(5);
      stage.yookassa.addFault({ kind: 'hang', when, ...toRefund, times: 1 });
      const dying = stage.refund(order);
      await stage.yookassa.watch.call(({ path }) => path === '/refunds');
      expect((await stage.books()).entries).toEqual(['purchase +50', 'refund -50']);

      await stage.pollLater(stage.another());
      expect(await stage.books()).toEqual(refundedOnce);
      stage.yookassa.releaseHung();
      await dying;
      expect(await stage.books()).toEqual(refundedOnce);
    },
  );
});

describe('25 hours later, with the idempotency key forgotten', () => {
  async function interrupted(fault: FaultRule) {
    const stage = await openShop();
    const { order } = await stage.paidOrder();
    stage.yookassa.loseNotifications(5);
    stage.yookassa.addFault({ ...fault, times: 1 });
    const requested = await stage.refund(order);
    stage.pass(25 * hourMs);
    return { stage, requested };
  }

  test('a refund that YooKassa never heard of is made under a new key, once', async () => {
    const { stage } = await interrupted({ kind: 'drop', ...toRefund });
    await Promise.all([stage.shop, stage.another()].map(({ poll }) => poll.execute()));
    await stage.pollLater();
    expect(await stage.books()).toEqual(refundedOnce);
    const [first, second, ...others] = sent(stage);
    expect(others).toEqual([]);
    expect(second?.idempotenceKey).not.toBe(first?.idempotenceKey);
    expect(second?.body).toEqual(first?.body);
  });

  test('a refund that was done is found, and not made again', async () => {
    const { stage } = await interrupted({ kind: 'drop', when: 'after', ...toRefund });
    await Promise.all([stage.shop, stage.another()].map(({ poll }) => poll.execute()));
    expect(await stage.books()).toEqual(refundedOnce);
    expect(sent(stage)).toHaveLength(1);
  });

  test('senders that search at the same moment agree on the new key', async () => {
    const { stage, requested } = await interrupted({ kind: 'drop', ...toRefund });
    const senders = [stage.shop, stage.another(), stage.another()];
    const toSearch = { method: 'GET', path: '/refunds' } as const;
    stage.yookassa.addFault({ kind: 'hang', when: 'after', ...toSearch });
    const id = requested.ok ? requested.value.id : refundId('');
    const sending = senders.map(({ sendRefund }) => sendRefund.execute(id));
    const searches = () => stage.yookassa.calls(toSearch).calls.length;
    await stage.yookassa.watch.until('all to search', () => searches() === 3 || undefined);
    stage.yookassa.releaseHung();
    await Promise.all(sending);
    expect(await stage.books()).toEqual(refundedOnce);
    expect(new Set(sent(stage).map(({ idempotenceKey }) => idempotenceKey)).size).toBe(2);
  });

  test('a refund under a new key that goes wrong again keeps that key', async () => {
    const { stage } = await interrupted({ kind: 'drop', ...toRefund });
    stage.yookassa.addFault({ kind: 'status', status: 500, when: 'after', ...toRefund, times: 1 });
    await stage.shop.poll.execute();
    await stage.pollLater(stage.another());
    expect(await stage.books()).toEqual(refundedOnce);
    const [, second, third] = sent(stage);
    expect(third?.idempotenceKey).toBe(second?.idempotenceKey);
  });
});

describe('a refund made outside of the program', () => {
  test('is booked once when it is told of by webhook, twice', async () => {
    const stage = await openShop();
    const { providerId } = await stage.paidOrder();
    stage.yookassa.duplicateNotifications(1);
    stage.yookassa.refundElsewhere(providerId);
    await stage.yookassa.watch.quiet();
    await Promise.all([stage.work(), stage.work(stage.another())]);
    expect(await stage.books()).toEqual(refundedOnce);
  });

  test('is booked once by two nightly comparisons at once when its webhook is lost', async () => {
    const stage = await openShop();
    const { providerId } = await stage.paidOrder();
    stage.yookassa.loseNotifications(1);
    stage.yookassa.refundElsewhere(providerId);
    stage.pass(16 * minuteMs);
    await Promise.all([stage.shop, stage.another()].map(({ reconcile }) => reconcile.execute()));
    expect(await stage.shop.reconcile.execute()).toBe(0);
    expect(await stage.books()).toEqual(refundedOnce);
    expect(await stage.shop.unitOfWork.direct.reconciliation.differences(10)).toMatchObject([
      { kind: 'refund_not_booked', repaired: true },
    ]);
  });

  test('while an admin refunds the same money is the only one', async () => {
    const stage = await openShop();
    const { order, providerId } = await stage.paidOrder();
    stage.yookassa.holdNotifications();
    stage.yookassa.refundElsewhere(providerId);
    // YooKassa refuses: there is nothing left.
    expect(await stage.refund(order)).toMatchObject({ value: { status: 'canceled' } });
    stage.yookassa.releaseNotifications();
    await stage.hearAndWork();
    expect(await stage.books()).toEqual({
      ...refundedOnce,
      entries: ['purchase +50', 'refund -50', 'refund +50', 'refund -50'],
      refunds: ['canceled 199.00 -50', 'succeeded 199.00 -50'],
    });
  });
});
