import { EntitySchema } from 'typeorm';
import {
  bigint,
  boolean,
  byMigration,
  integer,
  json,
  oneOf,
  optional,
  primary,
  text,
  timestamp,
  uuid,
} from './columns.ts';

export interface GenerationRow {
  readonly id: string;
  readonly request_key: string;
  readonly user_id: string;
  readonly conversation_id: string | null;
  readonly kind: string;
  readonly status: string;
  readonly model_id: string;
  readonly prompt: string;
  readonly options: unknown;
  readonly inputs: unknown;
  readonly language: string;
  readonly chat_id: string;
  readonly thread_id: string | null;
  readonly reply_to_message_id: string | null;
  readonly status_message_id: string | null;
  readonly price: string;
  readonly charged: string | null;
  readonly failure: unknown;
  readonly output_parts: unknown;
  readonly answered_by: string | null;
  readonly input_tokens: string | null;
  readonly output_tokens: string | null;
  readonly image_output_tokens: string | null;
  readonly output_images: number | null;
  readonly cost_usd_micros: string | null;
  readonly truncated: boolean | null;
  readonly attempt: number;
  readonly lease_until: Date | null;
  readonly created_at: Date;
  readonly dispatched_at: Date | null;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
}

const unfinished = oneOf('status', ['queued', 'running', 'delivering']);

/** The columns that hold an output: all of them or none. */
const outputColumns = [
  'output_parts',
  'answered_by',
  'input_tokens',
  'output_tokens',
  'image_output_tokens',
  'output_images',
  'cost_usd_micros',
  'truncated',
].join(', ');

export const generationSchema = new EntitySchema<GenerationRow>({
  name: 'generations',
  columns: {
    id: primary(uuid, 'generations_pkey'),
    request_key: text,
    user_id: bigint,
    conversation_id: optional(uuid),
    kind: text,
    status: text,
    model_id: text,
    prompt: text,
    options: json,
    inputs: json,
    language: text,
    chat_id: bigint,
    thread_id: optional(bigint),
    reply_to_message_id: optional(bigint),
    status_message_id: optional(bigint),
    price: bigint,
    charged: optional(bigint),
    failure: optional(json),
    output_parts: optional(json),
    answered_by: optional(text),
    input_tokens: optional(bigint),
    output_tokens: optional(bigint),
    image_output_tokens: optional(bigint),
    output_images: optional(integer),
    cost_usd_micros: optional(bigint),
    truncated: optional(boolean),
    attempt: integer,
    lease_until: optional(timestamp),
    created_at: timestamp,
    dispatched_at: optional(timestamp),
    started_at: optional(timestamp),
    finished_at: optional(timestamp),
  },
  uniques: [{ name: 'generations_request_key_key', columns: ['request_key'] }],
  indices: [
    { name: 'generations_user_idx', columns: ['user_id', 'created_at', 'id'] },
    { name: 'generations_created_idx', columns: ['created_at', 'id'] },
    { name: 'generations_model_idx', columns: ['model_id', 'kind', 'created_at', 'id'] },
    byMigration('generations_failure_idx'),
    byMigration('generations_ending_idx'),
    byMigration('generations_prompt_idx'),
    {
      name: 'generations_unfinished_idx',
      columns: ['created_at', 'id'],
      where: 'finished_at IS NULL',
    },
    {
      name: 'generations_lane_idx',
      columns: ['user_id', 'created_at', 'id'],
      where: 'finished_at IS NULL',
    },
  ],
  checks: [
    { name: 'generations_kind_check', expression: oneOf('kind', ['text', 'image', 'edit']) },
    { name: 'generations_language_check', expression: oneOf('language', ['ru', 'en']) },
    {
      name: 'generations_status_check',
      expression: oneOf('status', [
        'queued',
        'running',
        'delivering',
        'succeeded',
        'failed',
        'blocked',
        'canceled',
        'expired',
      ]),
    },
    {
      name: 'generations_attempt_check',
      expression: `attempt >= 0 AND (attempt > 0 OR status NOT IN ('running', 'delivering', 'succeeded'))`,
    },
    { name: 'generations_price_check', expression: 'price >= 0' },
    {
      name: 'generations_charged_check',
      expression: `charged >= 0 AND charged <= price AND (charged = 0 OR status = 'succeeded')`,
    },
    {
      name: 'generations_final_check',
      expression: `(charged IS NULL) = (${unfinished}) AND (finished_at IS NULL) = (${unfinished})`,
    },
    {
      name: 'generations_failure_check',
      expression: `(failure IS NULL) = (${oneOf('status', ['queued', 'running', 'delivering', 'succeeded'])})`,
    },
    {
      name: 'generations_output_check',
      expression: `num_nulls(${outputColumns}) IN (0, 8) AND (output_parts IS NOT NULL OR status NOT IN ('delivering', 'succeeded'))`,
    },
  ],
  foreignKeys: [
    {
      name: 'generations_user_id_fkey',
      target: 'users',
      columnNames: ['user_id'],
      referencedColumnNames: ['id'],
    },
    {
      name: 'generations_conversation_id_fkey',
      target: 'conversations',
      columnNames: ['conversation_id'],
      referencedColumnNames: ['id'],
    },
  ],
});

export interface GenerationDeliveryRow {
  readonly generation_id: string;
  readonly part_index: number;
  readonly chat_id: string;
  readonly message_id: string;
  readonly image_id: string | null;
}

export const generationDeliverySchema = new EntitySchema<GenerationDeliveryRow>({
  name: 'generation_deliveries',
  columns: {
    generation_id: primary(uuid, 'generation_deliveries_pkey'),
    part_index: primary(integer, 'generation_deliveries_pkey'),
    chat_id: bigint,
    message_id: bigint,
    image_id: optional(uuid),
  },
  indices: [
    {
      name: 'generation_deliveries_message_idx',
      columns: ['chat_id', 'message_id', 'generation_id'],
    },
  ],
  foreignKeys: [
    {
      name: 'generation_deliveries_generation_id_fkey',
      target: 'generations',
      columnNames: ['generation_id'],
      referencedColumnNames: ['id'],
    },
  ],
});
