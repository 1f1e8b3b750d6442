import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { until } from './harness/product.ts';
import { Shop } from './harness/shop.ts';

/* Telegram Stars over the Bot API alone: bought, refused, paid twice, given back. */

let shop: Shop;

beforeAll(async () => {
  shop = await Shop.start({ environment: { SETTING_WELCOME_CREDITS: '1' } });
});

afterEach(async () => {
  await shop.expectGoodOrder();
});

afterAll(async () => {
  await shop.close();
});

const paid = { ordered: 1, checkout_approved: 1, paid: 1 };

/** Somebody with a paid package of 50 credits for 125 Stars. */
async function buyer() {
  const user = await shop.customer();
  const order = await shop.order(user, 'starter', 'stars');
  const chargeId = await shop.charge(user, order);
  await shop.books.untilStatus(order.paymentId, 'paid');
  return { user, order, chargeId, paymentId: order.paymentId };
}

describe('paying with Telegram Stars', () => {
  test('brings the credits, tells the payer and the operator, and shows in the balance', async () => {
    const { user, paymentId, order } = await buyer();
    expect(order.message.invoice).toMatchObject({ currency: 'XTR', total_amount: 125 });
    await shop.heard(user, /50 credits[\s\S]*51 credits/);
    await shop.operatorTold(paymentId, new RegExp(`💰 125 ⭐ from ${user}, 50 credits`));
    expect(await shop.facts(paymentId)).toMatchObject({
      ...{ status: 'paid', origin: 'order', method: 'stars', price: 125, granted: 50 },
      ...{ refunded: 0, flag: null, events: paid, refunds: [] },
    });
    expect(await shop.books.operatorEvents(paymentId)).toEqual([
      {
        ...{ kind: 'payment_received', paymentId, userId: user, credits: 50 },
        paid: { amount: '125', currency: 'XTR' },
      },
    ]);
    await shop.expectCredits(user, 51, ['welcome +1', 'purchase +50']);
    const balance = await shop.world.ask(user, '/balance');
    expect(balance.text).toContain('51 credits');
    expect(balance.text).toMatch(/\+50 .*purchase/);
    expect(shop.telegram.bot().starsBalance).toBeGreaterThanOrEqual(125);
  });

  test('is one tap away where credits lack, and from the balance', async () => {
    const user = await shop.customer();
    const last = shop.world.lastMessageId(user);
    const lacking = await shop.world.ask(user, '/image a lighthouse');
    expect(lacking.text).toContain('Not enough credits');
    await shop.press(user, 'buy', last);
    const offers = await shop.heard(user, /50 credits — 125 ⭐/, last);
    await shop.world.ask(user, '/balance');
    await shop.press(user, 'buy', offers.message_id);
    await shop.heard(user, /50 credits — 125 ⭐/, offers.message_id);
    await shop.expectCredits(user, 1, ['welcome +1']);
  });

  test('brings the credits once when Telegram tells of it three times', async () => {
    const { user, chargeId, paymentId } = await buyer();
    const process = shop.telegram.repeatPayment(chargeId, { times: 2 });
    expect(process.updateIds).toHaveLength(2);
    await until('the repeats to be read', () => shop.telegram.updates().pending === 0);
    await shop.world.ask(user, '/balance');
    expect(await shop.books.paymentsOf(user)).toEqual([paymentId]);
    await shop.expectCredits(user, 51, ['welcome +1', 'purchase +50']);
  });

  test('credits an invoice that two devices pay at once twice, and flags the second', async () => {
    const user = await shop.customer();
    const order = await shop.order(user, 'starter', 'stars');
    // Both are asked before either has its answer.
    shop.telegram.addFault({
      ...{ method: 'answerPreCheckoutQuery', kind: 'delay', delayMs: 1_500, times: 2 },
    });
    const attempts = await Promise.all([
      shop.pay(user, order),
      shop.pay(user, order, { again: true }),
    ]);
    expect(attempts.map(({ status }) => status)).toEqual(['paid', 'paid']);
    await until('both to be booked', async () => {
      const facts = await Promise.all(
        (await shop.books.paymentsOf(user)).map((id) => shop.facts(id)),
      );
      return facts.filter(({ status }) => status === 'paid').length === 2;
    });
    const [first = '', second = ''] = await shop.books.paymentsOf(user);
    expect(await shop.facts(first)).toMatchObject({ origin: 'order', flag: null, granted: 50 });
    expect(await shop.facts(second)).toMatchObject({
      ...{ origin: 'paid_again', flag: 'paid_again', granted: 50, events: { paid: 1 } },
    });
    await shop.operatorTold(second, /💰 125 ⭐/, /Paid again/);
    await shop.expectCredits(user, 101, ['welcome +1', 'purchase +50', 'purchase +50']);
  });
});

