import type { Clock } from '../../src/application/ports/clock.ts';
import type { CreditLedger } from '../../src/application/ports/credit-ledger.ts';
import { type Credits, credits } from '../../src/domain/credits/credits.ts';
import {
  type CreditAccount,
  type CreditEntry,
  type InsufficientCredits,
  openAccount,
  type Posting,
  post,
  type ReferenceConflict,
  repeats,
} from '../../src/domain/credits/ledger.ts';
import type { UserId } from '../../src/domain/shared/ids.ts';
import { ok, type Result } from '../../src/domain/shared/result.ts';
import { type InMemoryState, requireRow } from './in-memory-state.ts';

export class InMemoryCredits implements CreditLedger {
  readonly #state: () => InMemoryState;
  readonly #clock: Clock;

  constructor(state: () => InMemoryState, clock: Clock) {
    this.#state = state;
    this.#clock = clock;
  }

  async account(userId: UserId): Promise<CreditAccount> {
    return this.#state().accounts.get(userId) ?? openAccount(userId);
  }

  async lock(userId: UserId): Promise<CreditAccount> {
    const { accounts, users } = this.#state();
    requireRow(users, userId, 'user');
    const account = accounts.get(userId) ?? openAccount(userId);
    accounts.set(userId, account);
    return account;
  }

  async post(
    userId: UserId,
    posting: Posting,
  ): Promise<Result<CreditEntry, InsufficientCredits | ReferenceConflict>> {
    const account = await this.lock(userId);
    const { accounts, entries } = this.#state();
    const earlier = entries.get(posting.reference);
    if (earlier) {
      return repeats(earlier, userId, posting);
    }
    const posted = post(account, posting, this.#clock.now());
    if (!posted.ok) {
      return posted;
    }
    accounts.set(userId, posted.value.account);
    entries.set(posting.reference, posted.value.entry);
    return ok(posted.value.entry);
  }

  async heldUnder(holdId: string): Promise<Credits> {
    let held = 0n;
    for (const entry of this.#state().entries.values()) {
      held += entry.holdId === holdId ? entry.heldDelta : 0n;
    }
    return credits(held);
  }

  async latest(userId: UserId, limit: number): Promise<readonly CreditEntry[]> {
    const own = [...this.#state().entries.values()].filter((entry) => entry.userId === userId);
    return own.reverse().slice(0, limit);
  }
}
