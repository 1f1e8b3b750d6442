import type { Referral } from '../../domain/referrals/referral.ts';
import type { UserId } from '../../domain/shared/ids.ts';

export interface ReferralSummary {
  readonly invited: number;
  readonly rewarded: number;
}

export interface ReferralRepository {
  find(inviteeId: UserId): Promise<Referral | undefined>;
  insert(referral: Referral): Promise<void>;
  /** Marks as decided. @returns false when it was decided already. */
  markRewarded(inviteeId: UserId, at: Date): Promise<boolean>;
  /** Decisions about the inviter's invitees at or after `since`. */
  countRewardedSince(inviterId: UserId, since: Date): Promise<number>;
  summary(inviterId: UserId): Promise<ReferralSummary>;
}
