import { EntitySchema } from 'typeorm';
import { bigint, oneOf, optional, primary, text, timestamp } from './columns.ts';

export interface CreditAccountRow {
  readonly user_id: string;
  readonly available: string;
  readonly held: string;
}

export const creditAccountSchema = new EntitySchema<CreditAccountRow>({
  name: 'credit_accounts',
  columns: {
    user_id: primary(bigint, 'credit_accounts_pkey'),
    available: bigint,
    held: bigint,
  },
  checks: [
    { name: 'credit_accounts_available_check', expression: 'available >= 0' },
    { name: 'credit_accounts_held_check', expression: 'held >= 0' },
  ],
  foreignKeys: [
    {
      name: 'credit_accounts_user_id_fkey',
      target: 'users',
      columnNames: ['user_id'],
      referencedColumnNames: ['id'],
    },
  ],
});

export interface CreditEntryRow {
  /** Order of posting: of one account's entries, the later has the higher id. */
  readonly id: string;
  readonly user_id: string;
  readonly operation: string;
  readonly kind: string;
  readonly amount: string;
  readonly reference: string;
  readonly hold_id: string | null;
  readonly note: string | null;
  readonly available_delta: string;
  readonly held_delta: string;
  readonly available_after: string;
  readonly held_after: string;
  readonly created_at: Date;
}

/** The table of `LedgerOperation`, as the database enforces it. */
const deltasExpression = [
  `CASE operation`,
  `WHEN 'grant' THEN available_delta = amount AND held_delta = 0`,
  `WHEN 'hold' THEN available_delta = -amount AND held_delta = amount`,
  `WHEN 'capture' THEN available_delta = 0 AND held_delta = -amount`,
  `WHEN 'release' THEN available_delta = amount AND held_delta = -amount`,
  `WHEN 'revoke' THEN available_delta = -amount AND held_delta = 0`,
  `ELSE false END`,
].join(' ');

export const creditEntrySchema = new EntitySchema<CreditEntryRow>({
  name: 'credit_entries',
  columns: {
    id: { ...primary(bigint, 'credit_entries_pkey'), generated: 'increment' },
    user_id: bigint,
    operation: text,
    kind: text,
    amount: bigint,
    reference: text,
    hold_id: optional(text),
    note: optional(text),
    available_delta: bigint,
    held_delta: bigint,
    available_after: bigint,
    held_after: bigint,
    created_at: timestamp,
  },
  uniques: [{ name: 'credit_entries_reference_key', columns: ['reference'] }],
  indices: [
    { name: 'credit_entries_user_idx', columns: ['user_id', 'id'] },
    { name: 'credit_entries_hold_idx', columns: ['hold_id'], where: 'hold_id IS NOT NULL' },
    { name: 'credit_entries_created_idx', columns: ['created_at', 'id'] },
    {
      name: 'credit_entries_kind_idx',
      columns: ['kind', 'created_at', 'id'],
      where: `kind <> 'generation'`,
    },
    {
      name: 'credit_entries_operation_idx',
      columns: ['operation', 'created_at', 'id'],
      where: 'hold_id IS NULL',
    },
    {
      name: 'credit_entries_user_rare_idx',
      columns: ['user_id', 'id'],
      where: `kind <> 'generation' OR hold_id IS NULL`,
    },
  ],
  checks: [
    { name: 'credit_entries_amount_check', expression: 'amount > 0' },
    {
      name: 'credit_entries_kind_check',
      expression: oneOf('kind', [
        'welcome',
        'referral',
        'purchase',
        'promo',
        'admin',
        'refund',
        'generation',
      ]),
    },
    { name: 'credit_entries_deltas_check', expression: deltasExpression },
    {
      name: 'credit_entries_hold_check',
      expression: `(hold_id IS NOT NULL) = (${oneOf('operation', ['hold', 'capture', 'release'])})`,
    },
    {
      name: 'credit_entries_after_check',
      expression: 'available_after >= 0 AND held_after >= 0',
    },
  ],
  foreignKeys: [
    {
      name: 'credit_entries_user_id_fkey',
      target: 'credit_accounts',
      columnNames: ['user_id'],
      referencedColumnNames: ['user_id'],
    },
  ],
});
