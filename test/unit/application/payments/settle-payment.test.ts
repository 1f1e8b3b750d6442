import { describe, expect, test } from 'vitest';
import type { PaymentMethod } from '../../../../src/domain/payments/payment.ts';
import { paymentId, userId } from '../../../../src/domain/shared/ids.ts';
import { kopecks, stars } from '../../../builders/payments.ts';
import { dayMs, Shop } from './shop.ts';

const begun = async (method: PaymentMethod = 'stars') => {
  const shop = await Shop.open();
  const user = await shop.newcomer();
  const order = await shop.order(user, method);
  return { shop, user, order };
};

describe('SettlePayment', () => {
  test('turns a charge into credits, tells the payer, and has the operator told', async () => {
    const { shop, user, order } = await begun();
    const charge = shop.starCharge(order);

    const settled = await shop.till.settle.execute(charge);
    await shop.work();

    expect(settled).toMatchObject({
      ok: true,
      value: {
        isRepeat: false,
        payment: {
          id: order.id,
          status: 'paid',
          chargeId: charge.chargeId,
          paidAt: charge.paidAt,
          granted: 100n,
          flag: undefined,
          nextCheckAt: undefined,
        },
      },
    });
    expect(await shop.balance(user)).toEqual({ available: 100, held: 0 });
    expect(await shop.entries(user)).toEqual(['grant purchase 100']);
    expect(await shop.steps(order)).toEqual(['ordered', 'paid']);
    expect(shop.told(user)).toEqual([
      {
        kind: 'payment_received',
        paid: { amount: '50', currency: 'XTR' },
        credits: 100,
        balance: 100,
        isRenewal: false,
      },
    ]);
    expect(shop.journal).toEqual([
      {
        kind: 'payment_received',
        paymentId: order.id,
        userId: user.id,
        paid: { amount: '50', currency: 'XTR' },
        credits: 100,
      },
    ]);
    expect(await shop.findings()).toEqual([]);
  });

  test('does so once for one charge, told twice and from many sides at once', async () => {
    const { shop, user, order } = await begun();
    const charge = shop.starCharge(order);
    const processes = [shop.process(), shop.process(), shop.process()];
    const sides = await Promise.all([
      ...processes.map(({ payments }) => payments.settle.execute(charge)),
      shop.till.reconcileStars.execute(),
    ]);
    const late = await shop.till.settle.execute({ ...charge, paidAt: new Date(0) });
    await shop.work();

    expect(
      sides.filter((side) => typeof side === 'object' && side.ok && !side.value.isRepeat),
    ).toHaveLength(1);
    expect(late).toMatchObject({ value: { isRepeat: true, payment: { id: order.id } } });
    expect(await shop.entries(user)).toEqual(['grant purchase 100']);
    expect(shop.toldKinds(user)).toEqual(['payment_received']);
    expect(shop.journalKinds).toEqual(['payment_received']);
    expect(await shop.steps(order)).toEqual(['ordered', 'paid']);
  });

  test('credits an invoice that is paid twice twice, each by its own charge, and flags the second', async () => {
    const { shop, user, order } = await begun();
    await shop.till.settle.execute(shop.starCharge(order));
    const again = shop.starCharge(order);
    const settled = await shop.till.settle.execute(again);
    await shop.till.settle.execute(again);
    await shop.work();

    expect(settled).toMatchObject({
      value: {
        payment: {
          origin: 'paid_again',
          parentId: order.id,
          flag: 'paid_again',
          granted: 100n,
          chargeId: again.chargeId,
        },
      },
    });
    expect(await shop.entries(user)).toEqual(['grant purchase 100', 'grant purchase 100']);
    expect(shop.toldKinds(user)).toEqual(['payment_received', 'payment_received']);
    expect(shop.journal).toMatchObject([{ flag: undefined }, { flag: 'paid_again' }]);
    expect(await shop.findings()).toEqual([]);
  });

  test('credits whoever paid, when it was another’s invoice, which stays open', async () => {
    const { shop, user, order } = await begun();
    const other = await shop.newcomer();
    await shop.till.settle.execute(shop.starCharge(order, { payerId: other.id }));
    await shop.work();

    expect(await shop.balance(user)).toEqual({ available: 0, held: 0 });
    expect(await shop.balance(other)).toEqual({ available: 100, held: 0 });
    expect(await shop.payment(order.id)).toMatchObject({ status: 'pending' });
    expect(shop.toldKinds(other)).toEqual(['payment_received']);
    expect(await shop.paymentsOf(other)).toMatchObject([
      { origin: 'paid_again', flag: 'paid_again', parentId: order.id },
    ]);
    await shop.till.settle.execute(shop.starCharge(order));
    expect(await shop.balance(user)).toEqual({ available: 100, held: 0 });
    expect(await shop.payment(order.id)).toMatchObject({ status: 'paid', flag: undefined });
    expect(await shop.findings()).toEqual([]);
  });

  test.each(['expired', 'canceled'] as const)(
    'never turns money away: an order that was %s is credited, and flagged',
    async (status) => {
      const { shop, user, order } = await begun();
      if (status === 'expired') {
        shop.clock.advance(dayMs);
        await shop.till.poll.execute();
      } else {
        const canceled = { ...order, status, cancelReason: 'x', nextCheckAt: undefined };
        await shop.unitOfWork.direct.payments.save(canceled);
      }
      expect(await shop.payment(order.id)).toMatchObject({ status });
      await shop.till.settle.execute(shop.starCharge(order));
      expect(await shop.payment(order.id)).toMatchObject({
        status: 'paid',
        flag: 'paid_late',
        cancelReason: undefined,
        granted: 100n,
      });
      expect(await shop.entries(user)).toEqual(['grant purchase 100']);
      expect(shop.journal).toMatchObject([{ flag: 'paid_late' }]);
      expect(await shop.findings()).toEqual([]);
    },
  );

  test('keeps money of another amount for an admin, and tells its payer so', async () => {
    const { shop, user, order } = await begun();
    await shop.till.settle.execute(shop.starCharge(order, { amount: stars(5) }));
    await shop.work();

    expect(await shop.payment(order.id)).toMatchObject({ status: 'pending' });
    const own = (await shop.paymentsOf(user)).find(({ origin }) => origin === 'unmatched');
    expect(own).toMatchObject({ status: 'paid', granted: 0n, price: stars(5), flag: 'unmatched' });
    expect(await shop.entries(user)).toEqual([]);
    expect(shop.told(user)).toEqual([
      {
        kind: 'payment_unmatched',
        paid: { amount: '5', currency: 'XTR' },
        paymentId: own?.id,
      },
    ]);
    expect(await shop.findings()).toEqual([]);
    const refund = own && (await shop.refunded(own));
    expect(refund).toMatchObject({ status: 'succeeded', creditsTaken: 0n });
  });

  test.each([
    ['an unknown order', { orderId: paymentId('00000000-0000-7000-8000-00000000dead') }],
    ['no order', { orderId: undefined }],
  ])('keeps money for %s for an admin', async (_, fields) => {
    const { shop, user, order } = await begun();
    const settled = await shop.till.settle.execute(shop.starCharge(order, fields));
    expect(settled).toMatchObject({
      value: { payment: { origin: 'unmatched', parentId: undefined } },
    });
    expect(await shop.balance(user)).toEqual({ available: 0, held: 0 });
    expect(await shop.findings()).toEqual([]);
  });

  test('keeps money for an admin that came another way than the order says', async () => {
    const { shop, user, order } = await begun('telegram_yookassa');
    const charge = shop.starCharge(order, { amount: stars(99) });
    expect(await shop.till.settle.execute(charge)).toMatchObject({
      value: { payment: { origin: 'unmatched', method: 'stars' } },
    });
    expect(await shop.balance(user)).toEqual({ available: 0, held: 0 });
  });

  test('does not know a payer who never wrote to the bot, and breaks nothing', async () => {
    const { shop, order } = await begun();
    const stranger = { kind: 'unknown_payer' };
    for (const fields of [
      { payerId: userId(404), orderId: undefined },
      { payerId: userId(404) },
      { payerId: undefined, orderId: undefined },
    ]) {
      const charge = { ...shop.starCharge(order), ...fields };
      expect(await shop.till.settle.execute(charge)).toEqual({ ok: false, error: stranger });
    }
    expect(await shop.payment(order.id)).toEqual(order);
    expect(shop.journal).toEqual([]);
  });

  test('settles an invoice in rubles by Telegram’s charge, once, though YooKassa tells of it too', async () => {
    const { shop, user, order } = await begun('telegram_yookassa');
    const provider = shop.gateway.paidElsewhere({ amount: order.price });
    await shop.notify('payment.succeeded', provider.id);
    expect(await shop.balance(user)).toEqual({ available: 0, held: 0 });
    await shop.till.settle.execute({
      method: 'telegram_yookassa',
      chargeId: 'tg-rub',
      providerPaymentId: provider.id,
      orderId: order.id,
      payerId: user.id,
      amount: kopecks(9_900),
      paidAt: shop.clock.now(),
    });
    await shop.notify('payment.succeeded', provider.id);
    await shop.pass(20 * 60_000);
    expect(await shop.till.reconcile()).toBe(0);
    expect(await shop.entries(user)).toEqual(['grant purchase 100']);
    expect(await shop.findings()).toEqual([]);
  });

  test('writes everything, or nothing', async () => {
    const { shop, order, user } = await begun();
    const charge = shop.starCharge(order);
    const { run } = shop.unitOfWork;
    shop.unitOfWork.run = (work) =>
      run.call(shop.unitOfWork, async (scope) => {
        await work(scope);
        throw new Error('The database is gone');
      }) as never;
    await expect(shop.process().payments.settle.execute(charge)).rejects.toThrow();
    shop.unitOfWork.run = run;
    expect(await shop.balance(user)).toEqual({ available: 0, held: 0 });
    expect(shop.journal).toEqual([]);
    await shop.till.settle.execute(charge);
    expect(await shop.entries(user)).toEqual(['grant purchase 100']);
  });
});

test('rubles paid inside Telegram are one payment, by whichever of its two names it is told first', async () => {
  for (const order of ['telegram first', 'yookassa first']) {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const { id, price } = await shop.order(user, 'telegram_yookassa');
    const facts = {
      method: 'telegram_yookassa' as const,
      orderId: id,
      payerId: user.id,
      amount: price,
      paidAt: shop.clock.now(),
      providerPaymentId: '2d0e0f3a-000f-5000-8000-18db351245c7',
    };
    const names = ['charge-at-telegram', facts.providerPaymentId];
    for (const chargeId of order === 'telegram first' ? names : names.toReversed()) {
      expect(await shop.till.settle.execute({ ...facts, chargeId })).toMatchObject({ ok: true });
    }
    expect(await shop.paymentsOf(user)).toHaveLength(1);
    expect(await shop.entries(user)).toEqual(['grant purchase 100']);
  }
});
