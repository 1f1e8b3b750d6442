import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AuditFinding } from '../../../src/application/ports/credit-audit.ts';
import { credits } from '../../../src/domain/credits/credits.ts';
import { holdIdOf } from '../../../src/domain/generations/generation.ts';
import type { UserId } from '../../../src/domain/shared/ids.ts';
import { aHold, aPosting } from '../../builders/domain.ts';
import {
  type ConnectedDatabase,
  connectedDatabase,
  empty,
  postgresPersistence,
} from '../../contract/postgres/postgres-persistence.ts';
import {
  existingGeneration,
  type Persistence,
  posted,
  userWithCredits,
} from '../../contract/suites/persistence.ts';

let database: ConnectedDatabase;
let persistence: Persistence;
let user: UserId;

beforeAll(async () => {
  database = await connectedDatabase();
});

afterAll(() => database.close());

beforeEach(async () => {
  await empty(database.dataSource);
  persistence = postgresPersistence(database.dataSource);
  user = (await userWithCredits(persistence.unitOfWork, 10)).id;
});

const execute = (sql: string): Promise<unknown> => database.dataSource.query(sql);

describe('the entries of the ledger', () => {
  test.each([
    'UPDATE credit_entries SET amount = amount + 1',
    'UPDATE credit_entries SET note = note WHERE false',
    'DELETE FROM credit_entries',
    'TRUNCATE credit_entries',
    'TRUNCATE users CASCADE',
    'MERGE INTO credit_entries USING users ON true WHEN MATCHED THEN DELETE',
  ])('refuse %s', async (sql) => {
    await expect(execute(sql)).rejects.toThrow('credit_entries as it is append-only');

    expect(await persistence.unitOfWork.direct.credits.latest(user, 10)).toHaveLength(1);
  });

  const entry = {
    operation: 'grant',
    kind: 'admin',
    amount: 1,
    reference: 'tried',
    hold_id: null as string | null,
    available_delta: 1,
    held_delta: 0,
    available_after: 11,
    held_after: 0,
  };

  const insert = (fields: Partial<typeof entry>) => {
    const row = { ...entry, ...fields };
    const columns = Object.keys(row).join(', ');
    const values = Object.values(row)
      .map((value) => (typeof value === 'string' ? `'${value}'` : String(value)))
      .join(', ');
    return execute(
      `INSERT INTO credit_entries (user_id, created_at, ${columns}) VALUES (${user}, now(), ${values})`,
    );
  };

  test('take a row that follows the rules', async () => {
    await expect(insert({})).resolves.toBeDefined();
  });

  test.each([
    ['an amount of zero', { amount: 0, available_delta: 0 }, 'amount_check'],
    ['a negative amount', { amount: -1, available_delta: -1 }, 'amount_check'],
    ['a grant that takes', { available_delta: -1 }, 'deltas_check'],
    ['a grant that holds', { held_delta: 1 }, 'deltas_check'],
    ['an unknown operation', { operation: 'steal' }, 'deltas_check'],
    ['an unknown kind', { kind: 'gift' }, 'kind_check'],
    ['a grant under a hold', { hold_id: 'x' }, 'hold_check'],
    [
      'a hold without its id',
      { operation: 'hold', available_delta: -1, held_delta: 1 },
      'hold_check',
    ],
    [
      'a capture that takes what is available',
      { operation: 'capture', hold_id: 'x', available_delta: -1, held_delta: -1 },
      'deltas_check',
    ],
    ['a negative balance', { available_after: -1 }, 'after_check'],
  ])('refuse %s', async (_, fields, constraint) => {
    await expect(insert(fields)).rejects.toThrow(`credit_entries_${constraint}`);
  });

  test('refuse a reference twice', async () => {
    await insert({});

    await expect(insert({})).rejects.toThrow('credit_entries_reference_key');
  });
});

