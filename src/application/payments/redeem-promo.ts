import { credits } from '../../domain/credits/credits.ts';
import {
  normalizedCode,
  type PromoBenefit,
  type PromoRefusal,
  refusalOf,
} from '../../domain/payments/promo.ts';
import type { UserId } from '../../domain/shared/ids.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import { grant } from '../credits/grant.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';

export interface RedeemedPromo {
  readonly benefit: PromoBenefit;
  /** Credits that were given at once; zero when the benefit waits for the next purchase. */
  readonly granted: number;
}

/**
 * Enters a promo code: its credits at once, or its percent on the next purchase.
 *
 * - `promo_unknown`, `promo_over`, `promo_used_up`, `promo_already_used`
 */
export class RedeemPromo {
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;
  readonly #ids: IdGenerator;

  constructor(unitOfWork: UnitOfWork, clock: Clock, ids: IdGenerator) {
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
    this.#ids = ids;
  }

  /** @param text as the user typed it */
  async execute(userId: UserId, text: string): Promise<Result<RedeemedPromo, PromoRefusal>> {
    const code = normalizedCode(text);
    if (code === undefined || (await this.#unitOfWork.direct.promos.find(code)) === undefined) {
      return err({ kind: 'promo_unknown' });
    }
    return this.#unitOfWork.run(async (scope) => {
      // The account first, as everywhere; then the code, so that its limits hold among all users.
      await scope.credits.lock(userId);
      const promo = await scope.promos.lock(code);
      if (promo === undefined) {
        return err({ kind: 'promo_unknown' as const });
      }
      const now = this.#clock.now();
      const own = await scope.promos.countRedemptions(code, userId);
      const refusal = refusalOf(promo, own, now);
      if (refusal !== undefined) {
        return err(refusal);
      }
      const { benefit } = promo;
      const isNow = benefit.kind === 'credits';
      const id = this.#ids.uuid();
      await scope.promos.redeem(userId, {
        id,
        code,
        benefit,
        redeemedAt: now,
        usedAt: isNow ? now : undefined,
      });
      const granted = isNow ? benefit.credits : 0;
      await grant(scope, userId, {
        kind: 'promo',
        amount: credits(granted),
        reference: `promo:${id}`,
        note: code,
      });
      return ok({ benefit, granted });
    });
  }
}
