import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Content1763800000011 implements MigrationInterface {
  readonly name = 'Content1763800000011';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE content_overrides (
        key text,
        language text
          CONSTRAINT content_overrides_language_check CHECK (language IN ('ru', 'en')),
        text text NOT NULL CONSTRAINT content_overrides_text_check CHECK (text <> ''),
        updated_at timestamptz NOT NULL,
        CONSTRAINT content_overrides_pkey PRIMARY KEY (key, language)
      )
    `);
    await runner.query(`
      CREATE TABLE uploads (
        id uuid CONSTRAINT uploads_pkey PRIMARY KEY,
        mime_type text NOT NULL,
        byte_length integer NOT NULL,
        sha256 text NOT NULL,
        width integer NOT NULL,
        height integer NOT NULL,
        content bytea NOT NULL,
        created_by text NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT uploads_size_check CHECK (
          width > 0 AND height > 0 AND byte_length = octet_length(content)
        )
      )
    `);
    // Pictures are compressed already: trying again only burns time.
    await runner.query('ALTER TABLE uploads ALTER COLUMN content SET STORAGE EXTERNAL');
    await runner.query('CREATE INDEX uploads_created_idx ON uploads (created_at)');
    // upload_id refers to nothing by force: the record of a message outlives its picture.
    await runner.query(`
      CREATE TABLE user_messages (
        id uuid CONSTRAINT user_messages_pkey PRIMARY KEY,
        request_key text NOT NULL CONSTRAINT user_messages_request_key_key UNIQUE,
        user_id bigint NOT NULL CONSTRAINT user_messages_user_id_fkey REFERENCES users (id),
        text text NOT NULL CONSTRAINT user_messages_text_check CHECK (text <> ''),
        upload_id uuid,
        created_at timestamptz NOT NULL
      )
    `);
    await runner.query(`
      CREATE INDEX user_messages_user_idx ON user_messages (user_id, created_at)
    `);
    await runner.query(`
      CREATE INDEX user_messages_upload_idx ON user_messages (upload_id)
      WHERE upload_id IS NOT NULL
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE user_messages');
    await runner.query('DROP TABLE uploads');
    await runner.query('DROP TABLE content_overrides');
  }
}
