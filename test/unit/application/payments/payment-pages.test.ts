import { describe, expect, test } from 'vitest';
import { Outage } from '../../../../src/application/ports/outage.ts';
import { noCredits } from '../../../../src/domain/credits/credits.ts';
import type { User } from '../../../../src/domain/users/user.ts';
import { aPaymentId } from '../../../builders/payments.ts';
import { dayMs, hourMs, operatorId, Shop } from './shop.ts';

const ordered = async () => {
  const shop = await Shop.open();
  const user = await shop.newcomer();
  const order = await shop.order(user, 'yookassa');
  const open = () => shop.till.pages?.open.execute(order.id);
  const check = () => shop.till.check.execute(order.id);
  return { shop, user, order, open, check };
};

const paidOnce = async (shop: Shop, user: Pick<User, 'id'>) => {
  expect(await shop.entries(user)).toEqual(['grant purchase 100']);
  expect(shop.toldKinds(user).filter((kind) => kind === 'payment_received')).toHaveLength(1);
  expect(await shop.findings()).toEqual([]);
};

describe('OpenPaymentPage', () => {
  test('asks for the page with the stored body under the stored key', async () => {
    const { shop, order, open } = await ordered();
    const opened = await open();
    const [provider] = shop.gateway.allPayments;
    expect(opened).toEqual({ ok: true, value: { url: provider?.confirmationUrl } });
    expect(shop.gateway.calls).toEqual([
      { method: 'createPayment', key: order.idempotencyKey, body: order.providerRequest },
    ]);
    expect(await shop.payment(order.id)).toMatchObject({
      status: 'pending',
      providerPaymentId: provider?.id,
      nextCheckAt: new Date(shop.clock.now().getTime() + 5_000),
    });
    expect(await shop.steps(order)).toEqual(['ordered', 'opened']);
  });

  test('gives the same page to everybody who asks, at once or later', async () => {
    const { shop, open } = await ordered();
    const opened = [...(await Promise.all([open(), open(), open()])), await open()];
    expect(new Set(opened.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(shop.gateway.allPayments).toHaveLength(1);
  });

  test.each(['before', 'after'] as const)(
    'leads to one payment when the answer is lost %s it was made',
    async (when) => {
      const { shop, order, open, user } = await ordered();
      shop.gateway.fail('createPayment', { kind: 'outage', when });
      await expect(open()).rejects.toThrow(Outage);
      expect(await shop.payment(order.id)).toEqual(order);

      shop.clock.advance(30_000);
      await shop.till.poll.execute();
      await shop.work();

      const bodies = shop.gateway.calls.map(({ key, body }) => `${key} ${body}`);
      expect(new Set(bodies).size).toBe(1);
      const [provider, ...others] = shop.gateway.allPayments;
      expect(others).toEqual([]);
      expect(await shop.payment(order.id)).toMatchObject({ status: 'pending' });
      expect(shop.told(user)).toEqual([
        {
          kind: 'payment_page_ready',
          url: provider?.confirmationUrl,
          price: { amount: '99.00', currency: 'RUB' },
          paymentId: order.id,
        },
      ]);
    },
  );

  test('ends the order when the provider refuses it, and alarms the operator', async () => {
    const { shop, order, open, user } = await ordered();
    const refusal = { kind: 'refused', code: 'invalid_credentials', description: 'No' } as const;
    shop.gateway.fail('createPayment', { kind: 'refused', refusal });
    expect(await open()).toEqual({ ok: false, error: { kind: 'payment_page_unavailable' } });
    await expect.poll(() => shop.queue.jobs.length).toBe(2);
    await shop.work();
    expect(await shop.payment(order.id)).toMatchObject({
      status: 'canceled',
      cancelReason: 'invalid_credentials',
      nextCheckAt: undefined,
    });
    expect(shop.told(user)).toEqual([
      {
        kind: 'payment_failed',
        price: { amount: '99.00', currency: 'RUB' },
        reason: 'invalid_credentials',
      },
    ]);
    expect(shop.told({ id: operatorId })).toEqual([
      {
        kind: 'operator_alert',
        alert: { kind: 'payment_provider_refuses', code: 'invalid_credentials' },
      },
    ]);
    expect(await shop.steps(order)).toEqual(['ordered', 'canceled']);
    expect(await open()).toMatchObject({ ok: false });
    expect(shop.gateway.calls).toHaveLength(1);
  });

  test('does not make a second payment once the provider forgot the key: it searches the list', async () => {
    const { shop, order, open, user } = await ordered();
    shop.gateway.fail('createPayment', { kind: 'outage', when: 'after' });
    await expect(open()).rejects.toThrow(Outage);
    const [lost] = shop.gateway.allPayments;
    shop.clock.advance(25 * hourMs);
    expect(await open()).toEqual({ ok: true, value: { url: lost?.confirmationUrl } });
    expect(shop.gateway.callsOf('createPayment')).toHaveLength(1);
    expect(shop.gateway.allPayments).toHaveLength(1);
    shop.gateway.pay(lost?.id ?? '');
    await shop.notify('payment.succeeded', lost?.id ?? '');
    expect(await shop.payment(order.id)).toMatchObject({ status: 'paid' });
    await paidOnce(shop, user);
  });

  test('finds what was paid meanwhile, though nobody ever heard of that payment', async () => {
    const { shop, open, check, user } = await ordered();
    shop.gateway.fail('createPayment', { kind: 'outage', when: 'after' });
    await expect(open()).rejects.toThrow(Outage);
    shop.gateway.pay(shop.gateway.allPayments[0]?.id ?? '');
    shop.clock.advance(25 * hourMs);
    expect(await check()).toMatchObject({ status: 'paid', granted: 100n });
    await shop.work();
    await paidOnce(shop, user);
  });

  test('ends an order that never got a page, once its key is forgotten', async () => {
    const { shop, order, open } = await ordered();
    shop.gateway.fail('createPayment', { kind: 'outage', when: 'before' });
    await expect(open()).rejects.toThrow(Outage);
    shop.clock.advance(25 * hourMs);
    shop.gateway.paidElsewhere({ amount: order.price });
    expect(await open()).toMatchObject({ ok: false });
    expect(await shop.payment(order.id)).toMatchObject({
      status: 'expired',
      cancelReason: 'never_opened',
    });
    expect(shop.gateway.callsOf('createPayment')).toHaveLength(1);
    expect(await shop.steps(order)).toEqual(['ordered', 'expired']);
  });

  test('has none for what is unknown or is no page', async () => {
    const { shop, user } = await ordered();
    const invoice = await shop.order(user, 'stars');
    const none = { ok: false, error: { kind: 'payment_page_unavailable' } };
    expect(await shop.till.pages?.open.execute(aPaymentId())).toEqual(none);
    expect(await shop.till.pages?.open.execute(invoice.id)).toEqual(none);
    expect(shop.gateway.calls).toEqual([]);
  });
});

describe('CheckPayment', () => {
  test('finds a payment whose webhook was lost', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const order = await shop.opened(user);
    shop.gateway.pay(order.providerPaymentId);
    expect(await shop.till.check.execute(order.id)).toMatchObject({
      status: 'paid',
      chargeId: order.providerPaymentId,
      paidAt: shop.clock.now(),
    });
    await shop.work();
    await paidOnce(shop, user);
    expect(await shop.steps(order)).toEqual(['ordered', 'opened', 'paid']);
  });

  test('waits longer each time while nothing happens', async () => {
    const shop = await Shop.open();
    const { id } = await shop.opened(await shop.newcomer());
    const waits: number[] = [];
    for (let check = 0; check < 12; check += 1) {
      const payment = await shop.till.check.execute(id);
      waits.push((payment?.nextCheckAt?.getTime() ?? 0) - shop.clock.now().getTime());
    }
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
    expect(waits.at(-1)).toBe(hourMs);
    expect(await shop.payment(id)).toMatchObject({ status: 'pending', checks: 12 });
  });

  test.each([
    ['expired_on_confirmation', 'expired', []],
    ['insufficient_funds', 'canceled', ['payment_failed']],
  ] as const)('ends an order when the provider did: %s', async (reason, status, told) => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const order = await shop.opened(user);
    shop.gateway.decline(order.providerPaymentId, reason);
    expect(await shop.till.check.execute(order.id)).toMatchObject({
      status,
      cancelReason: reason,
      nextCheckAt: undefined,
    });
    await shop.notify('payment.canceled', order.providerPaymentId);
    expect(shop.toldKinds(user)).toEqual(told);
    expect(await shop.steps(order)).toEqual(['ordered', 'opened', status]);
    expect(await shop.balance(user)).toEqual({ available: 0, held: 0 });
  });

  test('takes the second step where the shop is set up for two', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const order = await shop.opened(user);
    shop.gateway.pay(order.providerPaymentId, 'hold');
    shop.gateway.fail('capturePayment', { kind: 'outage', when: 'after' });
    await expect(shop.till.check.execute(order.id)).rejects.toThrow(Outage);
    expect(await shop.till.check.execute(order.id)).toMatchObject({ status: 'paid' });
    const keys = shop.gateway.callsOf('capturePayment').map(({ key }) => key);
    expect(new Set(keys)).toEqual(new Set([`capture-${order.providerPaymentId}`]));
    await shop.work();
    await paidOnce(shop, user);
  });

  test('tries the second step again later when it was refused', async () => {
    const shop = await Shop.open();
    const order = await shop.opened(await shop.newcomer());
    shop.gateway.pay(order.providerPaymentId, 'hold');
    const refusal = { kind: 'refused', code: 'forbidden', description: 'No' } as const;
    shop.gateway.fail('capturePayment', { kind: 'refused', refusal });
    expect(await shop.till.check.execute(order.id)).toMatchObject({ status: 'pending', checks: 1 });
    expect(await shop.till.check.execute(order.id)).toMatchObject({ status: 'paid' });
  });

  test('changes nothing while the provider is away', async () => {
    const shop = await Shop.open();
    const order = await shop.opened(await shop.newcomer());
    shop.gateway.fail('findPayment', { kind: 'outage', when: 'before' });
    await expect(shop.till.check.execute(order.id)).rejects.toThrow(Outage);
    expect(await shop.payment(order.id)).toEqual(order);
  });

  test('ends an order whose payment the provider does not know any more, and credits it if it is paid', async () => {
    const shop = await Shop.open();
    const order = await shop.opened(await shop.newcomer());
    const { findPayment } = shop.gateway;
    shop.gateway.findPayment = () => Promise.resolve(undefined);
    expect(await shop.till.check.execute(order.id)).toMatchObject({
      status: 'expired',
      cancelReason: 'unknown_to_provider',
    });
    shop.gateway.findPayment = findPayment;
    shop.gateway.pay(order.providerPaymentId);
    await shop.notify('payment.succeeded', order.providerPaymentId);
    expect(await shop.payment(order.id)).toMatchObject({ status: 'paid', flag: 'paid_late' });
  });

  test('ends an invoice when its time is over, not before', async () => {
    const shop = await Shop.open();
    const order = await shop.order(await shop.newcomer(), 'telegram_yookassa');
    shop.clock.advance(dayMs - 1);
    expect(await shop.till.check.execute(order.id)).toEqual(order);
    shop.clock.advance(1);
    expect(await shop.till.check.execute(order.id)).toMatchObject({ status: 'expired' });
    expect(shop.gateway.calls).toEqual([]);
  });

  test('leaves alone what is over, unknown, or of a provider that is not configured any more', async () => {
    const shop = await Shop.open();
    const paid = await shop.paidPage(await shop.newcomer());
    const calls = shop.gateway.calls.length;
    expect(await shop.till.check.execute(paid.id)).toMatchObject({ status: 'paid' });
    expect(await shop.till.check.execute(aPaymentId())).toBeUndefined();
    expect(shop.gateway.calls).toHaveLength(calls);

    const without = await Shop.open({
      methods: { stars: true, yookassa: false, telegram_yookassa: false },
    });
    const buyer = await without.newcomer();
    const left = { ...paid, id: aPaymentId(), userId: buyer.id, status: 'pending' as const };
    const { chargeId: _, paidAt: __, ...order } = { ...left, granted: noCredits };
    await without.unitOfWork.direct.payments.insert(order);
    expect(await without.till.check.execute(order.id)).toMatchObject({ status: 'pending' });
  });
});
