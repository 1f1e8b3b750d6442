import type { DataSource } from 'typeorm';
import type { BacklogQuery, ChangeReaderHealth } from '../../../application/queries/health.ts';
import { read } from './read.ts';

interface BacklogRow {
  readonly version: string;
  readonly queued: number;
  readonly at_work: number;
  readonly stranded: number;
  readonly oldest_ms: number | null;
  readonly outbox: number;
  readonly outbox_oldest_ms: number | null;
  readonly readers: readonly ChangeReaderHealth[];
}

/** Partial indexes hold no more than what is unfinished, and the rest reads single rows. */
const statement = `
  SELECT current_setting('server_version') AS version,
    queued, at_work, stranded, oldest_ms, outbox, outbox_oldest_ms, readers
  FROM (
    SELECT count(*) FILTER (WHERE status = 'queued')::int AS queued,
      count(*) FILTER (WHERE status <> 'queued' AND lease_until >= now())::int AS at_work,
      count(*) FILTER (
        WHERE status <> 'queued' AND (lease_until IS NULL OR lease_until < now())
      )::int AS stranded,
      ${ageMs('min(created_at)')} AS oldest_ms
    FROM generations WHERE finished_at IS NULL
  ) unfinished, (
    SELECT count(*)::int AS outbox, ${ageMs('min(created_at)')} AS outbox_oldest_ms
    FROM (SELECT created_at FROM outbox ORDER BY created_at, id LIMIT 10000) oldest
  ) waiting, (
    SELECT coalesce(json_agg(json_build_object(
      'name', name, 'lagMs', coalesce(${ageMs('next.at')}, 0)
    ) ORDER BY name), '[]') AS readers
    FROM stats.readers LEFT JOIN LATERAL (
      SELECT at FROM stats.changes
      WHERE (changes.xid, changes.id) > (readers.xid, readers.id)
      ORDER BY changes.xid, changes.id LIMIT 1
    ) next ON true
  ) followed`;

/** Whole milliseconds, as a number that the driver does not turn into text; NULL for no instant. */
function ageMs(instant: string): string {
  const age = `floor(extract(epoch FROM now() - ${instant}) * 1000)`;
  // Of nulls, `greatest` takes no notice.
  return `CASE WHEN ${instant} IS NOT NULL THEN greatest(0, ${age})::float8 END`;
}

export class PostgresBacklogQuery implements BacklogQuery {
  readonly #dataSource: DataSource;

  constructor(dataSource: DataSource) {
    this.#dataSource = dataSource;
  }

  async read(): ReturnType<BacklogQuery['read']> {
    const [row] = await read<BacklogRow>(this.#dataSource, statement, []);
    if (row === undefined) {
      throw new Error('Cannot tell the backlog as the database answered with no row');
    }
    return {
      databaseVersion: row.version,
      backlog: {
        generations: {
          queued: row.queued,
          atWork: row.at_work,
          stranded: row.stranded,
          oldestAgeMs: row.oldest_ms ?? undefined,
        },
        outboxJobs: row.outbox,
        outboxOldestAgeMs: row.outbox_oldest_ms ?? undefined,
        changeReaders: row.readers,
      },
    };
  }
}
