import type { Clock } from '../../../application/ports/clock.ts';
import type { CreditLedger } from '../../../application/ports/credit-ledger.ts';
import { type Credits, credits, noCredits } from '../../../domain/credits/credits.ts';
import {
  type CreditAccount,
  type CreditEntry,
  type EntryKind,
  type InsufficientCredits,
  type LedgerOperation,
  openAccount,
  type Posting,
  post,
  type ReferenceConflict,
  repeats,
} from '../../../domain/credits/ledger.ts';
import { type UserId, userId } from '../../../domain/shared/ids.ts';
import { type Err, ok, type Result } from '../../../domain/shared/result.ts';
import type { CreditAccountRow, CreditEntryRow } from '../schemas/credits.ts';
import type { Session, Statement } from '../session.ts';
import { plainText } from './plain-text.ts';

const entryColumns = `user_id, operation, kind, amount, reference, hold_id, note,
  available_delta, held_delta, available_after, held_after, created_at`;

const findAccount: Statement = {
  name: 'credits.find_account',
  text: 'SELECT user_id, available, held FROM credit_accounts WHERE user_id = $1',
};

const lockAccount: Statement = {
  name: 'credits.lock_account',
  text: `SELECT user_id, available, held FROM credit_accounts WHERE user_id = $1
    FOR NO KEY UPDATE`,
};

const openAbsentAccount: Statement = {
  name: 'credits.open_account',
  text: `INSERT INTO credit_accounts (user_id, available, held) VALUES ($1, 0, 0)
    ON CONFLICT (user_id) DO NOTHING`,
};

const findEntry: Statement = {
  name: 'credits.find_entry',
  text: `SELECT ${entryColumns} FROM credit_entries WHERE reference = $1`,
};

/**
 * The entry is written only when its reference is new, and the balances only with the entry. The
 * caller holds the account's lock, so the balances that it computed are still the account's.
 */
const writeEntry: Statement = {
  name: 'credits.write_entry',
  text: `WITH entry AS (
      INSERT INTO credit_entries (${entryColumns})
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
      ON CONFLICT (reference) DO NOTHING
      RETURNING user_id
    )
    UPDATE credit_accounts SET available = $10, held = $11
    WHERE user_id = $1 AND EXISTS (SELECT FROM entry)`,
};

const sumUnderHold: Statement = {
  name: 'credits.sum_under_hold',
  text: `SELECT coalesce(sum(held_delta), 0)::bigint AS held FROM credit_entries
    WHERE hold_id = $1`,
};

const latestEntries: Statement = {
  name: 'credits.latest_entries',
  text: `SELECT ${entryColumns} FROM credit_entries WHERE user_id = $1
    ORDER BY id DESC LIMIT $2`,
};

/** Domain's `post` decides what happens to an account; this class keeps others away meanwhile. */
export class PostgresCreditLedger implements CreditLedger {
  readonly #session: Session;
  readonly #clock: Clock;
  /** Accounts that this transaction has locked: nobody else can change them until it ends. */
  readonly #locked = new Map<UserId, CreditAccount>();

  constructor(session: Session, clock: Clock) {
    this.#session = session;
    this.#clock = clock;
  }

  async account(id: UserId): Promise<CreditAccount> {
    const [row] = await this.#session.rows<CreditAccountRow>(findAccount, [id]);
    return row ? accountOf(row) : openAccount(id);
  }

  lock(id: UserId): Promise<CreditAccount> {
    return this.#session.atomically((session) => this.#lockIn(session, id));
  }

