import { assertNever } from '../shared/assert-never.ts';
import type { UserId } from '../shared/ids.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { type Credits, credits } from './credits.ts';

/**
 * What an entry does to the two balances of an account:
 *
 * | operation | available | held |
 * |-----------|-----------|------|
 * | grant     | +n        |      |
 * | hold      | -n        | +n   |
 * | capture   |           | -n   |
 * | release   | +n        | -n   |
 * | revoke    | -n        |      |
 */
export type LedgerOperation = 'grant' | 'hold' | 'capture' | 'release' | 'revoke';

/** Why the credits moved, for people and reports. */
export type EntryKind =
  | 'welcome'
  | 'referral'
  | 'purchase'
  | 'promo'
  | 'admin'
  | 'refund'
  | 'generation';

export interface CreditAccount {
  readonly userId: UserId;
  readonly available: Credits;
  readonly held: Credits;
}

/** An intended entry. `reference` is unique in the whole ledger, e.g. `hold:<generation id>`. */
export interface Posting {
  readonly operation: LedgerOperation;
  readonly kind: EntryKind;
  /** Greater than zero. */
  readonly amount: Credits;
  readonly reference: string;
  /** The hold that a hold, capture or release belongs to; absent for grants and revokes. */
  readonly holdId?: string | undefined;
  /** A reason for people, e.g. an admin's. */
  readonly note?: string | undefined;
}

/** A posted entry: never changed, never deleted. */
export interface CreditEntry extends Posting {
  readonly userId: UserId;
  readonly availableDelta: bigint;
  readonly heldDelta: bigint;
  readonly availableAfter: Credits;
  readonly heldAfter: Credits;
  readonly createdAt: Date;
}

export interface InsufficientCredits {
  readonly kind: 'insufficient_credits';
  readonly required: Credits;
  readonly available: Credits;
}

/** The same reference was posted before with other content: a bug or a forgery, never a retry. */
export interface ReferenceConflict {
  readonly kind: 'reference_conflict';
  readonly reference: string;
}

export function openAccount(userId: UserId): CreditAccount {
  return { userId, available: credits(0), held: credits(0) };
}

/** Applies one posting to an account. The only rule book of balances; adapters persist its answer. */
export function post(
  account: CreditAccount,
  posting: Posting,
  now: Date,
): Result<{ account: CreditAccount; entry: CreditEntry }, InsufficientCredits> {
  if (posting.amount === 0n) {
    throw new RangeError(`Cannot post ${posting.reference} as its amount must be above zero`);
  }
  const { availableDelta, heldDelta } = deltas(posting);
  const available = account.available + availableDelta;
  const held = account.held + heldDelta;
  if (available < 0n) {
    return err({
      kind: 'insufficient_credits',
      required: posting.amount,
      available: account.available,
    });
  }
  if (held < 0n) {
    throw new Error(
      `Cannot ${posting.operation} ${posting.amount} of user ${account.userId} as only ${account.held} are held`,
    );
  }
  const next = { userId: account.userId, available: credits(available), held: credits(held) };
  return ok({
    account: next,
    entry: {
      ...posting,
      userId: account.userId,
      availableDelta,
      heldDelta,
      availableAfter: next.available,
      heldAfter: next.held,
      createdAt: now,
    },
  });
}

/** Whether a posting repeats an entry: same reference and same content. */
export function repeats(
  entry: CreditEntry,
  userId: UserId,
  posting: Posting,
): Result<CreditEntry, ReferenceConflict> {
  const same =
    entry.userId === userId &&
    entry.operation === posting.operation &&
    entry.kind === posting.kind &&
    entry.amount === posting.amount &&
    entry.holdId === posting.holdId;
  return same ? ok(entry) : err({ kind: 'reference_conflict', reference: posting.reference });
}

/**
 * How an open hold ends: the delivered part is captured, the rest released.
 * @throws RangeError when more is captured than was held.
 */
export function settlement(
  hold: { readonly holdId: string; readonly kind: EntryKind; readonly amount: Credits },
  captured: Credits,
): readonly Posting[] {
  if (captured > hold.amount) {
    throw new RangeError(
      `Cannot capture ${captured} of hold ${hold.holdId} as only ${hold.amount} are held`,
    );
  }
  const part = (operation: 'capture' | 'release', amount: bigint): Posting[] =>
    amount === 0n
      ? []
      : [
          {
            operation,
            kind: hold.kind,
            amount: credits(amount),
            reference: `${operation}:${hold.holdId}`,
            holdId: hold.holdId,
          },
        ];
  return [...part('capture', captured), ...part('release', hold.amount - captured)];
}

function deltas({ operation, amount }: Posting): { availableDelta: bigint; heldDelta: bigint } {
  switch (operation) {
    case 'grant':
      return { availableDelta: amount, heldDelta: 0n };
    case 'hold':
      return { availableDelta: -amount, heldDelta: amount };
    case 'capture':
      return { availableDelta: 0n, heldDelta: -amount };
    case 'release':
      return { availableDelta: amount, heldDelta: -amount };
    case 'revoke':
      return { availableDelta: -amount, heldDelta: 0n };
    default:
      return assertNever(operation);
  }
}
