import type { RollupSources } from './rollup-sources.ts';
import { statement, stepped } from './rollup-sql.ts';

/** Copied from the tables as they are now. */
const facts = [
  'created_at',
  'language',
  'last_seen_at',
  'referred_at',
  'referral_rewarded',
  'available',
  'payments',
  'revenue_rub_minor',
  'revenue_stars',
  'refunded_rub_minor',
  'refunded_stars',
  'first_paid_at',
  'first_payment_method',
  'first_payment_package',
];

/** Added up, as a user may have any number of generations. */
const sums = ['generations', 'succeeded', 'credits_spent', 'cost_usd_micros'];

const columns = ['user_id', ...facts, ...sums, 'last_generation_at'];

/** A user's payments are few: they are looked at anew instead of reckoned with. */
const next = `next AS (
    SELECT users.id AS user_id, users.created_at,
      stats.language_of(users.language, users.language_code) AS language, users.last_seen_at,
      referrals.created_at AS referred_at, referrals.rewarded_at IS NOT NULL AS referral_rewarded,
      coalesce(credit_accounts.available, 0) AS available, bought.*,
      ${sums.map((sum) => `coalesce(old.${sum}, 0) + touched.${sum} AS ${sum}`).join(', ')},
      greatest(old.last_generation_at, touched.last_generation_at) AS last_generation_at
    FROM touched
    JOIN users ON users.id = touched.user_id
    LEFT JOIN old ON old.user_id = touched.user_id
    LEFT JOIN referrals ON invitee_id = touched.user_id
    LEFT JOIN credit_accounts ON credit_accounts.user_id = touched.user_id
    CROSS JOIN LATERAL (
      SELECT count(*) AS payments,
        coalesce(sum(price) FILTER (WHERE currency = 'RUB'), 0) AS revenue_rub_minor,
        coalesce(sum(price) FILTER (WHERE currency = 'XTR'), 0) AS revenue_stars,
        coalesce(sum(refunded) FILTER (WHERE currency = 'RUB'), 0) AS refunded_rub_minor,
        coalesce(sum(refunded) FILTER (WHERE currency = 'XTR'), 0) AS refunded_stars,
        min(paid_at) AS first_paid_at,
        (array_agg(method ORDER BY paid_at, id))[1] AS first_payment_method,
        (array_agg(coalesce(package_id, '') ORDER BY paid_at, id))[1] AS first_payment_package
      FROM payments WHERE payments.user_id = touched.user_id AND paid_at IS NOT NULL
    ) AS bought
  )`;

const written = `user_stats_written AS (
    INSERT INTO stats.user_stats (${columns.join(', ')})
    SELECT ${columns.join(', ')} FROM next
    ON CONFLICT (user_id) DO UPDATE SET
      ${columns
        .slice(1)
        .map((column) => `${column} = EXCLUDED.${column}`)
        .join(', ')}
  )`;

/** What a user counted for is taken back, and what it counts for now is added. */
const counted = (() => {
  const shared = [
    'created_at',
    'language',
    'referred_at',
    'referral_rewarded',
    'first_paid_at',
    'first_payment_method',
    'first_payment_package',
    'succeeded',
    'available',
  ].join(', ');
  return `counted AS (
    SELECT -1 AS sign, ${shared} FROM old
    UNION ALL
    SELECT 1, ${shared} FROM next
  )`;
})();

const signed = (condition: string) => `sum(CASE WHEN ${condition} THEN sign ELSE 0 END)`;

const userTotals = stepped({
  table: 'user_totals',
  keys: ['language', 'source'],
  sums: { users: 'sum(sign)' },
  from: `(
    SELECT sign, created_at, language,
      CASE WHEN referred_at IS NULL THEN 'direct' ELSE 'referral' END AS source
    FROM counted
  ) AS sources`,
  time: 'created_at',
});

const referralTotals = stepped({
  table: 'referral_totals',
  keys: [],
  sums: {
    invited: 'sum(sign)',
    rewarded: signed('referral_rewarded'),
    paid: signed('first_paid_at IS NOT NULL'),
  },
  from: '(SELECT * FROM counted WHERE referred_at IS NOT NULL) AS referred',
  time: 'referred_at',
});

const firstPayments = stepped({
  table: 'payment_totals',
  keys: ['method', 'currency', 'package_id'],
  sums: {
    paid: '0',
    amount: '0',
    credits: '0',
    first_payments: 'sum(sign)',
    refunds: '0',
    refunded: '0',
  },
  from: `(
    SELECT sign, first_paid_at, first_payment_method AS method,
      CASE first_payment_method WHEN 'stars' THEN 'XTR' ELSE 'RUB' END AS currency,
      first_payment_package AS package_id
    FROM counted WHERE first_paid_at IS NOT NULL
  ) AS firsts`,
  time: 'first_paid_at',
});

const cohortSums: Readonly<Record<string, string>> = {
  users: 'sum(sign)',
  activated: signed('succeeded > 0'),
  payers: signed('first_paid_at IS NOT NULL'),
  payers_in_week: signed(`first_paid_at < created_at + interval '7 days'`),
  payers_in_month: signed(`first_paid_at < created_at + interval '30 days'`),
};

const cohorts = `cohorts_added AS (
    INSERT INTO stats.cohorts AS old_row (day, ${Object.keys(cohortSums).join(', ')})
    SELECT (created_at AT TIME ZONE 'UTC')::date, ${Object.values(cohortSums).join(', ')}
    FROM counted GROUP BY 1
    HAVING ${Object.values(cohortSums)
      .map((sum) => `${sum} <> 0`)
      .join(' OR ')}
    ON CONFLICT (day) DO UPDATE SET
      ${Object.keys(cohortSums)
        .map((sum) => `${sum} = old_row.${sum} + EXCLUDED.${sum}`)
        .join(', ')}
  )`;

const overall = `totals_added AS (
    UPDATE stats.table_totals SET count = count + CASE name
        WHEN 'paying_users' THEN paying_users ELSE credits_available
      END
    FROM (
      SELECT coalesce(${signed('first_paid_at IS NOT NULL')}, 0) AS paying_users,
        coalesce(sum(sign * available), 0) AS credits_available
      FROM counted
    ) AS sums
    WHERE name IN ('paying_users', 'credits_available')
  )`;

/** Everything that is counted by user: what a batch touched, or all of them. */
export function userRollups(sources: RollupSources): string {
  return statement([
    ...sources.base,
    `touched AS (${sources.touched})`,
    `old AS (${sources.old})`,
    next,
    written,
    counted,
    ...userTotals,
    ...referralTotals,
    ...firstPayments,
    cohorts,
    overall,
  ]);
}
