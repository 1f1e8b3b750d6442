import { EntitySchema } from 'typeorm';
import {
  bigint,
  boolean,
  byMigration,
  json,
  oneOf,
  optional,
  primary,
  text,
  timestamp,
} from './columns.ts';

export interface UserRow {
  readonly id: string;
  readonly username: string | null;
  readonly first_name: string;
  readonly language_code: string | null;
  readonly language: string | null;
  readonly mode: string;
  readonly text_model: string | null;
  readonly image_model: string | null;
  readonly aspect_ratio: string | null;
  readonly image_size: string | null;
  readonly send_as_file: boolean;
  readonly pending_edit: unknown;
  readonly receipt_email: string | null;
  readonly pending_purchase: unknown;
  readonly referral_code: string;
  readonly ban_reason: string | null;
  readonly banned_at: Date | null;
  readonly unreachable_since: Date | null;
  readonly created_at: Date;
  readonly last_seen_at: Date;
}

export const userSchema = new EntitySchema<UserRow>({
  name: 'users',
  columns: {
    id: primary(bigint, 'users_pkey'),
    username: optional(text),
    first_name: text,
    language_code: optional(text),
    language: optional(text),
    mode: text,
    text_model: optional(text),
    image_model: optional(text),
    aspect_ratio: optional(text),
    image_size: optional(text),
    send_as_file: boolean,
    pending_edit: optional(json),
    receipt_email: optional(text),
    pending_purchase: optional(json),
    referral_code: text,
    ban_reason: optional(text),
    banned_at: optional(timestamp),
    unreachable_since: optional(timestamp),
    created_at: timestamp,
    last_seen_at: timestamp,
  },
  uniques: [{ name: 'users_referral_code_key', columns: ['referral_code'] }],
  indices: [
    { name: 'users_created_idx', columns: ['created_at', 'id'] },
    {
      name: 'users_banned_idx',
      columns: ['created_at', 'id'],
      where: 'banned_at IS NOT NULL',
    },
    {
      name: 'users_unreachable_idx',
      columns: ['created_at', 'id'],
      where: 'unreachable_since IS NOT NULL',
    },
    byMigration('users_username_search_idx'),
    byMigration('users_first_name_search_idx'),
  ],
  checks: [
    { name: 'users_language_check', expression: oneOf('language', ['ru', 'en']) },
    { name: 'users_mode_check', expression: oneOf('mode', ['text', 'image']) },
    {
      name: 'users_ban_check',
      expression: '(banned_at IS NULL) = (ban_reason IS NULL)',
    },
  ],
});

export interface ReferralRow {
  readonly invitee_id: string;
  readonly inviter_id: string;
  readonly created_at: Date;
  readonly rewarded_at: Date | null;
}

export const referralSchema = new EntitySchema<ReferralRow>({
  name: 'referrals',
  columns: {
    invitee_id: primary(bigint, 'referrals_pkey'),
    inviter_id: bigint,
    created_at: timestamp,
    rewarded_at: optional(timestamp),
  },
  indices: [
    { name: 'referrals_inviter_idx', columns: ['inviter_id', 'rewarded_at'] },
    { name: 'referrals_created_idx', columns: ['created_at', 'invitee_id'] },
    {
      name: 'referrals_inviter_created_idx',
      columns: ['inviter_id', 'created_at', 'invitee_id'],
    },
  ],
  checks: [{ name: 'referrals_self_check', expression: 'invitee_id <> inviter_id' }],
  foreignKeys: [
    {
      name: 'referrals_invitee_id_fkey',
      target: 'users',
      columnNames: ['invitee_id'],
      referencedColumnNames: ['id'],
    },
    {
      name: 'referrals_inviter_id_fkey',
      target: 'users',
      columnNames: ['inviter_id'],
      referencedColumnNames: ['id'],
    },
  ],
});
