import type {
  GenerationGrouping,
  SpendingMeasure,
} from '../../../application/queries/statistics.ts';
import type { Statement } from '../session.ts';

/** `$1` and `$2` are the ends of whole steps, `$3` the step. Weeks are summed up from days. */
const within = `step = CASE $3::text WHEN 'week' THEN 'day' ELSE $3::text END
    AND at >= $1::timestamptz AND at < $2::timestamptz`;
/** The same as one sum: `$4` and `$5` are the ends of the whole months in it, and both `$2` without any. */
const inAll = `(
      (step = CASE $3::text WHEN 'hour' THEN 'hour' ELSE 'day' END AND (
        (at >= $1::timestamptz AND at < $4::timestamptz)
        OR (at >= $5::timestamptz AND at < $2::timestamptz)
      ))
      OR (step = 'month' AND at >= $4::timestamptz AND at < $5::timestamptz)
    )`;
const start = `date_trunc($3::text, at, 'UTC')`;

/** A day as the moment at which it begins. */
const midnight = (day: string) => `(${day}::timestamp AT TIME ZONE 'UTC')`;
const daysWithin = (day: string) => `${day} >= ($1::timestamptz AT TIME ZONE 'UTC')::date
    AND ${day} < ($2::timestamptz AT TIME ZONE 'UTC')::date`;

const big = (sum: string, name = sum) => `sum(${sum})::bigint AS ${name}`;

export const newUsers: Statement = {
  name: 'statistics.new_users',
  text: `SELECT at, sum(new_users)::bigint AS new_users, sum(invited)::bigint AS invited,
      sum(active_users)::bigint AS active_users
    FROM (
      SELECT ${start} AS at, users AS new_users,
        CASE source WHEN 'referral' THEN users ELSE 0 END AS invited, 0 AS active_users
      FROM stats.user_totals WHERE ${within}
      UNION ALL
      SELECT ${midnight('start')}, 0, 0, users FROM stats.active_users
      WHERE period = $3::text AND ${daysWithin('start')}
    ) AS counts GROUP BY at`,
};

export const userOrigins: Statement = {
  name: 'statistics.user_origins',
  text: `SELECT language, source, ${big('users')} FROM stats.user_totals WHERE ${inAll}
    GROUP BY language, source HAVING sum(users) > 0
    ORDER BY users DESC, language, source`,
};

const generationSums = [
  'count',
  'charged',
  'cost_usd_micros',
  'input_tokens',
  'output_tokens',
  'images',
]
  .map((sum) => big(sum))
  .join(', ');
/**
 * Sums that tell apart nothing more than what is asked for are kept ready. Of a selection the finest
 * ones are summed up; the parameters are a kind and a model, or NULL for all.
 */
const toldApart = (by: string, kind: string, model: string) => `told_apart = CASE
      WHEN ${kind}::text IS NULL AND ${model}::text IS NULL THEN '${by}' ELSE 'all'
    END
    AND (${kind}::text IS NULL OR kind = ${kind}) AND (${model}::text IS NULL OR model_id = ${model})`;

const groupings: { readonly [by in GenerationGrouping]: string } = {
  none: `''`,
  kind: 'kind',
  model: 'model_id',
  status: 'status',
};

export const generations = (by: GenerationGrouping): Statement => ({
  name: `statistics.generations_by_${by}`,
  text: `SELECT ${start} AS at, ${groupings[by]} AS key, ${generationSums}
    FROM stats.generation_totals WHERE ${toldApart(by, '$4', '$5')} AND ${within} GROUP BY 1, 2`,
});

export const generationBreakdown: Statement = {
  name: 'statistics.generation_breakdown',
  text: `SELECT kind, model_id, status, failure, ${generationSums}
    FROM stats.generation_totals WHERE told_apart = 'all' AND ${inAll}
    GROUP BY kind, model_id, status, failure
    ORDER BY count DESC, kind, model_id, status, failure`,
};

export const failures: Statement = {
  name: 'statistics.failures',
  text: `SELECT failure, ${big('count')} FROM stats.generation_totals
    WHERE ${toldApart('failure', '$6', '$7')} AND ${inAll} AND failure <> ''
    GROUP BY failure ORDER BY count DESC, failure`,
};

/** Histograms of each step; they are added up where the percentiles are read from them. */
export const latency: Statement = {
  name: 'statistics.latency',
  text: `SELECT kind, model_id, counts::text FROM stats.latency
    WHERE told_apart = 'all' AND measure = $6 AND ${inAll}`,
};

/** `$6` is the measure. */
export const latencySeries: Statement = {
  name: 'statistics.latency_series',
  text: `SELECT ${start} AS at, counts::text FROM stats.latency
    WHERE measure = $6 AND ${within} AND told_apart = CASE
        WHEN $5::text IS NOT NULL THEN 'all' WHEN $4::text IS NOT NULL THEN 'kind' ELSE 'none'
      END
      AND ($4::text IS NULL OR kind = $4) AND ($5::text IS NULL OR model_id = $5)`,
};

