import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Shop } from './harness/shop.ts';

/* Promo codes and invitations: what they give, when, how often, and what a refund takes back. */

let shop: Shop;

beforeAll(async () => {
  shop = await Shop.start({
    environment: {
      SETTING_REFERRAL_PAYMENT_PERCENT: '10',
      SETTING_REFERRAL_REWARD_ON: 'first_payment',
    },
  });
});

afterEach(async () => {
  await shop.expectGoodOrder();
});

afterAll(async () => {
  await shop.close();
});

const addPromo = (text: string) =>
  shop.operatorAsks(`/addpromo ${text}`, new RegExp(`Promo code ${text.split(' ')[0]}`));

async function promo(user: number, code: string): Promise<string> {
  return (await shop.world.ask(user, `/promo ${code}`)).text ?? '';
}

describe('a promo code', () => {
  test('gives credits at once, in any spelling, once a person and so often in all', async () => {
    const added = await addPromo('GIFT20 credits 20 2 30');
    expect(added.text).toMatch(/20 credits\nUses in all: 2\nValid until .*\n.*start=promo_GIFT20/);
    const [ann, bob, late] = [
      await shop.customer(),
      await shop.customer(),
      await shop.customer(),
    ] as const;
    expect(await promo(ann, 'gift20')).toContain('you receive 20 credits');
    expect(await promo(ann, 'GIFT20')).toContain('used this promo code already');
    expect(await promo(bob, ' Gift20 ')).toContain('you receive 20 credits');
    expect(await promo(late, 'GIFT20')).toContain('used up');
    expect(await promo(late, 'NOSUCH')).toContain('no such promo code');
    await shop.expectCredits(ann, 30, ['welcome +10', 'promo +20']);
    await shop.expectCredits(bob, 30, ['welcome +10', 'promo +20']);
    await shop.expectCredits(late, 10, ['welcome +10']);
  });

  test('comes with a link too, for newcomers and for those who are here', async () => {
    await addPromo('LINK5 credits 5');
    const newcomer = await shop.customer({ payload: 'promo_LINK5' });
    await shop.heard(newcomer, /you receive 5 credits/);
    await shop.expectCredits(newcomer, 15, ['welcome +10', 'promo +5']);
    const known = await shop.customer();
    shop.telegram.pressStart(known, { payload: 'promo_link5' });
    await shop.heard(known, /you receive 5 credits/);
    await shop.expectCredits(known, 15, ['welcome +10', 'promo +5']);
  });

  test('that is over is refused, and what is no code is not made', async () => {
    await addPromo('SUMMER credits 5 100 1');
    await shop.world.query(
      `update promo_codes set ends_at = now() - interval '1 minute' where code = 'SUMMER'`,
    );
    const user = await shop.customer();
    expect(await promo(user, 'SUMMER')).toContain('is over');
    for (const bad of ['', 'X credits 5', 'HALF discount 100', 'MINUS credits -5', 'A B C D E']) {
      await shop.operatorAsks(`/addpromo ${bad}`, /\/addpromo CODE/);
    }
    await shop.expectCredits(user, 10, ['welcome +10']);
  });

  test.each([
    ['stars', 112, '112 ⭐'],
    ['yookassa', 17_910, '179.10 ₽'],
    ['telegram_yookassa', 17_910, '179.10 ₽'],
  ] as const)(
    'lowers the next price by %s, on invoice and page, once',
    async (...[method, price, shown]) => {
      const code = `TEN${method.replace('_', '').toUpperCase()}`;
      await addPromo(`${code} discount 10`);
      const user = await shop.customer();
      expect(await promo(user, code)).toContain('10% off');
      const offers = await shop.world.ask(user, '/buy');
      expect(offers.text).toContain(`${code}: 10% off`);
      expect(offers.text).toContain(`${shown} (instead of`);
      const order = await shop.order(user, 'starter', method);
      if (method === 'yookassa') {
        const payment = shop.yookassa.payment(await shop.providerId(order.paymentId));
        expect(payment.amount.value).toBe('179.10');
        shop.yookassa.pay(payment.id);
      } else {
        expect(order.message.invoice?.total_amount).toBe(price);
        await shop.charge(user, order);
      }
      const facts = await shop.books.untilStatus(order.paymentId, 'paid');
      expect(facts).toMatchObject({ price, granted: 50, flag: null });
      await shop.operatorTold(order.paymentId, new RegExp(`💰 ${shown}`));
      const next = await shop.order(user, 'starter', 'stars');
      expect(next.message.invoice?.total_amount).toBe(125);
      await shop.expectCredits(user, 60, ['welcome +10', 'purchase +50']);
    },
  );

  test('adds to the next purchase, and goes back with it', async () => {
    await addPromo('PLUS50 bonus 50');
    const user = await shop.customer();
    expect(await promo(user, 'PLUS50')).toContain('50% more credits');
    const { paymentId } = await shop.buy(user, 'standard', 'stars');
    expect(await shop.facts(paymentId)).toMatchObject({ price: 325, granted: 247 });
    await shop.heard(user, /you receive 247 credits[\s\S]*257 credits/);
    await shop.refund(paymentId);
    await shop.books.untilStatus(paymentId, 'refunded');
    await shop.expectCredits(user, 10, ['welcome +10', 'purchase +247', 'refund -247']);
  });

  test('is for one of two open orders: the second is refused, or buys as much less', async () => {
    await addPromo('ONCE discount 20');
    const user = await shop.customer();
    await promo(user, 'ONCE');
    const [first, second, page] = [
      await shop.order(user, 'starter', 'stars'),
      await shop.order(user, 'starter', 'stars'),
      await shop.order(user, 'starter', 'yookassa'),
    ] as const;
    await shop.charge(user, first);
    await shop.books.untilStatus(first.paymentId, 'paid');
    const refused = await shop.pay(user, second);
    expect(refused).toMatchObject({ status: 'refused' });
    shop.yookassa.pay(await shop.providerId(page.paymentId));
    const facts = await shop.books.untilStatus(page.paymentId, 'paid');
    expect(facts).toMatchObject({ price: 15_920, granted: 40, flag: 'promo_used_up' });
    await shop.operatorTold(page.paymentId, /promo code had been used up/);
    await shop.expectCredits(user, 100, ['welcome +10', 'purchase +50', 'purchase +40']);
  });
});

