import { EntitySchema } from 'typeorm';
import {
  bigint,
  bytes,
  foreignKey,
  integer,
  oneOf,
  optional,
  primary,
  text,
  timestamp,
  uuid,
} from './columns.ts';

export interface ContentOverrideRow {
  readonly key: string;
  readonly language: 'ru' | 'en';
  readonly text: string;
  readonly updated_at: Date;
}

export const contentOverrideSchema = new EntitySchema<ContentOverrideRow>({
  name: 'content_overrides',
  columns: {
    key: primary(text, 'content_overrides_pkey'),
    language: primary(text, 'content_overrides_pkey'),
    text,
    updated_at: timestamp,
  },
  checks: [
    { name: 'content_overrides_language_check', expression: oneOf('language', ['ru', 'en']) },
    { name: 'content_overrides_text_check', expression: `text <> ''` },
  ],
});

export interface UploadRow {
  readonly id: string;
  readonly mime_type: string;
  readonly byte_length: number;
  readonly sha256: string;
  readonly width: number;
  readonly height: number;
  readonly content: Uint8Array;
  readonly created_by: string;
  readonly created_at: Date;
}

export const uploadSchema = new EntitySchema<UploadRow>({
  name: 'uploads',
  columns: {
    id: primary(uuid, 'uploads_pkey'),
    mime_type: text,
    byte_length: integer,
    sha256: text,
    width: integer,
    height: integer,
    content: bytes,
    created_by: text,
    created_at: timestamp,
  },
  indices: [{ name: 'uploads_created_idx', columns: ['created_at'] }],
  checks: [
    {
      name: 'uploads_size_check',
      expression: 'width > 0 AND height > 0 AND byte_length = octet_length(content)',
    },
  ],
});

export interface UserMessageRow {
  readonly id: string;
  readonly request_key: string;
  readonly user_id: string;
  readonly text: string;
  readonly upload_id: string | null;
  readonly created_at: Date;
}

export const userMessageSchema = new EntitySchema<UserMessageRow>({
  name: 'user_messages',
  columns: {
    id: primary(uuid, 'user_messages_pkey'),
    request_key: text,
    user_id: bigint,
    text,
    upload_id: optional(uuid),
    created_at: timestamp,
  },
  uniques: [{ name: 'user_messages_request_key_key', columns: ['request_key'] }],
  indices: [
    { name: 'user_messages_user_idx', columns: ['user_id', 'created_at'] },
    {
      name: 'user_messages_upload_idx',
      columns: ['upload_id'],
      where: 'upload_id IS NOT NULL',
    },
  ],
  checks: [{ name: 'user_messages_text_check', expression: `text <> ''` }],
  foreignKeys: [foreignKey('user_messages', 'user_id', 'users')],
});
