import { beforeEach, describe, expect, test } from 'vitest';
import { credits } from '../../../src/domain/credits/credits.ts';
import { money } from '../../../src/domain/payments/money.ts';
import type { Payment } from '../../../src/domain/payments/payment.ts';
import { at, aUserId } from '../../builders/domain.ts';
import { aPayment, aPaymentId, kopecks, paid, stars } from '../../builders/payments.ts';
import { existingUser, type OpenPersistence, type Persistence } from './persistence.ts';
import {
  existingPackage,
  existingPaidPayment,
  existingPayment,
  existingPromo,
  existingRedemption,
} from './shop.ts';

export function paymentRepositoryContract(open: OpenPersistence): void {
  describe('PaymentRepository', () => {
    let persistence: Persistence;
    let payments: Persistence['unitOfWork']['direct']['payments'];

    beforeEach(async () => {
      persistence = await open();
      ({ payments } = persistence.unitOfWork.direct);
    });

    /** A payment that uses every field. */
    async function everythingSet(): Promise<Payment> {
      const { id: userId } = await existingUser(persistence.unitOfWork);
      const inviter = await existingUser(persistence.unitOfWork);
      const promo = await existingPromo(persistence);
      const redemption = await existingRedemption(persistence, userId, promo);
      const parent = await existingPayment(persistence);
      return aPayment({
        userId,
        packageId: (await existingPackage(persistence)).id,
        method: 'telegram_yookassa',
        status: 'paid',
        origin: 'paid_again',
        parentId: parent.id,
        credits: credits(2n ** 60n),
        price: money(2n ** 61n, 'RUB'),
        promo: {
          redemptionId: redemption.id,
          code: promo.code,
          bonusCredits: credits(20),
          listPrice: money(2n ** 62n, 'RUB'),
        },
        receiptEmail: 'anna@example.org',
        providerRequest: '{"amount":{"value":"99.00"}}',
        providerPaymentId: '2c5d1f6e-000f-5000-8000-18db351245c7',
        confirmationUrl: 'https://yoomoney.ru/checkout?orderId=1',
        chargeId: 'charge-1',
        paidAt: at(5),
        granted: credits(120),
        inviterReward: { inviterId: inviter.id, credits: credits(12) },
        refunded: kopecks(100),
        cancelReason: 'insufficient_funds',
        flag: 'paid_again',
        checks: 3,
        nextCheckAt: at(6),
      });
    }

    test('knows nothing at first', async () => {
      expect(await payments.find(aPaymentId())).toBeUndefined();
      expect(await payments.lock(aPaymentId())).toBeUndefined();
      expect(await payments.findByRequestKey('none')).toBeUndefined();
      expect(await payments.findByCharge('stars', 'none')).toBeUndefined();
      expect(await payments.findByProviderId('none')).toBeUndefined();
      expect(await payments.checkoutFacts(aPaymentId(), at(1))).toBeUndefined();
      expect(await payments.latest(undefined, 'all', 10)).toEqual([]);
      expect(await payments.events(aPaymentId())).toEqual([]);
    });

    test('keeps all that is known of a payment', async () => {
      const payment = await everythingSet();

      expect(await payments.insert(payment)).toBe(true);

      expect(await payments.find(payment.id)).toEqual(payment);
      expect(await payments.lock(payment.id)).toEqual(payment);
      expect(await payments.findByRequestKey(payment.requestKey)).toEqual(payment);
      expect(await payments.findByCharge(payment.method, 'charge-1')).toEqual(payment);
      expect(await payments.findByProviderId(payment.providerPaymentId ?? '')).toEqual(payment);
    });

    test('keeps an order of which little is known', async () => {
      const payment = await existingPayment(persistence);

      expect(await payments.find(payment.id)).toEqual(payment);
    });

    test('keeps money of which nobody knows what it was for', async () => {
      const payment = await existingPaidPayment(persistence, {
        origin: 'unmatched',
        packageId: undefined,
        credits: credits(0),
        granted: credits(0),
        flag: 'unmatched',
      });

      expect(await payments.find(payment.id)).toEqual(payment);
    });

    test('refuses an order of somebody unknown, and of what is not for sale', async () => {
      const { id: userId } = await existingUser(persistence.unitOfWork);
      const { id: packageId } = await existingPackage(persistence);

      await expect(payments.insert(aPayment({ userId: aUserId(), packageId }))).rejects.toThrow();
      const unknown = aPayment({ userId, packageId: undefined });
      await expect(payments.insert(unknown)).rejects.toThrow();
    });

    test('writes nothing under a request key that was used', async () => {
      const first = await existingPayment(persistence);
      const second = { ...aPayment(first), id: aPaymentId(), price: stars(7) };

      expect(await payments.insert(second)).toBe(false);

      expect(await payments.find(second.id)).toBeUndefined();
      expect(await payments.findByRequestKey(first.requestKey)).toEqual(first);
    });

    test('refuses a charge twice, whoever has it; methods have charges of their own', async () => {
      const first = await existingPaidPayment(persistence, { chargeId: 'charge-1' });
      const second = await existingPayment(persistence);

      await expect(existingPaidPayment(persistence, { chargeId: 'charge-1' })).rejects.toThrow();
      await expect(payments.save(paid(second, { chargeId: 'charge-1' }))).rejects.toThrow();
      await existingPaidPayment(persistence, { chargeId: 'charge-1', method: 'yookassa' });

      expect(await payments.findByCharge('stars', 'charge-1')).toEqual(first);
      expect(await payments.find(second.id)).toEqual(second);
    });

    test('refuses a payment of the provider twice', async () => {
      const fields = { method: 'yookassa', providerPaymentId: 'p-1' } as const;
      await existingPayment(persistence, fields);

      await expect(existingPayment(persistence, fields)).rejects.toThrow();
    });

    test('overwrites what changes in a life, and nothing else', async () => {
      const full = await everythingSet();
      await payments.insert(full);
      const changed: Payment = {
        ...full,
        status: 'refunded',
        packageId: (await existingPackage(persistence)).id,
        refunded: full.price,
        promo: undefined,
        inviterReward: undefined,
        receiptEmail: undefined,
        providerRequest: undefined,
        confirmationUrl: undefined,
        cancelReason: undefined,
        flag: undefined,
        checks: 4,
        nextCheckAt: undefined,
        expiresAt: at(9),
      };

      await payments.save({ ...changed, requestKey: 'other', createdAt: at(-1) });

      expect(await payments.find(full.id)).toEqual(changed);
    });

    test('cannot save what is not there', async () => {
      const { id: _, ...fields } = await existingPayment(persistence);

      await expect(payments.save(aPayment({ ...fields, id: aPaymentId() }))).rejects.toThrow();
    });

    test('takes odd words of the provider', async () => {
      const payment = await existingPayment(persistence);

      await payments.save({ ...payment, status: 'canceled', cancelReason: 'a\0b' });

      expect((await payments.find(payment.id))?.status).toBe('canceled');
    });

    test('counts open orders of a user, and tells whether anything was paid', async () => {
      const { id: userId } = await existingUser(persistence.unitOfWork);
      await existingPayment(persistence, { userId, status: 'created' });
      await existingPayment(persistence, { userId });
      await existingPayment(persistence, { userId, status: 'expired' });
      await existingPayment(persistence);
      await existingPaidPayment(persistence);

      expect(await payments.countOpen(userId)).toBe(2);
      expect(await payments.hasPaid(userId)).toBe(false);
      await existingPaidPayment(persistence, { userId, origin: 'unmatched' });
      expect(await payments.hasPaid(userId)).toBe(false);
      await existingPaidPayment(persistence, { userId, status: 'refunded', refunded: stars(50) });
      expect(await payments.hasPaid(userId)).toBe(true);
      expect(await payments.countOpen(userId)).toBe(2);
    });

    test('lists payments, newest first, of one or all, paid or any', async () => {
      const { id: userId } = await existingUser(persistence.unitOfWork);
      const second = await existingPayment(persistence, { userId, createdAt: at(2) });
      const first = await existingPaidPayment(persistence, { userId, createdAt: at(1) });
      const sameTime = await existingPaidPayment(persistence, { userId, createdAt: at(1) });
      const others = await existingPaidPayment(persistence, { createdAt: at(3) });

      expect(await payments.latest(userId, 'all', 10)).toEqual([second, sameTime, first]);
      expect(await payments.latest(userId, 'all', 2)).toEqual([second, sameTime]);
      expect(await payments.latest(userId, 'paid', 10)).toEqual([sameTime, first]);
      expect(await payments.latest(undefined, 'paid', 10)).toEqual([others, sameTime, first]);
      expect(await payments.latest(undefined, 'all', 2)).toEqual([others, second]);
    });

    test('lists what was paid in a time span by some methods, oldest first', async () => {
      const page = { method: 'yookassa' } as const;
      const late = await existingPaidPayment(persistence, { ...page, paidAt: at(9) });
      const early = await existingPaidPayment(persistence, { ...page, paidAt: at(5) });
      const byStars = await existingPaidPayment(persistence, { paidAt: at(6) });
      await existingPaidPayment(persistence, { ...page, paidAt: at(4) });
      await existingPaidPayment(persistence, { ...page, paidAt: at(10) });
      await existingPayment(persistence, { ...page, createdAt: at(7) });

      const between = payments.paidBetween(['yookassa', 'telegram_yookassa'], at(5), at(10));
      expect(await between).toEqual([early, late]);
      expect(await payments.paidBetween(['stars'], at(5), at(10))).toEqual([byStars]);
      expect(await payments.paidBetween([], at(5), at(10))).toEqual([]);
    });

    test('keeps what happened, oldest first', async () => {
      const { id } = await existingPayment(persistence);
      const start = persistence.clock.now();

      await payments.record(id, { kind: 'ordered' });
      persistence.clock.advance(5);
      await payments.record(id, { kind: 'opened', details: { url: 'x\0', again: false, no: 1 } });

      expect(await payments.events(id)).toEqual([
        { kind: 'ordered', at: start },
        {
          kind: 'opened',
          details: { url: 'x\0', again: false, no: 1 },
          at: new Date(start.getTime() + 5),
        },
      ]);
      await expect(payments.record(aPaymentId(), { kind: 'ordered' })).rejects.toThrow();
    });

    describe('the facts for a checkout', () => {
      test('are those of the payment and its package', async () => {
        const offered = await existingPackage(persistence);
        const payment = await existingPayment(persistence, { packageId: offered.id });
        const facts = {
          payment,
          isPackageActive: true,
          isPromoUnused: true,
          isUserBanned: false,
          isSubscribed: false,
        };

        expect(await payments.checkoutFacts(payment.id, at(1))).toEqual(facts);
        await persistence.openPackages().save({ ...offered, active: false });
        expect(await payments.checkoutFacts(payment.id, at(1))).toEqual({
          ...facts,
          isPackageActive: false,
        });
      });

      test('tell when the promo code was used up since', async () => {
        const { id: userId } = await existingUser(persistence.unitOfWork);
        const promo = await existingPromo(persistence);
        const { id, code } = await existingRedemption(persistence, userId, promo);
        const applied = { redemptionId: id, code, bonusCredits: credits(20), listPrice: stars(50) };
        const payment = await existingPayment(persistence, { userId, promo: applied });

        expect((await payments.checkoutFacts(payment.id, at(1)))?.isPromoUnused).toBe(true);
        await persistence.unitOfWork.direct.promos.use(id, at(1));
        expect(await payments.checkoutFacts(payment.id, at(1))).toEqual({
          payment,
          isPackageActive: true,
          isPromoUnused: false,
          isUserBanned: false,
          isSubscribed: false,
        });
      });

      test('tell when its user was banned since', async () => {
        const user = await existingUser(persistence.unitOfWork);
        const payment = await existingPayment(persistence, { userId: user.id });
        const { users } = persistence.unitOfWork.direct;
        await users.save({ ...user, ban: { reason: 'spam', since: at(1) } });
        expect((await payments.checkoutFacts(payment.id, at(1)))?.isUserBanned).toBe(true);
      });
    });
  });
}
