import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { until } from './harness/product.ts';
import { Shop } from './harness/shop.ts';
import { pushSettings } from './harness/shop-settings.ts';

/*
 * Rubles inside Telegram: an invoice that YooKassa carries out, and gives back. Here Telegram pushes its
 * updates; elsewhere it is asked for them.
 */

let shop: Shop;

beforeAll(async () => {
  shop = await Shop.start({ environment: await pushSettings() });
});

afterEach(async () => {
  await shop.expectGoodOrder();
});

afterAll(async () => {
  await shop.close();
});

async function buyer() {
  const user = await shop.customer();
  const order = await shop.buy(user, 'starter', 'telegram_yookassa');
  const { paymentId } = order;
  return { user, order, paymentId, providerId: await shop.providerId(paymentId) };
}

const entries = ['welcome +10', 'purchase +50'];

describe('YooKassa through Telegram', () => {
  test('brings the credits, known at YooKassa under the id that Telegram reports', async () => {
    const { user, order, paymentId, providerId } = await buyer();
    expect(order.message.invoice).toMatchObject({ currency: 'RUB', total_amount: 19_900 });
    const view = shop.telegram.invoiceOfMessage(user, order.message.message_id);
    expect(view).toMatchObject({ needEmail: false, isTest: true });
    expect(shop.yookassa.payment(providerId)).toMatchObject({
      ...{ status: 'succeeded', amount: { value: '199.00', currency: 'RUB' } },
    });
    expect(await shop.facts(paymentId)).toMatchObject({
      ...{ method: 'telegram_yookassa', origin: 'order', price: 19_900, granted: 50 },
      ...{ flag: null, events: { ordered: 1, checkout_approved: 1, paid: 1 } },
    });
    await shop.heard(user, /199 ₽ has arrived: you receive 50 credits[\s\S]*60 credits/);
    await shop.operatorTold(paymentId, new RegExp(`💰 199 ₽ from ${user}, 50 credits`));
    await shop.expectCredits(user, 60, entries);
  });

  test('costs nothing when the provider declines, and can be tried again', async () => {
    const user = await shop.customer();
    const order = await shop.order(user, 'starter', 'telegram_yookassa');
    const declined = await shop.pay(user, order, { decline: true });
    expect(declined).toMatchObject({ status: 'refused', error: 'PAYMENT_FAILED' });
    await until('the checkout to be noted', async () => {
      return (await shop.facts(order.paymentId)).events.checkout_approved === 1;
    });
    expect(await shop.facts(order.paymentId)).toMatchObject({ status: 'pending', granted: 0 });
    await shop.expectCredits(user, 10, ['welcome +10']);

    await shop.charge(user, order);
    await shop.books.untilStatus(order.paymentId, 'paid');
    await shop.expectCredits(user, 60, entries);
  });

  test('is not paid twice, nor after its day', async () => {
    const { user, order } = await buyer();
    const again = await shop.pay(user, order, { again: true });
    expect(again).toMatchObject({ status: 'refused' });
    const late = await shop.order(user, 'starter', 'telegram_yookassa');
    await shop.books.age(late.paymentId, 25);
    const attempt = await shop.pay(user, late);
    expect(attempt).toMatchObject({ status: 'refused' });
    await shop.books.untilStatus(late.paymentId, 'expired');
    await shop.expectCredits(user, 60, entries);
  });

  test("is refunded through YooKassa's own API, in part and then the rest", async () => {
    const { user, paymentId, providerId } = await buyer();
    await shop.refund(paymentId, '99,50');
    const half = await shop.books.untilRefund(paymentId, 'succeeded');
    expect(half).toMatchObject({ status: 'paid', refunded: 9_950 });
    await shop.expectCredits(user, 35, [...entries, 'refund -25']);
    await shop.refund(paymentId);
    const facts = await shop.books.untilStatus(paymentId, 'refunded');
    expect(facts).toMatchObject({
      refunded: 19_900,
      events: { refund_requested: 2, refunded: 2, paid: 1 },
    });
    expect(shop.yookassa.payment(providerId).refunded_amount?.value).toBe('199.00');
    await shop.heard(user, /refunded 99\.50 ₽ to you[\s\S]*25 credits/);
    await shop.operatorTold(paymentId, /Refunded 99\.50 ₽ .*back: 25/);
    await shop.expectCredits(user, 10, [...entries, 'refund -25', 'refund -25']);
  });

  test("refunded in YooKassa's dashboard is noticed", async () => {
    const { user, paymentId, providerId } = await buyer();
    shop.yookassa.refundElsewhere(providerId);
    const facts = await shop.books.untilStatus(paymentId, 'refunded');
    expect(facts.refunds).toMatchObject([{ origin: 'outside', amount: 19_900, taken: 50 }]);
    await shop.operatorTold(paymentId, /Refunded outside the bot: 199 ₽/);
    await shop.expectCredits(user, 10, [...entries, 'refund -50']);
  });

  test('is told in Russian to those who speak it', async () => {
    const user = await shop.customer({ language: 'ru' });
    const { paymentId, message } = await shop.buy(user, 'starter', 'telegram_yookassa');
    expect(message.invoice?.title).toBe('50 кредитов');
    await shop.heard(user, /199 ₽[\s\S]*50 кредитов[\s\S]*60 кредитов/);
    await shop.refund(paymentId);
    await shop.books.untilStatus(paymentId, 'refunded');
    await shop.heard(user, /199 ₽[\s\S]*50 кредитов/);
  });
});

test('nothing was amiss', async () => {
  expect(await shop.world.audit()).toEqual({ exitCode: 0, findings: [] });
  shop.expectNothingAmiss();
});
