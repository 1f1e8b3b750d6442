import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What happened, one row each, written by triggers in the transaction in which it happened. Rollups,
 * webhooks and live subscriptions read it and nobody else has to think of them. Rows are kept for an
 * hour; nothing of it is the truth of anything, so it has a schema of its own and no entities.
 */
export class ChangeFeed1763800000008 implements MigrationInterface {
  readonly name = 'ChangeFeed1763800000008';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE SCHEMA stats');
    // In the order of its key a reader misses nothing: a transaction below the oldest one that still
    // runs (pg_snapshot_xmin) has ended, and no row can appear there any more. Ids alone would not do:
    // they are given before the commit, so a later id can be seen first.
    await runner.query(`
      CREATE TABLE stats.changes (
        id bigint GENERATED ALWAYS AS IDENTITY,
        xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
        kind text NOT NULL,
        subject text NOT NULL,
        user_id bigint,
        at timestamptz NOT NULL DEFAULT now(),
        data jsonb NOT NULL,
        CONSTRAINT changes_pkey PRIMARY KEY (xid, id)
      ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000)
    `);
    // How far each durable reader has come. Behind a rebuild of the rollups, `included` is the
    // snapshot that was counted: what is visible in it is not counted again.
    await runner.query(`
      CREATE TABLE stats.readers (
        name text CONSTRAINT readers_pkey PRIMARY KEY,
        xid xid8 NOT NULL,
        id bigint NOT NULL,
        included pg_snapshot
      ) WITH (fillfactor = 20)
    `);
    await watchUsers(runner);
    await watchReferrals(runner);
    await watchGenerations(runner);
    await watchPayments(runner);
    await watchCredits(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [table, trigger] of triggers) {
      await runner.query(`DROP TRIGGER ${trigger} ON ${table}`);
    }
    await runner.query('DROP SCHEMA stats CASCADE');
  }
}

const triggers: readonly (readonly [table: string, trigger: string])[] = [
  ['users', 'users_created'],
  ['users', 'users_changed'],
  ['users', 'users_seen'],
  ['referrals', 'referrals_created'],
  ['referrals', 'referrals_rewarded'],
  ['generations', 'generations_created'],
  ['generations', 'generations_changed'],
  ['generations', 'generations_finished'],
  ['payments', 'payments_created'],
  ['payments', 'payments_changed'],
  ['payments', 'payments_paid_at_once'],
  ['payments', 'payments_paid'],
  ['refunds', 'refunds_succeeded_at_once'],
  ['refunds', 'refunds_succeeded'],
  ['credit_entries', 'credit_entries_posted'],
];

/** A trigger that writes one change; conditions are checked before the function is even called. */
async function watch(
  runner: QueryRunner,
  trigger: string,
  event: string,
  table: string,
  condition: string | undefined,
  writer: string,
): Promise<void> {
  const when = condition === undefined ? '' : `WHEN (${condition})`;
  await runner.query(`
    CREATE TRIGGER ${trigger} AFTER ${event} ON ${table}
    FOR EACH ROW ${when} EXECUTE FUNCTION stats.${writer}()
  `);
}

/** @param values kind, subject, user_id and data, in SQL over NEW and OLD */
async function writer(runner: QueryRunner, name: string, values: string): Promise<void> {
  await runner.query(`
    CREATE FUNCTION stats.${name}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO stats.changes (kind, subject, user_id, data) VALUES (${values});
      RETURN NULL;
    END
    $$
  `);
}

