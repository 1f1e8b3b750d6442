import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type SandboxClock, systemClock } from '../../sandbox/http/clock.ts';
import { Shop } from './harness/shop.ts';
import { operatorId } from './harness/world.ts';

/*
 * The nightly comparison with both providers' lists, run by its command. It leaves alone what is
 * younger than a quarter of an hour, so the providers' clock is behind by more than that.
 */

const behindMs = 20 * 60_000;

const clockBehind: SandboxClock = {
  now: () => systemClock.now() - behindMs,
  after: (delayMs, run) => systemClock.after(delayMs, run),
};

let shop: Shop;

beforeAll(async () => {
  shop = await Shop.start({ sandbox: { clock: clockBehind } });
});

afterEach(async () => {
  await shop.expectGoodOrder();
});

afterAll(async () => {
  await shop.close();
});

/** Compares now. @returns how many new differences there were */
async function reconcile(): Promise<number> {
  const { exitCode, printed } = await shop.world.run<{ differences: number }>('reconcile');
  expect(exitCode).toBe(printed.differences === 0 ? 0 : 1);
  return printed.differences;
}

/** The operator reads about a difference once, today and tomorrow. */
async function expectToldOnce(providerId: string, words: RegExp): Promise<void> {
  const message = await shop.heard(operatorId, (one) => one.text?.includes(providerId) === true);
  expect(message.text).toMatch(words);
  expect(await reconcile()).toBe(0);
  await shop.untilOperatorIsTold();
  const texts = shop.operatorMessages().filter((text) => text.includes(providerId));
  expect(texts).toHaveLength(1);
}

/** Keeps the poll from an order, as if it had given up. */
async function leaveAlone(paymentId: string): Promise<void> {
  await shop.world.query(`update payments set next_check_at = null where id = $1`, [paymentId]);
}

const bought = ['welcome +10', 'purchase +50'];

