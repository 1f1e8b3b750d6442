/**
 * What rollups are counted from, in one shape each, whether it is taken from a batch of changes or
 * from the tables: so both ways count alike.
 */
export interface RollupSources {
  /** CTEs that the others need. */
  readonly base: readonly string[];
  /** user_id, kind, model_id, status, failure, charged, cost_usd_micros, tokens, images, times */
  readonly finished: string;
  /** user_id, method, currency, package_id, amount, credits, at */
  readonly paid: string;
  /** method, currency, package_id, amount, at */
  readonly refunded: string;
  /** user_id, at */
  readonly seen: string;
  /** Whose facts are looked at, with what to add: user_id, generations, last_generation_at, ... */
  readonly touched: string;
  /** Rows of `user_stats` as they were. */
  readonly old: string;
}

/**
 * `$1, $2`: the mark; `$3, $4`: the batch's last change; `$5`: the snapshot that is counted already.
 * All of it is settled, so every statement of a transaction sees the same batch.
 */
export const batch = `batch AS (
    SELECT kind, user_id, data FROM stats.changes
    WHERE (xid, id) > ($1::xid8, $2::bigint) AND (xid, id) <= ($3::xid8, $4::bigint)
      AND ($5::pg_snapshot IS NULL OR NOT pg_visible_in_snapshot(xid, $5::pg_snapshot))
  )`;

const field = (name: string, type = 'text') =>
  type === 'text' ? `data->>'${name}'` : `(data->>'${name}')::${type}`;

export const fromChanges: RollupSources = {
  base: [batch],
  finished: `SELECT user_id, ${field('kind')} AS kind, ${field('model')} AS model_id,
      ${field('status')} AS status, coalesce(${field('failure')}, '') AS failure,
      ${field('charged', 'bigint')} AS charged,
      ${field('costUsdMicros', 'bigint')} AS cost_usd_micros,
      ${field('inputTokens', 'bigint')} AS input_tokens,
      ${field('outputTokens', 'bigint')} AS output_tokens,
      ${field('images', 'bigint')} AS images, ${field('createdAt', 'timestamptz')} AS created_at,
      ${field('startedAt', 'timestamptz')} AS started_at,
      ${field('finishedAt', 'timestamptz')} AS finished_at
    FROM batch WHERE kind = 'generation.finished'`,
  paid: `SELECT user_id, ${field('method')} AS method, ${field('currency')} AS currency,
      coalesce(${field('package')}, '') AS package_id, ${field('price', 'bigint')} AS amount,
      ${field('granted', 'bigint')} AS credits, ${field('paidAt', 'timestamptz')} AS at
    FROM batch WHERE kind = 'payment.paid'`,
  refunded: `SELECT ${field('method')} AS method, ${field('currency')} AS currency,
      coalesce(${field('package')}, '') AS package_id, ${field('amount', 'bigint')} AS amount,
      ${field('refundedAt', 'timestamptz')} AS at
    FROM batch WHERE kind = 'payment.refunded'`,
  seen: `SELECT user_id,
      coalesce(${field('seenAt')}, ${field('createdAt')})::timestamptz AS at
    FROM batch WHERE kind IN ('user.created', 'user.seen', 'generation.created')`,
  touched: `SELECT user_id,
      count(*) FILTER (WHERE kind = 'generation.created') AS generations,
      max(${field('createdAt', 'timestamptz')}) FILTER (WHERE kind = 'generation.created')
        AS last_generation_at,
      count(*) FILTER (
        WHERE kind = 'generation.finished' AND ${field('status')} = 'succeeded'
      ) AS succeeded,
      sum(CASE kind WHEN 'generation.finished' THEN ${field('charged', 'bigint')} ELSE 0 END)
        AS credits_spent,
      sum(CASE kind WHEN 'generation.finished' THEN ${field('costUsdMicros', 'bigint')} ELSE 0 END)
        AS cost_usd_micros
    FROM batch WHERE user_id IS NOT NULL AND kind <> 'generation.changed' GROUP BY user_id`,
  old: 'SELECT user_stats.* FROM touched JOIN stats.user_stats USING (user_id)',
};

export const fromTables: RollupSources = {
  base: [],
  finished: `SELECT user_id, kind COLLATE "C" AS kind,
      coalesce(answered_by, model_id) COLLATE "C" AS model_id, status COLLATE "C" AS status,
      coalesce(failure->>'kind', '') COLLATE "C" AS failure, charged,
      coalesce(cost_usd_micros, 0) AS cost_usd_micros, coalesce(input_tokens, 0) AS input_tokens,
      coalesce(output_tokens + image_output_tokens, 0) AS output_tokens,
      coalesce(output_images, 0) AS images, created_at, started_at, finished_at
    FROM generations WHERE finished_at IS NOT NULL`,
  paid: `SELECT user_id, method, currency, coalesce(package_id, '') AS package_id,
      price AS amount, granted AS credits, paid_at AS at
    FROM payments WHERE paid_at IS NOT NULL`,
  refunded: `SELECT method, payments.currency, coalesce(package_id, '') AS package_id,
      refunds.amount, ended_at AS at
    FROM refunds JOIN payments ON payments.id = payment_id
    WHERE refunds.status = 'succeeded'`,
  seen: `SELECT user_id, created_at AS at FROM generations
    UNION ALL SELECT id, created_at FROM users
    UNION ALL SELECT id, last_seen_at FROM users`,
  touched: `SELECT users.id AS user_id, coalesce(generations, 0) AS generations,
      last_generation_at, coalesce(succeeded, 0) AS succeeded,
      coalesce(credits_spent, 0) AS credits_spent, coalesce(cost_usd_micros, 0) AS cost_usd_micros
    FROM users LEFT JOIN (
      SELECT user_id, count(*) AS generations, max(created_at) AS last_generation_at,
        count(*) FILTER (WHERE status = 'succeeded') AS succeeded,
        sum(charged) AS credits_spent, sum(cost_usd_micros) AS cost_usd_micros
      FROM generations GROUP BY user_id
    ) AS sums ON sums.user_id = users.id`,
  old: 'SELECT * FROM stats.user_stats WHERE false',
};
