import { describe, expect, test } from 'vitest';
import { openOrdersPerUser } from '../../../../src/domain/payments/payment.ts';
import { packageId } from '../../../../src/domain/shared/ids.ts';
import { kopecks, stars } from '../../../builders/payments.ts';
import { dayMs, monthly, Shop, starter } from './shop.ts';

const wish = { packageId: starter.id, method: 'stars', requestKey: 'click:1' } as const;

describe('PlaceOrder', () => {
  test('writes an invoice down before anybody hears of it', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();

    const placed = await shop.till.place.execute({ ...wish, userId: user.id });

    expect(placed).toMatchObject({
      ok: true,
      value: {
        package: starter,
        payment: {
          status: 'pending',
          origin: 'order',
          userId: user.id,
          method: 'stars',
          credits: 100n,
          price: stars(50),
          granted: 0n,
          refunded: stars(0),
          expiresAt: new Date(shop.clock.now().getTime() + dayMs),
          nextCheckAt: new Date(shop.clock.now().getTime() + dayMs),
        },
      },
    });
    const [order] = await shop.paymentsOf(user);
    expect(order && (await shop.steps(order))).toEqual(['ordered']);
    expect(await shop.balance(user)).toEqual({ available: 0, held: 0 });
  });

  test('stores what a page is asked for, under which key, before the provider is called', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const order = await shop.order(user, 'yookassa');
    expect(order).toMatchObject({ status: 'created', price: kopecks(9_900) });
    expect(order.idempotencyKey).toBe(order.id);
    expect(JSON.parse(order.providerRequest ?? '')).toEqual({
      orderId: order.id,
      amount: '99.00',
      description: '100 credits',
      returnUrl: 'https://t.me/bot',
      language: 'en',
    });
    expect(shop.gateway.calls).toEqual([]);
  });

  test('orders once for one key, one after the other and at the same time', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const command = { ...wish, userId: user.id };
    const place = () => shop.till.place.execute(command);

    const [first, ...others] = [...(await Promise.all([place(), place(), place()])), await place()];

    for (const other of others) {
      expect(other).toEqual(first);
    }
    expect(await shop.paymentsOf(user)).toHaveLength(1);
  });

  test('answers a repetition as before, whatever became of the package since', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const order = await shop.order(user, 'stars', { key: 'click:1' });
    await shop.packages.save({ ...starter, active: false });
    await shop.settings.set('starsPayments', 'off');
    const again = await shop.till.place.execute({ ...wish, userId: user.id });
    expect(again).toMatchObject({ ok: true, value: { payment: { id: order.id } } });
  });

  test('sells only what is on sale, by the methods that are on', async () => {
    const shop = await Shop.open({
      methods: { stars: true, yookassa: true, telegram_yookassa: false },
    });
    const user = await shop.newcomer();
    const refusal = async (fields: object) => {
      const placed = await shop.till.place.execute({ ...wish, userId: user.id, ...fields });
      return placed.ok ? 'placed' : placed.error.kind;
    };
    expect(await refusal({ packageId: packageId('unknown') })).toBe('package_unavailable');
    expect(await refusal({ method: 'telegram_yookassa' })).toBe('method_unavailable');
    expect(await refusal({ packageId: monthly.id, method: 'yookassa' })).toBe('method_unavailable');
    await shop.settings.set('rubPayments', 'off');
    expect(await refusal({ method: 'yookassa' })).toBe('method_unavailable');
    await shop.settings.set('starsPayments', 'off');
    expect(await refusal({})).toBe('method_unavailable');
    await shop.packages.save({ ...starter, active: false });
    expect(await refusal({})).toBe('package_unavailable');
    expect(await shop.paymentsOf(user)).toEqual([]);
  });

  test('keeps a user from piling up open orders, not from buying', async () => {
    const shop = await Shop.open();
    const [user, other] = [await shop.newcomer(), await shop.newcomer()];
    for (let count = 0; count < openOrdersPerUser; count += 1) {
      await shop.order(user, 'stars');
    }
    const command = { ...wish, userId: user.id };
    expect(await shop.till.place.execute(command)).toEqual({
      ok: false,
      error: { kind: 'too_many_open_orders', limit: openOrdersPerUser },
    });
    await shop.order(other, 'stars');
    const [first] = await shop.paymentsOf(user);
    await (first && shop.till.settle.execute(shop.starCharge(first)));
    expect(await shop.till.place.execute(command)).toMatchObject({ ok: true });
  });

  test('is never more than the limit, when many clicks come at once', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const clicks = Array.from({ length: openOrdersPerUser + 5 }, (_, click) =>
      shop.till.place.execute({ ...wish, userId: user.id, requestKey: `click:${click}` }),
    );
    const placed = await Promise.all(clicks);
    expect(placed.filter(({ ok }) => ok)).toHaveLength(openOrdersPerUser);
  });

  test('is a bug of the caller for somebody who is not registered', async () => {
    const shop = await Shop.open();
    const { id } = shop.aProfile();
    await expect(shop.till.place.execute({ ...wish, userId: id })).rejects.toThrow();
  });
});