const revenueSums = `${big('paid', 'payments')}, ${big('amount')}, ${big('refunded')}, ${big('refunds')},
      ${big('first_payments')}, ${big('credits')}`;

export const revenue: Statement = {
  name: 'statistics.revenue',
  text: `SELECT ${start} AS at, method, currency, ${revenueSums}
    FROM stats.payment_totals WHERE ${within} GROUP BY 1, 2, 3 ORDER BY method, currency`,
};

export const packages: Statement = {
  name: 'statistics.packages',
  text: `SELECT package_id, method, currency, ${revenueSums}
    FROM stats.payment_totals WHERE ${inAll} GROUP BY package_id, method, currency
    ORDER BY currency, amount DESC, package_id, method`,
};

export const margin: Statement = {
  name: 'statistics.margin',
  text: `SELECT at, ${['cost_usd_micros', 'charged', 'net_rub_minor', 'net_stars'].map((sum) => big(sum)).join(', ')}
    FROM (
      SELECT ${start} AS at, cost_usd_micros, charged, 0 AS net_rub_minor, 0 AS net_stars
      FROM stats.generation_totals WHERE told_apart = 'none' AND ${within}
      UNION ALL
      SELECT ${start}, 0, 0, CASE currency WHEN 'RUB' THEN amount - refunded ELSE 0 END,
        CASE currency WHEN 'XTR' THEN amount - refunded ELSE 0 END
      FROM stats.payment_totals WHERE ${within}
    ) AS sums GROUP BY at`,
};

export const conversion: Statement = {
  name: 'statistics.conversion',
  text: `SELECT date_trunc($3::text, ${midnight('day')}, 'UTC') AS at,
      ${['users', 'activated', 'payers', 'payers_in_week', 'payers_in_month'].map((sum) => big(sum)).join(', ')}
    FROM stats.cohorts WHERE ${daysWithin('day')} GROUP BY 1`,
};

export const revenuePerUser: Statement = {
  name: 'statistics.revenue_per_user',
  text: `SELECT at, ${['active_users', 'payers', 'rub_minor', 'stars'].map((sum) => big(sum)).join(', ')}
    FROM (
      SELECT ${midnight('start')} AS at, users AS active_users, payers, 0 AS rub_minor, 0 AS stars
      FROM stats.active_users WHERE period = $3::text AND ${daysWithin('start')}
      UNION ALL
      SELECT ${start}, 0, 0, CASE currency WHEN 'RUB' THEN amount ELSE 0 END,
        CASE currency WHEN 'XTR' THEN amount ELSE 0 END
      FROM stats.payment_totals WHERE ${within}
    ) AS sums GROUP BY at`,
};

/** Sizes of cohorts are sign-ups, whoever was active later; `$3` is how many weeks to follow. */
export const retention: Statement = {
  name: 'statistics.retention',
  text: `SELECT ${midnight('cohort')} AS week, week_offset, users::bigint FROM (
      SELECT date_trunc('week', day::timestamp)::date AS cohort, -1 AS week_offset,
        sum(users) AS users
      FROM stats.cohorts WHERE ${daysWithin('day')} GROUP BY 1
      UNION ALL
      SELECT cohort, week_offset, users FROM stats.retention
      WHERE ${daysWithin('cohort')} AND week_offset < $3::integer
    ) AS counts`,
};

export const referrals: Statement = {
  name: 'statistics.referrals',
  text: `SELECT ${start} AS at, ${big('invited')}, ${big('rewarded')}, ${big('paid')}
    FROM stats.referral_totals WHERE ${within} GROUP BY 1`,
};

const spent: { readonly [measure in SpendingMeasure]: string } = {
  credits: 'credits_spent',
  rub: 'revenue_rub_minor',
  stars: 'revenue_stars',
};

/** `$1` is how many. */
export const topSpenders = (measure: SpendingMeasure): Statement => ({
  name: `statistics.top_${measure}`,
  text: `SELECT user_id, ${spent[measure]} AS amount FROM stats.user_stats
    WHERE ${spent[measure]} > 0 ORDER BY ${spent[measure]} DESC, user_id DESC LIMIT $1`,
});

/** `$2` is the first day of the month. */
export const topSpendersOfMonth = (measure: SpendingMeasure): Statement => ({
  name: `statistics.top_${measure}_of_month`,
  text: `SELECT user_id, ${spent[measure]} AS amount FROM stats.user_months
    WHERE month = ($2::timestamptz AT TIME ZONE 'UTC')::date AND ${spent[measure]} > 0
    ORDER BY ${spent[measure]} DESC, user_id DESC LIMIT $1`,
});

/** Unfinished generations are few, and have an index of their own. */
export const totals: Statement = {
  name: 'statistics.totals',
  text: `SELECT name, count FROM stats.table_totals
    UNION ALL
    SELECT CASE status WHEN 'queued' THEN 'queued' ELSE 'running' END, count(*)
    FROM generations WHERE finished_at IS NULL GROUP BY 1`,
};

export const countOf: Statement = {
  name: 'statistics.count',
  text: 'SELECT count FROM stats.table_totals WHERE name = $1',
};
