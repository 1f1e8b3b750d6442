import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Sums of what happened, so that a dashboard costs the same whatever the size of the tables. All of
 * it follows from the tables and can be rebuilt, except on which days users were only seen.
 * Times are starts of periods in UTC; weeks begin on Monday.
 */
export class Rollups1763800000012 implements MigrationInterface {
  readonly name = 'Rollups1763800000012';

  async up(runner: QueryRunner): Promise<void> {
    await createFunctions(runner);
    await createTotals(runner);
    await createActivity(runner);
    await createUserStats(runner);
    await createCounts(runner);
    // Never built: the first round of a worker builds them.
    await runner.query(`INSERT INTO stats.readers (name, xid, id) VALUES ('rollups', '0', 0)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM stats.readers WHERE name = 'rollups'`);
    await runner.query(`
      DROP TABLE stats.generation_totals, stats.latency, stats.payment_totals, stats.user_totals,
        stats.referral_totals, stats.cohorts, stats.user_weeks, stats.payer_periods, stats.active_users,
        stats.retention,
        stats.user_stats, stats.user_months, stats.table_totals, stats.entry_count
    `);
    await runner.query('DROP FUNCTION stats.latency_bucket(interval)');
    await runner.query('DROP FUNCTION stats.sum_of(jsonb, jsonb)');
  }
}

/**
 * Histograms are objects of a bucket's number to a count. Each bucket is 5 % wider than the one before,
 * so percentiles err by 2.5 % at most.
 */
