import { describe, expect, test } from 'vitest';
import { Outage } from '../../../../src/application/ports/outage.ts';
import { minuteMs, Shop } from './shop.ts';

/** Old enough to be compared. */
const settled = (shop: Shop) => shop.pass(20 * minuteMs);

describe('the nightly comparison with both providers', () => {
  const alerts = (shop: Shop) => shop.logger.of('operator_alert').map(({ fields }) => fields.alert);

  test.each(['telegram', 'yookassa'] as const)(
    'is not kept from the other one by %s that is away, and is tried again',
    async (away) => {
      const shop = await Shop.open();
      const user = await shop.newcomer();
      shop.starCharge(await shop.order(user, 'stars'));
      shop.gateway.pay((await shop.opened(user)).providerPaymentId);
      await settled(shop);
      const outage = { kind: 'outage', when: 'before' } as const;
      if (away === 'telegram') {
        shop.stars.fail('transactions', outage);
      } else {
        shop.gateway.fail('payments', outage);
      }
      const job = { type: 'payments.reconcile', date: '2026-01-15' } as const;
      await shop.queue.add([{ job }]);
      await shop.work();
      expect(shop.jobErrors).toEqual([expect.any(Outage)]);
      expect(await shop.balance(user)).toEqual({ available: 100, held: 0 });
      expect(alerts(shop)).toEqual(['payment_provider_down']);
      expect(shop.logger.of('reconciliation_failed')).toMatchObject([
        { fields: { provider: away } },
      ]);
      await shop.pass(1_000);
      expect(await shop.balance(user)).toEqual({ available: 200, held: 0 });
      expect(shop.logger.of('payments_reconciled').map(({ fields }) => fields)).toEqual([
        { differences: 1, complete: false },
        { differences: 1, complete: true },
      ]);
      expect(await shop.findings()).toEqual([]);
    },
  );

  test('goes on behind an entry that cannot be booked, which it reports', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const bad = shop.starCharge(await shop.order(user, 'stars'));
    shop.starCharge(await shop.order(user, 'stars'));
    shop.gateway.pay((await shop.opened(user)).providerPaymentId);
    await settled(shop);
    const { till } = shop;
    const { execute } = till.settle;
    till.settle.execute = async (charge) => {
      if (charge.chargeId === bad.chargeId) {
        throw new TypeError('A bug');
      }
      return execute.call(till.settle, charge);
    };
    expect(await till.reconcile()).toBe(3);
    expect(await shop.balance(user)).toEqual({ available: 200, held: 0 });
    expect(shop.logger.of('payment_not_compared')).toHaveLength(1);
    expect(alerts(shop)).toEqual([]);
    const open = (await shop.unitOfWork.direct.reconciliation.differences(10)).filter(
      ({ repaired }) => !repaired,
    );
    expect(open).toMatchObject([{ providerId: bad.chargeId, kind: 'payment_not_booked' }]);
  });

  test('leaves YooKassa out where it is not configured', async () => {
    const shop = await Shop.open({
      methods: { stars: true, yookassa: false, telegram_yookassa: false },
    });
    expect(await shop.till.reconcile()).toBe(0);
    expect(shop.gateway.calls).toEqual([]);
  });
});
