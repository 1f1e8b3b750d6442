import { EntitySchema } from 'typeorm';
import type { Json } from '../../../domain/shared/json.ts';
import { json, oneOf, optional, primary, text, timestamp, uuid } from './columns.ts';

export interface CreditAuditRow {
  readonly id: string;
  readonly asked_by: 'schedule' | 'operator' | 'admin' | 'api_key';
  readonly asker_name: string | null;
  readonly started_at: Date;
  readonly finished_at: Date;
  readonly report: Json;
}

export const creditAuditSchema = new EntitySchema<CreditAuditRow>({
  name: 'credit_audits',
  columns: {
    id: primary(uuid, 'credit_audits_pkey'),
    asked_by: text,
    asker_name: optional(text),
    started_at: timestamp,
    finished_at: timestamp,
    report: json,
  },
  indices: [{ name: 'credit_audits_finished_idx', columns: ['finished_at'] }],
  checks: [
    {
      name: 'credit_audits_asked_by_check',
      expression: oneOf('asked_by', ['schedule', 'operator', 'admin', 'api_key']),
    },
    {
      name: 'credit_audits_asker_name_check',
      expression: `(asker_name IS NOT NULL) = (${oneOf('asked_by', ['admin', 'api_key'])})`,
    },
  ],
});