async function watchUsers(runner: QueryRunner): Promise<void> {
  // As `languageOf` in the domain decides it.
  await runner.query(`
    CREATE FUNCTION stats.language_of(chosen text, code text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
      SELECT coalesce(chosen, CASE
        WHEN lower(split_part(code, '-', 1)) IN ('ru', 'be', 'uk', 'kk') THEN 'ru' ELSE 'en'
      END)
    $$
  `);
  await writer(
    runner,
    'user_created',
    `'user.created', NEW.id, NEW.id, jsonb_build_object(
      'language', stats.language_of(NEW.language, NEW.language_code), 'createdAt', NEW.created_at
    )`,
  );
  await watch(runner, 'users_created', 'INSERT', 'users', undefined, 'user_created');
  await writer(
    runner,
    'user_changed',
    `'user.changed', NEW.id, NEW.id, jsonb_build_object(
      'banned', NEW.banned_at IS NOT NULL,
      'unreachable', NEW.unreachable_since IS NOT NULL,
      'language', stats.language_of(NEW.language, NEW.language_code),
      'changed', to_jsonb(array_remove(ARRAY[
        CASE WHEN NEW.banned_at IS DISTINCT FROM OLD.banned_at THEN
          CASE WHEN NEW.banned_at IS NULL THEN 'unbanned' ELSE 'banned' END END,
        CASE WHEN (NEW.unreachable_since IS NULL) <> (OLD.unreachable_since IS NULL) THEN
          CASE WHEN NEW.unreachable_since IS NULL THEN 'reachable' ELSE 'unreachable' END END,
        CASE WHEN NEW.language IS DISTINCT FROM OLD.language
          OR NEW.language_code IS DISTINCT FROM OLD.language_code THEN 'language' END
      ], NULL))
    )`,
  );
  await watch(
    runner,
    'users_changed',
    'UPDATE',
    'users',
    `NEW.banned_at IS DISTINCT FROM OLD.banned_at
      OR (NEW.unreachable_since IS NULL) <> (OLD.unreachable_since IS NULL)
      OR NEW.language IS DISTINCT FROM OLD.language
      OR NEW.language_code IS DISTINCT FROM OLD.language_code`,
    'user_changed',
  );
  // Once an hour and user at most: enough to count days and to sort by it.
  await writer(
    runner,
    'user_seen',
    `'user.seen', NEW.id, NEW.id, jsonb_build_object('seenAt', NEW.last_seen_at)`,
  );
  await watch(
    runner,
    'users_seen',
    'UPDATE',
    'users',
    `floor(extract(epoch FROM NEW.last_seen_at) / 3600)
      > floor(extract(epoch FROM OLD.last_seen_at) / 3600)`,
    'user_seen',
  );
}

/** The user of a referral's change is the one who was invited. */
async function watchReferrals(runner: QueryRunner): Promise<void> {
  const values = (kind: string) =>
    `'${kind}', NEW.invitee_id, NEW.invitee_id, jsonb_build_object(
      'inviterId', NEW.inviter_id, 'createdAt', NEW.created_at, 'rewardedAt', NEW.rewarded_at
    )`;
  await writer(runner, 'referral_created', values('referral.created'));
  await watch(runner, 'referrals_created', 'INSERT', 'referrals', undefined, 'referral_created');
  await writer(runner, 'referral_rewarded', values('referral.rewarded'));
  await watch(
    runner,
    'referrals_rewarded',
    'UPDATE',
    'referrals',
    'NEW.rewarded_at IS NOT NULL AND OLD.rewarded_at IS NULL',
    'referral_rewarded',
  );
}

/** The hot path: a row is written four times in its life, and each other update costs nothing. */
async function watchGenerations(runner: QueryRunner): Promise<void> {
  await writer(
    runner,
    'generation_created',
    `'generation.created', NEW.id, NEW.user_id, jsonb_build_object(
      'kind', NEW.kind, 'status', NEW.status, 'model', NEW.model_id, 'price', NEW.price,
      'createdAt', NEW.created_at
    )`,
  );
  await watch(
    runner,
    'generations_created',
    'INSERT',
    'generations',
    undefined,
    'generation_created',
  );
  await writer(
    runner,
    'generation_changed',
    `'generation.changed', NEW.id, NEW.user_id, jsonb_build_object(
      'kind', NEW.kind, 'status', NEW.status
    )`,
  );
  await watch(
    runner,
    'generations_changed',
    'UPDATE',
    'generations',
    'NEW.status <> OLD.status AND NEW.finished_at IS NULL',
    'generation_changed',
  );
  await writer(
    runner,
    'generation_finished',
    `'generation.finished', NEW.id, NEW.user_id, jsonb_build_object(
      'kind', NEW.kind, 'status', NEW.status, 'model', coalesce(NEW.answered_by, NEW.model_id),
      'failure', NEW.failure->>'kind', 'price', NEW.price, 'charged', NEW.charged,
      'costUsdMicros', coalesce(NEW.cost_usd_micros, 0),
      'inputTokens', coalesce(NEW.input_tokens, 0),
      'outputTokens', coalesce(NEW.output_tokens + NEW.image_output_tokens, 0),
      'images', coalesce(NEW.output_images, 0),
      'createdAt', NEW.created_at, 'startedAt', NEW.started_at, 'finishedAt', NEW.finished_at
    )`,
  );
  await watch(
    runner,
    'generations_finished',
    'UPDATE',
    'generations',
    'NEW.finished_at IS NOT NULL AND OLD.finished_at IS NULL',
    'generation_finished',
  );
}