async function createFunctions(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE FUNCTION stats.latency_bucket(latency interval) RETURNS smallint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
      SELECT floor(
        ln(greatest(extract(epoch FROM latency)::double precision * 1000, 1)) / ln(1.05::double precision)
      )::smallint
    $$
  `);
  await runner.query(`
    CREATE FUNCTION stats.sum_of(one jsonb, other jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
      SELECT jsonb_object_agg(bucket, count) FROM (
        SELECT bucket, sum(count::bigint) AS count FROM (
          SELECT * FROM jsonb_each_text(one) UNION ALL SELECT * FROM jsonb_each_text(other)
        ) AS both_counts (bucket, count) GROUP BY bucket
      ) AS sums
    $$
  `);
}

/** Compared by bytes: words of the product, not of people. */
const word = (name: string) => `${name} text COLLATE "C" NOT NULL`;
const step = `${word('step')} CHECK (step IN ('hour', 'day', 'month')), at timestamptz NOT NULL`;

async function createTotals(runner: QueryRunner): Promise<void> {
  // By the time of the end. `told_apart` says by what: in rows that do not tell kinds apart, the kind
  // is empty, and so on. `failure` is empty for what succeeded.
  await runner.query(`
    CREATE TABLE stats.generation_totals (
      ${word('told_apart')}
        CHECK (told_apart IN ('none', 'kind', 'model', 'status', 'failure', 'all')),
      ${step}, ${['kind', 'model_id', 'status', 'failure'].map(word).join(', ')},
      count bigint NOT NULL, charged bigint NOT NULL, cost_usd_micros bigint NOT NULL,
      input_tokens bigint NOT NULL, output_tokens bigint NOT NULL, images bigint NOT NULL,
      CONSTRAINT generation_totals_pkey
        PRIMARY KEY (told_apart, step, at, kind, model_id, status, failure)
    ) WITH (fillfactor = 70)
  `);
  // Of what succeeded: from the request to a worker, and to the delivered answer.
  await runner.query(`
    CREATE TABLE stats.latency (
      ${word('told_apart')} CHECK (told_apart IN ('none', 'kind', 'all')),
      ${word('measure')} CHECK (measure IN ('wait', 'total')),
      ${step}, ${['kind', 'model_id'].map(word).join(', ')},
      counts jsonb NOT NULL,
      CONSTRAINT latency_pkey PRIMARY KEY (told_apart, measure, step, at, kind, model_id)
    ) WITH (fillfactor = 70)
  `);
  // Money by the time when it came, refunds by the time when they went; amounts in minor units.
  await runner.query(`
    CREATE TABLE stats.payment_totals (
      ${step},
      ${['method', 'currency', 'package_id'].map(word).join(', ')},
      paid bigint NOT NULL, amount bigint NOT NULL, credits bigint NOT NULL,
      first_payments bigint NOT NULL, refunds bigint NOT NULL, refunded bigint NOT NULL,
      CONSTRAINT payment_totals_pkey PRIMARY KEY (step, at, method, currency, package_id)
    ) WITH (fillfactor = 70)
  `);
  await runner.query(`
    CREATE TABLE stats.user_totals (
      ${step},
      ${word('language')}, ${word('source')} CHECK (source IN ('direct', 'referral')),
      users bigint NOT NULL,
      CONSTRAINT user_totals_pkey PRIMARY KEY (step, at, language, source)
    ) WITH (fillfactor = 70)
  `);
  // By the time of the invitation, whenever its reward or payment followed.
  await runner.query(`
    CREATE TABLE stats.referral_totals (
      ${step},
      invited bigint NOT NULL, rewarded bigint NOT NULL, paid bigint NOT NULL,
      CONSTRAINT referral_totals_pkey PRIMARY KEY (step, at)
    ) WITH (fillfactor = 70)
  `);
  // By the day of sign-up: who got an answer, who paid, and who paid within 7 and 30 days.
  await runner.query(`
    CREATE TABLE stats.cohorts (
      day date CONSTRAINT cohorts_pkey PRIMARY KEY,
      users bigint NOT NULL, activated bigint NOT NULL, payers bigint NOT NULL,
      payers_in_week bigint NOT NULL, payers_in_month bigint NOT NULL
    ) WITH (fillfactor = 70)
  `);
}

async function createActivity(runner: QueryRunner): Promise<void> {
  // Bit 0 of `days` is Monday.
  await runner.query(`
    CREATE TABLE stats.user_weeks (
      week date NOT NULL, user_id bigint NOT NULL,
      days smallint NOT NULL CHECK (days BETWEEN 1 AND 127),
      CONSTRAINT user_weeks_pkey PRIMARY KEY (week, user_id)
    ) WITH (fillfactor = 90)
  `);
  await runner.query(`
    CREATE TABLE stats.payer_periods (
      ${word('period')}, start date NOT NULL, user_id bigint NOT NULL,
      CONSTRAINT payer_periods_pkey PRIMARY KEY (period, start, user_id)
    )
  `);
  await runner.query(`
    CREATE TABLE stats.active_users (
      ${word('period')} CHECK (period IN ('day', 'week', 'month')), start date NOT NULL,
      users bigint NOT NULL, payers bigint NOT NULL,
      CONSTRAINT active_users_pkey PRIMARY KEY (period, start)
    ) WITH (fillfactor = 70)
  `);
  // Of those who signed up in the week `cohort`: how many were active so many weeks later.
  await runner.query(`
    CREATE TABLE stats.retention (
      cohort date NOT NULL, week_offset smallint NOT NULL, users bigint NOT NULL,
      CONSTRAINT retention_pkey PRIMARY KEY (cohort, week_offset)
    ) WITH (fillfactor = 70)
  `);
}

const money = `revenue_rub_minor bigint NOT NULL DEFAULT 0, revenue_stars bigint NOT NULL DEFAULT 0`;

async function createUserStats(runner: QueryRunner): Promise<void> {
  // `available` and `last_seen_at` are copies to sort by, seconds old (an hour at most, for one who
  // was only seen). Revenue is before refunds.
  await runner.query(`
    CREATE TABLE stats.user_stats (
      user_id bigint CONSTRAINT user_stats_pkey PRIMARY KEY,
      created_at timestamptz NOT NULL, language text NOT NULL, last_seen_at timestamptz NOT NULL,
      referred_at timestamptz, referral_rewarded boolean NOT NULL, available bigint NOT NULL,
      generations bigint NOT NULL, succeeded bigint NOT NULL, credits_spent bigint NOT NULL,
      cost_usd_micros bigint NOT NULL, last_generation_at timestamptz,
      payments bigint NOT NULL, ${money},
      refunded_rub_minor bigint NOT NULL, refunded_stars bigint NOT NULL,
      first_paid_at timestamptz, first_payment_method text, first_payment_package text
    ) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05)
  `);
  for (const column of ['credits_spent', 'available', 'last_seen_at']) {
    await runner.query(
      `CREATE INDEX user_stats_${column}_idx ON stats.user_stats (${column}, user_id)`,
    );
  }
  // Active or charged or paying in that month.
  await runner.query(`
    CREATE TABLE stats.user_months (
      month date NOT NULL, user_id bigint NOT NULL, active boolean NOT NULL DEFAULT false,
      generations bigint NOT NULL DEFAULT 0, credits_spent bigint NOT NULL DEFAULT 0,
      cost_usd_micros bigint NOT NULL DEFAULT 0, payments bigint NOT NULL DEFAULT 0, ${money},
      CONSTRAINT user_months_pkey PRIMARY KEY (month, user_id)
    ) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05)
  `);
  await runner.query(`
    CREATE INDEX user_months_credits_spent_idx ON stats.user_months (month, credits_spent, user_id)
    WHERE credits_spent > 0
  `);
  for (const column of ['revenue_rub_minor', 'revenue_stars']) {
    await runner.query(`
      CREATE INDEX user_stats_${column}_idx ON stats.user_stats (${column}, user_id)
      WHERE ${column} > 0
    `);
    await runner.query(`
      CREATE INDEX user_months_${column}_idx ON stats.user_months (month, ${column}, user_id)
      WHERE ${column} > 0
    `);
  }
}

async function createCounts(runner: QueryRunner): Promise<void> {
  // How many rows tables have, and two sums over all users.
  await runner.query(`
    CREATE TABLE stats.table_totals (
      name text CONSTRAINT table_totals_pkey PRIMARY KEY,
      count bigint NOT NULL
    ) WITH (fillfactor = 20)
  `);
  // Entries of the ledger are counted by ranges of ids: all up to `counted_to` are counted. Those up
  // to `next_to` can be, once every transaction below `next_xid` has ended.
  await runner.query(`
    CREATE TABLE stats.entry_count (
      id integer CONSTRAINT entry_count_pkey PRIMARY KEY CHECK (id = 1),
      counted_to bigint NOT NULL, next_to bigint NOT NULL, next_xid xid8 NOT NULL
    ) WITH (fillfactor = 20)
  `);
  await runner.query(`INSERT INTO stats.entry_count VALUES (1, 0, 0, '0')`);
  await runner.query(`
    INSERT INTO stats.table_totals
    SELECT name, 0 FROM unnest(
      ARRAY[
        'users', 'generations', 'payments', 'credit_entries', 'referrals',
        'paying_users', 'credits_available'
      ]
    ) AS name
  `);
}
