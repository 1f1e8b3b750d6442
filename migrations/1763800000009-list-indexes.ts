import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * One index for each order that a list is read in, behind the column that it is mostly filtered
 * by. Of generations and users none has a column that changes with every step or contact: their new
 * row versions stay heap-only updates.
 */
const indexes = {
  users_created_idx: 'users (created_at, id)',
  users_banned_idx: 'users (created_at, id) WHERE banned_at IS NOT NULL',
  users_unreachable_idx: 'users (created_at, id) WHERE unreachable_since IS NOT NULL',
  users_username_search_idx: 'users (lower(username) text_pattern_ops)',
  users_first_name_search_idx: 'users (lower(first_name) text_pattern_ops)',

  referrals_created_idx: 'referrals (created_at, invitee_id)',
  referrals_inviter_created_idx: 'referrals (inviter_id, created_at, invitee_id)',

  credit_entries_created_idx: 'credit_entries (created_at, id)',
  // Of every hundred entries some ninety-five are for generations.
  credit_entries_kind_idx: `credit_entries (kind, created_at, id) WHERE kind <> 'generation'`,
  credit_entries_operation_idx: 'credit_entries (operation, created_at, id) WHERE hold_id IS NULL',

  credit_entries_user_rare_idx: `credit_entries (user_id, id)
    WHERE kind <> 'generation' OR hold_id IS NULL`,

  generations_created_idx: 'generations (created_at, id)',
  generations_model_idx: 'generations (model_id, kind, created_at, id)',
  // What failed says which of the unhappy ends it was: the status needs no index. The columns behind
  // the id are there for filters: the index is read on without a look at the table.
  generations_failure_idx: `generations ((failure->>'kind'), created_at, id, kind, model_id)
    WHERE failure IS NOT NULL`,
  generations_ending_idx: `generations ((CASE failure->>'kind'
      WHEN 'safety' THEN 'blocked' WHEN 'canceled' THEN 'canceled' WHEN 'expired' THEN 'expired'
      ELSE 'failed' END), created_at, id, kind, model_id)
    WHERE failure IS NOT NULL`,
  // Entered once, when the row is written for the last time. Every search reads the list of what is
  // not yet sorted in, so that stays short.
  generations_prompt_idx: `generations USING gin (to_tsvector('simple', prompt))
    WITH (gin_pending_list_limit = 256) WHERE finished_at IS NOT NULL`,

  payments_status_idx: 'payments (status, created_at, id)',
  payments_method_idx: 'payments (method, created_at, id)',
  payments_package_idx: 'payments (package_id, created_at, id)',
  payments_flag_idx: 'payments (flag, created_at, id) WHERE flag IS NOT NULL',
  payments_promo_idx: 'payments (promo_code, created_at, id) WHERE promo_code IS NOT NULL',
  payments_price_idx: 'payments (currency, price, id)',

  promo_redemptions_redeemed_idx: 'promo_redemptions (redeemed_at, id)',
  promo_redemptions_code_idx: 'promo_redemptions (code, redeemed_at, id)',

  subscriptions_created_idx: 'subscriptions (created_at, order_id)',
  subscriptions_paid_until_idx: 'subscriptions (paid_until, order_id)',
};

/**
 * What the planner knows of expressions. Those of indexes that do not hold all rows tell it nothing.
 */
const statistics = {
  generations_failure_statistics: `(failure->>'kind') FROM generations`,
  generations_prompt_statistics: `(to_tsvector('simple', prompt)) FROM generations`,
  users_language_statistics: `(coalesce(language, CASE
      WHEN split_part(lower(language_code), '-', 1) IN ('ru', 'be', 'uk', 'kk') THEN 'ru'
      ELSE 'en' END)) FROM users`,
};

export class ListIndexes1763800000009 implements MigrationInterface {
  readonly name = 'ListIndexes1763800000009';

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, definition] of Object.entries(indexes)) {
      await runner.query(`CREATE INDEX ${name} ON ${definition}`);
    }
    await remakeUserIndex(runner, 'user_id, created_at, id');
    for (const [name, definition] of Object.entries(statistics)) {
      await runner.query(`CREATE STATISTICS ${name} ON ${definition}`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of Object.keys(statistics)) {
      await runner.query(`DROP STATISTICS ${name}`);
    }
    await remakeUserIndex(runner, 'user_id, created_at');
    for (const name of Object.keys(indexes).toReversed()) {
      await runner.query(`DROP INDEX ${name}`);
    }
  }
}

async function remakeUserIndex(runner: QueryRunner, columns: string): Promise<void> {
  await runner.query('DROP INDEX generations_user_idx');
  await runner.query(`CREATE INDEX generations_user_idx ON generations (${columns})`);
}
