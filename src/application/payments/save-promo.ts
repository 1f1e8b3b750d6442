import { isBenefit, normalizedCode, type PromoCode } from '../../domain/payments/promo.ts';
import { isWholeWithin } from '../../domain/shared/field-problem.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import type { Clock } from '../ports/clock.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';

export interface SavePromoCommand extends Omit<PromoCode, 'redemptions' | 'createdAt' | 'enabled'> {
  /** Absent: it can be entered. */
  readonly enabled?: boolean | undefined;
}

export interface SavedPromo {
  readonly code: string;
  /** As it was; undefined for a new one. */
  readonly before: PromoCode | undefined;
}

/** How often a code may be entered at most, by all users or by one. */
export const mostRedemptions = 1_000_000_000;

export interface InvalidPromo {
  readonly kind: 'invalid_promo';
  readonly field: 'code' | 'benefit' | 'maxRedemptions' | 'maxPerUser' | 'endsAt';
}

/**
 * An admin adds a promo code, or changes one: what was redeemed with it stays so.
 *
 * - `invalid_promo`: a code that nobody could enter, a benefit or a limit out of bounds, or a time that ends
 *   before it begins
 */
export class SavePromo {
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;

  constructor(unitOfWork: UnitOfWork, clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
  }

  async execute(command: SavePromoCommand): Promise<Result<SavedPromo, InvalidPromo>> {
    const code = normalizedCode(command.code);
    if (code === undefined) {
      return err({ kind: 'invalid_promo', field: 'code' });
    }
    const field = invalidField(command);
    if (field !== undefined) {
      return err({ kind: 'invalid_promo', field });
    }
    const { enabled = true } = command;
    return this.#unitOfWork.run(async ({ promos }) => {
      const before = await promos.lock(code);
      await promos.save({ ...command, code, enabled, createdAt: this.#clock.now() });
      return ok({ code, before });
    });
  }
}

function invalidField(command: SavePromoCommand): InvalidPromo['field'] | undefined {
  const { benefit, maxRedemptions, maxPerUser, startsAt, endsAt } = command;
  if (!isBenefit(benefit)) {
    return 'benefit';
  }
  if (!isWholeWithin(maxRedemptions ?? 1, 1, mostRedemptions)) {
    return 'maxRedemptions';
  }
  if (!isWholeWithin(maxPerUser, 1, mostRedemptions)) {
    return 'maxPerUser';
  }
  const isOver = startsAt !== undefined && endsAt !== undefined && endsAt <= startsAt;
  return isOver ? 'endsAt' : undefined;
}
