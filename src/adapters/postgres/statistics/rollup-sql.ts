import type { RollupSources } from './rollup-sources.ts';

interface Rollup {
  readonly table: string;
  /** Beside step and time. */
  readonly keys: readonly string[];
  /** Column to the aggregate that is added to it. */
  readonly sums: Readonly<Record<string, string>>;
  readonly from: string;
  readonly time: string;
  /** Sums that are kept beside the finest ones, by name: the keys that they tell apart. */
  readonly coarser?: Readonly<Record<string, readonly string[]>>;
}

/** Columns of `table` plus those of the row that is already there. */
export function added(keys: readonly string[], sums: readonly string[]): string {
  const set = sums.map((sum) => `${sum} = old_row.${sum} + EXCLUDED.${sum}`);
  return `ON CONFLICT (${keys.join(', ')}) DO UPDATE SET ${set.join(', ')}`;
}

const listed = (names: readonly string[]) => names.map((name) => `, ${name}`).join('');

/** CTEs that add one relation to the hours, days and months of a table: each is summed up from the one before. */
export function stepped({ table, keys, sums, from, time, coarser }: Rollup): readonly string[] {
  const names = Object.keys(sums);
  const aggregates = Object.entries(sums).map(([name, sum]) => `coalesce(${sum}, 0) AS ${name}`);
  const anything = Object.values(sums).map((sum) => `coalesce(${sum}, 0) <> 0`);
  const totals = listed(names.map((name) => `sum(${name}) AS ${name}`));
  const toldApart = coarser === undefined ? [] : ['told_apart'];
  return [
    `${table}_hours AS (
      SELECT date_trunc('hour', ${time}, 'UTC') AS at${listed(keys)}, ${aggregates.join(', ')}
      FROM ${from} GROUP BY 1${listed(keys)} HAVING ${anything.join(' OR ')}
    )`,
    `${table}_days AS (
      SELECT date_trunc('day', at, 'UTC') AS at${listed(keys)}${totals}
      FROM ${table}_hours GROUP BY 1${listed(keys)}
    )`,
    `${table}_steps AS (
      SELECT 'hour' AS step, at${listed(keys)}${listed(names)} FROM ${table}_hours
      UNION ALL
      SELECT 'day', at${listed(keys)}${listed(names)} FROM ${table}_days
      UNION ALL
      SELECT 'month', date_trunc('month', at, 'UTC')${listed(keys)}${totals}
      FROM ${table}_days GROUP BY 2${listed(keys)}
    )`,
    ...toldApartRows(table, keys, names, coarser),
    `${table}_added AS (
      INSERT INTO stats.${table} AS old_row
        (step, at${listed(toldApart)}${listed(keys)}${listed(names)})
      SELECT step, at${listed(toldApart)}${listed(keys)}${listed(names)}
      FROM ${table}_${coarser === undefined ? 'steps' : 'rows'}
      ${added(['step', 'at', ...toldApart, ...keys], names)}
    )`,
  ];
}

function toldApartRows(
  table: string,
  keys: readonly string[],
  names: readonly string[],
  coarser: Rollup['coarser'] = {},
): readonly string[] {
  const sets = Object.entries(coarser).map(([name, own]) => {
    const columns = keys.map((key) => (own.includes(key) ? key : `'' AS ${key}`));
    const totals = names.map((sum) => `sum(${sum})`);
    return `SELECT step, at, '${name}'${listed(columns)}${listed(totals)}
      FROM ${table}_steps GROUP BY step, at${listed(own)}`;
  });
  const finest = `SELECT step, at, 'all' AS told_apart${listed(keys)}${listed(names)}
      FROM ${table}_steps`;
  return sets.length === 0 ? [] : [`${table}_rows AS (${[finest, ...sets].join('\nUNION ALL\n')})`];
}

/** One statement: data-modifying CTEs run whether or not something reads them. */
export function statement(ctes: readonly string[]): string {
  return `WITH ${ctes.join(',\n')}\nSELECT`;
}

export function generationRollups(sources: RollupSources): string {
  return statement([
    ...sources.base,
    `finished AS (${sources.finished})`,
    ...stepped({
      table: 'generation_totals',
      keys: ['kind', 'model_id', 'status', 'failure'],
      sums: {
        count: 'count(*)',
        charged: 'sum(charged)',
        cost_usd_micros: 'sum(cost_usd_micros)',
        input_tokens: 'sum(input_tokens)',
        output_tokens: 'sum(output_tokens)',
        images: 'sum(images)',
      },
      from: 'finished',
      time: 'finished_at',
      coarser: {
        none: [],
        kind: ['kind'],
        model: ['model_id'],
        status: ['status'],
        failure: ['failure'],
      },
    }),
  ]);
}

