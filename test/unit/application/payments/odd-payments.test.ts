import { describe, expect, test } from 'vitest';
import { kopecks } from '../../../builders/payments.ts';
import { Shop } from './shop.ts';

describe('a payment of another amount than was asked for', () => {
  const partly = async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const order = await shop.opened(user);
    const { providerPaymentId } = order;
    // E.g. a hold that the shop's owner captured in part, in the dashboard.
    const provider = shop.gateway.pay(providerPaymentId);
    const told = { ...provider, amount: kopecks(1_000) };
    return { shop, user, order, told };
  };

  test('is written down once, credited never, and found by the provider’s name for it', async () => {
    const { shop, user, order, told } = await partly();
    const apply = () => shop.till.pages?.apply.execute(told);
    expect(await Promise.all([apply(), apply()])).toEqual(
      expect.arrayContaining(['settled', 'already_settled']),
    );
    expect(await apply()).toBe('already_settled');
    await shop.work();

    expect(await shop.payment(order.id)).toMatchObject({
      status: 'canceled',
      cancelReason: 'amount_differs',
      nextCheckAt: undefined,
    });
    expect(await shop.steps(order)).toEqual(['ordered', 'opened', 'canceled']);
    const { payments } = shop.unitOfWork.direct;
    expect(await payments.findByProviderId(told.id)).toMatchObject({
      origin: 'unmatched',
      parentId: order.id,
      price: kopecks(1_000),
      granted: 0n,
    });
    expect(shop.toldKinds(user)).toEqual(['payment_unmatched']);
    expect(shop.journal).toMatchObject([{ kind: 'payment_received', flag: 'unmatched' }]);
    expect(await shop.balance(user)).toEqual({ available: 0, held: 0 });
    expect(await shop.findings()).toEqual([]);
  });

  test('can be given back by an admin', async () => {
    const { shop, told } = await partly();
    await shop.till.pages?.apply.execute(told);
    const own = await shop.unitOfWork.direct.payments.findByProviderId(told.id);
    if (own === undefined) {
      throw new Error('Expected a payment');
    }
    expect(await shop.refunded(own)).toMatchObject({ status: 'succeeded', amount: kopecks(1_000) });
    expect(await shop.payment(own.id)).toMatchObject({ status: 'refunded' });
  });

  test('of an order that was closed meanwhile does no harm either', async () => {
    const { shop, order, told } = await partly();
    const closed = {
      ...order,
      status: 'expired' as const,
      cancelReason: 'x',
      nextCheckAt: undefined,
    };
    await shop.unitOfWork.direct.payments.save(closed);
    expect(await shop.till.pages?.apply.execute(told)).toBe('settled');
    expect(await shop.payment(order.id)).toMatchObject({ status: 'expired', cancelReason: 'x' });
    expect(await shop.findings()).toEqual([]);
  });
});

describe('an order that got two payments at the provider', () => {
  test('is credited for each, by its own charge', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const order = await shop.opened(user);
    const second = shop.gateway.paidElsewhere({ amount: order.price, orderId: order.id });
    await shop.notify('payment.succeeded', second.id);
    expect(await shop.payment(order.id)).toMatchObject({ chargeId: second.id, flag: undefined });
    shop.gateway.pay(order.providerPaymentId);
    await shop.notify('payment.succeeded', order.providerPaymentId);
    await shop.notify('payment.succeeded', order.providerPaymentId);
    expect(await shop.entries(user)).toEqual(['grant purchase 100', 'grant purchase 100']);
    expect((await shop.paymentsOf(user)).map(({ flag }) => flag)).toEqual([
      undefined,
      'paid_again',
    ]);
    expect(await shop.findings()).toEqual([]);
  });

  test('stays open, or paid, when the other one was canceled', async () => {
    const shop = await Shop.open();
    const order = await shop.opened(await shop.newcomer());
    const provider = await shop.gateway.findPayment(order.providerPaymentId);
    const other = { ...provider, id: 'another', status: 'canceled', cancelReason: 'x' } as never;
    expect(await shop.till.pages?.apply.execute(other)).toBe('canceled');
    expect(await shop.payment(order.id)).toEqual(order);
    shop.gateway.pay(order.providerPaymentId);
    await shop.notify('payment.succeeded', order.providerPaymentId);
    const stale = { ...provider, status: 'canceled', cancelReason: 'x' } as never;
    expect(await shop.till.pages?.apply.execute(stale)).toBe('canceled');
    expect(await shop.payment(order.id)).toMatchObject({ status: 'paid', cancelReason: undefined });
  });
});