describe('a payment in Stars is refused before any Star moves', () => {
  async function expectRefused(
    attempt: Awaited<ReturnType<Shop['pay']>>,
    reason: RegExp,
  ): Promise<void> {
    expect(attempt).toMatchObject({
      status: 'refused',
      error: expect.stringMatching(reason) as string,
    });
  }

  async function untilNoted(paymentId: string): Promise<void> {
    await until('the refusal to be noted', async () => {
      const { events } = await shop.facts(paymentId);
      return events.checkout_refused === 1;
    });
  }

  test('when the invoice is paid already', async () => {
    const { user, order, paymentId } = await buyer();
    await expectRefused(await shop.pay(user, order, { again: true }), /paid already/);
    await untilNoted(paymentId);
    await shop.expectCredits(user, 51, ['welcome +1', 'purchase +50']);
  });

  test("when it is somebody else's; a forwarded copy leads to the shop instead", async () => {
    const owner = await shop.customer();
    const stranger = await shop.customer();
    const order = await shop.order(owner, 'starter', 'stars');
    const group = shop.telegram.createGroup({ title: 'Friends', memberIds: [owner, stranger] });
    const copy = shop.telegram.forwardInvoice(owner, order.message.message_id, {
      toChatId: group.id,
    });
    expect(copy).toMatchObject({ kind: 'deep-link' });
    const last = shop.world.lastMessageId(stranger);
    shop.telegram.pressStart(stranger, { payload: 'payload' in copy ? copy.payload : '' });
    await shop.heard(stranger, (message) => message.reply_markup !== undefined, last);
    expect(shop.said(stranger, last).join()).toMatch(/125 ⭐/);

    const link = await shop.order(owner, 'monthly', 'stars');
    await expectRefused(await shop.pay(stranger, link), /another person's/);
    await untilNoted(link.paymentId);
    await shop.expectCredits(stranger, 1, ['welcome +1']);
    await shop.expectCredits(owner, 1, ['welcome +1']);
  });

  test('when the package was withdrawn', async () => {
    const user = await shop.customer();
    const order = await shop.order(user, 'studio', 'stars');
    await shop.world.query(`update credit_packages set active = false where id = 'studio'`);
    await expectRefused(await shop.pay(user, order), /offer is over/);
    await shop.world.query(`update credit_packages set active = true where id = 'studio'`);
    await untilNoted(order.paymentId);
    await shop.expectCredits(user, 1, ['welcome +1']);
  });

  test('when its day is over; the order then expires without a word', async () => {
    const user = await shop.customer();
    const order = await shop.order(user, 'starter', 'stars');
    await shop.books.age(order.paymentId, 25);
    await expectRefused(await shop.pay(user, order), /offer is over/);
    const facts = await shop.books.untilStatus(order.paymentId, 'expired');
    expect(facts).toMatchObject({ cancelReason: 'not_paid_in_time', granted: 0 });
    await shop.expectCredits(user, 1, ['welcome +1']);
  });

  test('when there are not enough Stars, before or at the last moment', async () => {
    const user = await shop.customer();
    const first = await shop.order(user, 'starter', 'stars');
    const second = await shop.order(user, 'starter', 'stars');
    shop.telegram.setStars(user, 100);
    await expect(shop.pay(user, first)).rejects.toThrow('not enough Stars');
    shop.telegram.setStars(user, 125);
    const attempts = await Promise.all([shop.pay(user, first), shop.pay(user, second)]);
    expect(attempts.map(({ status }) => status).toSorted()).toEqual(['paid', 'refused']);
    const winner = attempts[0]?.status === 'paid' ? first : second;
    const loser = winner === first ? second : first;
    await shop.books.untilStatus(winner.paymentId, 'paid');
    expect(await shop.facts(loser.paymentId)).toMatchObject({ status: 'pending', granted: 0 });
    await shop.expectCredits(user, 51, ['welcome +1', 'purchase +50']);
  });
});

describe('Stars are given back', () => {
  const refunded = { ...paid, refunded: 1 };

  test('whole by the operator, who sees the shortfall before confirming', async () => {
    const { user, paymentId, chargeId } = await buyer();
    for (const word of ['one', 'two', 'three', 'four']) {
      await shop.world.ask(user, word);
    }
    await shop.world.settled(user);
    await shop.operatorAsks(`/refund ${paymentId} 100`, /refunded whole: 125 ⭐/);
    const question = await shop.askRefund(paymentId);
    expect(question.text).toMatch(
      /125 ⭐[\s\S]*47 credits will be taken back[\s\S]*SHORTFALL: 3 credits/,
    );
    expect(await shop.facts(paymentId)).toMatchObject({ status: 'paid', refunds: [] });

    await shop.refund(paymentId);
    const facts = await shop.books.untilStatus(paymentId, 'refunded');
    expect(facts).toMatchObject({
      refunded: 125,
      events: { ...refunded, refund_requested: 1 },
      refunds: [{ status: 'succeeded', origin: 'admin', amount: 125, taken: 47, shortfall: 3 }],
    });
    await shop.heard(user, /125 ⭐[\s\S]*47 credits/);
    await shop.operatorTold(
      paymentId,
      /Refunded 125 ⭐ to .*taken back: 47\n.*Shortfall: 3 credits/,
    );
    expect(await shop.world.balance(user)).toEqual({ available: 0, held: 0 });
    expect(shop.telegram.payments(user)).toMatchObject([{ chargeId, status: 'refunded' }]);
    await shop.operatorAsks(`/refund ${paymentId}`, /refunded already/);
  });

  test("by Telegram's support, who tells the bot", async () => {
    const { user, paymentId, chargeId } = await buyer();
    shop.telegram.refundElsewhere(chargeId, {});
    const facts = await shop.books.untilStatus(paymentId, 'refunded');
    expect(facts).toMatchObject({
      events: refunded,
      refunds: [{ status: 'succeeded', origin: 'outside', amount: 125, taken: 50, shortfall: 0 }],
    });
    await shop.operatorTold(paymentId, /Refunded outside the bot: 125 ⭐ .*taken back: 50\n/);
    await shop.expectCredits(user, 1, ['welcome +1', 'purchase +50', 'refund -50']);
  });
});

test('nothing was amiss', async () => {
  expect(await shop.world.audit()).toEqual({ exitCode: 0, findings: [] });
  shop.expectNothingAmiss();
});
