import { IsNull, MoreThanOrEqual, Not } from 'typeorm';
import type {
  ReferralRepository,
  ReferralSummary,
} from '../../../application/ports/referral-repository.ts';
import type { Referral } from '../../../domain/referrals/referral.ts';
import { type UserId, userId } from '../../../domain/shared/ids.ts';
import { type ReferralRow, referralSchema } from '../schemas/users.ts';
import type { Session, Statement } from '../session.ts';

/** Asked at the end of every paid request. */
const findReferral: Statement = {
  name: 'referrals.find',
  text: `SELECT invitee_id, inviter_id, created_at, rewarded_at FROM referrals
    WHERE invitee_id = $1`,
};

export class PostgresReferralRepository implements ReferralRepository {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async find(inviteeId: UserId): Promise<Referral | undefined> {
    const [row] = await this.#session.rows<ReferralRow>(findReferral, [inviteeId]);
    return (
      row && {
        inviteeId: userId(Number(row.invitee_id)),
        inviterId: userId(Number(row.inviter_id)),
        createdAt: row.created_at,
        rewardedAt: row.rewarded_at ?? undefined,
      }
    );
  }

  async insert(referral: Referral): Promise<void> {
    await this.#session.entities((manager) =>
      manager.insert(referralSchema, {
        invitee_id: String(referral.inviteeId),
        inviter_id: String(referral.inviterId),
        created_at: referral.createdAt,
        rewarded_at: referral.rewardedAt ?? null,
      }),
    );
  }

  async markRewarded(inviteeId: UserId, at: Date): Promise<boolean> {
    const { affected } = await this.#session.entities((manager) =>
      manager.update(
        referralSchema,
        { invitee_id: String(inviteeId), rewarded_at: IsNull() },
        { rewarded_at: at },
      ),
    );
    return affected === 1;
  }

  countRewardedSince(inviterId: UserId, since: Date): Promise<number> {
    return this.#session.entities((manager) =>
      manager.countBy(referralSchema, {
        inviter_id: String(inviterId),
        rewarded_at: MoreThanOrEqual(since),
      }),
    );
  }

  summary(inviterId: UserId): Promise<ReferralSummary> {
    const inviter_id = String(inviterId);
    return this.#session.entities(async (manager) => ({
      invited: await manager.countBy(referralSchema, { inviter_id }),
      rewarded: await manager.countBy(referralSchema, { inviter_id, rewarded_at: Not(IsNull()) }),
    }));
  }
}
