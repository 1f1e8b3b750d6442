import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { until } from './harness/product.ts';
import { type Order, Shop } from './harness/shop.ts';
import { hasButton } from './harness/shop-messages.ts';

/* YooKassa's payment page over HTTP alone: paid by every method, declined, left to expire, checked. */

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

async function open(packageId = 'starter') {
  const user = await shop.customer();
  const order = await shop.order(user, packageId, 'yookassa');
  const providerId = await shop.providerId(order.paymentId);
  return { user, order, providerId, paymentId: order.paymentId };
}

/** What the payer does in a browser. @returns the page that follows */
async function submit({ url = '' }: Order, form: Record<string, string>): Promise<string> {
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams(form) });
  return response.text();
}

const checkButton = (paymentId: string) => `check:${paymentId}`;

const bought = { ordered: 1, opened: 1, paid: 1 };

describe('the payment page', () => {
  test('takes the money that was shown and brings the credits', async () => {
    const { user, order, providerId, paymentId } = await open('standard');
    expect(order.message.text).toContain('499 ₽');
    expect(hasButton(order.message, checkButton(paymentId))).toBe(true);
    const page = await (await fetch(order.url ?? '')).text();
    expect(page).toContain('₽499');
    expect(page).toContain('150 credits');
    expect(await submit(order, { action: 'pay', method: 'bank_card' })).toContain('Paid');

    const facts = await shop.books.untilStatus(paymentId, 'paid');
    expect(facts).toMatchObject({
      ...{ method: 'yookassa', origin: 'order', price: 49_900, granted: 165, flag: null },
      ...{ refunded: 0, events: bought, refunds: [] },
    });
    await shop.heard(user, /499 ₽ has arrived: you receive 165 credits[\s\S]*175 credits/);
    await shop.operatorTold(paymentId, new RegExp(`💰 499 ₽ from ${user}, 165 credits`));
    expect(await shop.books.operatorEvents(paymentId)).toMatchObject([
      { kind: 'payment_received', paid: { amount: '499.00', currency: 'RUB' }, credits: 165 },
    ]);
    await shop.expectCredits(user, 175, ['welcome +10', 'purchase +165']);

    const { body, idempotenceKey } = await shop.yookassa.watch.call(
      ({ method, answer }) => method === 'POST' && idOf(answer) === providerId,
    );
    expect(body).toMatchObject({
      ...{ amount: { value: '499.00', currency: 'RUB' }, capture: true },
      ...{ description: '150 credits', metadata: { order_id: paymentId } },
    });
    expect(body).not.toHaveProperty('receipt');
    expect(idempotenceKey).toBe(paymentId);
  });

  test.each(['sberbank', 'sbp', 'yoo_money', 'tinkoff_bank'] as const)(
    'takes %s just as well',
    async (method) => {
      const { user, providerId, paymentId } = await open();
      shop.yookassa.pay(providerId, { method });
      const facts = await shop.books.untilStatus(paymentId, 'paid');
      expect(facts).toMatchObject({ price: 19_900, granted: 50, events: bought });
      await shop.operatorTold(paymentId, /💰 199 ₽/);
      await shop.expectCredits(user, 60, ['welcome +10', 'purchase +50']);
    },
  );

  test('is opened once by one press, however often the press arrives', async () => {
    const user = await shop.customer();
    const offers = await shop.world.ask(user, '/buy');
    for (let times = 0; times < 3; times += 1) {
      shop.injectPress(user, offers, 'pay:yookassa:starter', '77003');
    }
    await shop.heard(user, /To pay: 199 ₽/);
    await until('the presses to be read', () => shop.telegram.updates().pending === 0);
    await shop.world.ask(user, '/balance');
    const [paymentId, ...others] = await shop.books.paymentsOf(user);
    expect(others).toEqual([]);
    const made = shop.yookassa.payments().filter((one) => one.metadata?.order_id === paymentId);
    expect(made).toHaveLength(1);
  });
});

describe('a payment page that brings no money', () => {
  test.each([
    ['insufficient_funds', /not enough money on the card/],
    ['3d_secure_failed', /did not confirm it by code/],
    ['general_decline', /bank declined it/],
  ] as const)('says why: %s', async (reason, words) => {
    const { user, order, paymentId } = await open();
    await submit(order, { action: 'decline', reason });
    const facts = await shop.books.untilStatus(paymentId, 'canceled');
    expect(facts).toMatchObject({
      ...{ cancelReason: reason, granted: 0 },
      events: { ordered: 1, opened: 1, canceled: 1 },
    });
    await shop.heard(user, new RegExp(`199 ₽ did not work out. .*${words.source}`));
    const { answer } = await shop.press(user, checkButton(paymentId));
    expect(answer?.text).toMatch(words);
    expect(await shop.books.operatorEvents(paymentId)).toEqual([]);
    await shop.expectCredits(user, 10, ['welcome +10']);
  });

  test('ends without a word when nobody pays in time', async () => {
    const { user, order, paymentId } = await open();
    const last = shop.world.lastMessageId(user);
    await submit(order, { action: 'expire' });
    const facts = await shop.books.untilStatus(paymentId, 'expired');
    expect(facts).toMatchObject({
      cancelReason: 'expired_on_confirmation',
      events: { ordered: 1, opened: 1, expired: 1 },
    });
    const { answer } = await shop.press(user, checkButton(paymentId));
    expect(answer?.text).toContain('The time to pay ran out');
    expect(shop.said(user, last)).toEqual([]);
    await shop.expectCredits(user, 10, ['welcome +10']);
  });

  test('is noticed by the poll when its time is up and no notification comes', async () => {
    const { paymentId, providerId } = await open();
    shop.yookassa.loseNotifications();
    shop.yookassa.expire(providerId);
    await shop.books.untilStatus(paymentId, 'expired', 30_000);
  });
});

describe('"I have paid: check"', () => {
  test('says that nothing has come, then brings the credits before any notification', async () => {
    const { user, providerId, paymentId } = await open();
    const early = await shop.press(user, checkButton(paymentId));
    expect(early.answer).toMatchObject({ showAlert: true });
    expect(early.answer?.text).toContain('Not paid yet');

    shop.yookassa.holdNotifications();
    shop.yookassa.pay(providerId);
    const { answer } = await shop.press(user, checkButton(paymentId));
    expect(answer?.text).toContain('you got 50 credits');
    await shop.expectCredits(user, 60, ['welcome +10', 'purchase +50']);

    expect(shop.yookassa.releaseNotifications()).toBe(1);
    await shop.yookassa.watch.quiet();
    await until('the late notification to be read', async () => {
      const open = await shop.world.query(
        'select id from payment_notifications where handled_at is null',
      );
      return open.length === 0;
    });
    expect((await shop.facts(paymentId)).events).toEqual(bought);
    await shop.expectCredits(user, 60, ['welcome +10', 'purchase +50']);
  });

  test("is of no use to a stranger's eyes", async () => {
    const { paymentId } = await open();
    const stranger = await open();
    shop.injectPress(stranger.user, stranger.order.message, checkButton(paymentId), '77002');
    const call = await shop.telegram.watch.call(
      ({ method, params }) =>
        method === 'answerCallbackQuery' && params.callback_query_id === '77002',
      { timeoutMs: 10_000 },
    );
    expect(call.params.text).toBe('This button is for the person who asked.');
  });
});

test('nothing was amiss', async () => {
  expect(await shop.world.audit()).toEqual({ exitCode: 0, findings: [] });
  shop.expectNothingAmiss();
});

const idOf = (answer: unknown): unknown => (answer as { readonly id?: unknown } | undefined)?.id;
