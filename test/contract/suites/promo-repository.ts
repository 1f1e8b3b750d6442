import { beforeEach, describe, expect, test } from 'vitest';
import type { PromoCode } from '../../../src/domain/payments/promo.ts';
import { err, ok } from '../../../src/domain/shared/result.ts';
import { at, aUserId, aUuid } from '../../builders/domain.ts';
import { aPromo, aRedemption } from '../../builders/payments.ts';
import { existingUser, type OpenPersistence, type Persistence } from './persistence.ts';
import { existingPromo, existingRedemption } from './shop.ts';

export function promoRepositoryContract(open: OpenPersistence): void {
  describe('PromoRepository', () => {
    let persistence: Persistence;
    let unitOfWork: Persistence['unitOfWork'];
    let promos: Persistence['unitOfWork']['direct']['promos'];

    beforeEach(async () => {
      persistence = await open();
      ({ unitOfWork } = persistence);
      ({ promos } = unitOfWork.direct);
    });

    test('knows no code at first', async () => {
      expect(await promos.find('NONE')).toBeUndefined();
      expect(await promos.lock('NONE')).toBeUndefined();
      expect(await promos.all(10)).toEqual([]);
      expect(await promos.countRedemptions('NONE', aUserId())).toBe(0);
      expect(await promos.waiting(aUserId(), at(0))).toBeUndefined();
      expect(await promos.use(aUuid(), at(0))).toBe(false);
    });

    test.each([
      { kind: 'credits', credits: 500 },
      { kind: 'bonus', percent: 150 },
      { kind: 'discount', percent: 99 },
    ] as const)('keeps a code that gives $kind', async (benefit) => {
      const promo = aPromo({
        benefit,
        maxRedemptions: 100,
        maxPerUser: 2,
        startsAt: at(1),
        endsAt: at(2),
        enabled: false,
      });

      await promos.save(promo);

      expect(await promos.find(promo.code)).toEqual({ ...promo, redemptions: 0 });
      expect(await promos.lock(promo.code)).toEqual({ ...promo, redemptions: 0 });
    });

    test('changes a code, but neither its age nor its count of redemptions', async () => {
      const { id: userId } = await existingUser(unitOfWork);
      const promo = await existingPromo(persistence, { endsAt: at(9), maxRedemptions: 5 });
      await existingRedemption(persistence, userId, promo);
      const changed = aPromo({ code: promo.code, benefit: { kind: 'credits', credits: 7 } });

      await promos.save({ ...changed, createdAt: at(1) });

      expect(await promos.find(promo.code)).toEqual({ ...changed, redemptions: 1 });
    });

    test('lists codes, newest first', async () => {
      const first = await existingPromo(persistence, { createdAt: at(1) });
      const third = await existingPromo(persistence, { createdAt: at(3) });
      const second = await existingPromo(persistence, { createdAt: at(2) });

      expect(await promos.all(10)).toEqual([third, second, first]);
      expect(await promos.all(2)).toEqual([third, second]);
    });

    test('counts what was redeemed, on the code and of a user', async () => {
      const [anna, boris] = [await existingUser(unitOfWork), await existingUser(unitOfWork)];
      const promo = await existingPromo(persistence, { maxPerUser: 2 });
      const other = await existingPromo(persistence);
      await existingRedemption(persistence, anna.id, promo);
      await existingRedemption(persistence, anna.id, promo, { usedAt: at(0) });
      await existingRedemption(persistence, boris.id, promo);
      await existingRedemption(persistence, anna.id, other);

      expect((await promos.find(promo.code))?.redemptions).toBe(3);
      expect(await promos.countRedemptions(promo.code, anna.id)).toBe(2);
      expect(await promos.countRedemptions(promo.code, boris.id)).toBe(1);
    });

    test('refuses a redemption of what is unknown', async () => {
      const { id: userId } = await existingUser(unitOfWork);
      const promo = await existingPromo(persistence);
      const unknown = aRedemption(aPromo());

      await expect(promos.redeem(userId, unknown)).rejects.toThrow();
      await expect(promos.redeem(aUserId(), aRedemption(promo))).rejects.toThrow();
      expect((await promos.find(promo.code))?.redemptions).toBe(0);
    });

    test('keeps to a limit that is looked at under the lock', async () => {
      const promo = await existingPromo(persistence, { maxRedemptions: 3 });
      const users = await Promise.all(Array.from({ length: 10 }, () => existingUser(unitOfWork)));

      const results = await Promise.all(
        users.map(({ id }) =>
          unitOfWork.run(async (scope) => {
            const locked = await scope.promos.lock(promo.code);
            if (!locked || locked.redemptions >= 3) {
              return err('used up');
            }
            await scope.promos.redeem(id, aRedemption(promo));
            return ok();
          }),
        ),
      );

      expect(results.filter((result) => result.ok)).toHaveLength(3);
      expect((await promos.find(promo.code))?.redemptions).toBe(3);
    });

    describe('waiting', () => {
      const waitingFor = (promo: PromoCode, atMs = 0) =>
        ({ code: promo.code, benefit: promo.benefit, redeemedAt: at(atMs) }) as const;

      test('is the oldest that was not used', async () => {
        const { id: userId } = await existingUser(unitOfWork);
        const discount = { kind: 'discount', percent: 10 } as const;
        const promo = await existingPromo(persistence, { benefit: discount, maxPerUser: 9 });
        const second = await existingRedemption(persistence, userId, promo, waitingFor(promo, 2));
        const first = await existingRedemption(persistence, userId, promo, waitingFor(promo, 1));
        await existingRedemption(persistence, (await existingUser(unitOfWork)).id, promo);

        expect(await promos.waiting(userId, at(5))).toEqual(first);
        expect(await promos.use(first.id, at(6))).toBe(true);
        expect(await promos.waiting(userId, at(5))).toEqual(second);
        expect(await promos.use(second.id, at(6))).toBe(true);
        expect(await promos.waiting(userId, at(5))).toBeUndefined();
      });

      test('is none that gave its credits at once, or whose code has ended', async () => {
        const { id: userId } = await existingUser(unitOfWork);
        const credits = { kind: 'credits', credits: 5 } as const;
        const atOnce = await existingPromo(persistence, { benefit: credits });
        const ending = await existingPromo(persistence, { endsAt: at(10) });
        await existingRedemption(persistence, userId, atOnce);
        const redemption = await existingRedemption(persistence, userId, ending);

        expect(await promos.waiting(userId, at(9))).toEqual(redemption);
        expect(await promos.waiting(userId, at(10))).toBeUndefined();
      });

      test('has what was promised when the code was entered', async () => {
        const { id: userId } = await existingUser(unitOfWork);
        const promo = await existingPromo(persistence);
        const redemption = await existingRedemption(persistence, userId, promo);
        await promos.save({ ...promo, benefit: { kind: 'discount', percent: 1 } });

        expect(await promos.waiting(userId, at(0))).toEqual(redemption);
      });
    });

    test('is used by one of many', async () => {
      const { id: userId } = await existingUser(unitOfWork);
      const promo = await existingPromo(persistence);
      const { id } = await existingRedemption(persistence, userId, promo);

      const used = await Promise.all(
        Array.from({ length: 8 }, () =>
          unitOfWork.run(async (scope) => ok(await scope.promos.use(id, at(1)))),
        ),
      );

      expect(used.filter(({ value }) => value)).toHaveLength(1);
    });
  });
}
