import { beforeEach, describe, expect, test } from 'vitest';
import { at, aUserId, someDay } from '../../builders/domain.ts';
import { existingUser, type OpenPersistence, type Persistence } from './persistence.ts';

export function referralRepositoryContract(open: OpenPersistence): void {
  describe('ReferralRepository', () => {
    let unitOfWork: Persistence['unitOfWork'];
    let referrals: Persistence['unitOfWork']['direct']['referrals'];

    beforeEach(async () => {
      ({ unitOfWork } = await open());
      ({ referrals } = unitOfWork.direct);
    });

    async function invited(inviterId = aUserId()) {
      const inviter = await existingUser(unitOfWork, { id: inviterId });
      const invitee = await existingUser(unitOfWork);
      const referral = { inviteeId: invitee.id, inviterId: inviter.id, createdAt: someDay };
      await referrals.insert(referral);
      return referral;
    }

    test('knows none at first', async () => {
      const id = aUserId();

      expect(await referrals.find(id)).toBeUndefined();
      expect(await referrals.summary(id)).toEqual({ invited: 0, rewarded: 0 });
      expect(await referrals.markRewarded(id, someDay)).toBe(false);
    });

    test('finds who invited a user', async () => {
      const referral = await invited();

      expect(await referrals.find(referral.inviteeId)).toEqual(referral);
      expect(await referrals.find(referral.inviterId)).toBeUndefined();
    });

    test('throws for a second inviter of the same user', async () => {
      const referral = await invited();
      const other = await existingUser(unitOfWork);

      await expect(referrals.insert({ ...referral, inviterId: other.id })).rejects.toThrow();
    });

    test('is rewarded once though many try', async () => {
      const { inviteeId } = await invited();

      const results = await Promise.all(
        Array.from({ length: 5 }, () => referrals.markRewarded(inviteeId, at(1))),
      );

      expect(results.filter(Boolean)).toHaveLength(1);
      expect((await referrals.find(inviteeId))?.rewardedAt).toEqual(at(1));
    });

    test('counts rewards at or after a time, and all of an inviter', async () => {
      const { inviterId, inviteeId } = await invited();
      const second = await invited(inviterId);
      await invited(inviterId);
      await invited();
      await referrals.markRewarded(inviteeId, at(1));
      await referrals.markRewarded(second.inviteeId, at(2));

      expect(await referrals.countRewardedSince(inviterId, at(2))).toBe(1);
      expect(await referrals.countRewardedSince(inviterId, at(1))).toBe(2);
      expect(await referrals.countRewardedSince(inviterId, at(3))).toBe(0);
      expect(await referrals.summary(inviterId)).toEqual({ invited: 3, rewarded: 2 });
    });
  });
}
