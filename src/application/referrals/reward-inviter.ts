import { credits } from '../../domain/credits/credits.ts';
import { inviterIsPaid, type Referral } from '../../domain/referrals/referral.ts';
import type { Settings } from '../../domain/settings/settings.ts';
import { languageOf } from '../../domain/users/user.ts';
import { grant } from '../credits/grant.ts';
import { privateChatOf } from '../notices.ts';
import type { Scope } from '../ports/unit-of-work.ts';

const dayMs = 86_400_000;

/**
 * On an invitee's first delivered generation, pays the inviter, once and within the daily cap.
 * Runs inside the transaction that delivers. The inviter's account is locked after the invitee's:
 * invitations only point to older users, so these locks can never form a circle.
 *
 * @param referral how the invitee came, if by invitation
 */
export async function rewardInviter(
  scope: Scope,
  referral: Referral | undefined,
  settings: Settings,
  now: Date,
): Promise<void> {
  if (referral === undefined || referral.rewardedAt !== undefined) {
    return;
  }
  const { inviteeId, inviterId } = referral;
  await scope.credits.lock(inviterId);
  if (!(await scope.referrals.markRewarded(inviteeId, now))) {
    return;
  }
  const inviter = await scope.users.find(inviterId);
  // Days of the calendar (UTC): within one, only decisions beyond the cap go unpaid, so counting
  // decisions is counting payments. The count includes the one just marked.
  const since = new Date(now.getTime() - (now.getTime() % dayMs));
  const earlier = (await scope.referrals.countRewardedSince(inviterId, since)) - 1;
  if (
    inviter === undefined ||
    inviter.ban !== undefined ||
    !inviterIsPaid(earlier, settings.referralRewardsPerDay)
  ) {
    return;
  }
  const granted = await grant(scope, inviterId, {
    kind: 'referral',
    amount: credits(settings.referralInviterCredits),
    reference: `referral-inviter:${inviteeId}`,
  });
  if (granted !== undefined) {
    await scope.outbox.add({
      type: 'notice.send',
      noticeId: `referral-${inviteeId}`,
      addressed: {
        userId: inviterId,
        destination: privateChatOf(inviterId),
        language: languageOf(inviter),
        notice: { kind: 'referral_rewarded', credits: settings.referralInviterCredits },
      },
    });
  }
}
