import { describe, expect, test } from 'vitest';
import type { Payment } from '../../../../src/domain/payments/payment.ts';
import { aPaymentId, kopecks, stars } from '../../../builders/payments.ts';
import { minuteMs, Shop } from './shop.ts';

const paid = async () => {
  const shop = await Shop.open();
  const user = await shop.newcomer();
  const payment = await shop.paidPage(user);
  return { shop, user, payment };
};

/** The money and the credits of one payment, after all that happened to it. */
async function stand(shop: Shop, { id, userId }: Pick<Payment, 'id' | 'userId'>) {
  const { status, refunded } = await shop.payment(id);
  expect(await shop.findings()).toEqual([]);
  const { available } = await shop.balance({ id: userId });
  return { status, refunded: Number(refunded.minor), available };
}

const refundTold = (amount: string, credits: number, currency = 'RUB') => ({
  kind: 'payment_refunded',
  refunded: { amount, currency },
  credits,
});

describe('RefundPayment', () => {
  test('gives all money back and takes all its credits, and everybody concerned hears of it', async () => {
    const { shop, user, payment } = await paid();
    const refund = await shop.refunded(payment);
    expect(refund).toMatchObject({
      status: 'succeeded',
      origin: 'admin',
      amount: kopecks(9_900),
      creditsTaken: 100n,
      shortfall: 0n,
      endedAt: shop.clock.now(),
      nextCheckAt: undefined,
    });
    expect(await stand(shop, payment)).toEqual({
      status: 'refunded',
      refunded: 9_900,
      available: 0,
    });
    expect(await shop.entries(user)).toEqual(['grant purchase 100', 'revoke refund 100']);
    expect(await shop.steps(payment)).toEqual([
      ...['ordered', 'opened', 'paid', 'refund_requested', 'refunded'],
    ]);
    expect(shop.told(user).slice(1)).toEqual([refundTold('99.00', 100)]);
    expect(shop.journal.slice(1)).toEqual([
      {
        kind: 'payment_refunded',
        paymentId: payment.id,
        userId: user.id,
        refunded: { amount: '99.00', currency: 'RUB' },
        credits: 100,
        shortfall: 0,
        isOutside: false,
      },
    ]);
    expect(shop.gateway.allRefunds).toMatchObject([
      { status: 'succeeded', amount: kopecks(9_900), refundId: refund.id },
    ]);
    await shop.notify('refund.succeeded', shop.gateway.allRefunds[0]?.id ?? '');
    expect(shop.toldKinds(user)).toEqual(['payment_received', 'payment_refunded']);
  });

  test('gives back in parts, which add up exactly', async () => {
    const { shop, user, payment } = await paid();
    await shop.refunded(payment, kopecks(3_333), 'a');
    expect(await stand(shop, payment)).toEqual({ status: 'paid', refunded: 3_333, available: 67 });
    await shop.refunded(payment, kopecks(3_333), 'b');
    expect(await stand(shop, payment)).toEqual({ status: 'paid', refunded: 6_666, available: 33 });
    await shop.refunded(payment, undefined, 'c');
    expect(await stand(shop, payment)).toEqual({
      status: 'refunded',
      refunded: 9_900,
      available: 0,
    });
    expect(shop.told(user).slice(1)).toEqual([
      refundTold('33.33', 33),
      refundTold('33.33', 34),
      refundTold('32.34', 33),
    ]);
    expect(
      await shop.till.refund.execute({ paymentId: payment.id, requestKey: 'too much' }),
    ).toEqual({ ok: false, error: { kind: 'already_refunded' } });
  });

  test('shows first what it would do, and takes no more than is left', async () => {
    const { shop, user, payment } = await paid();
    await shop.spend(user, 70);
    const quote = await shop.till.refund.quote({ paymentId: payment.id });
    expect(quote).toMatchObject({ value: { due: 100n, taken: 30n, shortfall: 70n } });
    expect(await stand(shop, payment)).toMatchObject({ status: 'paid', available: 30 });

    expect(await shop.refunded(payment)).toMatchObject({ creditsTaken: 30n, shortfall: 70n });
    expect(await stand(shop, payment)).toMatchObject({ status: 'refunded', available: 0 });
    expect(shop.journal.at(-1)).toMatchObject({ credits: 30, shortfall: 70 });
  });

  test('waits for requests in progress, whose credits would come back after the money', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const payment = await shop.paidPage(user);
    await shop.asked(user, 'Hello');
    expect(await shop.balance(user)).toEqual({ available: 97, held: 3 });
    const inUse = { ok: false, error: { kind: 'credits_in_use', held: 3n } };
    const whole = { paymentId: payment.id, requestKey: 'whole' };
    expect(await shop.till.refund.quote(whole)).toEqual(inUse);
    expect(await shop.till.refund.execute(whole)).toEqual(inUse);
    expect(await stand(shop, payment)).toMatchObject({ status: 'paid', available: 97 });

    // A part that is covered by what is left does not concern them.
    const part = { ...whole, requestKey: 'part', amount: kopecks(990) };
    expect(await shop.till.refund.execute(part)).toMatchObject({ ok: true });
    await shop.work();
    expect(await shop.till.refund.execute(whole)).toMatchObject({
      ok: true,
      value: { shortfall: 3n },
    });
    expect(await shop.balance(user)).toEqual({ available: 0, held: 0 });
    expect(await shop.findings()).toEqual([]);
  });

  test('gives Stars back whole', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const payment = await shop.paidStars(user);
    const part = { paymentId: payment.id, amount: stars(10), requestKey: 'part' };
    expect(await shop.till.refund.execute(part)).toEqual({
      ok: false,
      error: { kind: 'whole_only', amount: stars(50) },
    });
    expect(await shop.refunded(payment)).toMatchObject({ status: 'succeeded', creditsTaken: 100n });
    expect(await stand(shop, payment)).toEqual({ status: 'refunded', refunded: 50, available: 0 });
    expect(shop.stars.allTransactions.map(({ direction }) => direction)).toEqual(['in', 'out']);
    expect(shop.told(user).at(-1)).toEqual(refundTold('50', 100, 'XTR'));
  });

  test('books Stars that somebody else gave back a moment ago, once', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const payment = await shop.paidStars(user);
    shop.stars.refundElsewhere(payment.chargeId);
    expect(await shop.refunded(payment)).toMatchObject({ status: 'succeeded' });
    await shop.pass(20 * minuteMs);
    expect(await shop.till.reconcile()).toBe(0);
    expect(await stand(shop, payment)).toEqual({ status: 'refunded', refunded: 50, available: 0 });
    expect(await shop.entries(user)).toEqual(['grant purchase 100', 'revoke refund 100']);
  });

  test('refuses what cannot be', async () => {
    const { shop, user, payment } = await paid();
    const order = await shop.opened(user);
    const refusal = async (fields: object) => {
      const refund = await shop.till.refund.execute({
        ...{ paymentId: payment.id, requestKey: 'x', ...fields },
      });
      return refund.ok ? 'refunded' : refund.error;
    };
    expect(await refusal({ paymentId: aPaymentId() })).toEqual({ kind: 'unknown_payment' });
    expect(await shop.till.refund.quote({ paymentId: aPaymentId() })).toMatchObject({ ok: false });
    expect(await refusal({ paymentId: order.id })).toEqual({ kind: 'not_paid' });
    expect(await refusal({ amount: kopecks(0) })).toEqual({ kind: 'amount_invalid' });
    expect(await refusal({ amount: stars(1) })).toEqual({ kind: 'amount_invalid' });
    expect(await refusal({ amount: kopecks(9_901) })).toEqual({
      kind: 'amount_too_large',
      left: kopecks(9_900),
    });
    expect(shop.unitOfWork.state().refunds.size).toBe(0);
  });

  test('is unavailable where the provider is not configured, or its name for the payment is unknown', async () => {
    const { shop, user } = await paid();
    const order = await shop.order(user, 'telegram_yookassa');
    await shop.till.settle.execute({
      ...{ method: 'telegram_yookassa', chargeId: 'tg', orderId: order.id, payerId: user.id },
      ...{ amount: order.price, paidAt: shop.clock.now() },
    });
    const command = { paymentId: order.id, requestKey: 'x' };
    expect(await shop.till.refund.execute(command)).toEqual({
      ok: false,
      error: { kind: 'refund_unavailable' },
    });
  });

  test('gives an invoice in rubles back through YooKassa, receipt included', async () => {
    const shop = await Shop.open({ settings: { receipts: 'on' } });
    const user = await shop.newcomer();
    await shop.till.email.execute(user.id, 'anna@example.com');
    const prepared: unknown[] = [];
    const { prepareRefund } = shop.gateway;
    shop.gateway.prepareRefund = (order) => {
      prepared.push(order.receipt);
      return prepareRefund.call(shop.gateway, order);
    };
    await shop.refunded(await shop.paidPage(user), kopecks(5_000));
    const description = (await shop.packages.all())[0]?.title.en;
    expect(prepared).toMatchObject([
      { email: 'anna@example.com', items: [{ description, quantity: 1, price: kopecks(5_000) }] },
    ]);
    const order = await shop.order(user, 'telegram_yookassa');
    const provider = shop.gateway.paidElsewhere({ amount: order.price });
    await shop.till.settle.execute({
      ...{ method: 'telegram_yookassa', chargeId: 'tg', providerPaymentId: provider.id },
      ...{ orderId: order.id, payerId: user.id, amount: order.price, paidAt: shop.clock.now() },
    });
    expect(await shop.refunded(order)).toMatchObject({ status: 'succeeded' });
    // Nobody gave an address with this payment: the receipt goes to the one that the user has.
    expect(prepared[1]).toMatchObject({ email: 'anna@example.com' });
    expect(await stand(shop, order)).toMatchObject({ status: 'refunded', refunded: 9_900 });
  });
});

