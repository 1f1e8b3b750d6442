import { describe, expect, test } from 'vitest';
import { credits } from '../../../../src/domain/credits/credits.ts';
import type { User } from '../../../../src/domain/users/user.ts';
import { at } from '../../../builders/domain.ts';
import { aPromo, stars } from '../../../builders/payments.ts';
import { minuteMs, Shop } from './shop.ts';

type Fields = Parameters<typeof aPromo>[0];

const withCode = async (fields: Fields = {}) => {
  const shop = await Shop.open();
  const promo = aPromo({ benefit: { kind: 'credits', credits: 25 }, ...fields });
  await shop.unitOfWork.direct.promos.save(promo);
  const redeem = async ({ id }: Pick<User, 'id'>, text = promo.code) => {
    const redeemed = await shop.till.redeem.execute(id, text);
    return redeemed.ok ? redeemed.value.granted : redeemed.error.kind;
  };
  return { shop, promo, redeem };
};

describe('RedeemPromo', () => {
  test('gives credits at once, however the code is typed', async () => {
    const { shop, promo, redeem } = await withCode();
    const user = await shop.newcomer();
    expect(await redeem(user, ` ${promo.code.toLowerCase()} `)).toBe(25);
    expect(await shop.entries(user)).toEqual(['grant promo 25']);
    const [entry] = await shop.unitOfWork.direct.credits.latest(user.id, 1);
    expect(entry?.note).toBe(promo.code);
    const [redemption] = shop.unitOfWork.state().redemptions.values();
    expect(redemption).toMatchObject({ usedAt: shop.clock.now() });
    expect(await shop.unitOfWork.direct.promos.find(promo.code)).toMatchObject({ redemptions: 1 });
    expect(await shop.unitOfWork.direct.promos.waiting(user.id, shop.clock.now())).toBeUndefined();
    expect(await shop.findings()).toEqual([]);
  });

  test('gives a percentage on the next purchase', async () => {
    const { shop, redeem } = await withCode({ benefit: { kind: 'bonus', percent: 20 } });
    const user = await shop.newcomer();
    expect(await redeem(user)).toBe(0);
    expect(await shop.balance(user)).toEqual({ available: 0, held: 0 });
    await shop.paidStars(user);
    expect(await shop.balance(user)).toEqual({ available: 120, held: 0 });
    await shop.paidStars(user);
    expect(await shop.balance(user)).toEqual({ available: 220, held: 0 });
  });

  test('knows no code that is unknown, impossible, off, or not begun', async () => {
    const { shop, redeem, promo } = await withCode({
      startsAt: at(minuteMs),
      endsAt: at(2 * minuteMs),
    });
    const user = await shop.newcomer();
    expect(await redeem(user, 'NOSUCHCODE')).toBe('promo_unknown');
    expect(await redeem(user, "'; DROP TABLE promos")).toBe('promo_unknown');
    expect(await redeem(user)).toBe('promo_unknown');
    shop.clock.advance(minuteMs);
    await shop.unitOfWork.direct.promos.save({ ...promo, enabled: false });
    expect(await redeem(user)).toBe('promo_unknown');
    await shop.unitOfWork.direct.promos.save(promo);
    expect(await redeem(user)).toBe(25);
    shop.clock.advance(minuteMs);
    expect(await redeem(await shop.newcomer())).toBe('promo_over');
    expect(await shop.balance(user)).toEqual({ available: 25, held: 0 });
  });

  test('keeps a code’s limit for each user, however often they click', async () => {
    const { shop, redeem } = await withCode({ maxPerUser: 2 });
    const user = await shop.newcomer();
    const outcomes = await Promise.all([1, 2, 3, 4, 5].map(() => redeem(user)));
    expect(outcomes.toSorted()).toEqual([
      ...[25, 25, 'promo_already_used', 'promo_already_used', 'promo_already_used'],
    ]);
    expect(await shop.balance(user)).toEqual({ available: 50, held: 0 });
  });

  test('keeps a code’s limit among all users, however many come at once', async () => {
    const { shop, promo, redeem } = await withCode({ maxRedemptions: 3 });
    const users = await Promise.all([1, 2, 3, 4, 5].map(() => shop.newcomer()));
    const outcomes = await Promise.all(users.map((user) => redeem(user)));
    expect(outcomes.filter((one) => one === 25)).toHaveLength(3);
    expect(outcomes.filter((one) => one === 'promo_used_up')).toHaveLength(2);
    expect(await shop.unitOfWork.direct.promos.find(promo.code)).toMatchObject({ redemptions: 3 });
  });

  test('whose code ended is not given on a later purchase, but on one ordered in time', async () => {
    const { shop, redeem } = await withCode({
      benefit: { kind: 'discount', percent: 50 },
      endsAt: at(minuteMs),
    });
    const user = await shop.newcomer();
    await redeem(user);
    const inTime = await shop.order(user, 'stars');
    expect(inTime).toMatchObject({ price: stars(25), promo: { listPrice: stars(50) } });
    shop.clock.advance(minuteMs);
    expect(await shop.order(user, 'stars')).toMatchObject({ price: stars(50), promo: undefined });
    await shop.till.settle.execute(shop.starCharge(inTime));
    expect(await shop.payment(inTime.id)).toMatchObject({ granted: 100n, flag: undefined });
  });

  test('is used up by one of two payments that come at once', async () => {
    const { shop, redeem } = await withCode({ benefit: { kind: 'bonus', percent: 10 } });
    const user = await shop.newcomer();
    await redeem(user);
    const orders = [await shop.order(user, 'stars'), await shop.order(user, 'stars')];
    const processes = orders.map((order) => [order, shop.process()] as const);
    await Promise.all(
      processes.map(([order, { payments }]) => payments.settle.execute(shop.starCharge(order))),
    );
    expect(await shop.balance(user)).toEqual({ available: 210, held: 0 });
    const flags = (await shop.paymentsOf(user)).map(({ flag }) => flag);
    expect(flags.filter((flag) => flag === 'promo_used_up')).toHaveLength(1);
    expect(await shop.findings()).toEqual([]);
  });
});

