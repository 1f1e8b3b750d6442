import { describe, expect, test } from 'vitest';
import { packageId } from '../../../../src/domain/shared/ids.ts';
import { aPackage, aPromo, kopecks, stars } from '../../../builders/payments.ts';
import { dayMs, hourMs, monthly, operatorId, Shop, starter } from './shop.ts';

describe('ListOffers', () => {
  test('shows active packages in their order, with what each costs by each method', async () => {
    const big = aPackage({ id: packageId('big'), credits: 500, bonusCredits: 50, position: 0 });
    const shop = await Shop.open({}, [starter, big, aPackage({ active: false })]);
    const user = await shop.newcomer();
    const listed = await shop.till.offers.execute(user.id);
    if (!listed.ok) {
      throw new Error(listed.error.kind);
    }
    expect(listed.value.promo).toBeUndefined();
    expect(listed.value.offers.map((offer) => [offer.package.id, offer.credits])).toEqual([
      ['big', 550],
      ['starter', 100],
    ]);
    expect(listed.value.offers[1]?.prices).toEqual([
      { method: 'stars', price: stars(50), listPrice: stars(50) },
      { method: 'yookassa', price: kopecks(9_900), listPrice: kopecks(9_900) },
      { method: 'telegram_yookassa', price: kopecks(9_900), listPrice: kopecks(9_900) },
    ]);
  });

  test.each([
    ['bonus', 120, 20, stars(50)],
    ['discount', 100, 0, stars(40)],
  ] as const)(
    'takes a %s code into account, but not for subscriptions',
    async (kind, all, on, price) => {
      const shop = await Shop.open();
      const user = await shop.newcomer();
      const promo = aPromo({ benefit: { kind, percent: 20 } });
      await shop.unitOfWork.direct.promos.save(promo);
      await shop.till.redeem.execute(user.id, promo.code);
      const listed = await shop.till.offers.execute(user.id);
      expect(listed).toMatchObject({
        value: {
          promo: { code: promo.code },
          offers: [
            { credits: all, promoCredits: on, prices: [{ price, listPrice: stars(50) }, {}, {}] },
            { credits: 300, promoCredits: 0, prices: [{ price: stars(150) }] },
          ],
        },
      });
    },
  );

  test('tells the operator once that nothing can be bought, however often somebody wants to', async () => {
    const shop = await Shop.open({
      methods: { stars: false, yookassa: false, telegram_yookassa: false },
    });
    const user = await shop.newcomer();
    const listed = await Promise.all([1, 2, 3].map(() => shop.till.offers.execute(user.id)));
    expect(listed.map((one) => one.ok)).toEqual([false, false, false]);
    expect(shop.journal).toEqual([{ kind: 'no_payment_methods' }]);

    await shop.till.tellOperator.execute();
    shop.clock.advance(dayMs);
    await shop.till.offers.execute(user.id);
    await shop.till.tellOperator.execute();
    await shop.work();
    expect(shop.told({ id: operatorId })).toEqual([
      { kind: 'operator_digest', events: [{ kind: 'no_payment_methods' }] },
    ]);
  });

  test('has nothing where no package fits a method', async () => {
    const shop = await Shop.open(
      { methods: { stars: false, yookassa: true, telegram_yookassa: false } },
      [aPackage({ rub: undefined }), monthly],
    );
    const user = await shop.newcomer();
    expect(await shop.till.offers.execute(user.id)).toEqual({
      ok: false,
      error: { kind: 'nothing_for_sale' },
    });
  });
});

