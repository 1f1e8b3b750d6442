import type { PromoCode, PromoRedemption } from '../../domain/payments/promo.ts';
import type { UserId } from '../../domain/shared/ids.ts';

export interface PromoRepository {
  find(code: string): Promise<PromoCode | undefined>;
  /** Like `find`, and keeps everybody else from redeeming it until the transaction ends. */
  lock(code: string): Promise<PromoCode | undefined>;
  /** Adds a code, or changes one; its count of redemptions stays. */
  save(promo: Omit<PromoCode, 'redemptions'>): Promise<void>;
  /** Newest first. */
  all(limit: number): Promise<readonly PromoCode[]>;
  countRedemptions(code: string, userId: UserId): Promise<number>;
  /** Counts on the code too. The caller holds the code's lock. */
  redeem(userId: UserId, redemption: PromoRedemption): Promise<void>;
  /** The oldest one that waits for a purchase and whose code has not ended by `now`. */
  waiting(userId: UserId, now: Date): Promise<PromoRedemption | undefined>;
  /** @returns false when it was used already: nothing changes. */
  use(redemptionId: string, at: Date): Promise<boolean>;
}
