import { isBenefit, normalizedCode, type PromoCode } from '../../domain/payments/promo.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import type { Clock } from '../ports/clock.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';

export type SavePromoCommand = Omit<PromoCode, 'redemptions' | 'createdAt' | 'enabled'>;

export interface InvalidPromo {
  readonly kind: 'invalid_promo';
  readonly field: 'code' | 'benefit';
}

/**
 * An admin adds a promo code, or changes one: what was redeemed with it stays so.
 *
 * - `invalid_promo`: a code that nobody could enter, or a benefit out of bounds
 */
export class SavePromo {
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;

  constructor(unitOfWork: UnitOfWork, clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
  }

  async execute(
    command: SavePromoCommand,
  ): Promise<Result<{ readonly code: string }, InvalidPromo>> {
    const code = normalizedCode(command.code);
    if (code === undefined) {
      return err({ kind: 'invalid_promo', field: 'code' });
    }
    if (!isBenefit(command.benefit)) {
      return err({ kind: 'invalid_promo', field: 'benefit' });
    }
    const createdAt = this.#clock.now();
    await this.#unitOfWork.direct.promos.save({ ...command, code, enabled: true, createdAt });
    return ok({ code });
  }
}
