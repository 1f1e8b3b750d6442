import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ImagesAndAlbums1763800000003 implements MigrationInterface {
  readonly name = 'ImagesAndAlbums1763800000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE images (
        id uuid CONSTRAINT images_pkey PRIMARY KEY,
        generation_id uuid NOT NULL
          CONSTRAINT images_generation_id_fkey REFERENCES generations (id),
        mime_type text NOT NULL,
        width integer NOT NULL,
        height integer NOT NULL,
        byte_length integer NOT NULL,
        sha256 text NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT images_size_check CHECK (width > 0 AND height > 0 AND byte_length > 0)
      )
    `);
    await runner.query('CREATE INDEX images_generation_idx ON images (generation_id)');
    await runner.query(`
      CREATE TABLE image_contents (
        image_id uuid CONSTRAINT image_contents_pkey PRIMARY KEY
          CONSTRAINT image_contents_image_id_fkey REFERENCES images (id) ON DELETE CASCADE,
        original bytea NOT NULL,
        thumbnail bytea NOT NULL
      )
    `);
    // Pictures are compressed already: trying again only burns time.
    await runner.query(`
      ALTER TABLE image_contents
        ALTER COLUMN original SET STORAGE EXTERNAL,
        ALTER COLUMN thumbnail SET STORAGE EXTERNAL
    `);
    await runner.query(`
      CREATE TABLE albums (
        key text CONSTRAINT albums_pkey PRIMARY KEY,
        user_id bigint NOT NULL,
        chat_id bigint NOT NULL,
        thread_id bigint,
        reply_to_message_id bigint,
        last_photo_at timestamptz NOT NULL
      )
    `);
    await runner.query(`
      CREATE TABLE album_photos (
        album_key text
          CONSTRAINT album_photos_album_key_fkey REFERENCES albums (key) ON DELETE CASCADE,
        message_id bigint,
        file_id text NOT NULL,
        caption text,
        CONSTRAINT album_photos_pkey PRIMARY KEY (album_key, message_id)
      )
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE album_photos');
    await runner.query('DROP TABLE albums');
    await runner.query('DROP TABLE image_contents');
    await runner.query('DROP TABLE images');
  }
}
