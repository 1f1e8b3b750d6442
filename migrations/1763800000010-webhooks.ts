import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Webhooks1763800000010 implements MigrationInterface {
  readonly name = 'Webhooks1763800000010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE webhook_endpoints (
        id uuid CONSTRAINT webhook_endpoints_pkey PRIMARY KEY,
        url text NOT NULL,
        description text NOT NULL,
        events text[] NOT NULL
          CONSTRAINT webhook_endpoints_events_check CHECK (cardinality(events) > 0),
        include_prompts boolean NOT NULL,
        secret text NOT NULL,
        previous_secret text,
        previous_secret_until timestamptz,
        enabled boolean NOT NULL,
        disabled_reason text CONSTRAINT webhook_endpoints_disabled_reason_check
          CHECK (disabled_reason IN ('gone', 'failing')),
        failures integer NOT NULL
          CONSTRAINT webhook_endpoints_failures_check CHECK (failures >= 0),
        failing_since timestamptz,
        created_by text NOT NULL,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT webhook_endpoints_previous_check CHECK (
          (previous_secret IS NULL) = (previous_secret_until IS NULL)
        ),
        CONSTRAINT webhook_endpoints_disabled_check CHECK (
          disabled_reason IS NULL OR NOT enabled
        ),
        CONSTRAINT webhook_endpoints_failing_check CHECK (
          (failing_since IS NULL) = (failures = 0)
        )
      ) WITH (fillfactor = 50)
    `);
    await runner.query(`
      CREATE TABLE webhook_deliveries (
        id uuid CONSTRAINT webhook_deliveries_pkey PRIMARY KEY,
        endpoint_id uuid NOT NULL CONSTRAINT webhook_deliveries_endpoint_id_fkey
          REFERENCES webhook_endpoints (id) ON DELETE CASCADE,
        event_id text NOT NULL,
        event_type text NOT NULL CONSTRAINT webhook_deliveries_event_type_check CHECK (
          event_type IN (
            'user.created', 'generation.finished', 'payment.paid', 'payment.refunded',
            'credits.changed', 'test.ping'
          )
        ),
        body text NOT NULL,
        state text NOT NULL CONSTRAINT webhook_deliveries_state_check
          CHECK (state IN ('pending', 'sending', 'delivered', 'dead')),
        attempts integer NOT NULL,
        tries integer NOT NULL,
        next_attempt_at timestamptz,
        last_attempt_at timestamptz,
        last_duration_ms integer,
        last_status integer,
        last_error text,
        last_response text,
        created_at timestamptz NOT NULL,
        delivered_at timestamptz,
        CONSTRAINT webhook_deliveries_event_key UNIQUE (endpoint_id, event_id),
        CONSTRAINT webhook_deliveries_tries_check CHECK (tries >= 0 AND attempts >= tries),
        CONSTRAINT webhook_deliveries_next_check CHECK (
          (next_attempt_at IS NOT NULL) = (state IN ('pending', 'sending'))
        ),
        CONSTRAINT webhook_deliveries_delivered_check CHECK (
          state <> 'delivered' OR delivered_at IS NOT NULL
        )
      ) WITH (fillfactor = 70)
    `);
    // By endpoint: what is due at one that is slow must not stand before what is due at the others.
    await runner.query(`
      CREATE INDEX webhook_deliveries_due_idx
      ON webhook_deliveries (endpoint_id, next_attempt_at, id) WHERE next_attempt_at IS NOT NULL
    `);
    await runner.query(`
      CREATE INDEX webhook_deliveries_sending_idx ON webhook_deliveries (endpoint_id)
      WHERE state = 'sending'
    `);
    await runner.query(`
      CREATE INDEX webhook_deliveries_created_idx
      ON webhook_deliveries (endpoint_id, created_at, id)
    `);
    await runner.query(`
      CREATE INDEX webhook_deliveries_type_idx
      ON webhook_deliveries (endpoint_id, event_type, created_at, id)
    `);
    await runner.query(`
      CREATE INDEX webhook_deliveries_log_idx ON webhook_deliveries (created_at, id)
    `);
    // The few that somebody looks for among the many that arrived.
    await runner.query(`
      CREATE INDEX webhook_deliveries_dead_idx
      ON webhook_deliveries (endpoint_id, created_at, id) WHERE state = 'dead'
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE webhook_deliveries');
    await runner.query('DROP TABLE webhook_endpoints');
    // Read from here on, it would tell of what nobody was there to hear.
    await runner.query(`DELETE FROM stats.readers WHERE name = 'webhooks'`);
  }
}
