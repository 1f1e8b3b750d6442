import type { DataSource } from 'typeorm';
import type {
  Count,
  Cursor,
  InvalidCursor,
  ListQuery,
  Page,
  PageRequest,
  ReadLimits,
  Take,
} from '../../../application/queries/paging.ts';
import { err, ok, type Result } from '../../../domain/shared/result.ts';
import { type Conditions, Parameters } from './conditions.ts';
import { Counting } from './counting.ts';
import { decodeCursor, encodeCursor, keyAsValue, type Position } from './cursors.ts';
import type { ListSpec, SortSpec } from './list-spec.ts';
import { type PageParts, pageStatement } from './page-statement.ts';
import { readFilled } from './read.ts';

export interface PageRow {
  readonly page_parent?: string;
  readonly page_position: Position;
}

/** A list that is read by where its rows stand: the thousandth page costs what the first does. */
export class KeysetList<Row, Node, Filter, Field extends string>
  implements ListQuery<Node, Filter, Field>
{
  readonly #spec: ListSpec<Row, Node, Filter, Field>;
  readonly #dataSource: DataSource;
  readonly #counting: Counting<Filter>;

  constructor(dataSource: DataSource, spec: ListSpec<Row, Node, Filter, Field>) {
    this.#spec = spec;
    this.#dataSource = dataSource;
    this.#counting = new Counting(dataSource, spec);
  }

  async page(
    request: PageRequest<Filter, Field>,
    limits?: ReadLimits,
  ): Promise<Result<Page<Node>, InvalidCursor>> {
    const parameters = new Parameters();
    const conditions = this.#spec.conditions(request.filter, parameters, {
      field: request.sort.by,
      isBelowParent: false,
    });
    const parts = pageParts(this.#spec, request, conditions, parameters);
    if (!parts.ok) {
      return parts;
    }
    const sql = pageStatement(this.#spec, parts.value);
    const rows = await readFilled<Row & PageRow>(this.#dataSource, parameters, sql, limits);
    return ok(pageOf(rows, request.take, parts.value.sort, this.#spec.node));
  }

  count(filter: Filter, limits?: ReadLimits): Promise<Count> {
    return this.#counting.count(filter, limits);
  }
}

/** Which rows a page has. Cursors that do not fit are refused. */
export function pageParts<Filter, Field extends string>(
  spec: Pick<ListSpec<never, unknown, Filter, Field>, 'sort'>,
  { filter, sort: { by, direction }, take }: PageRequest<Filter, Field>,
  conditions: Conditions,
  parameters: Parameters,
  isBelowParent = false,
): Result<PageParts, InvalidCursor> {
  const sort = spec.sort(by, filter, isBelowParent);
  const isDescending = direction === 'desc';
  const after = bound('after', take.after, sort, isDescending ? '<' : '>', parameters);
  if (!after.ok) {
    return after;
  }
  const before = bound('before', take.before, sort, isDescending ? '>' : '<', parameters);
  if (!before.ok) {
    return before;
  }
  return ok({
    sort,
    conditions,
    // From the end, the rows are read backwards, and turned round later.
    direction: isDescending === isFromEnd(take) ? 'ASC' : 'DESC',
    bounds: [...after.value, ...before.value],
    limit: parameters.add(sizeOf(take) + 1, 'integer'),
  });
}

function bound(
  argument: InvalidCursor['argument'],
  cursor: Cursor | undefined,
  { tag, key, id }: SortSpec,
  operator: '<' | '>',
  parameters: Parameters,
): Result<readonly string[], InvalidCursor> {
  if (cursor === undefined) {
    return ok([]);
  }
  const columns = key === undefined ? [id] : [key, id];
  const types = columns.map(({ type }) => type);
  const position = decodeCursor(cursor, tag, types);
  if (!position.ok) {
    return err({ kind: 'invalid_cursor', argument, reason: position.error });
  }
  const values = columns.map(({ type }, index) =>
    parameters.add(keyAsValue(type, position.value[index] ?? ''), type),
  );
  const left = columns.map(({ sql }) => sql).join(', ');
  return ok([`(${left}) ${operator} (${values.join(', ')})`]);
}

const isFromEnd = (take: Take): boolean => 'last' in take;

const sizeOf = (take: Take): number => ('last' in take ? take.last : take.first);

/** @param rows as read, with one more than was asked for when there are more */
export function pageOf<Row, Node>(
  rows: readonly (Row & PageRow)[],
  take: Take,
  { tag }: SortSpec,
  node: (row: Row) => Node,
): Page<Node> {
  const size = sizeOf(take);
  const hasMore = rows.length > size;
  const shown = rows.slice(0, size);
  const edges = (isFromEnd(take) ? shown.toReversed() : shown).map((row) => ({
    cursor: encodeCursor(tag, row.page_position),
    node: node(row),
  }));
  // Beyond a cursor there is at least the row that it was made of.
  return {
    edges,
    hasNextPage: isFromEnd(take) ? take.before !== undefined : hasMore || take.before !== undefined,
    hasPreviousPage: isFromEnd(take)
      ? hasMore || take.after !== undefined
      : take.after !== undefined,
  };
}