describe('the address for receipts', () => {
  test('is asked for once, and the purchase waits for it', async () => {
    const shop = await Shop.open({ settings: { receipts: 'on' } });
    const user = await shop.newcomer();
    const command = { ...wish, userId: user.id, method: 'yookassa' as const };
    expect(await shop.till.place.execute(command)).toEqual({
      ok: false,
      error: { kind: 'email_wanted' },
    });
    const purchase = { packageId: starter.id, method: 'yookassa' as const };
    await shop.till.email.await(user.id, purchase);

    expect(await shop.till.email.execute(user.id, 'not an address')).toEqual({
      ok: false,
      error: { kind: 'invalid_email' },
    });
    expect((await shop.user(user.id)).pendingPurchase).toEqual(purchase);
    expect(await shop.till.email.execute(user.id, ' anna@example.com ')).toEqual({
      ok: true,
      value: { waiting: purchase },
    });
    // Until it is ordered, nothing forgets it.
    expect((await shop.user(user.id)).pendingPurchase).toEqual(purchase);

    const placed = await shop.till.place.execute(command);
    expect(placed).toMatchObject({ value: { payment: { receiptEmail: 'anna@example.com' } } });
    expect(await shop.user(user.id)).toMatchObject({
      receiptEmail: 'anna@example.com',
      pendingPurchase: undefined,
    });
    const [order] = await shop.paymentsOf(user);
    expect(JSON.parse(order?.providerRequest ?? '')).toMatchObject({ email: 'anna@example.com' });
  });

  test('can be changed, and an order that waits can be forgotten', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    await shop.till.email.await(user.id, { packageId: starter.id, method: 'yookassa' });
    await shop.till.email.await(user.id, undefined);
    await shop.till.email.execute(user.id, 'old@example.com');
    expect(await shop.till.email.execute(user.id, 'new@example.com')).toEqual({
      ok: true,
      value: { waiting: undefined },
    });
    expect((await shop.user(user.id)).receiptEmail).toBe('new@example.com');
  });

  test('is not wanted for invoices inside Telegram, and not kept where receipts are off', async () => {
    const shop = await Shop.open({ settings: { receipts: 'on' } });
    const user = await shop.newcomer();
    await shop.order(user, 'stars');
    await shop.order(user, 'telegram_yookassa');
    await shop.till.email.execute(user.id, 'anna@example.com');
    await shop.settings.set('receipts', 'off');
    expect(await shop.order(user, 'yookassa')).toMatchObject({ receiptEmail: undefined });
  });

  test('of a stranger is nobody’s', async () => {
    const shop = await Shop.open();
    const { id } = shop.aProfile();
    expect(await shop.till.email.execute(id, 'a@b.ru')).toEqual({
      ok: false,
      error: { kind: 'unknown_user', userId: id },
    });
    await shop.till.email.await(id, { packageId: starter.id, method: 'yookassa' });
  });
});
