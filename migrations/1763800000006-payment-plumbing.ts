import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PaymentPlumbing1763800000006 implements MigrationInterface {
  readonly name = 'PaymentPlumbing1763800000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE payment_notifications (
        id uuid CONSTRAINT payment_notifications_pkey PRIMARY KEY,
        body json NOT NULL,
        received_at timestamptz NOT NULL,
        handled_at timestamptz,
        outcome text,
        CONSTRAINT payment_notifications_outcome_check CHECK (
          (handled_at IS NULL) = (outcome IS NULL)
        )
      )
    `);
    await runner.query(`
      CREATE INDEX payment_notifications_handled_idx ON payment_notifications (handled_at)
      WHERE handled_at IS NOT NULL
    `);
    await runner.query(`
      CREATE TABLE operator_events (
        id bigserial CONSTRAINT operator_events_pkey PRIMARY KEY,
        key text CONSTRAINT operator_events_key_key UNIQUE,
        event json NOT NULL,
        created_at timestamptz NOT NULL,
        told_at timestamptz
      )
    `);
    await runner.query(`
      CREATE INDEX operator_events_untold_idx ON operator_events (id) WHERE told_at IS NULL
    `);
    await runner.query(`
      CREATE TABLE payment_differences (
        id bigserial CONSTRAINT payment_differences_pkey PRIMARY KEY,
        key text NOT NULL CONSTRAINT payment_differences_key_key UNIQUE,
        kind text NOT NULL CONSTRAINT payment_differences_kind_check CHECK (
          kind IN (
            'payment_not_booked', 'payment_not_at_provider', 'amount_differs', 'refund_not_booked'
          )
        ),
        provider text NOT NULL
          CONSTRAINT payment_differences_provider_check CHECK (provider IN ('telegram', 'yookassa')),
        provider_id text NOT NULL,
        currency text NOT NULL
          CONSTRAINT payment_differences_currency_check CHECK (currency IN ('RUB', 'XTR')),
        amount bigint NOT NULL CONSTRAINT payment_differences_amount_check CHECK (amount >= 0),
        booked bigint,
        payment_id uuid CONSTRAINT payment_differences_payment_id_fkey REFERENCES payments (id),
        refund_id uuid CONSTRAINT payment_differences_refund_id_fkey REFERENCES refunds (id),
        repaired boolean NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT payment_differences_booked_check CHECK (
          booked >= 0 AND (booked IS NOT NULL) = (kind = 'amount_differs')
        ),
        CONSTRAINT payment_differences_payment_check CHECK (
          payment_id IS NOT NULL OR kind IN ('payment_not_booked', 'refund_not_booked')
        )
      )
    `);
    await runner.query(`
      CREATE TABLE reconciliation_state (
        id integer CONSTRAINT reconciliation_state_pkey PRIMARY KEY
          CONSTRAINT reconciliation_state_single_check CHECK (id = 1),
        star_offset bigint NOT NULL
          CONSTRAINT reconciliation_state_star_offset_check CHECK (star_offset >= 0),
        yookassa_compared_until timestamptz
      )
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE reconciliation_state');
    await runner.query('DROP TABLE payment_differences');
    await runner.query('DROP TABLE operator_events');
    await runner.query('DROP TABLE payment_notifications');
  }
}
