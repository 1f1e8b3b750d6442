import { describe, expect, test } from 'vitest';
import type { Payment } from '../../../../src/domain/payments/payment.ts';
import { aRefundId, kopecks } from '../../../builders/payments.ts';
import { hourMs, minuteMs, Shop } from './shop.ts';

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

describe('a refund whose provider does not answer', () => {
  test.each(['before', 'after'] as const)(
    'is carried out once when the outage came %s it was done',
    async (when) => {
      const { shop, user, payment } = await paid();
      shop.gateway.fail('createRefund', { kind: 'outage', when });
      const refund = await shop.refunded(payment);
      expect(refund).toMatchObject({ status: 'created', creditsTaken: 100n });
      // They cannot be spent meanwhile, and nobody says that money is back which is not.
      expect(await shop.balance(user)).toEqual({ available: 0, held: 0 });
      expect(shop.toldKinds(user)).toEqual(['payment_received']);
      expect(await shop.findings()).toEqual([]);

      shop.clock.advance(30_000);
      await Promise.all(
        [shop, shop.process()].map((one) =>
          ('till' in one ? one.till : one.payments).poll.execute(),
        ),
      );
      await shop.work();
      const [first, second] = shop.gateway.callsOf('createRefund');
      expect(second).toEqual(first);
      expect(shop.gateway.allRefunds).toHaveLength(1);
      expect(await shop.refundOf(refund.id)).toMatchObject({ status: 'succeeded' });
      expect(await stand(shop, payment)).toMatchObject({ status: 'refunded', available: 0 });
      expect(shop.toldKinds(user)).toEqual(['payment_received', 'payment_refunded']);
    },
  );

  test('is found in the list once the key is forgotten, and not made again', async () => {
    const { shop, payment } = await paid();
    shop.gateway.fail('createRefund', { kind: 'outage', when: 'after' });
    const { id } = await shop.refunded(payment);
    shop.clock.advance(25 * hourMs);
    await shop.till.poll.execute();
    expect(shop.gateway.callsOf('createRefund')).toHaveLength(1);
    expect(await shop.refundOf(id)).toMatchObject({ status: 'succeeded' });
    expect(await stand(shop, payment)).toMatchObject({ status: 'refunded', refunded: 9_900 });
  });

  test('goes out under a new key, stored first, when the list does not have it', async () => {
    const { shop, payment } = await paid();
    shop.gateway.fail('createRefund', { kind: 'outage', when: 'before' }, 2);
    const { id, idempotencyKey } = await shop.refunded(payment);
    shop.clock.advance(25 * hourMs);
    await shop.till.poll.execute();
    const renewed = await shop.refundOf(id);
    expect(renewed.idempotencyKey).not.toBe(idempotencyKey);
    expect(renewed).toMatchObject({ status: 'created', keyedAt: shop.clock.now() });

    shop.clock.advance(minuteMs);
    await shop.till.poll.execute();
    const keys = shop.gateway.callsOf('createRefund').map(({ key }) => key);
    expect(keys).toEqual([idempotencyKey, renewed.idempotencyKey, renewed.idempotencyKey]);
    expect(shop.gateway.allRefunds).toHaveLength(1);
    expect(await stand(shop, payment)).toMatchObject({ status: 'refunded' });
  });

  test('gets one new key from two processes that find the old one forgotten', async () => {
    const { shop, payment } = await paid();
    shop.gateway.fail('createRefund', { kind: 'outage', when: 'before' });
    const { id } = await shop.refunded(payment);
    shop.clock.advance(25 * hourMs);
    await Promise.all([shop.till.send.execute(id), shop.process().payments.send.execute(id)]);
    const [, ...keys] = shop.gateway.callsOf('createRefund').map(({ key }) => key);
    expect(new Set(keys).size).toBe(1);
    expect(shop.gateway.allRefunds).toHaveLength(1);
    expect(await stand(shop, payment)).toMatchObject({ status: 'refunded' });
  });
});

