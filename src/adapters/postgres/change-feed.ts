import type {
  Change,
  ChangesRead,
  DurableChanges,
  DurableReader,
  FeedMark,
} from '../../application/ports/change-feed.ts';
import { type ChangeRow, changeOf } from './change-rows.ts';
import type { Session, Statement } from './session.ts';

const latestMark: Statement = {
  name: 'changes.latest',
  text: `SELECT pg_snapshot_xmin(pg_current_snapshot()) AS xid, 0::bigint AS id`,
};

/** Whatever is below the oldest transaction that still runs is complete, and stays as it is. */
const readChanges: Statement = {
  name: 'changes.read',
  text: `SELECT xid, id, kind, subject, user_id, at, data FROM stats.changes
    WHERE (xid, id) > ($1::xid8, $2::bigint)
      AND xid < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY xid, id LIMIT $3`,
};

const openReader: Statement = {
  name: 'changes.open_reader',
  text: `INSERT INTO stats.readers (name, xid, id)
    VALUES ($1, pg_snapshot_xmin(pg_current_snapshot()), 0)
    ON CONFLICT (name) DO NOTHING`,
};

const takeReader: Statement = {
  name: 'changes.take_reader',
  text: `SELECT xid, id FROM stats.readers WHERE name = $1 FOR UPDATE SKIP LOCKED`,
};

const knowsReader: Statement = {
  name: 'changes.knows_reader',
  text: 'SELECT 1 FROM stats.readers WHERE name = $1',
};

const moveReader: Statement = {
  name: 'changes.move_reader',
  text: `UPDATE stats.readers SET xid = $2::xid8, id = $3 WHERE name = $1`,
};

/** Marks move along the key, so what all durable readers have passed is its beginning. */
const pruneChanges: Statement = {
  name: 'changes.prune',
  text: `WITH oldest AS (
      SELECT xid, id, at FROM stats.changes ORDER BY xid, id LIMIT $2
    ), passed AS (
      SELECT oldest.xid, oldest.id FROM oldest
      WHERE at < $1 AND NOT EXISTS (
        SELECT FROM stats.readers WHERE (readers.xid, readers.id) < (oldest.xid, oldest.id)
      )
    )
    DELETE FROM stats.changes USING passed
    WHERE changes.xid = passed.xid AND changes.id = passed.id`,
};

const pruneBatch = 10_000;

export class PostgresChangeFeed implements DurableChanges {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async latest(): Promise<FeedMark> {
    const [mark] = await this.#session.rows<FeedMark>(latestMark, []);
    if (mark === undefined) {
      throw new Error('Cannot tell where the changes end as the database gave no answer');
    }
    return mark;
  }

  async read(after: FeedMark, limit: number): Promise<ChangesRead> {
    const rows = await this.#session.rows<ChangeRow>(readChanges, [after.xid, after.id, limit]);
    const last = rows.at(-1);
    return {
      changes: rows.map(changeOf).filter((change): change is Change => change !== undefined),
      mark: last === undefined ? after : { xid: last.xid, id: last.id },
    };
  }

  async take(reader: DurableReader): Promise<FeedMark | undefined> {
    const [mark] = await this.#session.rows<FeedMark>(takeReader, [reader]);
    if (mark !== undefined || (await this.#session.rows(knowsReader, [reader])).length > 0) {
      return mark;
    }
    await this.#session.write(openReader, [reader]);
    const [opened] = await this.#session.rows<FeedMark>(takeReader, [reader]);
    return opened;
  }

  async move(reader: DurableReader, mark: FeedMark): Promise<void> {
    await this.#session.write(moveReader, [reader, mark.xid, mark.id]);
  }

  /**
   * Forgets changes of before that time which every durable reader has read.
   *
   * @returns how many
   */
  async prune(before: Date): Promise<number> {
    for (let total = 0; ; ) {
      const pruned = await this.#session.write(pruneChanges, [before, pruneBatch]);
      total += pruned;
      if (pruned < pruneBatch) {
        return total;
      }
    }
  }
}