async function watchPayments(runner: QueryRunner): Promise<void> {
  const facts = `'method', NEW.method, 'currency', NEW.currency, 'status', NEW.status,
      'origin', NEW.origin, 'package', NEW.package_id, 'price', NEW.price`;
  const values = (kind: string, more = '') =>
    `'${kind}', NEW.id, NEW.user_id, jsonb_build_object(${facts}${more})`;
  await writer(
    runner,
    'payment_created',
    values('payment.created', `, 'createdAt', NEW.created_at`),
  );
  await watch(runner, 'payments_created', 'INSERT', 'payments', undefined, 'payment_created');
  await writer(runner, 'payment_changed', values('payment.changed', `, 'refunded', NEW.refunded`));
  await watch(
    runner,
    'payments_changed',
    'UPDATE',
    'payments',
    'NEW.status <> OLD.status OR NEW.refunded <> OLD.refunded',
    'payment_changed',
  );
  await writer(
    runner,
    'payment_paid',
    values('payment.paid', `, 'granted', NEW.granted, 'paidAt', NEW.paid_at`),
  );
  // Renewals are born paid.
  await watch(
    runner,
    'payments_paid_at_once',
    'INSERT',
    'payments',
    'NEW.paid_at IS NOT NULL',
    'payment_paid',
  );
  await watch(
    runner,
    'payments_paid',
    'UPDATE',
    'payments',
    'NEW.paid_at IS NOT NULL AND OLD.paid_at IS NULL',
    'payment_paid',
  );
  await watchRefunds(runner);
}

/** The subject is the payment; `refunded` is what went back of it in all, this refund included. */
async function watchRefunds(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE FUNCTION stats.payment_refunded() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO stats.changes (kind, subject, user_id, data)
      SELECT 'payment.refunded', payments.id, payments.user_id, jsonb_build_object(
        'refundId', NEW.id, 'method', method, 'currency', payments.currency,
        'package', package_id, 'price', price, 'amount', NEW.amount,
        'refunded', (
          SELECT sum(amount) FROM refunds
          WHERE payment_id = payments.id AND status = 'succeeded'
        ),
        'creditsTaken', NEW.credits_taken, 'refundedAt', NEW.ended_at
      )
      FROM payments WHERE payments.id = NEW.payment_id;
      RETURN NULL;
    END
    $$
  `);
  await watch(
    runner,
    'refunds_succeeded_at_once',
    'INSERT',
    'refunds',
    `NEW.status = 'succeeded'`,
    'payment_refunded',
  );
  await watch(
    runner,
    'refunds_succeeded',
    'UPDATE',
    'refunds',
    `NEW.status = 'succeeded' AND OLD.status <> 'succeeded'`,
    'payment_refunded',
  );
}

/** Holds, captures and releases belong to generations, whose changes tell of them. */
async function watchCredits(runner: QueryRunner): Promise<void> {
  await writer(
    runner,
    'credits_posted',
    `'credits.posted', NEW.id, NEW.user_id, jsonb_build_object(
      'operation', NEW.operation, 'kind', NEW.kind, 'amount', NEW.amount,
      'available', NEW.available_after, 'reference', NEW.reference, 'postedAt', NEW.created_at
    )`,
  );
  await watch(
    runner,
    'credit_entries_posted',
    'INSERT',
    'credit_entries',
    `NEW.operation IN ('grant', 'revoke')`,
    'credits_posted',
  );
}