describe('a refund that the provider refuses', () => {
  test('gives the credits back and tells the operator why', async () => {
    const { shop, user, payment } = await paid();
    const code = 'invalid_request';
    const refusal = { kind: 'refused', code, description: 'Not enough money' } as const;
    shop.gateway.fail('createRefund', { kind: 'refused', refusal });
    const refund = await shop.refunded(payment);
    expect(refund).toMatchObject({
      status: 'canceled',
      failure: 'invalid_request: Not enough money',
    });
    expect(await stand(shop, payment)).toEqual({ status: 'paid', refunded: 0, available: 100 });
    expect(await shop.entries(user)).toEqual([
      ...['grant purchase 100', 'revoke refund 100', 'grant refund 100'],
    ]);
    expect(shop.toldKinds(user)).toEqual(['payment_received']);
    expect(shop.journal.at(-1)).toEqual({
      kind: 'refund_failed',
      paymentId: payment.id,
      refunded: { amount: '99.00', currency: 'RUB' },
      reason: 'invalid_request: Not enough money',
    });
    expect(await shop.steps(payment)).toEqual([
      ...['ordered', 'opened', 'paid', 'refund_requested', 'refund_canceled'],
    ]);
    await shop.refunded(payment, undefined, 'again');
    expect(await stand(shop, payment)).toMatchObject({ status: 'refunded', available: 0 });
  });

  test('of Stars likewise', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const payment = await shop.paidStars(user);
    const refusal = { kind: 'refused', code: '400', description: 'CHARGE_NOT_FOUND' } as const;
    shop.stars.fail('refund', { kind: 'refused', refusal });
    expect(await shop.refunded(payment)).toMatchObject({
      status: 'canceled',
      failure: 'CHARGE_NOT_FOUND',
    });
    expect(await stand(shop, payment)).toEqual({ status: 'paid', refunded: 0, available: 100 });
  });

  test('after an earlier call had done it turns out to be done', async () => {
    const { shop, user, payment } = await paid();
    shop.gateway.fail('createRefund', { kind: 'outage', when: 'after' });
    const { id } = await shop.refunded(payment);
    const refusal = { kind: 'refused', code: 'invalid_request', description: 'No' } as const;
    shop.gateway.fail('createRefund', { kind: 'refused', refusal });
    shop.clock.advance(30_000);
    await shop.till.poll.execute();
    expect(await shop.refundOf(id)).toMatchObject({ status: 'succeeded', origin: 'admin' });
    expect(await shop.entries(user)).toEqual(['grant purchase 100', 'revoke refund 100']);
    expect(await stand(shop, payment)).toEqual({
      status: 'refunded',
      refunded: 9_900,
      available: 0,
    });
  });

  test('that was given up and is told of later is booked after all', async () => {
    const { shop, payment } = await paid();
    shop.gateway.fail('createRefund', { kind: 'outage', when: 'after' });
    const { id } = await shop.refunded(payment);
    await shop.till.finish.cancel(id, 'given up');
    const [made] = shop.gateway.allRefunds;
    await shop.notify('refund.succeeded', made?.id ?? '');
    await shop.notify('refund.succeeded', made?.id ?? '');
    expect(await stand(shop, payment)).toEqual({
      status: 'refunded',
      refunded: 9_900,
      available: 0,
    });
    expect(shop.journal.at(-1)).toMatchObject({ kind: 'payment_refunded', isOutside: true });
    expect(shop.journalKinds.filter((kind) => kind === 'payment_refunded')).toHaveLength(1);
  });

  test('because the dashboard gave the money back first leaves no credits behind', async () => {
    const { shop, user, payment } = await paid();
    shop.gateway.fail('createRefund', { kind: 'outage', when: 'before' });
    const { id } = await shop.refunded(payment);
    const made = shop.gateway.refundElsewhere(payment.providerPaymentId);
    await shop.notify('refund.succeeded', made.id);
    expect(await shop.refundOf(id)).toMatchObject({ status: 'created' });
    shop.clock.advance(30_000);
    await shop.till.poll.execute();
    expect(await shop.refundOf(id)).toMatchObject({ status: 'canceled' });
    expect(await shop.entries(user)).toEqual([
      ...['grant purchase 100', 'revoke refund 100', 'grant refund 100', 'revoke refund 100'],
    ]);
    expect(await stand(shop, payment)).toEqual({
      status: 'refunded',
      refunded: 9_900,
      available: 0,
    });
    expect(await shop.findings()).toEqual([]);
  });

  test('is not given up while the list cannot be read', async () => {
    const { shop, payment } = await paid();
    const refusal = { kind: 'refused', code: 'invalid_request', description: 'No' } as const;
    shop.gateway.fail('createRefund', { kind: 'refused', refusal });
    shop.gateway.fail('refunds', { kind: 'outage', when: 'before' });
    expect(await shop.refunded(payment)).toMatchObject({ status: 'created' });
  });
});

