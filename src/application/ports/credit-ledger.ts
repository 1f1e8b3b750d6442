import type { Credits } from '../../domain/credits/credits.ts';
import type {
  CreditAccount,
  CreditEntry,
  InsufficientCredits,
  Posting,
  ReferenceConflict,
} from '../../domain/credits/ledger.ts';
import type { UserId } from '../../domain/shared/ids.ts';
import type { Result } from '../../domain/shared/result.ts';

export interface CreditLedger {
  /** Current balances; zeros for a user without an account. */
  account(userId: UserId): Promise<CreditAccount>;
  /** Like `account`, and keeps everybody else from changing it until the transaction ends. */
  lock(userId: UserId): Promise<CreditAccount>;
  /**
   * Posts one entry, opening the account when needed. Repeating a reference with the same content
   * changes nothing and returns the first entry.
   */
  post(
    userId: UserId,
    posting: Posting,
  ): Promise<Result<CreditEntry, InsufficientCredits | ReferenceConflict>>;
  /** What is still held under a hold: zero when it was settled or never made. */
  heldUnder(holdId: string): Promise<Credits>;
  /** The newest entries of a user, newest first. */
  latest(userId: UserId, limit: number): Promise<readonly CreditEntry[]>;
}
