import { EntitySchema } from 'typeorm';
import { bigint, optional, primary, text, timestamp } from './columns.ts';

export interface AlbumRow {
  readonly key: string;
  readonly user_id: string;
  readonly chat_id: string;
  readonly thread_id: string | null;
  readonly reply_to_message_id: string | null;
  readonly last_photo_at: Date;
}

export const albumSchema = new EntitySchema<AlbumRow>({
  name: 'albums',
  columns: {
    key: primary(text, 'albums_pkey'),
    user_id: bigint,
    chat_id: bigint,
    thread_id: optional(bigint),
    reply_to_message_id: optional(bigint),
    last_photo_at: timestamp,
  },
});

export interface AlbumPhotoRow {
  readonly album_key: string;
  readonly message_id: string;
  readonly file_id: string;
  readonly caption: string | null;
}

export const albumPhotoSchema = new EntitySchema<AlbumPhotoRow>({
  name: 'album_photos',
  columns: {
    album_key: primary(text, 'album_photos_pkey'),
    message_id: primary(bigint, 'album_photos_pkey'),
    file_id: text,
    caption: optional(text),
  },
  foreignKeys: [
    {
      name: 'album_photos_album_key_fkey',
      target: 'albums',
      columnNames: ['album_key'],
      referencedColumnNames: ['key'],
      onDelete: 'CASCADE',
    },
  ],
});
