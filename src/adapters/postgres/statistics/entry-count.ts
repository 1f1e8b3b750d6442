import type { Session, Statement } from '../session.ts';

/**
 * Entries of the ledger are not in the change feed, as that would cost every request three rows more.
 * Their ids are counted instead, range by range. A range can be counted when nobody can commit an id
 * in it any more: the ledger locks an account, and so has its transaction's number, before it draws
 * an id. So once all transactions have ended that had a number when the sequence stood at `next_to`,
 * everything up to there is settled.
 */
const countSettled: Statement = {
  name: 'rollups.count_entries',
  text: `WITH due AS (
      SELECT counted_to, least(next_to, counted_to + $1::bigint) AS upto FROM stats.entry_count
      WHERE counted_to < next_to AND next_xid <= pg_snapshot_xmin(pg_current_snapshot())
    ), moved AS (
      UPDATE stats.entry_count SET counted_to = due.upto FROM due
    )
    UPDATE stats.table_totals SET count = count + (
      SELECT count(*) FROM credit_entries WHERE id > due.counted_to AND id <= due.upto
    )
    FROM due WHERE name = 'credit_entries'`,
};

const lastId: Statement = {
  name: 'rollups.last_entry_id',
  text: `SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS id FROM credit_entries_id_seq`,
};

/** A statement of its own: its snapshot must be younger than the id. */
const noteNext: Statement = {
  name: 'rollups.note_next_entries',
  text: `UPDATE stats.entry_count
    SET next_to = $1, next_xid = pg_snapshot_xmax(pg_current_snapshot())
    WHERE counted_to = next_to AND next_to < $1::bigint`,
};

/** All that is settled in the snapshot of a rebuild. */
const recountSettled: Statement = {
  name: 'rollups.recount_entries',
  text: `WITH settled AS (
      SELECT CASE WHEN next_xid <= pg_snapshot_xmin(pg_current_snapshot())
        THEN next_to ELSE counted_to END AS upto
      FROM stats.entry_count
    ), moved AS (
      UPDATE stats.entry_count SET counted_to = settled.upto FROM settled
    )
    UPDATE stats.table_totals SET count = (
      SELECT count(*) FROM credit_entries WHERE id <= settled.upto
    )
    FROM settled WHERE name = 'credit_entries'`,
};

const isSettled: Statement = {
  name: 'rollups.entries_settled',
  text: `SELECT next_xid <= pg_snapshot_xmin(pg_current_snapshot()) AS settled
    FROM stats.entry_count`,
};

/** A few hundred milliseconds at most. */
const largestRange = 200_000;

/** Counts what is settled, and notes up to where to count next. */
export async function countEntries(session: Session): Promise<void> {
  await session.write(countSettled, [largestRange]);
  await noteEntries(session);
}

export async function noteEntries(session: Session): Promise<void> {
  const [last] = await session.rows<{ id: string }>(lastId, []);
  await session.write(noteNext, [last?.id ?? 0]);
}

/** As of the transaction's one snapshot. */
export async function recountEntries(session: Session, limitMs: number): Promise<void> {
  await session.write({ ...recountSettled, limitMs }, []);
}

export async function entriesAreSettled(session: Session): Promise<boolean> {
  const [row] = await session.rows<{ settled: boolean }>(isSettled, []);
  return row?.settled === true;
}
