import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Payments1763800000005 implements MigrationInterface {
  readonly name = 'Payments1763800000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE users ADD COLUMN receipt_email text, ADD COLUMN pending_purchase json',
    );
    await createOffers(runner);
    await createPayments(runner);
    await createPaymentEvents(runner);
    await createRefunds(runner);
    await createSubscriptions(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE subscriptions');
    await runner.query('DROP TABLE refunds');
    await runner.query('DROP TABLE payment_events');
    await runner.query('DROP TABLE payments');
    await runner.query('DROP TABLE promo_redemptions');
    await runner.query('DROP TABLE promo_codes');
    await runner.query('DROP TABLE credit_packages');
    await runner.query('ALTER TABLE users DROP COLUMN pending_purchase, DROP COLUMN receipt_email');
  }
}

/** Packages are never deleted: payments refer to them for good. */
async function createOffers(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE credit_packages (
      id text CONSTRAINT credit_packages_pkey PRIMARY KEY,
      title json NOT NULL,
      credits integer NOT NULL CONSTRAINT credit_packages_credits_check CHECK (credits > 0),
      bonus_credits integer NOT NULL
        CONSTRAINT credit_packages_bonus_credits_check CHECK (bonus_credits >= 0),
      stars bigint CONSTRAINT credit_packages_stars_check CHECK (stars > 0),
      rub bigint CONSTRAINT credit_packages_rub_check CHECK (rub > 0),
      is_subscription boolean NOT NULL,
      position integer NOT NULL,
      active boolean NOT NULL
    )
  `);
  await runner.query(`
    CREATE TABLE promo_codes (
      code text CONSTRAINT promo_codes_pkey PRIMARY KEY,
      benefit text NOT NULL
        CONSTRAINT promo_codes_benefit_check CHECK (benefit IN ('credits', 'bonus', 'discount')),
      amount integer NOT NULL CONSTRAINT promo_codes_amount_check CHECK (
        amount > 0 AND (amount < 100 OR benefit <> 'discount')
      ),
      max_redemptions integer
        CONSTRAINT promo_codes_max_redemptions_check CHECK (max_redemptions >= 0),
      max_per_user integer NOT NULL
        CONSTRAINT promo_codes_max_per_user_check CHECK (max_per_user >= 0),
      starts_at timestamptz,
      ends_at timestamptz,
      enabled boolean NOT NULL,
      redemptions integer NOT NULL
        CONSTRAINT promo_codes_redemptions_check CHECK (redemptions >= 0),
      created_at timestamptz NOT NULL
    )
  `);
  await runner.query(`
    CREATE TABLE promo_redemptions (
      id uuid CONSTRAINT promo_redemptions_pkey PRIMARY KEY,
      code text NOT NULL CONSTRAINT promo_redemptions_code_fkey REFERENCES promo_codes (code),
      user_id bigint NOT NULL CONSTRAINT promo_redemptions_user_id_fkey REFERENCES users (id),
      benefit text NOT NULL CONSTRAINT promo_redemptions_benefit_check
        CHECK (benefit IN ('credits', 'bonus', 'discount')),
      amount integer NOT NULL CONSTRAINT promo_redemptions_amount_check CHECK (
        amount > 0 AND (amount < 100 OR benefit <> 'discount')
      ),
      redeemed_at timestamptz NOT NULL,
      used_at timestamptz
    )
  `);
  await runner.query(
    'CREATE INDEX promo_redemptions_user_idx ON promo_redemptions (user_id, redeemed_at, id)',
  );
}

/** Amounts of money are in the currency's smallest unit: kopecks, or whole Stars. */
async function createPayments(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE payments (
      id uuid CONSTRAINT payments_pkey PRIMARY KEY,
      request_key text NOT NULL CONSTRAINT payments_request_key_key UNIQUE,
      user_id bigint NOT NULL CONSTRAINT payments_user_id_fkey REFERENCES users (id),
      method text NOT NULL CONSTRAINT payments_method_check
        CHECK (method IN ('stars', 'yookassa', 'telegram_yookassa')),
      origin text NOT NULL CONSTRAINT payments_origin_check
        CHECK (origin IN ('order', 'renewal', 'paid_again', 'unmatched')),
      parent_id uuid CONSTRAINT payments_parent_id_fkey REFERENCES payments (id),
      currency text NOT NULL,
      price bigint NOT NULL CONSTRAINT payments_price_check CHECK (price > 0),
      is_subscription boolean NOT NULL,
      created_at timestamptz NOT NULL,
      status text NOT NULL CONSTRAINT payments_status_check
        CHECK (status IN ('created', 'pending', 'paid', 'refunded', 'canceled', 'expired')),
      package_id text CONSTRAINT payments_package_id_fkey REFERENCES credit_packages (id),
      credits bigint NOT NULL CONSTRAINT payments_credits_check CHECK (credits >= 0),
      promo_redemption_id uuid
        CONSTRAINT payments_promo_redemption_id_fkey REFERENCES promo_redemptions (id),
      promo_code text,
      promo_bonus_credits bigint,
      list_price bigint,
      receipt_email text,
      idempotency_key text NOT NULL,
      provider_request text,
      provider_payment_id text,
      confirmation_url text,
      charge_id text,
      paid_at timestamptz,
      granted bigint NOT NULL,
      inviter_id bigint CONSTRAINT payments_inviter_id_fkey REFERENCES users (id),
      inviter_credits bigint,
      refunded bigint NOT NULL,
      cancel_reason text,
      flag text CONSTRAINT payments_flag_check
        CHECK (flag IN ('paid_late', 'paid_again', 'unmatched', 'promo_used_up')),
      checks integer NOT NULL CONSTRAINT payments_checks_check CHECK (checks >= 0),
      next_check_at timestamptz,
      expires_at timestamptz NOT NULL,
      CONSTRAINT payments_currency_check CHECK (
        currency = CASE method WHEN 'stars' THEN 'XTR' ELSE 'RUB' END
      ),
      CONSTRAINT payments_subscription_check CHECK (NOT is_subscription OR method = 'stars'),
      CONSTRAINT payments_package_check CHECK (package_id IS NOT NULL OR origin = 'unmatched'),
      CONSTRAINT payments_parent_check CHECK (
        origin = 'unmatched' OR (parent_id IS NOT NULL) = (origin <> 'order')
      ),
      CONSTRAINT payments_promo_check CHECK (
        num_nulls(promo_redemption_id, promo_code, promo_bonus_credits, list_price) IN (0, 4)
        AND promo_bonus_credits >= 0 AND list_price > 0
      ),
      CONSTRAINT payments_paid_check CHECK (
        (charge_id IS NOT NULL) = (status IN ('paid', 'refunded'))
        AND (paid_at IS NOT NULL) = (status IN ('paid', 'refunded'))
      ),
      CONSTRAINT payments_granted_check CHECK (
        granted >= 0 AND (granted = 0 OR status IN ('paid', 'refunded'))
      ),
      CONSTRAINT payments_inviter_check CHECK (
        (inviter_id IS NULL) = (inviter_credits IS NULL)
        AND inviter_credits >= 0 AND inviter_id <> user_id
      ),
      CONSTRAINT payments_refunded_check CHECK (
        refunded >= 0 AND refunded <= price
        AND (refunded = 0 OR status IN ('paid', 'refunded'))
        AND (refunded = price) = (status = 'refunded')
      )
    ) WITH (fillfactor = 80)
  `);
  await runner.query(`
    CREATE UNIQUE INDEX payments_charge_key ON payments (method, charge_id)
    WHERE charge_id IS NOT NULL
  `);
  await runner.query(`
    CREATE UNIQUE INDEX payments_provider_payment_id_key ON payments (provider_payment_id)
    WHERE provider_payment_id IS NOT NULL
  `);
  await runner.query('CREATE INDEX payments_user_idx ON payments (user_id, created_at, id)');
  await runner.query('CREATE INDEX payments_created_idx ON payments (created_at, id)');
  await runner.query(`
    CREATE INDEX payments_paid_idx ON payments (paid_at, id) WHERE paid_at IS NOT NULL
  `);
  await runner.query(`
    CREATE INDEX payments_due_idx ON payments (next_check_at, id)
    WHERE next_check_at IS NOT NULL
  `);
}

