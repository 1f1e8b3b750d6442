import type { PromoCode } from '../../domain/payments/promo.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';

export interface UnknownPromo {
  readonly kind: 'unknown_promo';
}

/**
 * A promo code can be entered, or no longer. What users were promised when they entered it stays
 * theirs.
 *
 * - `unknown_promo`
 */
export class SwitchPromo {
  readonly #unitOfWork: UnitOfWork;

  constructor(unitOfWork: UnitOfWork) {
    this.#unitOfWork = unitOfWork;
  }

  /** @returns the code as it was */
  execute(code: string, enabled: boolean): Promise<Result<PromoCode, UnknownPromo>> {
    return this.#unitOfWork.run(async ({ promos }) => {
      const before = await promos.lock(code);
      if (before === undefined) {
        return err({ kind: 'unknown_promo' });
      }
      await promos.save({ ...before, enabled });
      return ok(before);
    });
  }
}
