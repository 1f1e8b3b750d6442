import type { UserId } from '../../domain/shared/ids.ts';
import type { ChildListQuery, Period } from './paging.ts';

/** One invitation that was accepted. Named by its invitee, who has at most one. */
export interface ReferralView {
  readonly inviteeId: UserId;
  readonly inviterId: UserId;
  readonly createdAt: Date;
  /** When the inviter's bonus was decided. */
  readonly rewardedAt?: Date | undefined;
}

export interface ReferralFilter {
  readonly inviterId?: UserId | undefined;
  readonly inviteeId?: UserId | undefined;
  readonly isRewarded?: boolean | undefined;
  readonly created?: Period | undefined;
}

export const referralSortFields = ['created'] as const;

export type ReferralSortField = (typeof referralSortFields)[number];

/** Parents are inviters. */
export type ReferralQueries = ChildListQuery<
  UserId,
  ReferralView,
  ReferralFilter,
  ReferralSortField
>;