describe('the nightly comparison', () => {
  test('finds nothing where all is well', async () => {
    const user = await shop.customer();
    await shop.buy(user, 'starter', 'stars');
    await shop.buy(user, 'starter', 'yookassa');
    const card = await shop.buy(user, 'starter', 'telegram_yookassa');
    await shop.refund(card.paymentId, '100');
    await shop.books.untilRefund(card.paymentId, 'succeeded');
    expect(await reconcile()).toBe(0);
    expect(await shop.world.query('select id from payment_differences')).toEqual([]);
  });

  test('credits a payment in Stars that Telegram never told of, once', async () => {
    const user = await shop.customer();
    const order = await shop.order(user, 'starter', 'stars');
    shop.telegram.losePayments(1);
    const chargeId = await shop.charge(user, order);
    await shop.world.ask(user, '/balance');
    await shop.expectCredits(user, 10, ['welcome +10']);

    expect(await reconcile()).toBe(1);
    const facts = await shop.books.untilStatus(order.paymentId, 'paid');
    expect(facts).toMatchObject({ granted: 50, flag: null, events: { paid: 1, difference: 1 } });
    await shop.heard(user, /125 ⭐ has arrived: you receive 50 credits/);
    await expectToldOnce(
      chargeId,
      /Telegram: a payment that was not in our book, 125 ⭐\nRepaired/,
    );

    shop.telegram.repeatPayment(chargeId);
    await shop.world.ask(user, '/balance');
    await shop.expectCredits(user, 60, bought);
  });

  test('books a refund by Telegram that nobody told of', async () => {
    const user = await shop.customer();
    const order = await shop.order(user, 'starter', 'stars');
    const chargeId = await shop.charge(user, order);
    await shop.books.untilStatus(order.paymentId, 'paid');
    shop.telegram.refundElsewhere(chargeId, { silent: true });
    expect(await reconcile()).toBe(1);
    const facts = await shop.books.untilStatus(order.paymentId, 'refunded');
    expect(facts.refunds).toMatchObject([{ origin: 'outside', amount: 125, taken: 50 }]);
    await shop.expectCredits(user, 10, [...bought, 'refund -50']);
    expect(await reconcile()).toBe(0);
  });

  test('has nothing to do after a lost notification: the poll came first', async () => {
    const user = await shop.customer();
    const { paymentId } = await shop.order(user, 'starter', 'yookassa');
    const providerId = await shop.providerId(paymentId);
    shop.yookassa.loseNotifications();
    shop.yookassa.pay(providerId);
    const facts = await shop.books.untilStatus(paymentId, 'paid', 30_000);
    expect(facts.events).toEqual({ ordered: 1, opened: 1, paid: 1 });
    expect(shop.yookassa.notifications({ objectId: providerId })).toMatchObject([
      { state: 'lost' },
    ]);
    expect(await reconcile()).toBe(0);
    await shop.expectCredits(user, 60, bought);
  });

  test('credits a paid page that neither notification nor poll brought', async () => {
    const user = await shop.customer();
    const { paymentId } = await shop.order(user, 'starter', 'yookassa');
    const providerId = await shop.providerId(paymentId);
    await leaveAlone(paymentId);
    shop.yookassa.loseNotifications();
    shop.yookassa.pay(providerId);
    expect(await reconcile()).toBe(1);
    const facts = await shop.books.untilStatus(paymentId, 'paid');
    expect(facts.events).toEqual({ ordered: 1, opened: 1, paid: 1, difference: 1 });
    await expectToldOnce(
      providerId,
      /YooKassa: a payment that was not in our book, 199 ₽\nRepaired/,
    );
    await shop.heard(user, /199 ₽ has arrived/);
    await shop.expectCredits(user, 60, bought);
  });

  test("books a refund of the provider's dashboard whose notification was lost", async () => {
    const user = await shop.customer();
    const { paymentId } = await shop.buy(user, 'starter', 'yookassa');
    shop.yookassa.loseNotifications();
    const refund = shop.yookassa.refundElsewhere(await shop.providerId(paymentId));
    expect(await reconcile()).toBe(1);
    const facts = await shop.books.untilStatus(paymentId, 'refunded');
    expect(facts.refunds).toMatchObject([{ origin: 'outside', amount: 19_900, taken: 50 }]);
    await expectToldOnce(refund.id, /a refund that was not in our book, 199 ₽\nRepaired/);
    await shop.expectCredits(user, 10, [...bought, 'refund -50']);
  });

  test("reports money of another program's making, credits nobody, and says so once", async () => {
    const elsewhere = shop.yookassa.createPaymentElsewhere({
      ...{ amount: '777.00', description: 'Somebody else sold this', metadata: { order: '1' } },
    });
    expect(await reconcile()).toBe(1);
    await expectToldOnce(
      elsewhere.id,
      /YooKassa: a payment that was not in our book, 777 ₽\nPlease look into it/,
    );
    const rows = await shop.world.query('select id from payments where price = 77700');
    expect(rows).toEqual([]);
  });

  test('goes on with one provider while the other is away', async () => {
    const user = await shop.customer();
    const order = await shop.order(user, 'starter', 'stars');
    shop.telegram.losePayments(1);
    await shop.charge(user, order);
    const fault = shop.yookassa.addFault({ kind: 'status', status: 503, path: '/**' });
    await expect(shop.world.run('reconcile')).rejects.toThrow('ended with 1 and printed no report');
    shop.yookassa.removeFaults(fault.id);
    await shop.books.untilStatus(order.paymentId, 'paid');
    await shop.expectCredits(user, 60, bought);
    expect(await reconcile()).toBe(0);
  });
});

test('nothing was amiss', async () => {
  expect(await shop.world.audit()).toEqual({ exitCode: 0, findings: [] });
  shop.expectNothingAmiss(['fatal', 'operator_alert', 'reconciliation_failed']);
});
