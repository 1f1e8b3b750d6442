import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Plumbing1763800000004 implements MigrationInterface {
  readonly name = 'Plumbing1763800000004';

  async up(runner: QueryRunner): Promise<void> {
    // A queue: rows live for milliseconds, so vacuum is told to look by count, not by share.
    await runner.query(`
      CREATE TABLE outbox (
        id uuid CONSTRAINT outbox_pkey PRIMARY KEY,
        job json NOT NULL,
        run_at timestamptz NOT NULL,
        created_at timestamptz NOT NULL
      ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000)
    `);
    await runner.query('CREATE INDEX outbox_created_idx ON outbox (created_at, id)');
    await runner.query(`
      CREATE TABLE telegram_updates (
        update_id bigint CONSTRAINT telegram_updates_pkey PRIMARY KEY,
        payload json,
        received_at timestamptz NOT NULL,
        lease_until timestamptz NOT NULL,
        handled_at timestamptz,
        buried_at timestamptz,
        error text,
        CONSTRAINT telegram_updates_payload_check CHECK (
          payload IS NOT NULL OR handled_at IS NOT NULL
        )
      ) WITH (autovacuum_vacuum_scale_factor = 0.05)
    `);
    await runner.query(`
      CREATE INDEX telegram_updates_unhandled_idx ON telegram_updates (received_at, update_id)
      WHERE handled_at IS NULL AND buried_at IS NULL
    `);
    await runner.query(`
      CREATE INDEX telegram_updates_handled_idx ON telegram_updates (handled_at)
      WHERE handled_at IS NOT NULL
    `);
    await runner.query(`
      CREATE TABLE settings (
        name text CONSTRAINT settings_pkey PRIMARY KEY,
        value json NOT NULL
      )
    `);
    await runner.query(`
      CREATE TABLE models (
        id text CONSTRAINT models_pkey PRIMARY KEY,
        title text NOT NULL,
        family text NOT NULL
          CONSTRAINT models_family_check CHECK (family IN ('gemini', 'imagen')),
        capabilities text[] NOT NULL CONSTRAINT models_capabilities_check CHECK (
          capabilities <@ ARRAY['text', 'image', 'edit']
        ),
        prices json NOT NULL,
        size_surcharges json NOT NULL,
        aspect_ratios text[] NOT NULL,
        image_sizes text[] NOT NULL,
        max_input_images integer NOT NULL
          CONSTRAINT models_max_input_images_check CHECK (max_input_images >= 0),
        cost_per_million_tokens json NOT NULL,
        cost_per_image_usd_micros bigint,
        fallback text,
        shutdown_on date,
        enabled boolean NOT NULL,
        position integer NOT NULL
      )
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE models');
    await runner.query('DROP TABLE settings');
    await runner.query('DROP TABLE telegram_updates');
    await runner.query('DROP TABLE outbox');
  }
}
