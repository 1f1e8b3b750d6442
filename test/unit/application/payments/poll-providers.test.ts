import { describe, expect, test } from 'vitest';
import { minuteMs, operatorId, Shop } from './shop.ts';

describe('PollProviders', () => {
  test('looks after each open order when its time has come, whoever else does', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const orders = [await shop.opened(user), await shop.opened(user), await shop.opened(user)];
    for (const { providerPaymentId } of orders) {
      shop.gateway.pay(providerPaymentId);
    }
    await shop.till.poll.execute();
    expect(shop.gateway.callsOf('findPayment')).toEqual([]);
    shop.clock.advance(5_000);
    const processes = [shop.process(), shop.process()];
    await Promise.all(processes.map(({ payments }) => payments.poll.execute()));
    expect(shop.gateway.callsOf('findPayment')).toHaveLength(3);
    expect(await shop.balance(user)).toEqual({ available: 300, held: 0 });
    await shop.work();
    expect(shop.toldKinds(user)).toHaveLength(3);
  });

  test('goes on with the others when one fails, says so, and comes back to it', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const [first, second] = [await shop.opened(user), await shop.opened(user)];
    shop.gateway.pay(first.providerPaymentId);
    shop.gateway.pay(second.providerPaymentId);
    shop.gateway.fail('findPayment', { kind: 'outage', when: 'before' });
    shop.clock.advance(5_000);
    await shop.till.poll.execute();

    expect(await shop.balance(user)).toEqual({ available: 100, held: 0 });
    expect(shop.logger.of('payment_check_failed')).toHaveLength(1);
    expect(shop.logger.of('operator_alert')).toMatchObject([
      { fields: { alert: 'payment_provider_down' } },
    ]);
    shop.clock.advance(minuteMs);
    await shop.till.poll.execute();
    expect(await shop.balance(user)).toEqual({ available: 200, held: 0 });
    expect(await shop.findings()).toEqual([]);
  });

  test('names the provider that is away, and takes a bug for no outage', async () => {
    const shop = await Shop.open();
    const { id } = await shop.paidStars(await shop.newcomer());
    shop.stars.fail('refund', { kind: 'outage', when: 'before' }, 2);
    await shop.refunded({ id });
    shop.clock.advance(minuteMs);
    await shop.till.poll.execute();
    await expect.poll(() => shop.queue.jobs.length).toBe(1);
    await shop.work();
    expect(shop.told({ id: operatorId })).toEqual([
      { kind: 'operator_alert', alert: { kind: 'payment_provider_down', provider: 'telegram' } },
    ]);

    const other = await Shop.open();
    const order = await other.opened(await other.newcomer());
    other.gateway.findPayment = () => Promise.reject(new TypeError('A bug'));
    other.clock.advance(5_000);
    await other.till.poll.execute();
    expect(other.logger.of('payment_check_failed')).toMatchObject([{ fields: { id: order.id } }]);
    expect(other.logger.of('operator_alert')).toEqual([]);
  });

  test('keeps asking about a payment until the provider gives it up', async () => {
    const shop = await Shop.open();
    const { id, providerPaymentId } = await shop.opened(await shop.newcomer());
    for (let seconds = 0; seconds < 7_200; seconds += 5) {
      shop.clock.advance(5_000);
      await shop.till.poll.execute();
      if (seconds === 3_600) {
        shop.gateway.expire(providerPaymentId);
      }
    }
    expect(await shop.payment(id)).toMatchObject({ status: 'expired', nextCheckAt: undefined });
    expect(shop.gateway.callsOf('findPayment').length).toBeLessThan(15);
  });
});