describe('a refund that stays pending', () => {
  const pending = async () => {
    const { shop, user, payment } = await paid();
    shop.gateway.nextRefund({ status: 'pending' });
    const refund = await shop.refunded(payment, kopecks(4_950));
    const [made] = shop.gateway.allRefunds;
    return { shop, user, payment, refund, made: made?.id ?? '' };
  };

  test('has taken the credits, and is followed at growing intervals until it succeeds', async () => {
    const { shop, user, payment, refund, made } = await pending();
    expect(refund).toMatchObject({ status: 'pending', providerRefundId: made });
    expect(await stand(shop, payment)).toEqual({ status: 'paid', refunded: 0, available: 50 });
    for (let minutes = 0; minutes < 60; minutes += 1) {
      shop.clock.advance(minuteMs);
      await Promise.all([shop.till.poll.execute(), shop.process().payments.poll.execute()]);
    }
    const asked = shop.gateway.callsOf('findRefund').length;
    expect(asked).toBeGreaterThan(3);
    expect(asked).toBeLessThan(12);
    expect(shop.toldKinds(user)).toEqual(['payment_received']);

    shop.gateway.settleRefund(made, 'succeeded');
    await shop.notify('refund.succeeded', made);
    await shop.notify('refund.succeeded', made);
    expect(await stand(shop, payment)).toEqual({ status: 'paid', refunded: 4_950, available: 50 });
    expect(shop.toldKinds(user)).toEqual(['payment_received', 'payment_refunded']);
    expect(await shop.steps(payment)).toEqual([
      ...['ordered', 'opened', 'paid', 'refund_requested', 'refund_pending', 'refunded'],
    ]);
    expect(await shop.refundOf(refund.id)).toMatchObject({ nextCheckAt: undefined });
  });

  test('gives the credits back when it is canceled, of which no notification tells', async () => {
    const { shop, payment, refund, made } = await pending();
    shop.gateway.settleRefund(made, 'canceled', 'insufficient_funds');
    shop.clock.advance(5_000);
    await Promise.all([shop.till.poll.execute(), shop.till.send.execute(refund.id)]);
    expect(await shop.refundOf(refund.id)).toMatchObject({
      status: 'canceled',
      failure: 'insufficient_funds',
    });
    expect(await stand(shop, payment)).toEqual({ status: 'paid', refunded: 0, available: 100 });
    expect(shop.journalKinds).toEqual(['payment_received', 'refund_failed']);
  });

  test('counts as made: no second one can give the same money back', async () => {
    const { shop, payment } = await pending();
    const whole = { paymentId: payment.id, amount: kopecks(9_900), requestKey: 'whole' };
    expect(await shop.till.refund.execute(whole)).toEqual({
      ok: false,
      error: { kind: 'amount_too_large', left: kopecks(4_950) },
    });
  });

  test('does not end because the provider cannot find it for a while', async () => {
    const { shop, payment, refund, made } = await pending();
    const { findRefund } = shop.gateway;
    shop.gateway.findRefund = () => Promise.resolve(undefined);
    shop.clock.advance(5_000);
    await shop.till.poll.execute();
    expect(await shop.refundOf(refund.id)).toMatchObject({ status: 'pending', checks: 1 });
    shop.gateway.findRefund = findRefund;
    shop.gateway.settleRefund(made, 'succeeded');
    shop.clock.advance(minuteMs);
    await shop.till.poll.execute();
    expect(await stand(shop, payment)).toMatchObject({ refunded: 4_950, available: 50 });
  });
});

describe('the ends of a refund', () => {
  test('are final, and unknown ones are nothing', async () => {
    const { shop, payment } = await paid();
    const { id } = await shop.refunded(payment);
    expect(await shop.till.finish.succeed(id, 'x')).toBe(false);
    expect(await shop.till.finish.cancel(id, 'x')).toBe(false);
    expect(await shop.till.finish.cancel(aRefundId(), 'x')).toBe(false);
    await shop.till.send.execute(id);
    await shop.till.send.execute(aRefundId());
    expect(shop.gateway.callsOf('createRefund')).toHaveLength(1);
    expect(await stand(shop, payment)).toMatchObject({ status: 'refunded', available: 0 });
  });

  test('cannot be reached while its provider is not configured, which is logged', async () => {
    const { shop, payment } = await paid();
    shop.gateway.fail('createRefund', { kind: 'outage', when: 'before' });
    const { id } = await shop.refunded(payment);
    expect(shop.logger.of('refund_not_sent')).toMatchObject([{ fields: { refundId: id } }]);
    const without = await Shop.open({
      methods: { stars: true, yookassa: false, telegram_yookassa: false },
    });
    without.unitOfWork.run = shop.unitOfWork.run.bind(shop.unitOfWork);
    Object.assign(without.unitOfWork.direct, shop.unitOfWork.direct);
    await expect(without.process().payments.send.execute(id)).rejects.toThrow('not configured');
    expect(await shop.refundOf(id)).toMatchObject({ status: 'created', creditsTaken: 100n });
    expect(await shop.findings()).toEqual([]);
  });
});
