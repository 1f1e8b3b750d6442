import { EntitySchema } from 'typeorm';
import {
  bigint,
  boolean,
  foreignKey,
  integer,
  oneOf,
  optional,
  primary,
  text,
  textArray,
  timestamp,
  uuid,
} from './columns.ts';

export interface RoleRow {
  readonly name: string;
  readonly title: string;
  readonly permissions: string[];
}

export const roleSchema = new EntitySchema<RoleRow>({
  name: 'roles',
  columns: {
    name: primary(text, 'roles_pkey'),
    title: text,
    permissions: textArray,
  },
});

export interface AdminRow {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly password_hash: string;
  readonly totp_secret: string | null;
  readonly totp_confirmed: boolean;
  readonly totp_last_step: string | null;
  readonly disabled_at: Date | null;
  readonly created_at: Date;
}

export const adminSchema = new EntitySchema<AdminRow>({
  name: 'admins',
  columns: {
    id: primary(uuid, 'admins_pkey'),
    name: text,
    role: text,
    password_hash: text,
    totp_secret: optional(text),
    totp_confirmed: boolean,
    totp_last_step: optional(bigint),
    disabled_at: optional(timestamp),
    created_at: timestamp,
  },
  uniques: [{ name: 'admins_name_key', columns: ['name'] }],
  indices: [{ name: 'admins_role_idx', columns: ['role'] }],
  checks: [
    { name: 'admins_name_check', expression: 'name = lower(name)' },
    {
      name: 'admins_totp_check',
      expression: 'totp_secret IS NOT NULL OR NOT totp_confirmed',
    },
  ],
  foreignKeys: [foreignKey('admins', 'role', 'roles', 'name')],
});

export interface AdminSessionRow {
  readonly id: string;
  readonly admin_id: string;
  readonly token_hash: string;
  readonly previous_token_hash: string | null;
  readonly rotated_at: Date;
  readonly created_at: Date;
  readonly last_used_at: Date;
  readonly expires_at: Date;
  readonly ip: string;
  readonly user_agent: string | null;
}

export const adminSessionSchema = new EntitySchema<AdminSessionRow>({
  name: 'admin_sessions',
  columns: {
    id: primary(uuid, 'admin_sessions_pkey'),
    admin_id: uuid,
    token_hash: text,
    previous_token_hash: optional(text),
    rotated_at: timestamp,
    created_at: timestamp,
    last_used_at: timestamp,
    expires_at: timestamp,
    ip: text,
    user_agent: optional(text),
  },
  uniques: [
    { name: 'admin_sessions_token_hash_key', columns: ['token_hash'] },
    { name: 'admin_sessions_previous_token_hash_key', columns: ['previous_token_hash'] },
  ],
  indices: [
    { name: 'admin_sessions_admin_idx', columns: ['admin_id'] },
    { name: 'admin_sessions_expires_idx', columns: ['expires_at'] },
  ],
  foreignKeys: [foreignKey('admin_sessions', 'admin_id', 'admins')],
});

export interface ApiKeyRow {
  readonly id: string;
  readonly name: string;
  readonly secret_hash: string;
  readonly scopes: string[];
  readonly requests_per_minute: number;
  readonly created_by_kind: string;
  readonly created_by_id: string;
  readonly created_at: Date;
  readonly expires_at: Date | null;
  readonly last_used_at: Date | null;
  readonly revoked_at: Date | null;
}

export const apiKeySchema = new EntitySchema<ApiKeyRow>({
  name: 'api_keys',
  columns: {
    id: primary(text, 'api_keys_pkey'),
    name: text,
    secret_hash: text,
    scopes: textArray,
    requests_per_minute: integer,
    created_by_kind: text,
    created_by_id: text,
    created_at: timestamp,
    expires_at: optional(timestamp),
    last_used_at: optional(timestamp),
    revoked_at: optional(timestamp),
  },
  checks: [
    { name: 'api_keys_requests_per_minute_check', expression: 'requests_per_minute > 0' },
    {
      name: 'api_keys_created_by_kind_check',
      expression: oneOf('created_by_kind', ['admin', 'api_key']),
    },
  ],
});

/** `subject` is what is throttled: a name, or an address. */
export interface LoginAttemptsRow {
  readonly subject: string;
  readonly failures: number;
  readonly last_at: Date;
}

export const loginAttemptsSchema = new EntitySchema<LoginAttemptsRow>({
  name: 'login_attempts',
  columns: {
    subject: primary(text, 'login_attempts_pkey'),
    failures: integer,
    last_at: timestamp,
  },
  indices: [{ name: 'login_attempts_last_idx', columns: ['last_at'] }],
  checks: [{ name: 'login_attempts_failures_check', expression: 'failures >= 0' }],
});

/** `minute` is counted from 1970. */
export interface ApiKeyMinuteRow {
  readonly key_id: string;
  readonly minute: string;
  readonly requests: number;
}

export const apiKeyMinuteSchema = new EntitySchema<ApiKeyMinuteRow>({
  name: 'api_key_minutes',
  columns: {
    key_id: primary(text, 'api_key_minutes_pkey'),
    minute: primary(bigint, 'api_key_minutes_pkey'),
    requests: integer,
  },
});
