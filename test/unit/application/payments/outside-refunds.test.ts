import { describe, expect, test } from 'vitest';
import { aPaymentId, kopecks, stars } from '../../../builders/payments.ts';
import { minuteMs, Shop } from './shop.ts';

const paid = async () => {
  const shop = await Shop.open();
  const user = await shop.newcomer();
  const payment = await shop.paidPage(user);
  return { shop, user, payment };
};

describe('a refund made in the provider’s dashboard', () => {
  test('is noticed by its notification: the credits follow the money', async () => {
    const { shop, user, payment } = await paid();
    const made = shop.gateway.refundElsewhere(payment.providerPaymentId, kopecks(4_950));
    await shop.notify('refund.succeeded', made.id);

    expect(await shop.payment(payment.id)).toMatchObject({
      status: 'paid',
      refunded: kopecks(4_950),
    });
    expect(await shop.entries(user)).toEqual(['grant purchase 100', 'revoke refund 50']);
    expect(await shop.unitOfWork.direct.refunds.findByProviderId(made.id)).toMatchObject({
      origin: 'outside',
      status: 'succeeded',
      creditsTaken: 50n,
      shortfall: 0n,
      endedAt: shop.clock.now(),
    });
    expect(shop.told(user).at(-1)).toMatchObject({ kind: 'payment_refunded', credits: 50 });
    expect(shop.journal.at(-1)).toMatchObject({
      kind: 'payment_refunded',
      isOutside: true,
      refunded: { amount: '49.50', currency: 'RUB' },
    });
    expect(await shop.steps(payment)).toEqual(['ordered', 'opened', 'paid', 'refunded']);
    expect(await shop.findings()).toEqual([]);
  });

  test('is booked once, though notifications and the list tell of it at the same time', async () => {
    const { shop, user, payment } = await paid();
    await shop.pass(20 * minuteMs);
    const made = shop.gateway.refundElsewhere(payment.providerPaymentId);
    await shop.pass(20 * minuteMs);
    const body = JSON.stringify({ event: 'refund.succeeded', object: { id: made.id } });
    await Promise.all([shop.pushed(body), shop.pushed(body)]);
    await Promise.all([
      shop.workOnce(),
      shop.workOnce(shop.process()),
      shop.till.pages?.reconcile.execute(),
      shop.process().payments.pages?.reconcile.execute(),
    ]);
    await shop.work();

    expect(await shop.entries(user)).toEqual(['grant purchase 100', 'revoke refund 100']);
    expect(await shop.payment(payment.id)).toMatchObject({ status: 'refunded' });
    expect(shop.toldKinds(user)).toEqual(['payment_received', 'payment_refunded']);
    expect(shop.journalKinds.filter((kind) => kind === 'payment_refunded')).toHaveLength(1);
    expect(await shop.findings()).toEqual([]);
  });

  test('takes what is unspent, and says what is missing', async () => {
    const { shop, user, payment } = await paid();
    await shop.spend(user, 80);
    const made = shop.gateway.refundElsewhere(payment.providerPaymentId);
    await shop.notify('refund.succeeded', made.id);
    expect(await shop.balance(user)).toEqual({ available: 0, held: 0 });
    expect(shop.journal.at(-1)).toMatchObject({ credits: 20, shortfall: 80 });
    expect(await shop.findings()).toEqual([]);
  });

  test('counts against what an admin can still give back', async () => {
    const { shop, user, payment } = await paid();
    const made = shop.gateway.refundElsewhere(payment.providerPaymentId, kopecks(5_000));
    await shop.notify('refund.succeeded', made.id);
    expect(await shop.refunded(payment)).toMatchObject({ amount: kopecks(4_900) });
    expect(await shop.balance(user)).toEqual({ available: 0, held: 0 });
    expect(await shop.payment(payment.id)).toMatchObject({ status: 'refunded' });
  });

  test('that has not succeeded yet moves nothing', async () => {
    const { shop, user, payment } = await paid();
    shop.gateway.nextRefund({ status: 'pending' });
    const made = shop.gateway.refundElsewhere(payment.providerPaymentId);
    await shop.notify('refund.succeeded', made.id);
    expect(await shop.balance(user)).toEqual({ available: 100, held: 0 });
    expect(shop.unitOfWork.state().refunds.size).toBe(0);
    shop.gateway.settleRefund(made.id, 'succeeded');
    await shop.notify('refund.succeeded', made.id);
    expect(await shop.balance(user)).toEqual({ available: 0, held: 0 });
  });

  test('told of before its payment books both', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const order = await shop.opened(user);
    shop.gateway.pay(order.providerPaymentId);
    const made = shop.gateway.refundElsewhere(order.providerPaymentId);
    await shop.notify('refund.succeeded', made.id);
    expect(await shop.entries(user)).toEqual(['grant purchase 100', 'revoke refund 100']);
    await shop.notify('payment.succeeded', order.providerPaymentId);
    expect(await shop.balance(user)).toEqual({ available: 0, held: 0 });
    await shop.pass(20 * minuteMs);
    expect(await shop.till.reconcile()).toBe(0);
    expect(await shop.payment(order.id)).toMatchObject({ status: 'refunded' });
    expect(await shop.findings()).toEqual([]);
  });

  test('of more than is left is not booked', async () => {
    const { shop, payment } = await paid();
    await shop.refunded(payment);
    const { till } = shop;
    const told = { paymentId: payment.id, providerRefundId: 'other', amount: kopecks(1) };
    expect(await till.bookOutside.execute(told)).toBe('unknown_refund');
    expect(await till.bookOutside.execute({ ...told, paymentId: aPaymentId() })).toBe(
      'unknown_refund',
    );
    expect(await shop.findings()).toEqual([]);
  });
});