describe('a promo code on an order', () => {
  const withPromo = async (kind: 'bonus' | 'discount', percent: number) => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const promo = aPromo({ benefit: { kind, percent } });
    await shop.unitOfWork.direct.promos.save(promo);
    await shop.till.redeem.execute(user.id, promo.code);
    const orders = [await shop.order(user, 'stars'), await shop.order(user, 'stars')] as const;
    return { shop, user, orders };
  };

  test('gives its bonus with the first payment, once', async () => {
    const { shop, user, orders } = await withPromo('bonus', 20);
    await shop.till.settle.execute(shop.starCharge(orders[0]));
    expect(await shop.payment(orders[0].id)).toMatchObject({ granted: 120n, flag: undefined });
    await shop.till.settle.execute(shop.starCharge(orders[1]));
    expect(await shop.payment(orders[1].id)).toMatchObject({
      granted: 100n,
      flag: 'promo_used_up',
    });
    expect(await shop.entries(user)).toEqual(['grant purchase 120', 'grant purchase 100']);
    expect(await shop.findings()).toEqual([]);
  });

  test('that used its discount up buys as much less the second time', async () => {
    const { shop, orders } = await withPromo('discount', 50);
    expect(orders[1].price).toEqual(stars(25));
    await Promise.all(orders.map((one) => shop.till.settle.execute(shop.starCharge(one))));
    const paid = await Promise.all(orders.map(({ id }) => shop.payment(id)));
    expect(paid.map(({ granted, flag }) => [Number(granted), flag])).toEqual([
      [100, undefined],
      [50, 'promo_used_up'],
    ]);
    await shop.till.settle.execute(shop.starCharge(orders[0]));
    expect((await shop.findings()).length).toBe(0);
    const again = (await shop.paymentsOf({ id: orders[0].userId })).at(-1);
    expect(again).toMatchObject({ origin: 'paid_again', granted: 50n });
  });

  test('that bought nothing at all says the true balance', async () => {
    const { shop, user, orders } = await withPromo('discount', 99);
    const tiny = { ...orders[1], credits: credits(1) };
    await shop.unitOfWork.direct.payments.save(tiny);
    await shop.till.settle.execute(shop.starCharge(orders[0]));
    await shop.till.settle.execute(shop.starCharge(orders[1]));
    await shop.work();
    expect(shop.told(user)).toMatchObject([
      { credits: 100, balance: 100 },
      { credits: 0, balance: 100 },
    ]);
  });
});

describe('SavePromo', () => {
  const bonus = { kind: 'bonus', percent: 20 } as const;

  test('adds a code as people may type it, and keeps its redemptions when it is changed', async () => {
    const shop = await Shop.open();
    const wish = {
      code: 'spring',
      benefit: { kind: 'credits', credits: 5 },
      maxPerUser: 1,
    } as const;
    expect(await shop.till.savePromo.execute(wish)).toEqual({
      ok: true,
      value: { code: 'SPRING' },
    });
    const user = await shop.newcomer();
    await shop.till.redeem.execute(user.id, 'Spring');
    await shop.till.savePromo.execute({ ...wish, benefit: bonus });
    expect(await shop.unitOfWork.direct.promos.find('SPRING')).toMatchObject({
      benefit: bonus,
      redemptions: 1,
      enabled: true,
    });
  });

  test.each([
    ['a code that nobody can enter', { code: 'ё', benefit: bonus }, 'code'],
    ['a benefit of nothing', { code: 'SPRING', benefit: { ...bonus, percent: 0 } }, 'benefit'],
    [
      'a discount of everything',
      { code: 'SPRING', benefit: { kind: 'discount' as const, percent: 100 } },
      'benefit',
    ],
    [
      'a part of a credit',
      { code: 'SPRING', benefit: { kind: 'credits' as const, credits: 1.5 } },
      'benefit',
    ],
  ])('refuses %s', async (_what, promo, field) => {
    const shop = await Shop.open();
    expect(await shop.till.savePromo.execute({ ...promo, maxPerUser: 1 })).toEqual({
      ok: false,
      error: { kind: 'invalid_promo', field },
    });
    expect(await shop.unitOfWork.direct.promos.all(10)).toEqual([]);
  });
});
