import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { until } from './harness/product.ts';
import { Shop } from './harness/shop.ts';

/* A subscription in Stars from its first month to its end. 200 credits a month for 350 Stars. */

let shop: Shop;

beforeAll(async () => {
  shop = await Shop.start();
});

afterEach(async () => {
  await shop.expectGoodOrder();
});

afterAll(async () => {
  await shop.close();
});

async function subscriber() {
  const user = await shop.customer();
  const order = await shop.order(user, 'monthly', 'stars');
  const chargeId = await shop.charge(user, order);
  await shop.books.untilStatus(order.paymentId, 'paid');
  return { user, order, chargeId, paymentId: order.paymentId };
}

interface SubscriptionRow {
  readonly state: string;
  readonly paid_until: Date;
}

async function subscriptionOf(paymentId: string): Promise<SubscriptionRow | undefined> {
  const rows = await shop.world.query<SubscriptionRow>(
    'select state, paid_until from subscriptions where order_id = $1',
    [paymentId],
  );
  return rows[0];
}

async function untilState(paymentId: string, state: string): Promise<void> {
  await until(`the subscription to be ${state}`, async () => {
    return (await subscriptionOf(paymentId))?.state === state;
  });
}

const daysLeft = (row: SubscriptionRow | undefined): number =>
  Math.round(((row?.paid_until.getTime() ?? 0) - Date.now()) / 86_400_000);

const month = ['welcome +10', 'purchase +200'];

describe('a subscription', () => {
  test('brings its first month, is shown with its end, and is sold once at a time', async () => {
    const { user, paymentId, order } = await subscriber();
    expect(order.url).toMatch(/^https:\/\/t\.me\/\$/);
    expect(daysLeft(await subscriptionOf(paymentId))).toBe(30);
    await shop.heard(user, /200 credits/);
    await shop.operatorTold(paymentId, new RegExp(`💰 350 ⭐ from ${user}, 200 credits`));
    expect(await shop.facts(paymentId)).toMatchObject({
      ...{ status: 'paid', granted: 200, price: 350, flag: null },
      events: { ordered: 1, checkout_approved: 1, paid: 1 },
    });
    await shop.expectCredits(user, 210, month);

    const last = shop.world.lastMessageId(user);
    const offers = await shop.world.ask(user, '/buy');
    expect(offers.text).toMatch(/350 ⭐/);
    await shop.press(user, 'buy:monthly', last);
    await shop.heard(user, /already have this subscription/, offers.message_id);
    expect(await shop.books.paymentsOf(user)).toEqual([paymentId]);
  });

  test('renews with a payment of its own, and with the same credits', async () => {
    const { user, paymentId, chargeId } = await subscriber();
    const renewed = shop.telegram.renewSubscription(chargeId);
    expect(renewed.status).toBe('paid');
    await until('the renewal to be booked', async () => {
      return (await shop.books.paymentsOf(user)).length === 2;
    });
    const [, renewal = ''] = await shop.books.paymentsOf(user);
    expect(await shop.facts(renewal)).toMatchObject({
      ...{ status: 'paid', origin: 'renewal', price: 350, granted: 200, flag: null },
      events: { paid: 1 },
    });
    expect(daysLeft(await subscriptionOf(paymentId))).toBe(60);
    await shop.operatorTold(renewal, /💰 350 ⭐/);
    await shop.heard(user, /renewed for 350 ⭐: you receive 200 credits[\s\S]*410 credits/);
    await shop.expectCredits(user, 410, [...month, 'purchase +200']);

    await shop.refund(renewal);
    await shop.books.untilStatus(renewal, 'refunded');
    expect(await shop.facts(paymentId)).toMatchObject({ status: 'paid', refunded: 0 });
    await shop.expectCredits(user, 210, [...month, 'purchase +200', 'refund -200']);
  });

  test('is stopped and resumed in the bot, and keeps what is paid', async () => {
    const { user, paymentId, chargeId } = await subscriber();
    const offers = await shop.world.ask(user, '/buy');
    const stopped = await shop.press(user, `sub:off:${paymentId}`, offers.message_id - 1);
    expect(stopped.answer?.text).toContain('Subscription canceled');
    await untilState(paymentId, 'canceled');
    expect(shop.telegram.subscriptions(user)).toMatchObject([{ chargeId, state: 'canceled' }]);
    expect(() => shop.telegram.renewSubscription(chargeId)).toThrow('not renewed');

    await shop.press(user, `sub:on:${paymentId}`, offers.message_id - 1);
    await untilState(paymentId, 'active');
    shop.telegram.resumeSubscription(chargeId);
    expect(shop.telegram.renewSubscription(chargeId).status).toBe('paid');
    await until('the renewal to be booked', async () => {
      return (await shop.world.balance(user)).available === 410;
    });
    await shop.expectCredits(user, 410, [...month, 'purchase +200']);
  });

  test("cannot be stopped by a stranger's made-up button", async () => {
    const { paymentId } = await subscriber();
    const stranger = await subscriber();
    const offers = await shop.world.ask(stranger.user, '/buy');
    shop.injectPress(stranger.user, offers, `sub:off:${paymentId}`, '77001');
    await until('the press to be read', () => shop.telegram.updates().pending === 0);
    await shop.world.ask(stranger.user, '/balance');
    expect((await subscriptionOf(paymentId))?.state).toBe('active');
    expect((await subscriptionOf(stranger.paymentId))?.state).toBe('active');
  });

  test('that the payer cancels in Telegram is told of, and resumes there too', async () => {
    const { user, paymentId, chargeId } = await subscriber();
    const last = shop.world.lastMessageId(user);
    shop.telegram.cancelSubscription(chargeId);
    await untilState(paymentId, 'canceled');
    await shop.heard(user, /subscription is canceled/, last);
    shop.telegram.resumeSubscription(chargeId);
    await untilState(paymentId, 'active');
    await shop.heard(user, /subscription is on/, last);
    await shop.expectCredits(user, 210, month);
  });

  test('that cannot be collected brings nothing, and says so', async () => {
    const { user, paymentId, chargeId } = await subscriber();
    const last = shop.world.lastMessageId(user);
    shop.telegram.setStars(user, 10);
    expect(shop.telegram.renewSubscription(chargeId)).toMatchObject({ status: 'refused' });
    await untilState(paymentId, 'failed');
    await shop.heard(user, /could not be renewed/, last);
    await shop.expectCredits(user, 210, month);

    shop.telegram.setStars(user, 1_000);
    expect(shop.telegram.renewSubscription(chargeId).status).toBe('paid');
    await untilState(paymentId, 'active');
    await shop.expectCredits(user, 410, [...month, 'purchase +200']);
  });
});

test('nothing was amiss', async () => {
  expect(await shop.world.audit()).toEqual({ exitCode: 0, findings: [] });
  shop.expectNothingAmiss();
});
