import type { DataSource } from 'typeorm';
import type {
  CreditEntryFilter,
  CreditEntryQueries,
  CreditEntrySortField,
  CreditEntryView,
} from '../../../application/queries/credit-entries.ts';
import { credits } from '../../../domain/credits/credits.ts';
import type { EntryKind, LedgerOperation } from '../../../domain/credits/ledger.ts';
import { type UserId, userId } from '../../../domain/shared/ids.ts';
import { plainText } from '../repositories/plain-text.ts';
import type { CreditEntryRow } from '../schemas/credits.ts';
import { ChildKeysetList } from './child-keyset.ts';
import { type Conditions, equals, type Parameters, within } from './conditions.ts';
import type { ChildListSpec, SortSpec } from './list-spec.ts';

const entriesSpec: ChildListSpec<
  CreditEntryRow,
  CreditEntryView,
  CreditEntryFilter,
  CreditEntrySortField
> = {
  sort: (_field, { userId: owner }, isBelowParent) => ofUser(owner !== undefined || isBelowParent),
  conditions,
  counted: () => 'credit_entries AS e',
  total: 'credit_entries',
  columns: `e.id, e.user_id, e.operation, e.kind, e.amount, e.reference, e.hold_id, e.note,
    e.available_delta, e.held_delta, e.available_after, e.held_after, e.created_at`,
  rows: 'credit_entries AS e',
  rowId: 'e.id',
  node: entryViewOf,
  parent: { sql: 'e.user_id', type: 'bigint' },
};

/**
 * The ids of one user's entries are in the order of posting, and so is the index. Those of several
 * users are given out before their transactions know when they commit: there, the time counts.
 */
function ofUser(isOneUser: boolean): SortSpec {
  const id = { sql: 'e.id', type: 'bigint' } as const;
  const from = 'credit_entries AS e';
  return isOneUser
    ? { tag: 'credit_entries.of_user', from, id }
    : {
        tag: 'credit_entries.created',
        from,
        key: { sql: 'e.created_at', type: 'timestamptz' },
        id,
      };
}

function conditions(filter: CreditEntryFilter, parameters: Parameters): Conditions {
  const { operation, reference } = filter;
  return {
    where: [
      ...equals(parameters, 'e.user_id', 'bigint', filter.userId),
      ...equals(parameters, 'e.kind', 'text', filter.kind),
      ...equals(parameters, 'e.operation', 'text', operation),
      // As the table's check has it; with it, the index of these few comes into question.
      ...(operation === 'grant' || operation === 'revoke' ? ['e.hold_id IS NULL'] : []),
      ...within(parameters, 'e.created_at', filter.created),
    ],
    search: reference === undefined ? undefined : { all: [isReference(reference, parameters)] },
  };
}

function isReference(reference: string, parameters: Parameters): string {
  const wanted = parameters.add(plainText(reference), 'text');
  return `e.reference = ${wanted} OR e.hold_id = ${wanted}`;
}

function entryViewOf(row: CreditEntryRow): CreditEntryView {
  return {
    id: row.id,
    userId: userId(Number(row.user_id)),
    operation: row.operation as LedgerOperation,
    kind: row.kind as EntryKind,
    amount: credits(BigInt(row.amount)),
    reference: row.reference,
    holdId: row.hold_id ?? undefined,
    note: row.note ?? undefined,
    availableDelta: BigInt(row.available_delta),
    heldDelta: BigInt(row.held_delta),
    availableAfter: credits(BigInt(row.available_after)),
    heldAfter: credits(BigInt(row.held_after)),
    createdAt: row.created_at,
  };
}

export class PostgresCreditEntryQueries
  extends ChildKeysetList<
    UserId,
    CreditEntryRow,
    CreditEntryView,
    CreditEntryFilter,
    CreditEntrySortField
  >
  implements CreditEntryQueries
{
  constructor(dataSource: DataSource) {
    super(dataSource, entriesSpec);
  }
}
