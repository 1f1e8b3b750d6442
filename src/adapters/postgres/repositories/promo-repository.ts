import type { PromoRepository } from '../../../application/ports/promo-repository.ts';
import type { PromoBenefit, PromoCode, PromoRedemption } from '../../../domain/payments/promo.ts';
import type { UserId } from '../../../domain/shared/ids.ts';
import type { BenefitColumns, PromoCodeRow, PromoRedemptionRow } from '../schemas/promos.ts';
import type { Session, Statement } from '../session.ts';

const columns = `code, benefit, amount, max_redemptions, max_per_user, starts_at, ends_at, enabled,
  redemptions, created_at`;

const findPromo: Statement = {
  name: 'promos.find',
  text: `SELECT ${columns} FROM promo_codes WHERE code = $1`,
};

const lockPromo: Statement = {
  name: 'promos.lock',
  text: `SELECT ${columns} FROM promo_codes WHERE code = $1 FOR NO KEY UPDATE`,
};

const savePromo: Statement = {
  name: 'promos.save',
  text: `INSERT INTO promo_codes (${columns})
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9)
    ON CONFLICT (code) DO UPDATE SET
      (benefit, amount, max_redemptions, max_per_user, starts_at, ends_at, enabled) =
      ROW (excluded.benefit, excluded.amount, excluded.max_redemptions, excluded.max_per_user,
        excluded.starts_at, excluded.ends_at, excluded.enabled)`,
};

const allPromos: Statement = {
  name: 'promos.all',
  text: `SELECT ${columns} FROM promo_codes ORDER BY created_at DESC, code COLLATE "C" DESC LIMIT $1`,
};

const countRedemptions: Statement = {
  name: 'promos.count_redemptions',
  text: `SELECT count(*)::integer AS count FROM promo_redemptions
    WHERE user_id = $1 AND code = $2`,
};

const redeemPromo: Statement = {
  name: 'promos.redeem',
  text: `WITH redeemed AS (
      INSERT INTO promo_redemptions (id, code, user_id, benefit, amount, redeemed_at, used_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7)
      RETURNING code
    )
    UPDATE promo_codes SET redemptions = redemptions + 1 FROM redeemed
    WHERE promo_codes.code = redeemed.code`,
};

const waitingRedemption: Statement = {
  name: 'promos.waiting',
  text: `SELECT id, promo_redemptions.code, promo_redemptions.benefit, promo_redemptions.amount,
      redeemed_at, used_at
    FROM promo_redemptions JOIN promo_codes USING (code)
    WHERE user_id = $1 AND used_at IS NULL AND promo_redemptions.benefit <> 'credits'
      AND (ends_at IS NULL OR ends_at > $2)
    ORDER BY redeemed_at, id LIMIT 1`,
};

const useRedemption: Statement = {
  name: 'promos.use',
  text: 'UPDATE promo_redemptions SET used_at = $2 WHERE id = $1 AND used_at IS NULL',
};

export class PostgresPromoRepository implements PromoRepository {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async find(code: string): Promise<PromoCode | undefined> {
    const [row] = await this.#session.rows<PromoCodeRow>(findPromo, [code]);
    return row && promoOf(row);
  }

  async lock(code: string): Promise<PromoCode | undefined> {
    const [row] = await this.#session.rows<PromoCodeRow>(lockPromo, [code]);
    return row && promoOf(row);
  }

  async save(promo: Omit<PromoCode, 'redemptions'>): Promise<void> {
    await this.#session.write(savePromo, [
      promo.code,
      promo.benefit.kind,
      amountOf(promo.benefit),
      promo.maxRedemptions,
      promo.maxPerUser,
      promo.startsAt,
      promo.endsAt,
      promo.enabled,
      promo.createdAt,
    ]);
  }

  async all(limit: number): Promise<readonly PromoCode[]> {
    return (await this.#session.rows<PromoCodeRow>(allPromos, [limit])).map(promoOf);
  }

  async countRedemptions(code: string, userId: UserId): Promise<number> {
    const values = [userId, code];
    const [row] = await this.#session.rows<{ count: number }>(countRedemptions, values);
    return row?.count ?? 0;
  }

  async redeem(userId: UserId, redemption: PromoRedemption): Promise<void> {
    const { id, code, benefit, redeemedAt, usedAt } = redemption;
    const values = [id, code, userId, benefit.kind, amountOf(benefit), redeemedAt, usedAt];
    await this.#session.write(redeemPromo, values);
  }

  async waiting(userId: UserId, now: Date): Promise<PromoRedemption | undefined> {
    const values = [userId, now];
    const [row] = await this.#session.rows<PromoRedemptionRow>(waitingRedemption, values);
    return (
      row && {
        id: row.id,
        code: row.code,
        benefit: benefitOf(row),
        redeemedAt: row.redeemed_at,
        usedAt: row.used_at ?? undefined,
      }
    );
  }

  async use(redemptionId: string, at: Date): Promise<boolean> {
    return (await this.#session.write(useRedemption, [redemptionId, at])) === 1;
  }
}

const amountOf = (benefit: PromoBenefit): number =>
  benefit.kind === 'credits' ? benefit.credits : benefit.percent;

/** The table's checks hold that there is no other kind. */
export function benefitOf({ benefit, amount }: BenefitColumns): PromoBenefit {
  const kind = benefit as PromoBenefit['kind'];
  return kind === 'credits' ? { kind, credits: amount } : { kind, percent: amount };
}

function promoOf(row: PromoCodeRow): PromoCode {
  return {
    code: row.code,
    benefit: benefitOf(row),
    maxRedemptions: row.max_redemptions ?? undefined,
    maxPerUser: row.max_per_user,
    startsAt: row.starts_at ?? undefined,
    endsAt: row.ends_at ?? undefined,
    enabled: row.enabled,
    redemptions: row.redemptions,
    createdAt: row.created_at,
  };
}
