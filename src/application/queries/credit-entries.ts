import type { Credits } from '../../domain/credits/credits.ts';
import type { EntryKind, LedgerOperation } from '../../domain/credits/ledger.ts';
import type { UserId } from '../../domain/shared/ids.ts';
import type { ChildListQuery, Period } from './paging.ts';

export interface CreditEntryView {
  /** Decimal digits: of one user's entries, the later has the higher. */
  readonly id: string;
  readonly userId: UserId;
  readonly operation: LedgerOperation;
  readonly kind: EntryKind;
  readonly amount: Credits;
  /** Unique, e.g. `purchase:stars:<charge id>`. */
  readonly reference: string;
  /** The generation that it is held for. */
  readonly holdId?: string | undefined;
  readonly note?: string | undefined;
  readonly availableDelta: bigint;
  readonly heldDelta: bigint;
  readonly availableAfter: Credits;
  readonly heldAfter: Credits;
  readonly createdAt: Date;
}

export interface CreditEntryFilter {
  readonly userId?: UserId | undefined;
  readonly kind?: EntryKind | undefined;
  readonly operation?: LedgerOperation | undefined;
  readonly created?: Period | undefined;
  /** The whole reference, or a whole hold id. */
  readonly reference?: string | undefined;
}

/** In the order of posting. */
export const creditEntrySortFields = ['created'] as const;

export type CreditEntrySortField = (typeof creditEntrySortFields)[number];

/** Parents are users. */
export type CreditEntryQueries = ChildListQuery<
  UserId,
  CreditEntryView,
  CreditEntryFilter,
  CreditEntrySortField
>;
