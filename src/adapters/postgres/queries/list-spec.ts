import type { Conditions, ListContext, Parameters } from './conditions.ts';
import type { KeyType } from './cursors.ts';

export interface Column {
  readonly sql: string;
  readonly type: KeyType;
}

/**
 * An order of a list. No column of it is ever NULL, and an index has them in this order: behind the
 * columns that conditions compare with `=`, if any.
 */
export interface SortSpec {
  /** Belongs to this order of this list alone, e.g. `generations.created`. */
  readonly tag: string;
  /** What it sorts, with all that conditions name. */
  readonly from: string;
  /** Absent when the id alone is the order. */
  readonly key?: Column | undefined;
  /** Unique in the list. */
  readonly id: Column;
  /** Leaves out rows without a key. */
  readonly where?: string | undefined;
}

/** A list as data. SQL in it is fixed text; values from outside go through `Parameters`. */
export interface ListSpec<Row, Node, Filter, Field> {
  /** Some orders depend on what is filtered: a cursor of one is of no use to the other. */
  readonly sort: (field: Field, filter: Filter, isBelowParent: boolean) => SortSpec;
  readonly conditions: (
    filter: Filter,
    parameters: Parameters,
    context: ListContext<Field>,
  ) => Conditions;
  /** Whose rows are counted, with all that conditions name. */
  readonly counted: (filter: Filter) => string;
  /** The table whose exact number of rows the statistics keep. */
  readonly total?: string | undefined;
  /** What a page shows of its rows. */
  readonly columns: string;
  readonly rows: string;
  /** The column of `rows` that is the sort's id. */
  readonly rowId: string;
  readonly node: (row: Row) => Node;
}

export interface ChildListSpec<Row, Node, Filter, Field>
  extends ListSpec<Row, Node, Filter, Field> {
  /** The column that names the parent. An index begins with it and goes on as the sort does. */
  readonly parent: { readonly sql: string; readonly type: 'bigint' | 'uuid' | 'text' };
}
