import type { MigrationInterface, QueryRunner } from 'typeorm';

export class UsersAndCredits1763800000001 implements MigrationInterface {
  readonly name = 'UsersAndCredits1763800000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE users (
        id bigint CONSTRAINT users_pkey PRIMARY KEY,
        username text,
        first_name text NOT NULL,
        language_code text,
        language text CONSTRAINT users_language_check CHECK (language IN ('ru', 'en')),
        mode text NOT NULL CONSTRAINT users_mode_check CHECK (mode IN ('text', 'image')),
        text_model text,
        image_model text,
        aspect_ratio text,
        image_size text,
        send_as_file boolean NOT NULL,
        pending_edit json,
        referral_code text NOT NULL CONSTRAINT users_referral_code_key UNIQUE,
        ban_reason text,
        banned_at timestamptz,
        unreachable_since timestamptz,
        created_at timestamptz NOT NULL,
        last_seen_at timestamptz NOT NULL,
        CONSTRAINT users_ban_check CHECK ((banned_at IS NULL) = (ban_reason IS NULL))
      ) WITH (fillfactor = 80)
    `);
    await runner.query(`
      CREATE TABLE referrals (
        invitee_id bigint CONSTRAINT referrals_pkey PRIMARY KEY
          CONSTRAINT referrals_invitee_id_fkey REFERENCES users (id),
        inviter_id bigint NOT NULL CONSTRAINT referrals_inviter_id_fkey REFERENCES users (id),
        created_at timestamptz NOT NULL,
        rewarded_at timestamptz,
        CONSTRAINT referrals_self_check CHECK (invitee_id <> inviter_id)
      )
    `);
    await runner.query('CREATE INDEX referrals_inviter_idx ON referrals (inviter_id, rewarded_at)');
    // Balances change with every request: free room in each page keeps the new row version there
    // (a heap-only update), and vacuum must not wait for a fifth of the table to die.
    await runner.query(`
      CREATE TABLE credit_accounts (
        user_id bigint CONSTRAINT credit_accounts_pkey PRIMARY KEY
          CONSTRAINT credit_accounts_user_id_fkey REFERENCES users (id),
        available bigint NOT NULL
          CONSTRAINT credit_accounts_available_check CHECK (available >= 0),
        held bigint NOT NULL CONSTRAINT credit_accounts_held_check CHECK (held >= 0)
      ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05)
    `);
    await runner.query(`
      CREATE TABLE credit_entries (
        id bigserial CONSTRAINT credit_entries_pkey PRIMARY KEY,
        user_id bigint NOT NULL
          CONSTRAINT credit_entries_user_id_fkey REFERENCES credit_accounts (user_id),
        operation text NOT NULL,
        kind text NOT NULL CONSTRAINT credit_entries_kind_check CHECK (
          kind IN ('welcome', 'referral', 'purchase', 'promo', 'admin', 'refund', 'generation')
        ),
        amount bigint NOT NULL CONSTRAINT credit_entries_amount_check CHECK (amount > 0),
        reference text NOT NULL CONSTRAINT credit_entries_reference_key UNIQUE,
        hold_id text,
        note text,
        available_delta bigint NOT NULL,
        held_delta bigint NOT NULL,
        available_after bigint NOT NULL,
        held_after bigint NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT credit_entries_deltas_check CHECK (
          CASE operation
            WHEN 'grant' THEN available_delta = amount AND held_delta = 0
            WHEN 'hold' THEN available_delta = -amount AND held_delta = amount
            WHEN 'capture' THEN available_delta = 0 AND held_delta = -amount
            WHEN 'release' THEN available_delta = amount AND held_delta = -amount
            WHEN 'revoke' THEN available_delta = -amount AND held_delta = 0
            ELSE false
          END
        ),
        CONSTRAINT credit_entries_hold_check CHECK (
          (hold_id IS NOT NULL) = (operation IN ('hold', 'capture', 'release'))
        ),
        CONSTRAINT credit_entries_after_check CHECK (available_after >= 0 AND held_after >= 0)
      )
    `);
    await runner.query('CREATE INDEX credit_entries_user_idx ON credit_entries (user_id, id)');
    await runner.query(`
      CREATE INDEX credit_entries_hold_idx ON credit_entries (hold_id)
      WHERE hold_id IS NOT NULL
    `);
    await runner.query(`
      CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'Cannot % % as it is append-only', lower(TG_OP), TG_TABLE_NAME
          USING ERRCODE = 'restrict_violation';
      END
      $$
    `);
    await runner.query(`
      CREATE TRIGGER credit_entries_append_only
      BEFORE UPDATE OR DELETE OR TRUNCATE ON credit_entries
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE credit_entries');
    await runner.query('DROP FUNCTION refuse_change()');
    await runner.query('DROP TABLE credit_accounts');
    await runner.query('DROP TABLE referrals');
    await runner.query('DROP TABLE users');
  }
}
