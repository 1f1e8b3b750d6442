import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Shop } from './harness/shop.ts';
import { textOf } from './harness/shop-messages.ts';
import { operatorId } from './harness/world.ts';

/* Money in rubles given back: whole, in parts, later, not at all, in the provider's dashboard. */

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

async function buyer(packageId = 'starter') {
  const user = await shop.customer();
  const { paymentId } = await shop.buy(user, packageId, 'yookassa');
  return { user, paymentId, providerId: await shop.providerId(paymentId) };
}

const entries = ['welcome +10', 'purchase +50'];

describe('a payment in rubles is refunded by the operator', () => {
  test('whole, with a question first and once however often it is confirmed', async () => {
    const { user, paymentId, providerId } = await buyer();
    const question = await shop.askRefund(paymentId);
    expect(question.text).toContain(`Refund 199 ₽ of 199 ₽ to user ${user}?`);
    expect(question.text).toContain('50 credits will be taken back');
    expect(question.text).not.toContain('SHORTFALL');
    expect(shop.yookassa.refunds({ paymentId: providerId })).toEqual([]);

    const data = `refund:${paymentId}:19900`;
    await Promise.all([
      shop.telegram.pressButton(operatorId, question.message_id, { data }),
      shop.telegram.pressButton(operatorId, question.message_id, { data }),
    ]);
    const facts = await shop.books.untilStatus(paymentId, 'refunded');
    expect(facts).toMatchObject({
      ...{ price: 19_900, refunded: 19_900, granted: 50 },
      events: { ordered: 1, opened: 1, paid: 1, refund_requested: 1, refunded: 1 },
      refunds: [{ status: 'succeeded', origin: 'admin', amount: 19_900, taken: 50, shortfall: 0 }],
    });
    expect(shop.yookassa.refunds({ paymentId: providerId })).toMatchObject([
      { status: 'succeeded', amount: { value: '199.00', currency: 'RUB' } },
    ]);
    await shop.heard(operatorId, /Refund of 199 ₽[\s\S]*The money is refunded\.\n50 credits/);
    await shop.operatorTold(paymentId, new RegExp(`Refunded 199 ₽ to ${user}, .*back: 50`));
    await shop.heard(user, /refunded 199 ₽ to you[\s\S]*50 credits of that purchase/);
    await shop.expectCredits(user, 10, [...entries, 'refund -50']);
    await shop.operatorAsks(`/refund ${paymentId}`, /refunded already/);

    const story = await shop.operatorAsks(`/payment ${paymentId}`, /Status: refunded/);
    for (const fact of ['199 ₽', String(user), 'starter', '50 credits', providerId]) {
      expect(story.text).toContain(fact);
    }
    expect(story.text).toMatch(
      /ordered[\s\S]*opened[\s\S]*paid[\s\S]*refund_requested[\s\S]*refunded/,
    );
    const support = await shop.world.ask(user, '/paysupport');
    expect(support.text).toMatch(
      new RegExp(`199 ₽, 50 credits \\(199 ₽ refunded\\)\n${paymentId}`),
    );
  });

  test('in parts that add up to the whole, and never more', async () => {
    const { user, paymentId, providerId } = await buyer();
    await shop.refund(paymentId, '66.33');
    await shop.books.untilRefund(paymentId, 'succeeded');
    await shop.expectCredits(user, 44, [...entries, 'refund -16']);
    expect(await shop.facts(paymentId)).toMatchObject({ status: 'paid', refunded: 6_633 });
    await shop.heard(user, /refunded 66\.33 ₽ to you[\s\S]*16 credits/);

    await shop.operatorAsks(`/refund ${paymentId} 132.68`, /At most 132\.67 ₽ can be refunded/);
    await shop.operatorAsks(`/refund ${paymentId} 1.005`, /\/refund <payment id>|usage/i);
    await shop.refund(paymentId, '0.01');
    await shop.refund(paymentId);
    const facts = await shop.books.untilStatus(paymentId, 'refunded');
    expect(facts.refunds.map(({ amount }) => amount)).toEqual([6_633, 1, 13_266]);
    expect(facts.refunds.reduce((sum, { taken }) => sum + taken, 0)).toBe(50);
    expect(facts.events).toMatchObject({ refund_requested: 3, refunded: 3 });
    expect(shop.yookassa.payment(providerId).refunded_amount?.value).toBe('199.00');
    await shop.operatorTold(paymentId, /Refunded 66\.33 ₽/);
    await shop.operatorTold(paymentId, /Refunded 132\.66 ₽/);
    expect(await shop.world.balance(user)).toEqual({ available: 10, held: 0 });
  });

  test('later, when the provider takes its time: the credits are gone at once', async () => {
    const { user, paymentId, providerId } = await buyer();
    shop.yookassa.nextRefunds({ status: 'pending' });
    await shop.refund(paymentId);
    const waiting = await shop.books.untilRefund(paymentId, 'pending');
    expect(waiting).toMatchObject({ status: 'paid', refunded: 0, events: { refund_pending: 1 } });
    await shop.heard(operatorId, new RegExp(`${paymentId}\nThe provider is working on it`));
    await shop.expectCredits(user, 10, [...entries, 'refund -50']);
    await shop.operatorAsks(`/refund ${paymentId}`, /refunded already/);

    const [refund] = shop.yookassa.refunds({ paymentId: providerId });
    shop.yookassa.settleRefund(refund?.id ?? '', { status: 'succeeded' });
    const facts = await shop.books.untilStatus(paymentId, 'refunded');
    expect(facts).toMatchObject({ refunded: 19_900, refunds: [{ status: 'succeeded' }] });
    await shop.heard(user, /refunded 199 ₽ to you/);
    await shop.operatorTold(paymentId, /Refunded 199 ₽/);
    await shop.expectCredits(user, 10, [...entries, 'refund -50']);
  });

  test('and not at all when the provider cancels it: the credits come back', async () => {
    const { user, paymentId, providerId } = await buyer();
    shop.yookassa.nextRefunds({ status: 'pending' });
    await shop.refund(paymentId);
    await shop.books.untilRefund(paymentId, 'pending');
    const [refund] = shop.yookassa.refunds({ paymentId: providerId });
    // Nobody is told of a canceled refund: the poll asks.
    shop.yookassa.settleRefund(refund?.id ?? '', {
      ...{ status: 'canceled', reason: 'insufficient_funds' },
    });
    await shop.books.lookNow(paymentId);
    const facts = await shop.books.untilRefund(paymentId, 'canceled');
    expect(facts).toMatchObject({
      ...{ status: 'paid', refunded: 0 },
      events: { refund_requested: 1, refund_pending: 1, refund_canceled: 1 },
    });
    await shop.operatorTold(paymentId, /The refund of 199 ₽ failed: insufficient_funds/);
    await shop.expectCredits(user, 60, [...entries, 'refund -50', 'refund +50']);
    expect(shop.said(user).join()).not.toContain('refunded');

    await shop.refund(paymentId);
    await shop.books.untilStatus(paymentId, 'refunded');
    await shop.expectCredits(user, 10, [...entries, 'refund -50', 'refund +50', 'refund -50']);
  });

  test('nobody else can: the command does not exist, and a made-up button does nothing', async () => {
    const { user, paymentId } = await buyer();
    const answer = await shop.world.ask(user, `/refund ${paymentId}`);
    expect(textOf(answer)).toContain('do not know this command');
    shop.injectPress(user, answer, `refund:${paymentId}:19900`, '77004');
    await shop.telegram.watch.call(({ method, params }) => {
      return method === 'answerCallbackQuery' && params.callback_query_id === '77004';
    });
    await shop.expectCredits(user, 60, entries);
  });
});

