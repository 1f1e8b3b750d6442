import type { Result } from '../../domain/shared/result.ts';

/** A place in a sorted list. Opaque: made by a list and only good for the same list and sort. */
export type Cursor = string;

export interface Sort<Field extends string> {
  readonly by: Field;
  readonly direction: 'asc' | 'desc';
}

/**
 * Which part of the list, as Relay has it: the first of what lies between the cursors, or the last
 * of it. Both cursors are exclusive. The caller bounds the number, which is above zero.
 */
export type Take =
  | {
      readonly first: number;
      readonly after?: Cursor | undefined;
      readonly before?: Cursor | undefined;
    }
  | {
      readonly last: number;
      readonly after?: Cursor | undefined;
      readonly before?: Cursor | undefined;
    };

export interface PageRequest<Filter, Field extends string> {
  /** Conditions that all hold; an absent one does not count. */
  readonly filter: Filter;
  readonly sort: Sort<Field>;
  readonly take: Take;
}

export interface Edge<Node> {
  readonly cursor: Cursor;
  readonly node: Node;
}

export interface Page<Node> {
  /** In the order of the sort, whichever end they were taken from. */
  readonly edges: readonly Edge<Node>[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

/**
 * How many rows a filter lets through. `at_least`: counting stopped there. `estimate`: counting
 * would have taken too long, so it is what the database's statistics suggest.
 */
export interface Count {
  readonly value: number;
  readonly precision: 'exact' | 'at_least' | 'estimate';
}

/** `malformed`: no cursor of ours; `other_list`: one of another list, or of another sort. */
export interface InvalidCursor {
  readonly kind: 'invalid_cursor';
  readonly argument: 'after' | 'before';
  readonly reason: 'malformed' | 'other_list';
}

export interface ReadLimits {
  /** How long the database may work on it; absent: as the connection limits all, 5 seconds in the API. */
  readonly limitMs?: number | undefined;
}

/** The database was stopped at the time limit. A narrower filter helps. */
export class ReadTimedOut extends Error {
  override readonly name = 'ReadTimedOut';
  readonly limitMs: number;

  constructor(limitMs: number, options?: ErrorOptions) {
    super(`The read was stopped as it took longer than ${limitMs} ms`, options);
    this.limitMs = limitMs;
  }
}

/** `from` inclusive, `until` exclusive. */
export interface Period {
  readonly from?: Date | undefined;
  readonly until?: Date | undefined;
}

/** Both inclusive. */
export interface AmountRange {
  readonly min?: bigint | undefined;
  readonly max?: bigint | undefined;
}

/** One list. All its methods throw `ReadTimedOut` at the time limit, and outages. */
export interface ListQuery<Node, Filter, Field extends string> {
  page(
    request: PageRequest<Filter, Field>,
    limits?: ReadLimits,
  ): Promise<Result<Page<Node>, InvalidCursor>>;
  /** Costs a statement of its own. Without any filter it may lag some seconds behind. */
  count(filter: Filter, limits?: ReadLimits): Promise<Count>;
}

/**
 * Lists below parents, e.g. the conversations of each of twenty users: one statement for all of them.
 * Every parent asked for has an answer, an empty one when it has no children or does not exist.
 */
export interface ChildQuery<ParentId, Node, Filter, Field extends string> {
  pagesOf(
    parents: readonly ParentId[],
    request: PageRequest<Filter, Field>,
    limits?: ReadLimits,
  ): Promise<Result<ReadonlyMap<ParentId, Page<Node>>, InvalidCursor>>;
  countsOf(
    parents: readonly ParentId[],
    filter: Filter,
    limits?: ReadLimits,
  ): Promise<ReadonlyMap<ParentId, Count>>;
}

/** A list that is read as a whole, and below parents, too. */
export interface ChildListQuery<ParentId, Node, Filter, Field extends string>
  extends ListQuery<Node, Filter, Field>,
    ChildQuery<ParentId, Node, Filter, Field> {}

/**
 * Rows by their ids, in one statement however many there are. An id that does not exist is absent
 * from the answer.
 */
export type ReadByIds<Id, Value> = (
  ids: readonly Id[],
  limits?: ReadLimits,
) => Promise<ReadonlyMap<Id, Value>>;
