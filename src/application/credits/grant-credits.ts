import { credits } from '../../domain/credits/credits.ts';
import type { CreditEntry, ReferenceConflict } from '../../domain/credits/ledger.ts';
import type { UserId } from '../../domain/shared/ids.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import { languageOf } from '../../domain/users/user.ts';
import { privateChatOf } from '../notices.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { UnknownUser } from '../users/unknown-user.ts';

export interface GrantCreditsCommand {
  readonly userId: UserId;
  /** Whole credits, above zero. */
  readonly amount: number;
  readonly note?: string | undefined;
  /** Repeating a key grants nothing more. Letters, digits, `-` and `_`. */
  readonly idempotencyKey: string;
}

/**
 * An admin's gift, told to the user.
 *
 * - `unknown_user`: nobody of this id ever wrote to the bot.
 * - `reference_conflict`: the key was used for another gift.
 */
export class GrantCredits {
  readonly #unitOfWork: UnitOfWork;

  constructor(unitOfWork: UnitOfWork) {
    this.#unitOfWork = unitOfWork;
  }

  execute(
    command: GrantCreditsCommand,
  ): Promise<Result<CreditEntry, UnknownUser | ReferenceConflict>> {
    return this.#unitOfWork.run(async (scope) => {
      const user = await scope.users.find(command.userId);
      if (user === undefined) {
        return err({ kind: 'unknown_user' as const, userId: command.userId });
      }
      const before = await scope.credits.lock(user.id);
      const posted = await scope.credits.post(user.id, {
        operation: 'grant',
        kind: 'admin',
        amount: credits(command.amount),
        reference: `admin:${command.idempotencyKey}`,
        note: command.note,
      });
      if (!posted.ok) {
        if (posted.error.kind === 'insufficient_credits') {
          throw new Error('Cannot be short of credits in a grant as it only adds');
        }
        return err(posted.error);
      }
      const { available } = await scope.credits.account(user.id);
      if (available === before.available) {
        // A repetition: the user was told the first time.
        return ok(posted.value);
      }
      await scope.outbox.add({
        type: 'notice.send',
        noticeId: `grant-${command.idempotencyKey}`,
        addressed: {
          userId: user.id,
          destination: privateChatOf(user.id),
          language: languageOf(user),
          notice: { kind: 'credits_granted', credits: command.amount, note: command.note },
        },
      });
      return ok(posted.value);
    });
  }
}