describe('an invitation', () => {
  async function invited(inviter: number): Promise<number> {
    const { text = '' } = await shop.world.ask(inviter, '/invite');
    const payload = /start=(ref_\w+)/.exec(text)?.[1] ?? '';
    return shop.customer({ payload });
  }

  test('pays the inviter a share of each purchase, and the bonus with the first', async () => {
    const inviter = await shop.customer();
    const friend = await invited(inviter);
    await shop.world.ask(friend, 'hello');
    await shop.world.settled(friend);
    await shop.expectCredits(inviter, 10, ['welcome +10']);

    const first = await shop.buy(friend, 'starter', 'stars');
    await shop.expectCredits(inviter, 20, ['welcome +10', 'referral +5', 'referral +5']);
    await shop.heard(inviter, /5 credits/);
    const second = await shop.buy(friend, 'standard', 'yookassa');
    expect(await shop.world.balance(inviter)).toEqual({ available: 36, held: 0 });

    const question = await shop.askRefund(first.paymentId);
    expect(question.text).toContain("The inviter's bonus: 10, of which 10 can be taken back.");
    await shop.refund(first.paymentId);
    const facts = await shop.books.untilStatus(first.paymentId, 'refunded');
    expect(facts.refunds).toMatchObject([{ taken: 50, inviterTaken: 10, shortfall: 0 }]);
    await shop.expectCredits(inviter, 26, [
      ...['welcome +10', 'referral +5', 'referral +5', 'referral +16', 'refund -10'],
    ]);

    await shop.refund(second.paymentId, '249.50');
    const half = await shop.books.untilRefund(second.paymentId, 'succeeded');
    expect(half.refunds).toMatchObject([{ taken: 82, inviterTaken: 8 }]);
    expect(await shop.world.balance(inviter)).toEqual({ available: 18, held: 0 });
    expect(await shop.world.balance(friend)).toEqual({ available: 14 + 165 - 82, held: 0 });
  });

  test('takes back from the inviter only what is left', async () => {
    const inviter = await shop.customer();
    const friend = await invited(inviter);
    const { paymentId } = await shop.buy(friend, 'studio', 'stars');
    expect(await shop.world.balance(inviter)).toEqual({ available: 75, held: 0 });
    for (const word of ['one', 'two', 'three', 'four', 'five', 'six']) {
      await shop.world.ask(inviter, `/image ${word}`, {
        matches: ({ photo }) => photo !== undefined,
      });
    }
    await shop.world.settled(inviter);
    const question = await shop.askRefund(paymentId);
    expect(question.text).toContain("The inviter's bonus: 65, of which 63 can be taken back.");
    await shop.refund(paymentId);
    await shop.books.untilStatus(paymentId, 'refunded');
    expect(await shop.world.balance(inviter)).toEqual({ available: 0, held: 0 });
    expect(await shop.world.balance(friend)).toEqual({ available: 15, held: 0 });
  });
});

test('nothing was amiss', async () => {
  expect(await shop.world.audit()).toEqual({ exitCode: 0, findings: [] });
  shop.expectNothingAmiss();
});
