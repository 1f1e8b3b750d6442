import { EntitySchema } from 'typeorm';
import { bytes, integer, primary, text, timestamp, uuid } from './columns.ts';

export interface ImageRow {
  readonly id: string;
  readonly generation_id: string;
  readonly mime_type: string;
  readonly width: number;
  readonly height: number;
  readonly byte_length: number;
  readonly sha256: string;
  readonly created_at: Date;
}

export const imageSchema = new EntitySchema<ImageRow>({
  name: 'images',
  columns: {
    id: primary(uuid, 'images_pkey'),
    generation_id: uuid,
    mime_type: text,
    width: integer,
    height: integer,
    byte_length: integer,
    sha256: text,
    created_at: timestamp,
  },
  indices: [{ name: 'images_generation_idx', columns: ['generation_id'] }],
  checks: [
    {
      name: 'images_size_check',
      expression: 'width > 0 AND height > 0 AND byte_length > 0',
    },
  ],
  foreignKeys: [
    {
      name: 'images_generation_id_fkey',
      target: 'generations',
      columnNames: ['generation_id'],
      referencedColumnNames: ['id'],
    },
  ],
});

/** Apart from `images`, so that lists of pictures never drag their bytes along. */
export interface ImageContentRow {
  readonly image_id: string;
  readonly original: Uint8Array;
  readonly thumbnail: Uint8Array;
}

export const imageContentSchema = new EntitySchema<ImageContentRow>({
  name: 'image_contents',
  columns: {
    image_id: primary(uuid, 'image_contents_pkey'),
    original: bytes,
    thumbnail: bytes,
  },
  foreignKeys: [
    {
      name: 'image_contents_image_id_fkey',
      target: 'images',
      columnNames: ['image_id'],
      referencedColumnNames: ['id'],
      onDelete: 'CASCADE',
    },
  ],
});
