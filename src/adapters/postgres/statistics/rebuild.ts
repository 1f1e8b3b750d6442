import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { isLostRace } from '../database-errors.ts';
import { DirectSession, inTransaction, type Session, type Statement } from '../session.ts';
import { activityRecount, knownDays } from './activity-rollups.ts';
import { entriesAreSettled, noteEntries, recountEntries } from './entry-count.ts';
import { lockRollups } from './rollup-mark.ts';
import { fromTables } from './rollup-sources.ts';
import {
  generationRollups,
  latencyRollup,
  monthRollup,
  payerRollup,
  paymentRollup,
} from './rollup-sql.ts';
import { userRollups } from './user-rollups.ts';

/** All tables are read, however long it takes. */
const limitMs = 60 * 60 * 1_000;
const retryMs = 200;
const lockAttempts = 150;
const settleAttempts = 50;

/** Millions of groups in four megabytes would go by way of the disk. */
const prepare: Statement = {
  name: 'rollups.prepare_rebuild',
  text: `SELECT set_config('statement_timeout', '${limitMs}', true),
    set_config('work_mem', '64MB', true)`,
};

/** Deleted, not truncated: whoever reads a dashboard meanwhile sees the old sums. */
const emptied = [
  'generation_totals',
  'latency',
  'payment_totals',
  'user_totals',
  'referral_totals',
  'cohorts',
  'payer_periods',
  'active_users',
  'retention',
  'user_stats',
  'user_months',
];

const countRows = `UPDATE stats.table_totals SET count = CASE name
      WHEN 'users' THEN (SELECT count(*) FROM users)
      WHEN 'generations' THEN (SELECT count(*) FROM generations)
      WHEN 'payments' THEN (SELECT count(*) FROM payments)
      WHEN 'referrals' THEN (SELECT count(*) FROM referrals)
      ELSE 0
    END
    WHERE name <> 'credit_entries'`;

/** After a restore on another server, changes and marks from there mean nothing here. */
const forgetForeign = [
  `DELETE FROM stats.changes WHERE xid > pg_snapshot_xmax(pg_current_snapshot())`,
  `UPDATE stats.readers SET xid = pg_snapshot_xmin(pg_current_snapshot()), id = 0
    WHERE name <> 'rollups' AND xid > pg_snapshot_xmax(pg_current_snapshot())`,
];

/**
 * What is visible in this transaction's snapshot is counted now; of the changes from its oldest open
 * transaction on, those that the snapshot sees are left out later.
 */
const setMark = `UPDATE stats.readers SET
      xid = pg_snapshot_xmin(pg_current_snapshot()), id = 0, included = pg_current_snapshot()
    WHERE name = 'rollups'`;

const steps: readonly Statement[] = [
  ...emptied.map((table) => `DELETE FROM stats.${table}`),
  generationRollups(fromTables),
  latencyRollup(fromTables),
  paymentRollup(fromTables),
  knownDays(fromTables),
  activityRecount,
  payerRollup(fromTables),
  monthRollup(fromTables),
  countRows,
  userRollups(fromTables),
  ...forgetForeign,
  setMark,
  ...[...emptied, 'user_weeks'].map((table) => `ANALYZE stats.${table}`),
].map((text, index) => ({ name: `rollups.rebuild_${index}`, text, limitMs }));

/** @see RollupStore.rebuild */
export async function rebuildRollups(dataSource: DataSource): Promise<void> {
  await settleEntries(dataSource);
  for (let attempt = 1; ; attempt += 1) {
    if (await rebuildOnce(dataSource, attempt)) {
      return;
    }
    if (attempt === lockAttempts) {
      throw new Error('Cannot rebuild the rollups as another process is at them');
    }
    await delay(retryMs);
  }
}

/** So that next to none are left to be counted afterwards. */
async function settleEntries(dataSource: DataSource): Promise<void> {
  const session = new DirectSession(dataSource);
  await noteEntries(session);
  for (let attempt = 0; attempt < settleAttempts; attempt += 1) {
    if (await entriesAreSettled(session)) {
      return;
    }
    await delay(retryMs);
  }
}

/** @returns false when another process is at the rollups */
async function rebuildOnce(dataSource: DataSource, attempt: number): Promise<boolean> {
  try {
    return await inTransaction(dataSource, rebuildIn, (done) => done, 'REPEATABLE READ');
  } catch (error) {
    // The mark was moved between the snapshot and the lock: nothing has been done yet.
    if (isLostRace(error) && attempt < lockAttempts) {
      return false;
    }
    throw error;
  }
}

async function rebuildIn(session: Session): Promise<boolean> {
  if ((await lockRollups(session)) === undefined) {
    return false;
  }
  await session.rows(prepare, []);
  await recountEntries(session, limitMs);
  for (const step of steps) {
    await session.write(step, []);
  }
  return true;
}
