import type { UserId } from '../shared/ids.ts';

/** One invitation that was accepted. An invitee has at most one, made on the very first contact. */
export interface Referral {
  readonly inviteeId: UserId;
  readonly inviterId: UserId;
  readonly createdAt: Date;
  /** When the inviter's bonus was decided: on the invitee's first delivered generation. */
  readonly rewardedAt?: Date | undefined;
}

const codePattern = /^ref_([A-Za-z0-9]{4,32})$/;

/** The code in a start payload such as `ref_a1B2c3`, if it is one. */
export function referralCodeIn(payload: string | undefined): string | undefined {
  return payload === undefined ? undefined : codePattern.exec(payload)?.[1];
}

export const referralPayload = (code: string): string => `ref_${code}`;

/**
 * Whether a new user counts as invited. Binding happens on first contact alone: an existing user
 * can open any link at any time. Nobody invites themselves, and a banned inviter gains nothing.
 */
export function acceptsInvitation(
  invitee: { readonly id: UserId; readonly isFirstContact: boolean },
  inviter: { readonly id: UserId; readonly isBanned: boolean },
): boolean {
  return invitee.isFirstContact && inviter.id !== invitee.id && !inviter.isBanned;
}

/** Caps farming: an inviter is paid for so many invitees a day; later ones count but pay nothing. */
export function inviterIsPaid(rewardsToday: number, rewardsPerDay: number): boolean {
  return rewardsToday < rewardsPerDay;
}
