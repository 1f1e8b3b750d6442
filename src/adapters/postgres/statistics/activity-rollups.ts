import type { RollupSources } from './rollup-sources.ts';
import { added, statement } from './rollup-sql.ts';

/** CTE `fresh`: days on which users were not known to be active, and whether their week is new. */
function newActivity(sources: RollupSources): readonly string[] {
  return [
    ...sources.base,
    `seen AS (
      SELECT user_id, date_trunc('week', at AT TIME ZONE 'UTC')::date AS week,
        bit_or(1 << (extract(isodow FROM at AT TIME ZONE 'UTC')::integer - 1)) AS days
      FROM (${sources.seen}) AS seen GROUP BY 1, 2
    )`,
    `fresh AS (
      SELECT seen.user_id, seen.week, seen.days & ~coalesce(known.days, 0) AS days,
        known.days IS NULL AS is_new
      FROM seen LEFT JOIN stats.user_weeks AS known USING (week, user_id)
      WHERE seen.days & ~coalesce(known.days, 0) <> 0
    )`,
    `user_weeks_added AS (
      INSERT INTO stats.user_weeks AS old_row (week, user_id, days)
      SELECT week, user_id, days FROM fresh
      ON CONFLICT (week, user_id) DO UPDATE SET days = old_row.days | EXCLUDED.days
    )`,
  ];
}

/** All activity that is known, in the same shape. */
const knownActivity = [
  'fresh AS (SELECT user_id, week, days::integer, true AS is_new FROM stats.user_weeks)',
];

/** A week lies in one month or in two, which share its days. */
const activityCounts = [
  `masks AS (
    SELECT week, days, count(*) AS users, count(*) FILTER (WHERE is_new) AS new_users
    FROM fresh GROUP BY week, days
  )`,
  `active_months AS (
    SELECT first_month AS month, user_id FROM split WHERE days & ((1 << in_first) - 1) <> 0
    UNION
    SELECT last_month, user_id FROM split WHERE days >> in_first <> 0
  )`,
  `new_months AS (
    INSERT INTO stats.user_months AS old_row (month, user_id, active)
    SELECT month, user_id, true FROM active_months
    ON CONFLICT (month, user_id) DO UPDATE SET active = true WHERE NOT old_row.active
    RETURNING month
  )`,
  `active_users_added AS (
    INSERT INTO stats.active_users AS old_row (period, start, users, payers)
    SELECT 'day', week + day, sum(users), 0
    FROM masks CROSS JOIN generate_series(0, 6) AS day
    WHERE days & (1 << day) <> 0 GROUP BY 2
    UNION ALL
    SELECT 'week', week, sum(new_users), 0 FROM masks GROUP BY week HAVING sum(new_users) > 0
    UNION ALL
    SELECT 'month', month, count(*), 0 FROM new_months GROUP BY month
    ${added(['period', 'start'], ['users', 'payers'])}
  )`,
  `retention_added AS (
    INSERT INTO stats.retention AS old_row (cohort, week_offset, users)
    SELECT cohort, (week - cohort) / 7, count(*) FROM (
      SELECT date_trunc('week', users.created_at AT TIME ZONE 'UTC')::date AS cohort, week
      FROM fresh JOIN users ON users.id = user_id WHERE is_new
    ) AS weeks
    WHERE week >= cohort GROUP BY 1, 2
    ${added(['cohort', 'week_offset'], ['users'])}
  )`,
];

const splitWeeks = `split AS (
    SELECT user_id, days, first_month, last_month,
      CASE WHEN first_month = last_month THEN 7 ELSE last_month - week END AS in_first
    FROM fresh CROSS JOIN LATERAL (
      SELECT date_trunc('month', week::timestamp)::date AS first_month,
        date_trunc('month', (week + 6)::timestamp)::date AS last_month
    ) AS months
  )`;

/** Adds what a batch tells of activity, each day of a user once. */
export function activityRollups(sources: RollupSources): string {
  return statement([...newActivity(sources), splitWeeks, ...activityCounts]);
}

/** Adds days that the sources know to those that are known, and counts nothing. */
export function knownDays(sources: RollupSources): string {
  return statement(newActivity(sources));
}

/** Counts all days that are known. */
export const activityRecount = statement([...knownActivity, splitWeeks, ...activityCounts]);
