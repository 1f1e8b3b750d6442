import { emailIn } from '../../domain/payments/receipt.ts';
import type { UserId } from '../../domain/shared/ids.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import type { PendingPurchase } from '../../domain/users/user.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { UnknownUser } from '../users/unknown-user.ts';

export interface InvalidEmail {
  readonly kind: 'invalid_email';
}

/**
 * Keeps the address that receipts go to.
 *
 * - `invalid_email`, `unknown_user`
 */
export class SetReceiptEmail {
  readonly #unitOfWork: UnitOfWork;

  constructor(unitOfWork: UnitOfWork) {
    this.#unitOfWork = unitOfWork;
  }

  /** @returns the purchase that waited for the address, if one did. */
  async execute(
    userId: UserId,
    text: string,
  ): Promise<
    Result<{ readonly waiting: PendingPurchase | undefined }, InvalidEmail | UnknownUser>
  > {
    const receiptEmail = emailIn(text);
    if (receiptEmail === undefined) {
      return err({ kind: 'invalid_email' });
    }
    return this.#unitOfWork.run(async (scope) => {
      const user = await scope.users.lock(userId);
      if (user === undefined) {
        return err({ kind: 'unknown_user' as const, userId });
      }
      // The purchase stays: a crash between here and the order must not forget it. Ordering ends it.
      await scope.users.save({ ...user, receiptEmail });
      return ok({ waiting: user.pendingPurchase });
    });
  }

  /** Remembers what is to be bought once the address is known; undefined forgets it. */
  async await(userId: UserId, purchase: PendingPurchase | undefined): Promise<void> {
    await this.#unitOfWork.run(async (scope) => {
      const user = await scope.users.lock(userId);
      if (user !== undefined) {
        await scope.users.save({ ...user, pendingPurchase: purchase });
      }
      return ok();
    });
  }
}
