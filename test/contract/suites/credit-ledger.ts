import { beforeEach, describe, expect, test } from 'vitest';
import { credits } from '../../../src/domain/credits/credits.ts';
import { userId } from '../../../src/domain/shared/ids.ts';
import { err } from '../../../src/domain/shared/result.ts';
import { aHold, aPosting, aUser, aUserId, aUuid } from '../../builders/domain.ts';
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

export function creditLedgerContract(open: OpenPersistence): void {
  describe('CreditLedger', () => {
    let unitOfWork: Persistence['unitOfWork'];
    let clock: Persistence['clock'];

    beforeEach(async () => {
      ({ unitOfWork, clock } = await open());
    });

    test('knows zeros of a user without an account', async () => {
      const id = aUserId();

      expect(await unitOfWork.direct.credits.account(id)).toEqual({
        userId: id,
        available: 0n,
        held: 0n,
      });
      expect(await unitOfWork.direct.credits.latest(id, 10)).toEqual([]);
    });

    test('opens the account with the first posting and returns the entry', async () => {
      const user = await existingUser(unitOfWork);
      const posting = aPosting({ amount: credits(7), note: 'Sorry for the wait' });

      const entry = posted(await postInTransaction(unitOfWork, user, posting));

      expect(entry).toEqual({
        ...posting,
        userId: user.id,
        availableDelta: 7n,
        heldDelta: 0n,
        availableAfter: 7n,
        heldAfter: 0n,
        createdAt: clock.now(),
      });
      expect(await unitOfWork.direct.credits.latest(user.id, 1)).toEqual([entry]);
      expect(await balances(unitOfWork, user)).toEqual({ available: 7n, held: 0n });
    });

    test('locks the account of a user who has none yet', async () => {
      const user = await existingUser(unitOfWork);

      const account = await unitOfWork.run(async (scope) => ({
        ok: true as const,
        value: await scope.credits.lock(user.id),
      }));

      expect(account.value).toEqual({ userId: user.id, available: 0n, held: 0n });
    });

    test('moves credits through hold, capture and release', async () => {
      const user = await userWithCredits(unitOfWork, 10);
      const holdId = aUuid();
      const part = (operation: 'capture' | 'release', amount: number) =>
        aPosting({ operation, kind: 'generation', amount: credits(amount), holdId });

      posted(await postInTransaction(unitOfWork, user, aHold(holdId, 6)));
      expect(await balances(unitOfWork, user)).toEqual({ available: 4n, held: 6n });
      expect(await unitOfWork.direct.credits.heldUnder(holdId)).toBe(6n);

      posted(await postInTransaction(unitOfWork, user, part('capture', 2)));
      posted(await postInTransaction(unitOfWork, user, part('release', 4)));

      expect(await balances(unitOfWork, user)).toEqual({ available: 8n, held: 0n });
      expect(await unitOfWork.direct.credits.heldUnder(holdId)).toBe(0n);
    });

    test('holds nothing under an id that nobody used', async () => {
      expect(await unitOfWork.direct.credits.heldUnder(aUuid())).toBe(0n);
    });

    test('keeps amounts beyond what a double can count', async () => {
      const user = await existingUser(unitOfWork);
      const amount = credits(9_007_199_254_740_993n);

      posted(await postInTransaction(unitOfWork, user, aPosting({ amount })));

      expect((await balances(unitOfWork, user)).available).toBe(amount);
      expect((await unitOfWork.direct.credits.latest(user.id, 1))[0]?.amount).toBe(amount);
    });

    test('keeps the account of the user with the highest Telegram id', async () => {
      const user = await existingUser(unitOfWork, { id: userId(2 ** 52 - 1) });

      posted(await postInTransaction(unitOfWork, user, aPosting()));

      expect((await unitOfWork.direct.credits.account(user.id)).userId).toBe(user.id);
    });

    test('refuses to spend what is not available and changes nothing', async () => {
      const user = await userWithCredits(unitOfWork, 3);

      const refused = await postInTransaction(unitOfWork, user, aHold(aUuid(), 4));

      expect(refused).toEqual(err({ kind: 'insufficient_credits', required: 4n, available: 3n }));
      expect(await balances(unitOfWork, user)).toEqual({ available: 3n, held: 0n });
      expect(await unitOfWork.direct.credits.latest(user.id, 10)).toHaveLength(1);
    });

    test('throws when more is captured than is held', async () => {
      const user = await userWithCredits(unitOfWork, 3);
      const capture = aPosting({ operation: 'capture', kind: 'generation', holdId: aUuid() });

      await expect(postInTransaction(unitOfWork, user, capture)).rejects.toThrow('are held');
    });

    test('throws for a user who does not exist', async () => {
      await expect(postInTransaction(unitOfWork, aUser(), aPosting())).rejects.toThrow();
    });

    test('returns the newest entries first', async () => {
      const user = await existingUser(unitOfWork);
      const postings = [1, 2, 3].map((amount) => aPosting({ amount: credits(amount) }));
      for (const posting of postings) {
        posted(await postInTransaction(unitOfWork, user, posting));
      }

      const latest = await unitOfWork.direct.credits.latest(user.id, 2);

      expect(latest.map(({ amount }) => amount)).toEqual([3n, 2n]);
    });

    describe('given a reference that was posted before', () => {
      test('returns the first entry and changes nothing', async () => {
        const user = await existingUser(unitOfWork);
        const posting = aPosting({ amount: credits(5) });
        const first = posted(await postInTransaction(unitOfWork, user, posting));
        clock.advance(60_000);

        const second = posted(await postInTransaction(unitOfWork, user, posting));

        expect(second).toEqual(first);
        expect(await balances(unitOfWork, user)).toEqual({ available: 5n, held: 0n });
      });

      test('returns the first hold though nothing is left to hold', async () => {
        const user = await userWithCredits(unitOfWork, 5);
        const hold = aHold(aUuid(), 5);
        const first = posted(await postInTransaction(unitOfWork, user, hold));

        expect(posted(await postInTransaction(unitOfWork, user, hold))).toEqual(first);
      });

      test('returns the first capture though nothing is held any more', async () => {
        const user = await userWithCredits(unitOfWork, 5);
        const holdId = aUuid();
        const capture = aPosting({
          operation: 'capture',
          kind: 'generation',
          amount: credits(5),
          holdId,
        });
        posted(await postInTransaction(unitOfWork, user, aHold(holdId, 5)));
        const first = posted(await postInTransaction(unitOfWork, user, capture));

        expect(posted(await postInTransaction(unitOfWork, user, capture))).toEqual(first);
        expect(await balances(unitOfWork, user)).toEqual({ available: 0n, held: 0n });
      });

      test('refuses other content', async () => {
        const user = await existingUser(unitOfWork);
        const other = await existingUser(unitOfWork);
        const posting = aPosting({ amount: credits(5) });
        const conflict = err({ kind: 'reference_conflict', reference: posting.reference });
        posted(await postInTransaction(unitOfWork, user, posting));

        const changed = { ...posting, amount: credits(6) };
        expect(await postInTransaction(unitOfWork, user, changed)).toEqual(conflict);
        expect(await postInTransaction(unitOfWork, other, posting)).toEqual(conflict);
        expect((await balances(unitOfWork, other)).available).toBe(0n);
      });

      test('repeats within one transaction, too', async () => {
        const user = await existingUser(unitOfWork);
        const posting = aPosting({ amount: credits(5) });

        await unitOfWork.run(
          committing(async (scope) => {
            const first = posted(await scope.credits.post(user.id, posting));
            expect(posted(await scope.credits.post(user.id, posting))).toEqual(first);
          }),
        );

        expect((await balances(unitOfWork, user)).available).toBe(5n);
      });
    });
  });
}
