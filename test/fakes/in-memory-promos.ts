import type { PromoRepository } from '../../src/application/ports/promo-repository.ts';
import type { PromoCode, PromoRedemption } from '../../src/domain/payments/promo.ts';
import type { UserId } from '../../src/domain/shared/ids.ts';
import {
  byTime,
  type InMemoryState,
  refuseDuplicate,
  requireRow,
  type StoredRedemption,
} from './in-memory-state.ts';

export class InMemoryPromos implements PromoRepository {
  readonly #state: () => InMemoryState;

  constructor(state: () => InMemoryState) {
    this.#state = state;
  }

  async find(code: string): Promise<PromoCode | undefined> {
    return this.#state().promos.get(code);
  }

  async lock(code: string): Promise<PromoCode | undefined> {
    return this.find(code);
  }

  async save(promo: Omit<PromoCode, 'redemptions'>): Promise<void> {
    const { promos } = this.#state();
    const earlier = promos.get(promo.code);
    const createdAt = earlier?.createdAt ?? promo.createdAt;
    promos.set(promo.code, { ...promo, createdAt, redemptions: earlier?.redemptions ?? 0 });
  }

  async all(limit: number): Promise<readonly PromoCode[]> {
    return [...this.#state().promos.values()]
      .toSorted(
        byTime(
          ({ createdAt }) => createdAt,
          ({ code }) => code,
        ),
      )
      .toReversed()
      .slice(0, limit);
  }

  async countRedemptions(code: string, userId: UserId): Promise<number> {
    return this.#of(userId).filter((one) => one.code === code).length;
  }

  async redeem(userId: UserId, redemption: PromoRedemption): Promise<void> {
    const { promos, redemptions, users } = this.#state();
    requireRow(users, userId, 'user');
    requireRow(promos, redemption.code, 'promo code');
    refuseDuplicate(redemptions, redemption.id, 'redemption');
    redemptions.set(redemption.id, { ...redemption, userId });
    const promo = promos.get(redemption.code);
    if (promo) {
      promos.set(promo.code, { ...promo, redemptions: promo.redemptions + 1 });
    }
  }

  async waiting(userId: UserId, now: Date): Promise<PromoRedemption | undefined> {
    const { promos } = this.#state();
    const [oldest] = this.#of(userId)
      .filter(({ benefit, usedAt }) => benefit.kind !== 'credits' && usedAt === undefined)
      .filter(({ code }) => {
        const endsAt = promos.get(code)?.endsAt;
        return endsAt === undefined || now < endsAt;
      })
      .toSorted(
        byTime(
          ({ redeemedAt }) => redeemedAt,
          ({ id }) => id,
        ),
      );
    if (!oldest) {
      return undefined;
    }
    const { userId: _, ...redemption } = oldest;
    return redemption;
  }

  async use(redemptionId: string, at: Date): Promise<boolean> {
    const { redemptions } = this.#state();
    const redemption = redemptions.get(redemptionId);
    if (!redemption || redemption.usedAt !== undefined) {
      return false;
    }
    redemptions.set(redemptionId, { ...redemption, usedAt: at });
    return true;
  }

  #of(userId: UserId): readonly StoredRedemption[] {
    return [...this.#state().redemptions.values()].filter((one) => one.userId === userId);
  }
}
