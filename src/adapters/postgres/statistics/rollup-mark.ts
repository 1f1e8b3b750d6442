import type { FeedMark } from '../../../application/ports/change-feed.ts';
import type { Session, Statement } from '../session.ts';

export interface RollupMark extends FeedMark {
  /** Changes that are visible in this snapshot were counted by the rebuild. */
  readonly included: string | null;
  /** Never built, or of another server: its numbers are ahead of all that were given here. */
  readonly unbuilt: boolean;
}

const lockMark: Statement = {
  name: 'rollups.lock_mark',
  text: `SELECT xid, id, included,
      xid = '0'::xid8 OR xid > pg_snapshot_xmax(pg_current_snapshot()) AS unbuilt
    FROM stats.readers WHERE name = 'rollups' FOR UPDATE SKIP LOCKED`,
};

/** Whoever has the mark is the only one that writes to rollups. @returns undefined when it is taken */
export async function lockRollups(session: Session): Promise<RollupMark | undefined> {
  const [mark] = await session.rows<RollupMark>(lockMark, []);
  return mark;
}
