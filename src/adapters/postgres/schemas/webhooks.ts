import { EntitySchema } from 'typeorm';
import { deliveryStates } from '../../../domain/webhooks/delivery.ts';
import { sentEventTypes } from '../../../domain/webhooks/event.ts';
import {
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

export interface WebhookEndpointRow {
  readonly id: string;
  readonly url: string;
  readonly description: string;
  readonly events: readonly string[];
  readonly include_prompts: boolean;
  readonly secret: string;
  readonly previous_secret: string | null;
  readonly previous_secret_until: Date | null;
  readonly enabled: boolean;
  readonly disabled_reason: string | null;
  readonly failures: number;
  readonly failing_since: Date | null;
  readonly created_by: string;
  readonly created_at: Date;
  readonly updated_at: Date;
}

export const webhookEndpointSchema = new EntitySchema<WebhookEndpointRow>({
  name: 'webhook_endpoints',
  columns: {
    id: primary(uuid, 'webhook_endpoints_pkey'),
    url: text,
    description: text,
    events: textArray,
    include_prompts: boolean,
    secret: text,
    previous_secret: optional(text),
    previous_secret_until: optional(timestamp),
    enabled: boolean,
    disabled_reason: optional(text),
    failures: integer,
    failing_since: optional(timestamp),
    created_by: text,
    created_at: timestamp,
    updated_at: timestamp,
  },
  checks: [
    { name: 'webhook_endpoints_events_check', expression: 'cardinality(events) > 0' },
    {
      name: 'webhook_endpoints_disabled_reason_check',
      expression: oneOf('disabled_reason', ['gone', 'failing']),
    },
    { name: 'webhook_endpoints_failures_check', expression: 'failures >= 0' },
    {
      name: 'webhook_endpoints_previous_check',
      expression: '(previous_secret IS NULL) = (previous_secret_until IS NULL)',
    },
    {
      name: 'webhook_endpoints_disabled_check',
      expression: 'disabled_reason IS NULL OR NOT enabled',
    },
    {
      name: 'webhook_endpoints_failing_check',
      expression: '(failing_since IS NULL) = (failures = 0)',
    },
  ],
});

export interface WebhookDeliveryRow {
  readonly id: string;
  readonly endpoint_id: string;
  readonly event_id: string;
  readonly event_type: string;
  readonly body: string;
  readonly state: string;
  readonly attempts: number;
  readonly tries: number;
  readonly next_attempt_at: Date | null;
  readonly last_attempt_at: Date | null;
  readonly last_duration_ms: number | null;
  readonly last_status: number | null;
  readonly last_error: string | null;
  readonly last_response: string | null;
  readonly created_at: Date;
  readonly delivered_at: Date | null;
}

export const webhookDeliverySchema = new EntitySchema<WebhookDeliveryRow>({
  name: 'webhook_deliveries',
  columns: {
    id: primary(uuid, 'webhook_deliveries_pkey'),
    endpoint_id: uuid,
    event_id: text,
    event_type: text,
    body: text,
    state: text,
    attempts: integer,
    tries: integer,
    next_attempt_at: optional(timestamp),
    last_attempt_at: optional(timestamp),
    last_duration_ms: optional(integer),
    last_status: optional(integer),
    last_error: optional(text),
    last_response: optional(text),
    created_at: timestamp,
    delivered_at: optional(timestamp),
  },
  uniques: [{ name: 'webhook_deliveries_event_key', columns: ['endpoint_id', 'event_id'] }],
  indices: [
    {
      name: 'webhook_deliveries_due_idx',
      columns: ['endpoint_id', 'next_attempt_at', 'id'],
      where: 'next_attempt_at IS NOT NULL',
    },
    {
      name: 'webhook_deliveries_sending_idx',
      columns: ['endpoint_id'],
      where: `state = 'sending'`,
    },
    { name: 'webhook_deliveries_created_idx', columns: ['endpoint_id', 'created_at', 'id'] },
    {
      name: 'webhook_deliveries_type_idx',
      columns: ['endpoint_id', 'event_type', 'created_at', 'id'],
    },
    { name: 'webhook_deliveries_log_idx', columns: ['created_at', 'id'] },
    {
      name: 'webhook_deliveries_dead_idx',
      columns: ['endpoint_id', 'created_at', 'id'],
      where: `state = 'dead'`,
    },
  ],
  checks: [
    {
      name: 'webhook_deliveries_event_type_check',
      expression: oneOf('event_type', sentEventTypes),
    },
    { name: 'webhook_deliveries_state_check', expression: oneOf('state', deliveryStates) },
    { name: 'webhook_deliveries_tries_check', expression: 'tries >= 0 AND attempts >= tries' },
    {
      name: 'webhook_deliveries_next_check',
      expression: `(next_attempt_at IS NOT NULL) = (${oneOf('state', ['pending', 'sending'])})`,
    },
    {
      name: 'webhook_deliveries_delivered_check',
      expression: `state <> 'delivered' OR delivered_at IS NOT NULL`,
    },
  ],
  foreignKeys: [
    {
      ...foreignKey('webhook_deliveries', 'endpoint_id', 'webhook_endpoints'),
      onDelete: 'CASCADE',
    },
  ],
});
