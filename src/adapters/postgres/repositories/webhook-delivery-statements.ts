import type { Statement } from '../session.ts';

const deliveryColumns = `id, endpoint_id, event_id, event_type, body, state, attempts, tries,
  next_attempt_at, last_attempt_at, last_duration_ms, last_status, last_error, last_response,
  created_at, delivered_at`;

export const findDelivery: Statement = {
  name: 'webhook_deliveries.find',
  text: `SELECT ${deliveryColumns} FROM webhook_deliveries WHERE id = $1`,
};

export const lockDelivery: Statement = {
  name: 'webhook_deliveries.lock',
  text: `SELECT ${deliveryColumns} FROM webhook_deliveries WHERE id = $1 FOR NO KEY UPDATE`,
};

export const insertDeliveries: Statement = {
  name: 'webhook_deliveries.insert',
  text: `INSERT INTO webhook_deliveries
      (id, endpoint_id, event_id, event_type, body, created_at, next_attempt_at, state, attempts, tries)
    SELECT id, endpoint_id, event_id, event_type, body, created_at, created_at, 'pending', 0, 0
    FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::timestamptz[])
      AS new (id, endpoint_id, event_id, event_type, body, created_at)
    ON CONFLICT (endpoint_id, event_id) DO NOTHING`,
};

/** Two processes never look at the free places of an endpoint at a time: the second one skips it. */
export const takeEndpoints: Statement = {
  name: 'webhook_deliveries.take_endpoints',
  text: `SELECT id FROM webhook_endpoints
    WHERE enabled AND EXISTS (
      SELECT FROM webhook_deliveries
      WHERE endpoint_id = webhook_endpoints.id AND next_attempt_at <= $1
    )
    FOR NO KEY UPDATE SKIP LOCKED`,
};

/**
 * A statement of its own, behind the locks: so it sees what those before have claimed. Each endpoint's
 * due ones are looked up by themselves: a thousand that wait for one do not stand before the one
 * that waits for another.
 */
export const claimDue: Statement = {
  name: 'webhook_deliveries.claim',
  text: `WITH due AS MATERIALIZED (
      SELECT waiting.id FROM unnest($4::uuid[]) AS endpoints (id) CROSS JOIN LATERAL (
        SELECT id FROM webhook_deliveries
        WHERE endpoint_id = endpoints.id AND next_attempt_at <= $1
        ORDER BY next_attempt_at, id
        LIMIT greatest(0, $3::integer - (
          SELECT count(*) FROM webhook_deliveries AS under_way
          WHERE under_way.endpoint_id = endpoints.id
            AND under_way.state = 'sending' AND under_way.next_attempt_at > $1
        ))
        FOR NO KEY UPDATE SKIP LOCKED
      ) AS waiting
    ), claimed AS (
      UPDATE webhook_deliveries SET state = 'sending', attempts = attempts + 1, tries = tries + 1,
        next_attempt_at = $2, last_attempt_at = $1
      FROM due WHERE webhook_deliveries.id = due.id
      RETURNING webhook_deliveries.*
    )
    SELECT ${deliveryColumns} FROM claimed ORDER BY created_at, id`,
};

/** The answer of an earlier attempt must not stay beside the failure of this one. */
export const recordAttempt: Statement = {
  name: 'webhook_deliveries.record',
  text: `UPDATE webhook_deliveries SET state = $3, next_attempt_at = $4,
      delivered_at = coalesce($5, delivered_at), last_duration_ms = $6, last_status = $7,
      last_error = $8, last_response = $9
    WHERE id = $1 AND attempts = $2 AND state = 'sending'`,
};

const restarted = `state = 'pending', tries = 0`;

export const restartDelivery: Statement = {
  name: 'webhook_deliveries.restart',
  text: `UPDATE webhook_deliveries SET ${restarted}, next_attempt_at = $2 WHERE id = $1`,
};

export const restartSince: Statement = {
  name: 'webhook_deliveries.restart_since',
  text: `UPDATE webhook_deliveries SET ${restarted}, next_attempt_at = $3
    WHERE id IN (
      SELECT id FROM webhook_deliveries
      WHERE endpoint_id = $1 AND created_at >= $2 AND state IN ('delivered', 'dead')
      ORDER BY created_at, id LIMIT $4
      FOR NO KEY UPDATE
    )`,
};

/** What a process that died was sending counts too; what is being sent finds out by itself. */
export const abandonDeliveries: Statement = {
  name: 'webhook_deliveries.abandon',
  text: `UPDATE webhook_deliveries
    SET state = 'dead', next_attempt_at = NULL, last_error = 'endpoint_disabled'
    WHERE endpoint_id = $1 AND next_attempt_at IS NOT NULL
      AND (state = 'pending' OR next_attempt_at <= $2)`,
};

export const pruneDeliveries: Statement = {
  name: 'webhook_deliveries.prune',
  text: `DELETE FROM webhook_deliveries WHERE id IN (
      SELECT id FROM webhook_deliveries WHERE created_at < $1 AND state IN ('delivered', 'dead')
      ORDER BY created_at, id LIMIT $2
    )`,
};
