import { credits } from '../../domain/credits/credits.ts';
import type {
  CreditEntry,
  InsufficientCredits,
  ReferenceConflict,
} from '../../domain/credits/ledger.ts';
import type { UserId } from '../../domain/shared/ids.ts';
import { err, type Result } from '../../domain/shared/result.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { UnknownUser } from '../users/unknown-user.ts';

export interface RevokeCreditsCommand {
  readonly userId: UserId;
  /** Whole credits, above zero. */
  readonly amount: number;
  readonly note?: string | undefined;
  /** Repeating a key takes nothing more. Letters, digits, `-` and `_`. */
  readonly idempotencyKey: string;
}

/**
 * An admin takes available credits back; the user is not told. What is held for requests in progress
 * stays held.
 *
 * - `unknown_user`: nobody of this id ever wrote to the bot.
 * - `insufficient_credits`: so many are not available.
 * - `reference_conflict`: the key was used for something else.
 */
export class RevokeCredits {
  readonly #unitOfWork: UnitOfWork;

  constructor(unitOfWork: UnitOfWork) {
    this.#unitOfWork = unitOfWork;
  }

  execute({
    userId,
    amount,
    note,
    idempotencyKey,
  }: RevokeCreditsCommand): Promise<
    Result<CreditEntry, UnknownUser | InsufficientCredits | ReferenceConflict>
  > {
    return this.#unitOfWork.run<
      Result<CreditEntry, UnknownUser | InsufficientCredits | ReferenceConflict>
    >(async (scope) => {
      const user = await scope.users.find(userId);
      if (user === undefined) {
        return err({ kind: 'unknown_user', userId });
      }
      await scope.credits.lock(userId);
      return scope.credits.post(userId, {
        operation: 'revoke',
        kind: 'admin',
        amount: credits(amount),
        reference: `admin:${idempotencyKey}`,
        note,
      });
    });
  }
}