async function createPaymentEvents(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE payment_events (
      id bigserial CONSTRAINT payment_events_pkey PRIMARY KEY,
      payment_id uuid NOT NULL
        CONSTRAINT payment_events_payment_id_fkey REFERENCES payments (id),
      kind text NOT NULL CONSTRAINT payment_events_kind_check CHECK (
        kind IN (
          'ordered', 'opened', 'checkout_approved', 'checkout_refused',
          'paid', 'canceled', 'expired', 'refund_requested', 'refund_pending', 'refunded',
          'refund_canceled', 'difference'
        )
      ),
      details json,
      created_at timestamptz NOT NULL
    )
  `);
  await runner.query('CREATE INDEX payment_events_payment_idx ON payment_events (payment_id, id)');
  await runner.query(`
    CREATE TRIGGER payment_events_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON payment_events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
  `);
}

async function createRefunds(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE refunds (
      id uuid CONSTRAINT refunds_pkey PRIMARY KEY,
      request_key text NOT NULL CONSTRAINT refunds_request_key_key UNIQUE,
      payment_id uuid NOT NULL CONSTRAINT refunds_payment_id_fkey REFERENCES payments (id),
      user_id bigint NOT NULL CONSTRAINT refunds_user_id_fkey REFERENCES users (id),
      origin text NOT NULL
        CONSTRAINT refunds_origin_check CHECK (origin IN ('admin', 'outside')),
      currency text NOT NULL
        CONSTRAINT refunds_currency_check CHECK (currency IN ('RUB', 'XTR')),
      amount bigint NOT NULL CONSTRAINT refunds_amount_check CHECK (amount > 0),
      created_at timestamptz NOT NULL,
      status text NOT NULL CONSTRAINT refunds_status_check
        CHECK (status IN ('created', 'pending', 'succeeded', 'canceled')),
      reason text,
      credits_taken bigint NOT NULL,
      inviter_credits_taken bigint NOT NULL,
      shortfall bigint NOT NULL,
      idempotency_key text NOT NULL,
      keyed_at timestamptz NOT NULL,
      provider_request text,
      provider_refund_id text,
      failure text,
      checks integer NOT NULL CONSTRAINT refunds_checks_check CHECK (checks >= 0),
      next_check_at timestamptz,
      ended_at timestamptz,
      CONSTRAINT refunds_credits_check CHECK (
        credits_taken >= 0 AND inviter_credits_taken >= 0 AND shortfall >= 0
      ),
      CONSTRAINT refunds_ended_check CHECK (
        (ended_at IS NOT NULL) = (status IN ('succeeded', 'canceled'))
      )
    )
  `);
  await runner.query(`
    CREATE UNIQUE INDEX refunds_provider_refund_id_key ON refunds (provider_refund_id)
    WHERE provider_refund_id IS NOT NULL
  `);
  await runner.query('CREATE INDEX refunds_payment_idx ON refunds (payment_id, created_at, id)');
  await runner.query(`
    CREATE INDEX refunds_due_idx ON refunds (next_check_at, id) WHERE next_check_at IS NOT NULL
  `);
}

async function createSubscriptions(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE subscriptions (
      order_id uuid CONSTRAINT subscriptions_pkey PRIMARY KEY
        CONSTRAINT subscriptions_order_id_fkey REFERENCES payments (id),
      user_id bigint NOT NULL CONSTRAINT subscriptions_user_id_fkey REFERENCES users (id),
      package_id text NOT NULL
        CONSTRAINT subscriptions_package_id_fkey REFERENCES credit_packages (id),
      charge_id text NOT NULL CONSTRAINT subscriptions_charge_id_key UNIQUE,
      state text NOT NULL CONSTRAINT subscriptions_state_check
        CHECK (state IN ('active', 'canceled', 'failed')),
      paid_until timestamptz NOT NULL,
      created_at timestamptz NOT NULL
    )
  `);
  await runner.query('CREATE INDEX subscriptions_user_idx ON subscriptions (user_id, paid_until)');
}
