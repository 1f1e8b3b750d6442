import { type Credits, credits, noCredits } from '../../domain/credits/credits.ts';
import { percentOf } from '../../domain/payments/money.ts';
import type { InviterReward } from '../../domain/payments/payment.ts';
import { inviterIsPaid, type Referral } from '../../domain/referrals/referral.ts';
import type { Settings } from '../../domain/settings/settings.ts';
import type { PaymentId, UserId } from '../../domain/shared/ids.ts';
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
  if (settings.referralRewardOn === 'first_use' && referral !== undefined) {
    await payBonus(scope, referral, settings, now);
  }
}

/**
 * On an invitee's payment, pays the inviter a percentage of its credits and, where the settings say
 * so, the bonus for the first one. Runs inside the transaction that settles it.
 *
 * @returns what the inviter got, so that a refund can take it back
 */
export async function rewardInviterForPayment(
  scope: Scope,
  payment: {
    readonly payerId: UserId;
    readonly paymentId: PaymentId;
    readonly credits: Credits;
    readonly isFirstPayment: boolean;
  },
  settings: Settings,
  now: Date,
): Promise<InviterReward | undefined> {
  const referral = await scope.referrals.find(payment.payerId);
  if (referral === undefined) {
    return undefined;
  }
  const { inviterId } = referral;
  await scope.credits.lock(inviterId);
  const inviter = await scope.users.find(inviterId);
  if (inviter === undefined || inviter.ban !== undefined) {
    return undefined;
  }
  const isForFirst = settings.referralRewardOn === 'first_payment' && payment.isFirstPayment;
  const bonus = isForFirst ? await payBonus(scope, referral, settings, now) : noCredits;
  const share = credits(percentOf(payment.credits, settings.referralPaymentPercent));
  const granted = await grant(scope, inviterId, {
    kind: 'referral',
    amount: share,
    reference: `referral-payment:${payment.paymentId}`,
  });
  if (granted !== undefined) {
    await scope.outbox.add({
      type: 'notice.send',
      noticeId: `referral-payment-${payment.paymentId}`,
      addressed: {
        userId: inviterId,
        destination: privateChatOf(inviterId),
        language: languageOf(inviter),
        notice: { kind: 'referral_purchase_rewarded', credits: Number(share) },
      },
    });
  }
  const total = credits(bonus + share);
  return total === noCredits ? undefined : { inviterId, credits: total };
}

/** The bonus for an invitee, once and within the daily cap. @returns what was paid */
async function payBonus(
  scope: Scope,
  referral: Referral,
  settings: Settings,
  now: Date,
): Promise<Credits> {
  if (referral.rewardedAt !== undefined) {
    return noCredits;
  }
  const { inviteeId, inviterId } = referral;
  await scope.credits.lock(inviterId);
  if (!(await scope.referrals.markRewarded(inviteeId, now))) {
    return noCredits;
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
    return noCredits;
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
  return granted?.amount ?? noCredits;
}