describe('ApproveCheckout', () => {
  const question = async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const order = await shop.order(user, 'stars');
    return { shop, user, order, asked: { orderId: order.id, payerId: user.id, amount: stars(50) } };
  };
  const refusal = (kind: string) => ({ ok: false, error: { kind } });

  test('says yes to its orderer at its price, and writes nothing', async () => {
    const { shop, order, asked } = await question();
    const before = shop.unitOfWork.state();
    expect(await shop.till.approve.execute(asked)).toMatchObject({ ok: true });
    expect(shop.unitOfWork.state()).toBe(before);
    expect(await shop.payment(order.id)).toEqual(order);
  });

  test('says no to others, other prices and unknown orders', async () => {
    const { shop, asked } = await question();
    const other = await shop.newcomer();
    const ask = (fields: object) => shop.till.approve.execute({ ...asked, ...fields });
    expect(await ask({ payerId: other.id })).toEqual(refusal('not_yours'));
    expect(await ask({ amount: stars(49) })).toEqual(refusal('offer_over'));
    expect(await ask({ amount: kopecks(50) })).toEqual(refusal('offer_over'));
    expect(await ask({ orderId: '00000000-0000-7000-8000-00000000dead' })).toEqual(
      refusal('unknown_order'),
    );
  });

  test('says no to a user who was banned since', async () => {
    const { shop, order, asked } = await question();
    const { users } = shop.unitOfWork.direct;
    const user = await users.find(order.userId);
    await users.save({
      ...(user ?? (await shop.newcomer())),
      ban: { reason: 'spam', since: shop.clock.now() },
    });
    expect(await shop.till.approve.execute(asked)).toEqual(refusal('offer_over'));
  });

  test('says no once it is paid, over, or no longer on sale', async () => {
    const paid = await question();
    await paid.shop.till.settle.execute(paid.shop.starCharge(paid.order));
    expect(await paid.shop.till.approve.execute(paid.asked)).toEqual(refusal('already_paid'));
    await paid.shop.refunded(paid.order);
    expect(await paid.shop.till.approve.execute(paid.asked)).toEqual(refusal('already_paid'));

    const late = await question();
    late.shop.clock.advance(24 * hourMs - 1);
    expect(await late.shop.till.approve.execute(late.asked)).toMatchObject({ ok: true });
    late.shop.clock.advance(1);
    expect(await late.shop.till.approve.execute(late.asked)).toEqual(refusal('offer_over'));
    await late.shop.till.poll.execute();
    expect(await late.shop.payment(late.order.id)).toMatchObject({ status: 'expired' });
    expect(await late.shop.till.approve.execute(late.asked)).toEqual(refusal('offer_over'));

    const withdrawn = await question();
    await withdrawn.shop.packages.save({ ...starter, active: false });
    expect(await withdrawn.shop.till.approve.execute(withdrawn.asked)).toEqual(
      refusal('offer_over'),
    );
  });

  test('says no to a second subscription to the same package while the first renews', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const [first, second] = [
      await shop.order(user, 'stars', { of: monthly }),
      await shop.order(user, 'stars', { of: monthly }),
    ];
    const ask = () =>
      shop.till.approve.execute({ orderId: second.id, payerId: user.id, amount: second.price });
    expect(await ask()).toMatchObject({ ok: true });
    const paidUntil = new Date(shop.clock.now().getTime() + 30 * 24 * hourMs);
    await shop.till.settle.execute(
      shop.starCharge(first, { subscription: { isFirst: true, paidUntil } }),
    );
    expect(await ask()).toEqual(refusal('offer_over'));
    await shop.till.noteSubscription.execute(first.id, 'canceled');
    expect(await ask()).toMatchObject({ ok: true });
  });

  test('says no to the second of two orders with one promo code', async () => {
    const shop = await Shop.open();
    const user = await shop.newcomer();
    const promo = aPromo({ benefit: { kind: 'discount', percent: 50 } });
    await shop.unitOfWork.direct.promos.save(promo);
    await shop.till.redeem.execute(user.id, promo.code);
    const [first, second] = [await shop.order(user, 'stars'), await shop.order(user, 'stars')];
    const ask = () =>
      shop.till.approve.execute({ orderId: second.id, payerId: user.id, amount: stars(25) });
    expect(await ask()).toMatchObject({ ok: true });
    await shop.till.settle.execute(shop.starCharge(first));
    expect(await ask()).toEqual(refusal('offer_over'));
  });
});
