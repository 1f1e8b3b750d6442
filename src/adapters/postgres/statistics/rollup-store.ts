import type { DataSource } from 'typeorm';
import type { FeedMark } from '../../../application/ports/change-feed.ts';
import type { RollupProgress, RollupStore } from '../../../application/ports/rollup-store.ts';
import { PostgresChangeFeed } from '../change-feed.ts';
import { DirectSession, inTransaction, type Session, type Statement } from '../session.ts';
import { activityRollups } from './activity-rollups.ts';
import { countEntries } from './entry-count.ts';
import { rebuildRollups } from './rebuild.ts';
import { lockRollups, type RollupMark } from './rollup-mark.ts';
import { batch, fromChanges } from './rollup-sources.ts';
import {
  generationRollups,
  latencyRollup,
  monthRollup,
  payerRollup,
  paymentRollup,
} from './rollup-sql.ts';
import { userRollups } from './user-rollups.ts';

/** A plan for a batch of five thousand must not be one that was made for an empty table. */
const planAnew: Statement = {
  name: 'rollups.plan_anew',
  text: `SELECT set_config('plan_cache_mode', 'force_custom_plan', true)`,
};

const findEnd: Statement = {
  name: 'rollups.find_end',
  text: `SELECT xid, id, count(*) OVER () AS count FROM (
      SELECT xid, id FROM stats.changes
      WHERE (xid, id) > ($1::xid8, $2::bigint)
        AND xid < pg_snapshot_xmin(pg_current_snapshot())
      ORDER BY xid, id LIMIT $3
    ) AS batch
    ORDER BY xid DESC, id DESC LIMIT 1`,
};

const countRows = `WITH ${batch}, counted AS (
    SELECT CASE kind
        WHEN 'user.created' THEN 'users'
        WHEN 'generation.created' THEN 'generations'
        WHEN 'payment.created' THEN 'payments'
        WHEN 'referral.created' THEN 'referrals'
      END AS name, count(*) AS count
    FROM batch GROUP BY 1
  )
  UPDATE stats.table_totals SET count = table_totals.count + counted.count
  FROM counted WHERE counted.name = table_totals.name`;

const additions: readonly Statement[] = [
  { name: 'rollups.generations', text: generationRollups(fromChanges) },
  { name: 'rollups.latency', text: latencyRollup(fromChanges) },
  { name: 'rollups.payments', text: paymentRollup(fromChanges) },
  { name: 'rollups.activity', text: activityRollups(fromChanges) },
  { name: 'rollups.payers', text: payerRollup(fromChanges) },
  { name: 'rollups.months', text: monthRollup(fromChanges) },
  { name: 'rollups.users', text: userRollups(fromChanges) },
  { name: 'rollups.rows', text: countRows },
];

/** Behind the last transaction that a rebuild might have counted, its snapshot is of no more use. */
const moveMark: Statement = {
  name: 'rollups.move_mark',
  text: `UPDATE stats.readers SET xid = $1::xid8, id = $2, included = CASE
      WHEN $1::xid8 >= pg_snapshot_xmax(included) THEN NULL ELSE included
    END
    WHERE name = 'rollups'`,
};

export class PostgresRollupStore implements RollupStore {
  readonly #dataSource: DataSource;
  readonly #feed: PostgresChangeFeed;

  constructor(dataSource: DataSource) {
    this.#dataSource = dataSource;
    this.#feed = new PostgresChangeFeed(new DirectSession(dataSource));
  }

  advance(limit: number): Promise<RollupProgress> {
    return inTransaction(
      this.#dataSource,
      async (session) => {
        const mark = await lockRollups(session);
        if (mark === undefined) {
          return 'busy';
        }
        return mark.unbuilt ? 'unbuilt' : this.#count(session, mark, limit);
      },
      (progress) => progress === 'behind' || progress === 'current',
    );
  }

  rebuild(): Promise<void> {
    return rebuildRollups(this.#dataSource);
  }

  prune(before: Date): Promise<number> {
    return this.#feed.prune(before);
  }

  async #count(session: Session, mark: RollupMark, limit: number): Promise<RollupProgress> {
    const from = [mark.xid, mark.id];
    const [end] = await session.rows<FeedMark & { count: string }>(findEnd, [...from, limit]);
    if (end !== undefined) {
      const range = [...from, end.xid, end.id, mark.included];
      await Promise.all([
        session.rows(planAnew, []),
        ...additions.map((statement) => session.write(statement, range)),
        session.write(moveMark, [end.xid, end.id]),
      ]);
    }
    await countEntries(session);
    return Number(end?.count ?? 0) === limit ? 'behind' : 'current';
  }
}
