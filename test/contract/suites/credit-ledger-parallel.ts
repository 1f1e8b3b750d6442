import { beforeEach, describe, expect, test } from 'vitest';
import { credits } from '../../../src/domain/credits/credits.ts';
import type { User } from '../../../src/domain/users/user.ts';
import { aHold, aPosting, aUuid } from '../../builders/domain.ts';
import {
  balances,
  committing,
  existingUser,
  type OpenPersistence,
  type Persistence,
  posted,
  postInTransaction,
  userWithCredits,
} from './persistence.ts';

export function parallelLedgerContract(open: OpenPersistence): void {
  describe('CreditLedger, in parallel', () => {
    let unitOfWork: Persistence['unitOfWork'];

    beforeEach(async () => {
      ({ unitOfWork } = await open());
    });

    test('never holds more than is available', async () => {
      const user = await userWithCredits(unitOfWork, 30);

      const results = await Promise.all(
        Array.from({ length: 50 }, () => postInTransaction(unitOfWork, user, aHold(aUuid(), 1))),
      );

      expect(results.filter(({ ok }) => ok)).toHaveLength(30);
      expect(await balances(unitOfWork, user)).toEqual({ available: 0n, held: 30n });
    });

    test('posts one reference once, and everybody gets its entry', async () => {
      const user = await userWithCredits(unitOfWork, 5);
      const hold = aHold(aUuid(), 5);

      const results = await Promise.all(
        Array.from({ length: 20 }, () => postInTransaction(unitOfWork, user, hold)),
      );

      const entries = new Set(results.map((result) => posted(result).availableAfter));
      expect([...entries]).toEqual([0n]);
      expect(await balances(unitOfWork, user)).toEqual({ available: 0n, held: 5n });
    });

    test('gives a reference to one of several accounts', async () => {
      const users = await Promise.all(Array.from({ length: 8 }, () => existingUser(unitOfWork)));
      const posting = aPosting();

      const results = await Promise.all(
        users.map((user) => postInTransaction(unitOfWork, user, posting)),
      );

      expect(results.filter(({ ok }) => ok)).toHaveLength(1);
      const all = await Promise.all(users.map((user) => balances(unitOfWork, user)));
      expect(all.filter(({ available }) => available === 10n)).toHaveLength(1);
    });

    test('opens one account for several first postings', async () => {
      const user = await existingUser(unitOfWork);

      await Promise.all(
        Array.from({ length: 10 }, () =>
          unitOfWork.direct.credits.post(user.id, aPosting({ amount: credits(1) })),
        ),
      );

      expect((await balances(unitOfWork, user)).available).toBe(10n);
    });

    test('keeps the order of entries and running balances in step', async () => {
      const user = await existingUser(unitOfWork);
      await Promise.all(
        Array.from({ length: 25 }, () =>
          postInTransaction(unitOfWork, user, aPosting({ amount: credits(2) })),
        ),
      );

      const oldestFirst = (await unitOfWork.direct.credits.latest(user.id, 100)).toReversed();

      expect(oldestFirst.map(({ availableAfter }) => availableAfter)).toEqual(
        Array.from({ length: 25 }, (_, index) => BigInt(2 * (index + 1))),
      );
    });

    test('a lock keeps others from posting until the transaction ends', async () => {
      const user = await userWithCredits(unitOfWork, 10);
      let isLocked = () => {};
      const locked = new Promise<void>((resolve) => {
        isLocked = resolve;
      });

      const holder = unitOfWork.run(async (scope) => {
        const { available } = await scope.credits.lock(user.id);
        isLocked();
        // The other posting is under way by now: it must wait for all of this.
        for (let look = 0; look < 5; look += 1) {
          expect((await scope.credits.account(user.id)).available).toBe(available);
        }
        return scope.credits.post(user.id, aHold(aUuid(), available));
      });
      await locked;
      const other = postInTransaction(unitOfWork, user, aHold(aUuid(), 1));

      posted(await holder);
      expect((await other).ok).toBe(false);
    });

    test('transactions that lock accounts in opposite orders both succeed', async () => {
      const anna = await existingUser(unitOfWork);
      const boris = await existingUser(unitOfWork);
      const grantBoth = (first: User, second: User) =>
        unitOfWork.run(
          committing(async (scope) => {
            posted(await scope.credits.post(first.id, aPosting()));
            posted(await scope.credits.post(second.id, aPosting()));
          }),
        );

      await Promise.all([grantBoth(anna, boris), grantBoth(boris, anna)]);

      expect((await balances(unitOfWork, anna)).available).toBe(20n);
      expect((await balances(unitOfWork, boris)).available).toBe(20n);
    });
  });
}
