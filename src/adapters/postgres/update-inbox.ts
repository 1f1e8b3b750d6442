import type { DataSource } from 'typeorm';
import type { IncomingUpdate, UpdateInbox } from '../../application/ports/update-inbox.ts';
import type { TelegramUpdateRow } from './schemas/plumbing.ts';
import { DirectSession, relaxed, type Session, type Statement } from './session.ts';

const acceptUpdates: Statement = {
  name: 'inbox.accept',
  text: `INSERT INTO telegram_updates (update_id, payload, received_at, lease_until)
    SELECT update_id, payload, $3, $4
    FROM unnest($1::bigint[], $2::json[]) AS incoming (update_id, payload)
    ON CONFLICT (update_id) DO NOTHING
    RETURNING update_id`,
};

/**
 * The payload is not needed again; the id stays to refuse repeats. An update whose mark is lost in a
 * crash of the database is handled once more, which handlers allow for.
 */
const markDone: Statement = {
  name: 'inbox.done',
  text: `${relaxed} UPDATE telegram_updates SET handled_at = $2, payload = NULL
    FROM relaxed WHERE update_id = ANY ($1::bigint[]) AND handled_at IS NULL`,
};

const reclaimUpdates: Statement = {
  name: 'inbox.reclaim',
  text: `WITH free AS (
      SELECT update_id FROM telegram_updates
      WHERE handled_at IS NULL AND buried_at IS NULL AND lease_until < $1
      ORDER BY received_at, update_id LIMIT $3
      FOR NO KEY UPDATE SKIP LOCKED
    )
    UPDATE telegram_updates SET lease_until = $2 FROM free
    WHERE telegram_updates.update_id = free.update_id
    RETURNING telegram_updates.update_id, payload, received_at`,
};

const buryUpdate: Statement = {
  name: 'inbox.bury',
  text: `UPDATE telegram_updates SET buried_at = $3, error = $2
    WHERE update_id = $1 AND handled_at IS NULL`,
};

const pruneHandled: Statement = {
  name: 'inbox.prune',
  text: 'DELETE FROM telegram_updates WHERE handled_at < $1',
};

export class PostgresUpdateInbox implements UpdateInbox {
  readonly #session: Session;

  constructor(dataSource: DataSource) {
    this.#session = new DirectSession(dataSource);
  }

  async accept(
    updates: readonly IncomingUpdate[],
    now: Date,
    leaseUntil: Date,
  ): Promise<ReadonlySet<number>> {
    if (updates.length === 0) {
      return new Set();
    }
    const ids = updates.map(({ updateId }) => updateId);
    const payloads = updates.map(({ payload }) => JSON.stringify(payload));
    const rows = await this.#session.rows<TelegramUpdateRow>(acceptUpdates, [
      ids,
      payloads,
      now,
      leaseUntil,
    ]);
    return new Set(rows.map((row) => Number(row.update_id)));
  }

  async done(updateIds: readonly number[], at: Date): Promise<void> {
    if (updateIds.length > 0) {
      await this.#session.write(markDone, [updateIds, at]);
    }
  }

  async reclaim(
    leaseEnd: Date,
    leaseUntil: Date,
    limit: number,
  ): Promise<readonly IncomingUpdate[]> {
    const values = [leaseEnd, leaseUntil, limit];
    const rows = await this.#session.rows<TelegramUpdateRow>(reclaimUpdates, values);
    return rows
      .toSorted(
        (a, b) =>
          a.received_at.getTime() - b.received_at.getTime() ||
          Number(a.update_id) - Number(b.update_id),
      )
      .map((row) => ({ updateId: Number(row.update_id), payload: row.payload }));
  }

  async bury(updateId: number, error: string, at: Date): Promise<void> {
    await this.#session.write(buryUpdate, [updateId, error.replaceAll('\0', ''), at]);
  }

  async prune(before: Date): Promise<void> {
    await this.#session.write(pruneHandled, [before]);
  }
}