describe('two refunds at once', () => {
  test('with one key are one', async () => {
    const { shop, payment } = await paid();
    const command = { paymentId: payment.id, amount: kopecks(5_000), requestKey: 'click' };
    const refund = (process = shop.process()) => process.payments.refund.execute(command);
    const made = [...(await Promise.all([refund(), refund(), refund()])), await refund()];
    const ids = made.map((one) => (one.ok ? one.value.id : 'refused'));
    expect(new Set(ids).size).toBe(1);
    expect(shop.gateway.allRefunds).toHaveLength(1);
    expect(await stand(shop, payment)).toEqual({ status: 'paid', refunded: 5_000, available: 50 });
  });

  test('with different keys never give back more than was paid', async () => {
    const { shop, payment } = await paid();
    const wholes = await Promise.all(
      [1, 2, 3].map((key) =>
        shop.process().payments.refund.execute({ paymentId: payment.id, requestKey: `${key}` }),
      ),
    );
    expect(wholes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(wholes.filter((one) => !one.ok && one.error.kind === 'already_refunded')).toHaveLength(
      2,
    );
    expect(shop.gateway.allRefunds).toHaveLength(1);
    expect(await stand(shop, payment)).toEqual({
      status: 'refunded',
      refunded: 9_900,
      available: 0,
    });
  });

  test('in parts stop where the money ends', async () => {
    const { shop, payment } = await paid();
    const parts = await Promise.all(
      [1, 2, 3, 4].map((key) =>
        shop.process().payments.refund.execute({
          ...{ paymentId: payment.id, amount: kopecks(4_000), requestKey: `${key}` },
        }),
      ),
    );
    expect(parts.filter(({ ok }) => ok)).toHaveLength(2);
    expect(await stand(shop, payment)).toMatchObject({ status: 'paid', refunded: 8_000 });
  });
});
