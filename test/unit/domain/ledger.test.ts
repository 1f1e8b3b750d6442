import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { credits } from '../../../src/domain/credits/credits.ts';
import {
  type CreditAccount,
  type CreditEntry,
  openAccount,
  post,
  repeats,
  settlement,
} from '../../../src/domain/credits/ledger.ts';
import { userId } from '../../../src/domain/shared/ids.ts';

const now = new Date('2026-11-22T12:00:00Z');
const user = userId(1);

/** What a user and the product may do to an account, in any order. */
type Step =
  | { readonly do: 'grant' | 'revoke'; readonly amount: number }
  | { readonly do: 'hold'; readonly amount: number }
  | { readonly do: 'settle'; readonly which: number; readonly share: number };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({ do: fc.constantFrom('grant', 'revoke'), amount: fc.integer({ min: 1, max: 50 }) }),
    fc.record({ do: fc.constant('hold'), amount: fc.integer({ min: 1, max: 20 }) }),
    fc.record({
      do: fc.constant('settle'),
      which: fc.nat({ max: 9 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  ) as fc.Arbitrary<Step>,
  { maxLength: 60 },
);

interface Book {
  account: CreditAccount;
  readonly entries: CreditEntry[];
  readonly open: { readonly holdId: string; readonly amount: bigint }[];
}

function play(script: readonly Step[]): Book {
  const book: Book = { account: openAccount(user), entries: [], open: [] };
  const apply = (posting: Parameters<typeof post>[1]): boolean => {
    const posted = post(book.account, posting, now);
    if (posted.ok) {
      book.account = posted.value.account;
      book.entries.push(posted.value.entry);
    }
    return posted.ok;
  };
  script.forEach((step, index) => {
    if (step.do === 'settle') {
      const [hold] = book.open.splice(step.which % Math.max(book.open.length, 1), 1);
      if (hold !== undefined) {
        const captured = credits(Math.floor(Number(hold.amount) * step.share));
        const whole = {
          holdId: hold.holdId,
          kind: 'generation',
          amount: credits(hold.amount),
        } as const;
        for (const posting of settlement(whole, captured)) {
          expect(apply(posting)).toBe(true);
        }
      }
      return;
    }
    const amount = credits(step.amount);
    const holdId = step.do === 'hold' ? `h${index}` : undefined;
    const reference = `${step.do}:${index}`;
    if (apply({ operation: step.do, kind: 'generation', amount, reference, holdId }) && holdId) {
      book.open.push({ holdId, amount });
    }
  });
  return book;
}

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((a, b) => a + b, 0n);

describe('the ledger', () => {
  test('never shows a negative balance, whatever happens in whatever order', () => {
    fc.assert(
      fc.property(steps, (script) => {
        for (const entry of play(script).entries) {
          expect(entry.availableAfter).toBeGreaterThanOrEqual(0n);
          expect(entry.heldAfter).toBeGreaterThanOrEqual(0n);
        }
      }),
    );
  });

  test('loses no credit: balances are the sum of the entries, held is the sum of open holds', () => {
    fc.assert(
      fc.property(steps, (script) => {
        const { account, entries, open } = play(script);
        expect(account.available).toBe(sum(entries.map((entry) => entry.availableDelta)));
        expect(account.held).toBe(sum(entries.map((entry) => entry.heldDelta)));
        expect(account.held).toBe(sum(open.map((hold) => hold.amount)));
      }),
    );
  });

  test('pays out what came in: grants = available + held + captured + revoked', () => {
    fc.assert(
      fc.property(steps, (script) => {
        const { account, entries } = play(script);
        const total = (operation: CreditEntry['operation']) =>
          sum(entries.filter((entry) => entry.operation === operation).map(({ amount }) => amount));
        expect(total('grant')).toBe(
          account.available + account.held + total('capture') + total('revoke'),
        );
      }),
    );
  });

  test('refuses to hold or revoke more than is available, and says how much there is', () => {
    const account = { ...openAccount(user), available: credits(3) };
    for (const operation of ['hold', 'revoke'] as const) {
      const posted = post(
        account,
        { operation, kind: 'generation', amount: credits(4), reference: 'r', holdId: 'h' },
        now,
      );
      expect(posted).toEqual({
        ok: false,
        error: { kind: 'insufficient_credits', required: 4n, available: 3n },
      });
    }
  });

  test('takes an amount of zero, and a capture of more than is held, for bugs', () => {
    const posting = { kind: 'generation', reference: 'r', holdId: 'h' } as const;
    expect(() =>
      post(openAccount(user), { ...posting, operation: 'grant', amount: credits(0) }, now),
    ).toThrow(RangeError);
    expect(() =>
      post(openAccount(user), { ...posting, operation: 'capture', amount: credits(1) }, now),
    ).toThrow('only 0 are held');
    expect(() =>
      settlement({ holdId: 'h', kind: 'generation', amount: credits(2) }, credits(3)),
    ).toThrow(RangeError);
  });

  test('knows a repeated posting from a reference that is used for something else', () => {
    const posting = {
      operation: 'grant',
      kind: 'admin',
      amount: credits(5),
      reference: 'r',
    } as const;
    const posted = post(openAccount(user), posting, now);
    if (!posted.ok) {
      throw new Error('the grant must succeed');
    }
    expect(repeats(posted.value.entry, user, posting).ok).toBe(true);
    const conflict = { ok: false, error: { kind: 'reference_conflict', reference: 'r' } };
    expect(repeats(posted.value.entry, user, { ...posting, amount: credits(6) })).toEqual(conflict);
    expect(repeats(posted.value.entry, userId(2), posting)).toEqual(conflict);
  });

  test('takes whole, non-negative amounts alone', () => {
    expect(() => credits(-1)).toThrow('must not be negative');
    expect(() => credits(1.5)).toThrow('must be a whole number');
  });
});
