import type {
  ReferralRepository,
  ReferralSummary,
} from '../../src/application/ports/referral-repository.ts';
import type { Referral } from '../../src/domain/referrals/referral.ts';
import type { UserId } from '../../src/domain/shared/ids.ts';
import { type InMemoryState, refuseDuplicate, requireRow } from './in-memory-state.ts';

export class InMemoryReferrals implements ReferralRepository {
  readonly #state: () => InMemoryState;

  constructor(state: () => InMemoryState) {
    this.#state = state;
  }

  async find(inviteeId: UserId): Promise<Referral | undefined> {
    return this.#state().referrals.get(inviteeId);
  }

  async insert(referral: Referral): Promise<void> {
    const { referrals, users } = this.#state();
    requireRow(users, referral.inviteeId, 'user');
    requireRow(users, referral.inviterId, 'user');
    refuseDuplicate(referrals, referral.inviteeId, 'referral');
    referrals.set(referral.inviteeId, referral);
  }

  async markRewarded(inviteeId: UserId, at: Date): Promise<boolean> {
    const { referrals } = this.#state();
    const referral = referrals.get(inviteeId);
    if (!referral || referral.rewardedAt !== undefined) {
      return false;
    }
    referrals.set(inviteeId, { ...referral, rewardedAt: at });
    return true;
  }

  async countRewardedSince(inviterId: UserId, since: Date): Promise<number> {
    return this.#of(inviterId).filter(
      ({ rewardedAt }) => rewardedAt !== undefined && rewardedAt >= since,
    ).length;
  }

  async summary(inviterId: UserId): Promise<ReferralSummary> {
    const own = this.#of(inviterId);
    const rewarded = own.filter(({ rewardedAt }) => rewardedAt !== undefined).length;
    return { invited: own.length, rewarded };
  }

  #of(inviterId: UserId): readonly Referral[] {
    return [...this.#state().referrals.values()].filter((one) => one.inviterId === inviterId);
  }
}
