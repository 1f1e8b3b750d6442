import { placeholders, relaxed, type Statement } from '../session.ts';
import { allColumns, laneColumns, newColumns, savedColumns } from './generation-rows.ts';

const columns = allColumns.join(', ');
/** As the partial indexes say it; the table's checks hold that the status says the same. */
const unfinished = 'finished_at IS NULL';
const atWork = `status IN ('running', 'delivering')`;

export const insertGeneration: Statement = {
  name: 'generations.insert',
  text: `INSERT INTO generations (${newColumns.join(', ')}, status, attempt)
    VALUES (${placeholders(1, newColumns.length)}, 'queued', 0)
    ON CONFLICT (request_key) DO NOTHING`,
};

export const findGeneration: Statement = {
  name: 'generations.find',
  text: `SELECT ${columns} FROM generations WHERE id = $1`,
};

export const findByRequestKey: Statement = {
  name: 'generations.find_by_request_key',
  text: `SELECT ${columns} FROM generations WHERE request_key = $1`,
};

export const lockGeneration: Statement = {
  name: 'generations.lock',
  text: `SELECT ${columns} FROM generations WHERE id = $1 FOR NO KEY UPDATE`,
};

export const countSince: Statement = {
  name: 'generations.count_since',
  text: `SELECT count(*)::integer AS count FROM generations
    WHERE user_id = $1 AND created_at >= $2`,
};

export const unfinishedOfUser: Statement = {
  name: 'generations.unfinished',
  text: `SELECT ${columns} FROM generations WHERE user_id = $1 AND ${unfinished}
    ORDER BY created_at, id`,
};

export const laneOfUser: Statement = {
  name: 'generations.lane',
  text: `SELECT ${laneColumns} FROM generations WHERE user_id = $1 AND ${unfinished}
    ORDER BY created_at, id`,
};

export const markDispatched: Statement = {
  name: 'generations.mark_dispatched',
  text: `UPDATE generations SET dispatched_at = $2 WHERE id = ANY ($1::uuid[])`,
};

/** A claim that a crash of the database undoes is claimed again; an older attempt saves nothing. */
export const claimGeneration: Statement = {
  name: 'generations.claim',
  text: `${relaxed} UPDATE generations SET
      status = CASE status WHEN 'queued' THEN 'running' ELSE status END,
      attempt = attempt + 1,
      started_at = coalesce(started_at, $2),
      lease_until = $3
    FROM relaxed WHERE id = $1
      AND (status = 'queued' OR (${atWork} AND (lease_until IS NULL OR lease_until < $2)))
    RETURNING ${columns}`,
};

export const renewLeases: Statement = {
  name: 'generations.renew_leases',
  text: `UPDATE generations SET lease_until = $3
    FROM unnest($1::uuid[], $2::integer[]) AS lease (id, attempt)
    WHERE generations.id = lease.id AND generations.attempt = lease.attempt
      AND generations.lease_until IS NOT NULL AND generations.${atWork}
    RETURNING generations.id`,
};

export const giveUpLease: Statement = {
  name: 'generations.give_up_lease',
  text: `UPDATE generations SET lease_until = NULL
    WHERE id = $1 AND attempt = $2 AND ${atWork}`,
};

/** A final status ends the lease. */
export const saveGeneration: Statement = {
  name: 'generations.save',
  text: `UPDATE generations SET
      (${savedColumns.join(', ')}) = ROW (${placeholders(4, savedColumns.length)}),
      lease_until = CASE WHEN $4 IN ('running', 'delivering') THEN lease_until END
    WHERE id = $1 AND attempt = $2 AND status = $3`,
};

export const recordDelivery: Statement = {
  name: 'generations.record_delivery',
  text: `INSERT INTO generation_deliveries
      (generation_id, part_index, chat_id, message_id, image_id)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (generation_id, part_index) DO NOTHING`,
};

export const deliveredParts: Statement = {
  name: 'generations.delivered_parts',
  text: `SELECT part_index, chat_id, message_id, image_id FROM generation_deliveries
    WHERE generation_id = $1 ORDER BY part_index`,
};

/** Ids sort by time. A chat that was emptied may use a message id again: the newest counts. */
export const findByMessage: Statement = {
  name: 'generations.find_by_message',
  text: `SELECT generation_id, image_id FROM generation_deliveries
    WHERE chat_id = $1 AND message_id = $2 ORDER BY generation_id DESC LIMIT 1`,
};

export const attachStatusMessage: Statement = {
  name: 'generations.attach_status_message',
  text: `UPDATE generations SET status_message_id = $2 WHERE id = $1 AND status = $3
    AND (status_message_id IS NULL OR status = 'running')`,
};

export const takeStatusMessage: Statement = {
  name: 'generations.take_status_message',
  text: `WITH taken AS (
      SELECT id, status_message_id FROM generations
      WHERE id = $1 AND status_message_id IS NOT NULL
      FOR NO KEY UPDATE
    )
    UPDATE generations SET status_message_id = NULL FROM taken
    WHERE generations.id = taken.id
    RETURNING taken.status_message_id`,
};

/** Numbering walks along the index of unfinished generations and ends with the last row asked for. */
export const waitingGenerations: Statement = {
  name: 'generations.waiting',
  text: `SELECT ${columns}, ahead FROM (
      SELECT place_id, ahead FROM (
        SELECT id AS place_id, status, created_at,
          row_number() OVER (ORDER BY created_at, id) - 1 AS ahead
        FROM generations WHERE ${unfinished}
      ) AS places
      WHERE status = 'queued' AND created_at < $1
      ORDER BY created_at, place_id LIMIT $2
    ) AS first_places
    JOIN generations ON id = place_id
    ORDER BY created_at, id`,
};

export const strandedGenerations: Statement = {
  name: 'generations.stranded',
  text: `SELECT ${columns} FROM generations
    WHERE ${unfinished} AND (
      (status = 'queued' AND dispatched_at < $2)
      OR (${atWork} AND (lease_until IS NULL OR lease_until < $1))
    )
    ORDER BY created_at, id LIMIT $3`,
};

export const overdueGenerations: Statement = {
  name: 'generations.overdue',
  text: `SELECT ${columns} FROM generations
    WHERE ${unfinished} AND created_at < $2 AND (lease_until IS NULL OR lease_until < $1)
    ORDER BY created_at, id LIMIT $3`,
};

export const idleLanes: Statement = {
  name: 'generations.idle_lanes',
  text: `SELECT user_id FROM generations WHERE ${unfinished}
    GROUP BY user_id
    HAVING every(dispatched_at IS NULL) AND min(created_at) < $1
    ORDER BY min(created_at) LIMIT $2`,
};