describe('our own refund', () => {
  test('whose notification comes before the answer to our call is the same one', async () => {
    const { shop, user, payment } = await paid();
    let answerNow = () => {};
    const until = new Promise<void>((resolve) => {
      answerNow = resolve;
    });
    shop.gateway.fail('createRefund', { kind: 'wait', when: 'after', until });
    const refunding = shop.refunded(payment);
    await expect.poll(() => shop.gateway.allRefunds.length).toBe(1);
    await shop.notify('refund.succeeded', shop.gateway.allRefunds[0]?.id ?? '');
    answerNow();
    expect(await refunding).toMatchObject({ status: 'succeeded', origin: 'admin' });
    expect(await shop.entries(user)).toEqual(['grant purchase 100', 'revoke refund 100']);
    expect(shop.unitOfWork.state().refunds.size).toBe(1);
    expect(shop.toldKinds(user)).toEqual(['payment_received', 'payment_refunded']);
  });

  test('that the provider made twice is booked twice: the money is gone twice', async () => {
    const { shop, user, payment } = await paid();
    const refund = await shop.refunded(payment, kopecks(1_980));
    const made = shop.gateway.refundElsewhere(payment.providerPaymentId, kopecks(1_980));
    const twin = { ...made, refundId: refund.id };
    expect(await shop.till.applyRefund.execute(twin)).toBe('booked');
    expect(await shop.till.applyRefund.execute(twin)).toBe('already_booked');
    expect(await shop.payment(payment.id)).toMatchObject({ refunded: kopecks(3_960) });
    expect(await shop.balance(user)).toEqual({ available: 60, held: 0 });
    expect(await shop.findings()).toEqual([]);
  });

  test('of Stars, whose answer was lost, is the one that Telegram tells of', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const payment = await shop.paidStars(user);
    shop.stars.fail('refund', { kind: 'outage', when: 'after' });
    const refund = await shop.refunded(payment);
    expect(refund).toMatchObject({ status: 'created' });
    const told = {
      ...{ paymentId: payment.id, providerRefundId: payment.chargeId, amount: stars(50) },
    };
    const outcomes = await Promise.all([
      shop.till.bookOutside.execute(told),
      shop.till.send.execute(refund.id),
      shop.till.bookOutside.execute(told),
    ]);
    expect(outcomes.filter((one) => one === 'booked').length).toBeLessThanOrEqual(1);
    expect(await shop.till.bookOutside.execute(told)).toBe('already_booked');
    expect(await shop.refundOf(refund.id)).toMatchObject({ status: 'succeeded' });
    expect(shop.unitOfWork.state().refunds.size).toBe(1);
    expect(await shop.entries(user)).toEqual(['grant purchase 100', 'revoke refund 100']);
    await shop.work();
    expect(shop.toldKinds(user)).toEqual(['payment_received', 'payment_refunded']);
  });

  test('of Stars, whose call was done and never answered, is ended by the list alone', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const payment = await shop.paidStars(user);
    shop.stars.fail('refund', { kind: 'outage', when: 'after' });
    const { id } = await shop.refunded(payment);
    await shop.pass(20 * minuteMs);
    expect(await shop.till.reconcile()).toBe(1);
    expect(await shop.refundOf(id)).toMatchObject({
      status: 'succeeded',
      origin: 'admin',
      providerRefundId: payment.chargeId,
    });
    expect(await shop.payment(payment.id)).toMatchObject({ status: 'refunded' });
    expect(await shop.entries(user)).toEqual(['grant purchase 100', 'revoke refund 100']);
    await shop.till.poll.execute();
    expect(shop.stars.callsOf('refund')).toHaveLength(1);
  });

  test('of Stars given back by Telegram’s support is booked once from two sides', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const { id, chargeId } = await shop.paidStars(user);
    shop.stars.refundElsewhere(chargeId);
    const told = { paymentId: id, providerRefundId: chargeId, amount: stars(50) };
    const booked = await Promise.all([1, 2, 3].map(() => shop.till.bookOutside.execute(told)));
    expect(booked.toSorted()).toEqual(['already_booked', 'already_booked', 'booked']);
    expect(await shop.balance(user)).toEqual({ available: 0, held: 0 });
    expect(await shop.findings()).toEqual([]);
  });
});
