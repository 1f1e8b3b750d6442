import { Pool, type PoolClient } from 'pg';
import type { Hold, HoldMaker } from './hold.ts';

const begin = 'BEGIN';
const commit = 'COMMIT';
const rollback = 'ROLLBACK';

const lockAccount = {
  name: 'floor.lock_account',
  text: `SELECT user_id, available, held FROM credit_accounts WHERE user_id = $1
    FOR NO KEY UPDATE`,
};

const writeEntry = {
  name: 'floor.write_entry',
  text: `WITH entry AS (
      INSERT INTO credit_entries (user_id, operation, kind, amount, reference, hold_id, note,
        available_delta, held_delta, available_after, held_after, created_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
      ON CONFLICT (reference) DO NOTHING
      RETURNING user_id
    )
    UPDATE credit_accounts SET available = $10, held = $11
    WHERE user_id = $1 AND EXISTS (SELECT FROM entry)`,
};

interface AccountRow {
  readonly available: string;
  readonly held: string;
}

/** The floor: what a hold costs when somebody writes just its SQL, with the driver alone. */
export function handWrittenHolds(url: string, poolSize: number): HoldMaker {
  const pool = new Pool({ connectionString: url, max: poolSize });
  return {
    async hold(hold) {
      const client = await pool.connect();
      try {
        await client.query(begin);
        await write(client, hold);
        await client.query(commit);
      } catch (error) {
        await client.query(rollback);
        throw error;
      } finally {
        client.release();
      }
    },
    close: () => pool.end(),
  };
}

async function write(client: PoolClient, { user, amount, holdId }: Hold): Promise<void> {
  const { rows } = await client.query<AccountRow>({ ...lockAccount, values: [user] });
  const account = rows[0];
  if (account === undefined) {
    throw new Error(`Cannot hold as user ${user} has no account`);
  }
  const available = BigInt(account.available) - BigInt(amount);
  const held = BigInt(account.held) + BigInt(amount);
  if (available < 0n) {
    throw new Error(`Cannot hold as user ${user} has too few credits`);
  }
  await client.query({
    ...writeEntry,
    values: [
      ...[user, 'hold', 'generation', amount, `hold:${holdId}`, holdId, null],
      ...[-amount, amount, available, held, new Date()],
    ],
  });
}
