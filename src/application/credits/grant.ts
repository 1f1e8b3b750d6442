import type { Credits } from '../../domain/credits/credits.ts';
import type { CreditEntry, EntryKind } from '../../domain/credits/ledger.ts';
import type { UserId } from '../../domain/shared/ids.ts';
import type { Scope } from '../ports/unit-of-work.ts';

/**
 * Gives credits inside a transaction. Granting nothing is nothing to write.
 * @throws Error when the reference was used for something else: a bug of the caller.
 */
export async function grant(
  scope: Scope,
  userId: UserId,
  gift: {
    readonly kind: EntryKind;
    readonly amount: Credits;
    readonly reference: string;
    readonly note?: string | undefined;
  },
): Promise<CreditEntry | undefined> {
  if (gift.amount === 0n) {
    return undefined;
  }
  const posted = await scope.credits.post(userId, { operation: 'grant', ...gift });
  if (!posted.ok) {
    throw new Error(`Cannot grant ${gift.reference} as the ledger says ${posted.error.kind}`);
  }
  return posted.value;
}
