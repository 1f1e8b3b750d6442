import { EntitySchema } from 'typeorm';
import type { Model, TokenCosts } from '../../../domain/models/model.ts';
import {
  bigint,
  boolean,
  integer,
  json,
  oneOf,
  optional,
  primary,
  text,
  textArray,
  timestamp,
  uuid,
} from './columns.ts';

export interface OutboxRow {
  readonly id: string;
  readonly job: unknown;
  readonly run_at: Date;
  readonly created_at: Date;
}

export const outboxSchema = new EntitySchema<OutboxRow>({
  name: 'outbox',
  columns: {
    id: primary(uuid, 'outbox_pkey'),
    job: json,
    run_at: timestamp,
    created_at: timestamp,
  },
  indices: [{ name: 'outbox_created_idx', columns: ['created_at', 'id'] }],
});

export interface TelegramUpdateRow {
  readonly update_id: string;
  /** Dropped when the update was handled. */
  readonly payload: unknown;
  readonly received_at: Date;
  readonly lease_until: Date;
  readonly handled_at: Date | null;
  readonly buried_at: Date | null;
  readonly error: string | null;
}

export const telegramUpdateSchema = new EntitySchema<TelegramUpdateRow>({
  name: 'telegram_updates',
  columns: {
    update_id: primary(bigint, 'telegram_updates_pkey'),
    payload: optional(json),
    received_at: timestamp,
    lease_until: timestamp,
    handled_at: optional(timestamp),
    buried_at: optional(timestamp),
    error: optional(text),
  },
  indices: [
    {
      name: 'telegram_updates_unhandled_idx',
      columns: ['received_at', 'update_id'],
      where: 'handled_at IS NULL AND buried_at IS NULL',
    },
    {
      name: 'telegram_updates_handled_idx',
      columns: ['handled_at'],
      where: 'handled_at IS NOT NULL',
    },
  ],
  checks: [
    {
      name: 'telegram_updates_payload_check',
      expression: 'payload IS NOT NULL OR handled_at IS NOT NULL',
    },
  ],
});

export interface SettingRow {
  readonly name: string;
  readonly value: unknown;
}

export const settingSchema = new EntitySchema<SettingRow>({
  name: 'settings',
  columns: { name: primary(text, 'settings_pkey'), value: json },
});

export interface ModelRow {
  readonly id: string;
  readonly title: string;
  readonly family: string;
  readonly capabilities: string[];
  readonly prices: Model['prices'];
  readonly size_surcharges: Model['sizeSurcharges'];
  readonly aspect_ratios: string[];
  readonly image_sizes: string[];
  readonly max_input_images: number;
  readonly cost_per_million_tokens: TokenCosts;
  readonly cost_per_image_usd_micros: string | null;
  readonly fallback: string | null;
  /** ISO date. */
  readonly shutdown_on: string | null;
  readonly enabled: boolean;
  readonly position: number;
}

export const modelSchema = new EntitySchema<ModelRow>({
  name: 'models',
  columns: {
    id: primary(text, 'models_pkey'),
    title: text,
    family: text,
    capabilities: textArray,
    prices: json,
    size_surcharges: json,
    aspect_ratios: textArray,
    image_sizes: textArray,
    max_input_images: integer,
    cost_per_million_tokens: json,
    cost_per_image_usd_micros: optional(bigint),
    fallback: optional(text),
    shutdown_on: optional({ type: 'date' }),
    enabled: boolean,
    position: integer,
  },
  checks: [
    { name: 'models_family_check', expression: oneOf('family', ['gemini', 'imagen']) },
    {
      name: 'models_capabilities_check',
      expression: `capabilities <@ ARRAY['text', 'image', 'edit']`,
    },
    { name: 'models_max_input_images_check', expression: 'max_input_images >= 0' },
  ],
});