/** Of failures nobody asks how long they took. */
export function latencyRollup(sources: RollupSources): string {
  return statement([
    ...sources.base,
    `finished AS (${sources.finished})`,
    `latency_hours AS (
      SELECT date_trunc('hour', finished_at, 'UTC') AS at, measure, kind, model_id,
        stats.latency_bucket(latency) AS bucket, count(*) AS count
      FROM finished CROSS JOIN LATERAL (
        VALUES ('wait', started_at - created_at), ('total', finished_at - created_at)
      ) AS measured (measure, latency)
      WHERE status = 'succeeded' AND latency IS NOT NULL GROUP BY 1, 2, 3, 4, 5
    )`,
    `latency_days AS (
      SELECT date_trunc('day', at, 'UTC') AS at, measure, kind, model_id, bucket,
        sum(count) AS count
      FROM latency_hours GROUP BY 1, 2, 3, 4, 5
    )`,
    `latency_steps AS (
      SELECT 'hour' AS step, at, measure, kind, model_id, bucket, count FROM latency_hours
      UNION ALL
      SELECT 'day', at, measure, kind, model_id, bucket, count FROM latency_days
      UNION ALL
      SELECT 'month', date_trunc('month', at, 'UTC'), measure, kind, model_id, bucket, sum(count)
      FROM latency_days GROUP BY 2, 3, 4, 5, 6
    )`,
    `latency_rows AS (
      SELECT 'all' AS told_apart, step, at, measure, kind, model_id, bucket, count
      FROM latency_steps
      UNION ALL
      SELECT 'kind', step, at, measure, kind, '', bucket, sum(count)
      FROM latency_steps GROUP BY step, at, measure, kind, bucket
      UNION ALL
      SELECT 'none', step, at, measure, '', '', bucket, sum(count)
      FROM latency_steps GROUP BY step, at, measure, bucket
    )`,
    `latency_added AS (
      INSERT INTO stats.latency AS old_row
        (told_apart, measure, step, at, kind, model_id, counts)
      SELECT told_apart, measure, step, at, kind, model_id, jsonb_object_agg(bucket, count)
      FROM latency_rows GROUP BY at, model_id, kind, measure, step, told_apart
      ON CONFLICT (told_apart, measure, step, at, kind, model_id)
      DO UPDATE SET counts = stats.sum_of(old_row.counts, EXCLUDED.counts)
    )`,
  ]);
}

export function paymentRollup(sources: RollupSources): string {
  return statement([
    ...sources.base,
    `moved AS (
      SELECT method, currency, package_id, at, 1 AS paid, amount, credits, 0 AS refunds,
        0::bigint AS refunded
      FROM (${sources.paid}) AS paid
      UNION ALL
      SELECT method, currency, package_id, at, 0, 0, 0, 1, amount
      FROM (${sources.refunded}) AS refunded
    )`,
    ...stepped({
      table: 'payment_totals',
      keys: ['method', 'currency', 'package_id'],
      sums: {
        paid: 'sum(paid)',
        amount: 'sum(amount)',
        credits: 'sum(credits)',
        first_payments: '0',
        refunds: 'sum(refunds)',
        refunded: 'sum(refunded)',
      },
      from: 'moved',
      time: 'at',
    }),
  ]);
}

const monthOf = (time: string) => `date_trunc('month', ${time} AT TIME ZONE 'UTC')::date`;

export function monthRollup(sources: RollupSources): string {
  const sums = [
    'generations',
    'credits_spent',
    'cost_usd_micros',
    'payments',
    'revenue_rub_minor',
    'revenue_stars',
  ];
  const keys = ['month', 'user_id'];
  return statement([
    ...sources.base,
    `spent AS (
      SELECT ${monthOf('finished_at')} AS month, user_id, 1 AS generations,
        charged AS credits_spent, cost_usd_micros, 0 AS payments,
        0::bigint AS revenue_rub_minor, 0::bigint AS revenue_stars
      FROM (${sources.finished}) AS finished
      UNION ALL
      SELECT ${monthOf('at')}, user_id, 0, 0, 0, 1,
        CASE currency WHEN 'RUB' THEN amount ELSE 0 END,
        CASE currency WHEN 'XTR' THEN amount ELSE 0 END
      FROM (${sources.paid}) AS paid
    )`,
    `user_months_added AS (
      INSERT INTO stats.user_months AS old_row (${[...keys, ...sums].join(', ')})
      SELECT month, user_id, ${sums.map((sum) => `sum(${sum})`).join(', ')}
      FROM spent GROUP BY month, user_id
      ${added(keys, sums)}
    )`,
  ]);
}

/** Users who paid, once a day, week and month. */
export function payerRollup(sources: RollupSources): string {
  return statement([
    ...sources.base,
    `new_payers AS (
      INSERT INTO stats.payer_periods (period, start, user_id)
      SELECT DISTINCT period, date_trunc(period, at AT TIME ZONE 'UTC')::date, user_id
      FROM (${sources.paid}) AS paid
      CROSS JOIN unnest(ARRAY['day', 'week', 'month']) AS period
      ON CONFLICT DO NOTHING
      RETURNING period, start
    )`,
    `payers_added AS (
      INSERT INTO stats.active_users AS old_row (period, start, users, payers)
      SELECT period, start, 0, count(*) FROM new_payers GROUP BY period, start
      ${added(['period', 'start'], ['users', 'payers'])}
    )`,
  ]);
}
