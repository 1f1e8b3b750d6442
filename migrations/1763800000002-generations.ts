import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Generations1763800000002 implements MigrationInterface {
  readonly name = 'Generations1763800000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE conversations (
        id uuid CONSTRAINT conversations_pkey PRIMARY KEY,
        user_id bigint NOT NULL CONSTRAINT conversations_user_id_fkey REFERENCES users (id),
        chat_id bigint NOT NULL,
        thread_id bigint,
        created_at timestamptz NOT NULL
      )
    `);
    await runner.query(`
      CREATE INDEX conversations_current_idx
      ON conversations (user_id, chat_id, created_at, id)
    `);
    // Each row is rewritten some five times within seconds and then never again.
    await runner.query(`
      CREATE TABLE generations (
        id uuid CONSTRAINT generations_pkey PRIMARY KEY,
        request_key text NOT NULL CONSTRAINT generations_request_key_key UNIQUE,
        user_id bigint NOT NULL CONSTRAINT generations_user_id_fkey REFERENCES users (id),
        conversation_id uuid
          CONSTRAINT generations_conversation_id_fkey REFERENCES conversations (id),
        kind text NOT NULL
          CONSTRAINT generations_kind_check CHECK (kind IN ('text', 'image', 'edit')),
        status text NOT NULL CONSTRAINT generations_status_check CHECK (
          status IN (
            'queued', 'running', 'delivering', 'succeeded', 'failed', 'blocked', 'canceled', 'expired'
          )
        ),
        model_id text NOT NULL,
        prompt text NOT NULL,
        options json NOT NULL,
        inputs json NOT NULL,
        language text NOT NULL
          CONSTRAINT generations_language_check CHECK (language IN ('ru', 'en')),
        chat_id bigint NOT NULL,
        thread_id bigint,
        reply_to_message_id bigint,
        status_message_id bigint,
        price bigint NOT NULL CONSTRAINT generations_price_check CHECK (price >= 0),
        charged bigint,
        failure json,
        output_parts json,
        answered_by text,
        input_tokens bigint,
        output_tokens bigint,
        image_output_tokens bigint,
        output_images integer,
        cost_usd_micros bigint,
        truncated boolean,
        attempt integer NOT NULL,
        lease_until timestamptz,
        created_at timestamptz NOT NULL,
        dispatched_at timestamptz,
        started_at timestamptz,
        finished_at timestamptz,
        CONSTRAINT generations_attempt_check CHECK (
          attempt >= 0
          AND (attempt > 0 OR status NOT IN ('running', 'delivering', 'succeeded'))
        ),
        CONSTRAINT generations_charged_check CHECK (
          charged >= 0 AND charged <= price AND (charged = 0 OR status = 'succeeded')
        ),
        CONSTRAINT generations_final_check CHECK (
          (charged IS NULL) = (status IN ('queued', 'running', 'delivering'))
          AND (finished_at IS NULL) = (status IN ('queued', 'running', 'delivering'))
        ),
        CONSTRAINT generations_failure_check CHECK (
          (failure IS NULL) = (status IN ('queued', 'running', 'delivering', 'succeeded'))
        ),
        CONSTRAINT generations_output_check CHECK (
          num_nulls(
            output_parts, answered_by, input_tokens, output_tokens, image_output_tokens,
            output_images, cost_usd_micros, truncated
          ) IN (0, 8)
          AND (output_parts IS NOT NULL OR status NOT IN ('delivering', 'succeeded'))
        )
      ) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05)
    `);
    await runner.query('CREATE INDEX generations_user_idx ON generations (user_id, created_at)');
    // By a column that changes once: as long as no indexed column changes, a new version of a row
    // costs no index entries (a heap-only update). The status would change with every step.
    await runner.query(`
      CREATE INDEX generations_unfinished_idx ON generations (created_at, id)
      WHERE finished_at IS NULL
    `);
    await runner.query(`
      CREATE INDEX generations_lane_idx ON generations (user_id, created_at, id)
      WHERE finished_at IS NULL
    `);
    await runner.query(`
      CREATE TABLE generation_deliveries (
        generation_id uuid
          CONSTRAINT generation_deliveries_generation_id_fkey REFERENCES generations (id),
        part_index integer,
        chat_id bigint NOT NULL,
        message_id bigint NOT NULL,
        image_id uuid,
        CONSTRAINT generation_deliveries_pkey PRIMARY KEY (generation_id, part_index)
      )
    `);
    await runner.query(`
      CREATE INDEX generation_deliveries_message_idx
      ON generation_deliveries (chat_id, message_id, generation_id)
    `);
    await runner.query(`
      CREATE TABLE exchanges (
        generation_id uuid CONSTRAINT exchanges_pkey PRIMARY KEY
          CONSTRAINT exchanges_generation_id_fkey REFERENCES generations (id),
        conversation_id uuid NOT NULL
          CONSTRAINT exchanges_conversation_id_fkey REFERENCES conversations (id),
        prompt text NOT NULL,
        answer json NOT NULL,
        tokens integer NOT NULL CONSTRAINT exchanges_tokens_check CHECK (tokens >= 0),
        created_at timestamptz NOT NULL
      )
    `);
    await runner.query(`
      CREATE INDEX exchanges_recent_idx
      ON exchanges (conversation_id, created_at, generation_id)
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE exchanges');
    await runner.query('DROP TABLE generation_deliveries');
    await runner.query('DROP TABLE generations');
    await runner.query('DROP TABLE conversations');
  }
}
