import { chosen, drawn, modelShares, outcomeShares } from './shares.ts';
import { phrases } from './words.ts';

export interface DatasetSize {
  readonly users: number;
  /** About as many; credit entries come to about the same, payments to a tenth of the users. */
  readonly generations: number;
}

/** The `outcome` of generations that are still at work; others are indexes of `outcomeShares`. */
export const openOutcome = -1;
export const welcomeCredits = 10;
const openGenerations = 20;
/** How uneven users are: with it, the most active tenth makes most of the generations. */
const exponent = 0.6;
const daysOfHistory = 540;

/**
 * Statements that write down who does what and when, into a schema that is dropped in the end. All chance comes from
 * hashes of numbers, so that the same size and time give the same rows.
 */
export function planStatements(size: DatasetSize, now: Date): readonly string[] {
  const time = `timestamptz '${now.toISOString()}'`;
  return [
    'DROP SCHEMA IF EXISTS bench_load CASCADE',
    'CREATE SCHEMA bench_load',
    share,
    uuid,
    phraseTable,
    people(size, time),
    acts,
    `UPDATE bench_load.acts SET outcome = ${openOutcome}
      WHERE n > (SELECT max(n) - ${openGenerations} FROM bench_load.acts)`,
    orders,
    'ANALYZE bench_load.phrases, bench_load.people, bench_load.acts, bench_load.orders',
  ];
}

/** Below 1, evenly spread; another one for each salt. */
const share = `CREATE FUNCTION bench_load.share(key bigint, salt bigint) RETURNS double precision
  LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (hashint8extended(key, salt) & 2147483647)::double precision / 2147483648
  $$`;

/** Version 7, as the product makes them: they sort by time. `family` is three hexadecimal digits. */
const uuid = `CREATE FUNCTION bench_load.uuid(at timestamptz, family text, n bigint) RETURNS uuid
  LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0')
      || '7' || family || '8' || lpad(to_hex(n), 15, '0'))::uuid
  $$`;

const phraseTable = `CREATE TABLE bench_load.phrases AS
  SELECT n - 1 AS id, text FROM unnest(ARRAY[${phrases.map((phrase) => `'${phrase}'`).join(', ')}])
  WITH ORDINALITY AS phrase (text, n)`;

/** One row a user, in the order in which they came. `acts` sums up to the wanted generations. */
const people = ({ users, generations }: DatasetSize, now: string) => `
  CREATE UNLOGGED TABLE bench_load.people AS
  WITH ranked AS (
    SELECT u, power(((u * 7368787) % ${users} + 0.5) / ${users}, -${exponent}) - 1 AS weight,
      ${now} - interval '${daysOfHistory} days' * (1 - power((u - 0.5) / ${users}, 0.6)) AS joined_at
    FROM generate_series(1::bigint, ${users}) AS u
  )
  SELECT u, 1 + (u * 1103515245) % 2147483647 AS id, joined_at,
    floor(weight * ${generations} / sum(weight) OVER () + bench_load.share(u, 1))::integer AS acts,
    CASE WHEN bench_load.share(u, 3) < 0.5
      THEN greatest(joined_at, ${now} - interval '30 days' * power(bench_load.share(u, 2), 2))
      ELSE joined_at + (${now} - joined_at) * bench_load.share(u, 2)
    END AS last_at,
    CASE WHEN u > 100 AND bench_load.share(u, 4) < 0.1
      THEN 1 + floor(power(bench_load.share(u, 5), 2) * (u - 1))::bigint
    END AS inviter,
    CASE WHEN bench_load.share(u, 6) < 0.7 THEN 'ru' ELSE 'en' END AS language,
    ${chosen('text', ['starter', 'starter', 'starter', 'standard', 'standard', 'studio'], 'floor(bench_load.share(u, 7) * 6)::integer')} AS package,
    ${chosen('text', ['stars', 'stars', 'yookassa', 'yookassa', 'telegram_yookassa'], 'floor(bench_load.share(u, 8) * 5)::integer')} AS method
  FROM ranked`;

const drawnPrice = chosen(
  'smallint',
  modelShares.map(({ price }) => price),
  'model',
);

/** One row a generation, numbered by time; `spent` is what its user has paid up to and with it. */
const acts = `
  CREATE UNLOGGED TABLE bench_load.acts AS
  WITH drawn AS (
    SELECT u, u * 100000 + k AS key, (k - bench_load.share(u * 100000 + k, 10)) / acts AS part,
      joined_at, last_at - joined_at AS stay,
      ${drawn(modelShares, 'bench_load.share(u * 100000 + k, 11)')} AS model,
      ${drawn(outcomeShares, 'bench_load.share(u * 100000 + k, 12)')} AS outcome
    FROM bench_load.people CROSS JOIN LATERAL generate_series(1, acts) AS k
  ), priced AS (
    SELECT u, key, joined_at + stay * part AS at, model, outcome,
      1.5 + 40 * power(bench_load.share(key, 13), 3) AS seconds, ${drawnPrice} AS price
    FROM drawn
  ), summed AS (
    SELECT *, sum(price) OVER (PARTITION BY u ORDER BY key ROWS UNBOUNDED PRECEDING)::integer AS spent
    FROM priced
  ), numbered AS (
    SELECT row_number() OVER (ORDER BY at, u) AS n, * FROM summed
  )
  SELECT n, bench_load.uuid(at, '000', n) AS id, u, key, at, at + interval '1 second' * seconds AS ended_at,
    model, outcome, price, spent
  FROM numbered`;

const packageCredits = `CASE package WHEN 'starter' THEN 50 WHEN 'standard' THEN 165 ELSE 600 END`;

/** How many packages the user had to buy, for what was spent. */
const bought = (spent: string) =>
  `ceil(greatest(0, ${spent} - ${welcomeCredits})::numeric / ${packageCredits})`;

/**
 * One row a payment. A package is bought in the moment in which the credits before it do not suffice, so that no
 * balance is ever below zero; a few are given back, and some never get paid.
 */
const orders = `
  CREATE UNLOGGED TABLE bench_load.orders AS
  WITH wanted AS (
    SELECT u, at - interval '5 seconds' AS at, 'paid' AS status
    FROM bench_load.acts JOIN bench_load.people USING (u)
    WHERE price > 0 AND ${bought('spent')} > ${bought('spent - price')}
    UNION ALL
    SELECT u, last_at, (ARRAY['canceled', 'expired', 'expired', 'created'])[
        1 + floor(bench_load.share(u, 21) * 4)::integer]
    FROM bench_load.people WHERE bench_load.share(u, 20) < 0.03
    UNION ALL
    SELECT u, joined_at, 'refunded' FROM bench_load.people WHERE bench_load.share(u, 22) < 0.003
  ), numbered AS (
    SELECT row_number() OVER (ORDER BY at, u, status) AS n, * FROM wanted
  )
  SELECT n, bench_load.uuid(at, 'a00', n) AS id, u, people.id AS user_id, at, status, package, method,
    ${packageCredits} AS credits,
    CASE WHEN method = 'stars'
      THEN CASE package WHEN 'starter' THEN 125 WHEN 'standard' THEN 325 ELSE 950 END
      ELSE CASE package WHEN 'starter' THEN 19900 WHEN 'standard' THEN 49900 ELSE 149000 END
    END AS price,
    'charge-' || n AS charge_id
  FROM numbered JOIN bench_load.people USING (u)`;
