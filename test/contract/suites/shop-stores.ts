import { beforeEach, describe, expect, test } from 'vitest';
import type { Payment } from '../../../src/domain/payments/payment.ts';
import { packageId } from '../../../src/domain/shared/ids.ts';
import { aName, at, aUserId, someDay } from '../../builders/domain.ts';
import { aPackage, aPaymentId, aSubscription, kopecks, stars } from '../../builders/payments.ts';
import { existingUser, type OpenPersistence, type Persistence } from './persistence.ts';
import { existingPaidPayment, existingPayment } from './shop.ts';

/** Reads of the catalogue may lag a change by this much. */
const lagMs = 11_000;

export function packageCatalogueContract(open: OpenPersistence): void {
  describe('PackageCatalogue', () => {
    let persistence: Persistence;

    beforeEach(async () => {
      persistence = await open();
    });

    test('is empty at first', async () => {
      const packages = persistence.openPackages();

      expect(await packages.all()).toEqual([]);
      expect(await packages.find(packageId('none'))).toBeUndefined();
      await packages.seed([]);
      expect(await packages.all()).toEqual([]);
    });

    test('keeps packages as they are, inactive ones too, in the order of their positions', async () => {
      const packages = persistence.openPackages();
      const monthly = aPackage({
        title: { ru: 'Подписка 🍌', en: 'Monthly' },
        bonusCredits: 10,
        rub: undefined,
        isSubscription: true,
        position: 9,
        active: false,
      });
      const forRubles = aPackage({ stars: undefined, position: 2 });
      const first = aPackage({ position: -1 });

      await packages.seed([monthly, forRubles, first]);

      expect(await packages.all()).toEqual([first, forRubles, monthly]);
      expect(await packages.find(monthly.id)).toEqual(monthly);
    });

    test('seeds what is absent and leaves alone what an admin edited', async () => {
      const packages = persistence.openPackages();
      const edited = aPackage({ stars: stars(1) });
      await packages.save(edited);
      const added = aPackage({ position: 2 });

      await packages.seed([{ ...edited, stars: stars(99) }, added]);

      expect(await packages.all()).toEqual([edited, added]);
    });

    test('changes a package, emptying what is no longer set', async () => {
      const packages = persistence.openPackages();
      const one = aPackage();
      await packages.save(one);
      const changed = { ...one, credits: 5, stars: undefined, active: false };

      await packages.save(changed);

      expect(await packages.find(one.id)).toEqual(changed);
    });

    test('refuses a package that gives or costs nothing', async () => {
      const packages = persistence.openPackages();

      await expect(packages.save(aPackage({ credits: 0 }))).rejects.toThrow();
      await expect(packages.save(aPackage({ stars: stars(0) }))).rejects.toThrow();
      await expect(packages.save(aPackage({ rub: kopecks(0) }))).rejects.toThrow();
    });

    test('shows a change at once to who made it, and soon to others', async () => {
      const [mine, theirs] = [persistence.openPackages(), persistence.openPackages()];
      await theirs.all();
      const one = aPackage();

      await mine.save(one);

      expect(await mine.find(one.id)).toEqual(one);
      persistence.clock.advance(lagMs);
      expect(await theirs.find(one.id)).toEqual(one);
    });
  });
}

export function subscriptionRepositoryContract(open: OpenPersistence): void {
  describe('SubscriptionRepository', () => {
    let persistence: Persistence;
    let subscriptions: Persistence['unitOfWork']['direct']['subscriptions'];

    beforeEach(async () => {
      persistence = await open();
      ({ subscriptions } = persistence.unitOfWork.direct);
    });

    async function subscribed(userId = aUserId(), createdAt = someDay) {
      const order = await existingPaidPayment(persistence, { userId, isSubscription: true });
      const name = order.packageId ?? packageId('none');
      const subscription = aSubscription(order, { packageId: name, createdAt });
      await subscriptions.save(subscription);
      return subscription;
    }

    test('shows at a checkout whether one to the same package renews', async () => {
      const { payments } = persistence.unitOfWork.direct;
      const subscriber = await existingUser(persistence.unitOfWork);
      const running = await subscribed(subscriber.id);
      const { userId, packageId: id, paidUntil } = running;
      const order = { userId, packageId: id, isSubscription: true };
      const again = await existingPayment(persistence, order);
      const once = await existingPayment(persistence, { ...order, isSubscription: false });
      const isSubscribed = async (payment: Payment, now: Date) =>
        (await payments.checkoutFacts(payment.id, now))?.isSubscribed;
      const before = new Date(paidUntil.getTime() - 1);
      expect(await isSubscribed(again, before)).toBe(true);
      expect(await isSubscribed(again, paidUntil)).toBe(false);
      expect(await isSubscribed(once, before)).toBe(false);
      await subscriptions.save({ ...running, state: 'canceled' });
      expect(await isSubscribed(again, before)).toBe(false);
    });

    test('knows none at first', async () => {
      expect(await subscriptions.find(aPaymentId())).toBeUndefined();
      expect(await subscriptions.current(aUserId(), at(0))).toEqual([]);
    });

    test('keeps a subscription and changes its state and paid time, nothing else', async () => {
      const { id: userId } = await existingUser(persistence.unitOfWork);
      const subscription = await subscribed(userId);
      expect(await subscriptions.find(subscription.orderId)).toEqual(subscription);
      const change = { state: 'canceled', paidUntil: at(7) } as const;

      await subscriptions.save({ ...subscription, ...change, chargeId: 'other', createdAt: at(9) });

      expect(await subscriptions.find(subscription.orderId)).toEqual({
        ...subscription,
        ...change,
      });
    });

    test('refuses one without an order', async () => {
      const { id: userId } = await existingUser(persistence.unitOfWork);
      const subscription = await subscribed(userId);

      const orphan = { ...subscription, orderId: aPaymentId(), chargeId: aName() };
      await expect(subscriptions.save(orphan)).rejects.toThrow();
    });

    test('lists those of a user whose paid time has not ended, newest first', async () => {
      const { id: userId } = await existingUser(persistence.unitOfWork);
      const other = await existingUser(persistence.unitOfWork);
      const second = await subscribed(userId, at(2));
      const first = await subscribed(userId, at(1));
      const over = await subscribed(userId, at(3));
      await subscriptions.save({ ...over, paidUntil: at(10) });
      await subscribed(other.id);

      expect(await subscriptions.current(userId, at(9))).toHaveLength(3);
      expect(await subscriptions.current(userId, at(10))).toEqual([second, first]);
    });
  });
}
