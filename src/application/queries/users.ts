import type { Credits } from '../../domain/credits/credits.ts';
import type { UserId } from '../../domain/shared/ids.ts';
import type { Ban, Language, Preferences } from '../../domain/users/user.ts';
import type { AmountRange, ListQuery, Period, ReadByIds } from './paging.ts';

/** A ban goes before: one who is banned and has blocked the bot is `banned`. */
export type UserStatus = 'active' | 'banned' | 'unreachable';

export interface UserView {
  readonly id: UserId;
  readonly username?: string | undefined;
  readonly firstName: string;
  /** IETF tag as Telegram tells it. */
  readonly languageCode?: string | undefined;
  /** What the bot speaks to them: their choice, else what follows from the tag. */
  readonly language: Language;
  readonly preferences: Preferences;
  readonly receiptEmail?: string | undefined;
  readonly referralCode: string;
  readonly status: UserStatus;
  readonly ban?: Ban | undefined;
  /** Since when the bot is blocked. */
  readonly unreachableSince?: Date | undefined;
  readonly inviterId?: UserId | undefined;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  /** As of this moment. */
  readonly balance: Balance;
  /** Some seconds old. All zero for a user who is not counted yet. */
  readonly totals: UserTotals;
}

export interface Balance {
  readonly available: Credits;
  readonly held: Credits;
}

export interface UserTotals {
  readonly generations: number;
  readonly succeeded: number;
  readonly creditsSpent: bigint;
  readonly costUsdMicros: bigint;
  /** Paid ones. */
  readonly payments: number;
  readonly revenueKopecks: bigint;
  readonly revenueStars: bigint;
  readonly firstPaidAt?: Date | undefined;
  readonly lastGenerationAt?: Date | undefined;
}

export interface UserFilter {
  /** An id, or the beginning of a username (with or without `@`) or of a first name, in any case. */
  readonly search?: string | undefined;
  readonly status?: UserStatus | undefined;
  /** Available credits, as of some seconds ago. */
  readonly balance?: AmountRange | undefined;
  /** Credits spent, as of some seconds ago. */
  readonly spent?: AmountRange | undefined;
  readonly source?: 'direct' | 'referral' | undefined;
  /** What the bot speaks to them. */
  readonly language?: Language | undefined;
  readonly lastSeen?: Period | undefined;
  readonly created?: Period | undefined;
  readonly hasPaid?: boolean | undefined;
}

/** By anything but `created`, new users appear some seconds after their first contact. */
export const userSortFields = ['created', 'lastSeen', 'balance', 'spent'] as const;

export type UserSortField = (typeof userSortFields)[number];

export interface UserQueries extends ListQuery<UserView, UserFilter, UserSortField> {
  readonly byIds: ReadByIds<UserId, UserView>;
  readonly balances: ReadByIds<UserId, Balance>;
}