  post(
    id: UserId,
    posting: Posting,
  ): Promise<Result<CreditEntry, InsufficientCredits | ReferenceConflict>> {
    return this.#session.atomically(async (session) => {
      const account = await this.#lockIn(session, id);
      const { posted, refuse } = attempted(account, posting, this.#clock.now());
      if (posted && (await session.write(writeEntry, valuesOf(posted.entry))) === 1) {
        this.#remember(session, posted.account);
        return ok(posted.entry);
      }
      // The reference is looked up only now: most postings are new, and this statement sees
      // everything that was committed while we waited for the lock.
      const [earlier] = await session.rows<CreditEntryRow>(findEntry, [posting.reference]);
      return earlier ? repeats(entryOf(earlier), id, posting) : refuse();
    });
  }

  async heldUnder(holdId: string): Promise<Credits> {
    const [row] = await this.#session.rows<{ held: string }>(sumUnderHold, [holdId]);
    return row ? credits(BigInt(row.held)) : noCredits;
  }

  async latest(id: UserId, limit: number): Promise<readonly CreditEntry[]> {
    const rows = await this.#session.rows<CreditEntryRow>(latestEntries, [id, limit]);
    return rows.map(entryOf);
  }

  async #lockIn(session: Session, id: UserId): Promise<CreditAccount> {
    const known = this.#locked.get(id);
    if (known !== undefined) {
      return known;
    }
    const account = await lockedAccount(session, id);
    this.#remember(session, account);
    return account;
  }

  /** Outside of a transaction each call has one of its own, which ends with it. */
  #remember(session: Session, account: CreditAccount): void {
    if (session === this.#session) {
      this.#locked.set(account.userId, account);
    }
  }
}

/** A user's first posting opens the account, so that two first postings wait for each other. */
async function lockedAccount(session: Session, id: UserId): Promise<CreditAccount> {
  const [row] = await session.rows<CreditAccountRow>(lockAccount, [id]);
  if (row) {
    return accountOf(row);
  }
  const [, [opened]] = await Promise.all([
    session.write(openAbsentAccount, [id]),
    session.rows<CreditAccountRow>(lockAccount, [id]),
  ]);
  if (!opened) {
    throw new Error(`Cannot lock the account of user ${id} as it vanished`);
  }
  return accountOf(opened);
}

interface Attempt {
  readonly posted?: { readonly account: CreditAccount; readonly entry: CreditEntry };
  /** What the domain said instead of an entry; a bug that it found is thrown. */
  readonly refuse: () => Err<InsufficientCredits>;
}

/**
 * A refusal is kept until it is known that the posting is no repetition: repeating a capture finds
 * nothing held any more, and must still return the first entry.
 */
function attempted(account: CreditAccount, posting: Posting, now: Date): Attempt {
  try {
    const posted = post(account, posting, now);
    if (!posted.ok) {
      return { refuse: () => posted };
    }
    return {
      posted: posted.value,
      refuse: () => {
        throw new Error(`Cannot post ${posting.reference} as its entry is neither new nor there`);
      },
    };
  } catch (error) {
    return {
      refuse: () => {
        throw error;
      },
    };
  }
}

function accountOf(row: CreditAccountRow): CreditAccount {
  return {
    userId: userId(Number(row.user_id)),
    available: credits(BigInt(row.available)),
    held: credits(BigInt(row.held)),
  };
}

function entryOf(row: CreditEntryRow): CreditEntry {
  return {
    userId: userId(Number(row.user_id)),
    operation: row.operation as LedgerOperation,
    kind: row.kind as EntryKind,
    amount: credits(BigInt(row.amount)),
    reference: row.reference,
    holdId: row.hold_id ?? undefined,
    note: row.note ?? undefined,
    availableDelta: BigInt(row.available_delta),
    heldDelta: BigInt(row.held_delta),
    availableAfter: credits(BigInt(row.available_after)),
    heldAfter: credits(BigInt(row.held_after)),
    createdAt: row.created_at,
  };
}

function valuesOf(entry: CreditEntry): readonly unknown[] {
  return [
    entry.userId,
    entry.operation,
    entry.kind,
    entry.amount,
    entry.reference,
    entry.holdId,
    entry.note === undefined ? undefined : plainText(entry.note),
    entry.availableDelta,
    entry.heldDelta,
    entry.availableAfter,
    entry.heldAfter,
    entry.createdAt,
  ];
}