describe("a refund made in the provider's dashboard", () => {
  test('is noticed and booked, whole and in part', async () => {
    const { user, paymentId, providerId } = await buyer();
    shop.yookassa.refundElsewhere(providerId, { amount: '99.50' });
    const half = await shop.books.untilRefund(paymentId, 'succeeded');
    expect(half).toMatchObject({
      ...{ status: 'paid', refunded: 9_950 },
      refunds: [{ status: 'succeeded', origin: 'outside', amount: 9_950, taken: 25 }],
    });
    await shop.operatorTold(paymentId, /Refunded outside the bot: 99\.50 ₽ .*back: 25/);
    await shop.heard(user, /refunded 99\.50 ₽ to you[\s\S]*25 credits/);
    shop.yookassa.refundElsewhere(providerId);
    const whole = await shop.books.untilStatus(paymentId, 'refunded');
    expect(whole).toMatchObject({ refunded: 19_900, events: { refunded: 2 } });
    await shop.expectCredits(user, 10, [...entries, 'refund -25', 'refund -25']);
  });

  test('of credits that are spent leaves a shortfall and nothing below zero', async () => {
    const { user, paymentId, providerId } = await buyer();
    for (const word of ['one', 'two', 'three', 'four', 'five', 'six']) {
      await shop.world.ask(user, `/image ${word}`, { matches: ({ photo }) => photo !== undefined });
    }
    await shop.world.settled(user);
    expect(await shop.world.balance(user)).toEqual({ available: 48, held: 0 });
    shop.yookassa.refundElsewhere(providerId);
    const facts = await shop.books.untilStatus(paymentId, 'refunded');
    expect(facts.refunds).toMatchObject([{ origin: 'outside', taken: 48, shortfall: 2 }]);
    await shop.operatorTold(paymentId, /back: 48\n.*Shortfall: 2 credits/);
    expect(await shop.world.balance(user)).toEqual({ available: 0, held: 0 });
  });
});

test('nothing was amiss', async () => {
  expect(await shop.world.audit()).toEqual({ exitCode: 0, findings: [] });
  shop.expectNothingAmiss();
});