describe('the tables refuse', () => {
  test.each([
    ['a negative balance', 'UPDATE credit_accounts SET available = -1', 'available_check'],
    ['a negative hold', 'UPDATE credit_accounts SET held = -1', 'held_check'],
    ['an account of nobody', 'INSERT INTO credit_accounts VALUES (1, 0, 0)', 'user_id_fkey'],
    ['to forget a user with an account', 'DELETE FROM users', 'credit_accounts_user_id_fkey'],
    ['a ban without a reason', 'UPDATE users SET banned_at = now()', 'users_ban_check'],
    ['an unknown language', `UPDATE users SET language = 'de'`, 'users_language_check'],
  ])('%s', async (_, sql, constraint) => {
    await expect(execute(sql)).rejects.toThrow(constraint);
  });

  test.each([
    [
      'an unknown status',
      `status = 'lost', failure = '{}', charged = 0, finished_at = now()`,
      'status_check',
    ],
    ['a charge above the price', `status = 'succeeded', attempt = 1, charged = 9`, 'charged_check'],
    ['a charge for what failed', `status = 'failed', charged = 1`, 'charged_check'],
    ['an end without a time', `status = 'canceled', charged = 0, failure = '{}'`, 'final_check'],
    [
      'a failure without a reason',
      `status = 'failed', charged = 0, finished_at = now()`,
      'failure_check',
    ],
    ['a delivery of nothing', `status = 'delivering', attempt = 1`, 'output_check'],
    ['half an output', `truncated = true`, 'output_check'],
    ['work without an attempt', `status = 'running'`, 'attempt_check'],
  ])('a generation with %s', async (_, change, constraint) => {
    await existingGeneration(persistence.unitOfWork, { userId: user, price: credits(2) });

    await expect(execute(`UPDATE generations SET ${change}`)).rejects.toThrow(
      `generations_${constraint}`,
    );
  });
});

describe('the audit finds tampering with', () => {
  /** What somebody with the rights of the owner could do. */
  async function tamper(sql: string): Promise<readonly AuditFinding[]> {
    await execute('ALTER TABLE credit_entries DISABLE TRIGGER credit_entries_append_only');
    await execute(sql);
    await execute('ALTER TABLE credit_entries ENABLE TRIGGER credit_entries_append_only');
    return (await persistence.audit.run()).findings;
  }

  test('an available balance', async () => {
    expect(await tamper('UPDATE credit_accounts SET available = 1000')).toEqual([
      { kind: 'balance_differs', userId: user, balance: 'available', account: 1000n, entries: 10n },
    ]);
  });

  test('a held balance', async () => {
    expect(await tamper('UPDATE credit_accounts SET held = 3')).toEqual([
      { kind: 'balance_differs', userId: user, balance: 'held', account: 3n, entries: 0n },
    ]);
  });

  test('a running balance', async () => {
    posted(
      await persistence.unitOfWork.direct.credits.post(user, aPosting({ reference: 'second' })),
    );

    expect(
      await tamper(`UPDATE credit_entries SET available_after = 99 WHERE reference = 'second'`),
    ).toEqual([{ kind: 'running_balance_broken', userId: user, reference: 'second' }]);
  });

  test('a removed entry, named once', async () => {
    const { credits: ledger } = persistence.unitOfWork.direct;
    for (const reference of ['second', 'third', 'fourth']) {
      posted(await ledger.post(user, aPosting({ reference })));
    }

    expect(await tamper(`DELETE FROM credit_entries WHERE reference = 'second'`)).toEqual([
      { kind: 'balance_differs', userId: user, balance: 'available', account: 40n, entries: 30n },
      { kind: 'running_balance_broken', userId: user, reference: 'third' },
    ]);
  });

  test('a hold that was given to somebody else', async () => {
    const { unitOfWork } = persistence;
    const generation = await existingGeneration(unitOfWork, { userId: user, price: credits(2) });
    const other = await userWithCredits(unitOfWork, 10);
    const holdId = holdIdOf(generation.id);

    posted(await unitOfWork.direct.credits.post(other.id, aHold(holdId, 2)));

    expect((await persistence.audit.run()).findings).toEqual([
      { kind: 'missing_hold', userId: user, generationId: generation.id },
      { kind: 'stranded_hold', userId: other.id, holdId },
    ]);
  });

  test('very many accounts, listing a thousand', async () => {
    await execute(
      `INSERT INTO users (id, first_name, mode, send_as_file, referral_code, created_at, last_seen_at)
       SELECT id, '', 'text', false, 'many' || id, now(), now() FROM generate_series(1, 1500) AS id`,
    );
    await execute(
      'INSERT INTO credit_accounts SELECT id, 5, 0 FROM generate_series(1, 1500) AS id',
    );

    const report = await persistence.audit.run();

    expect(report.users).toBe(1501);
    expect(report.findings).toHaveLength(1_000);
  });
});
