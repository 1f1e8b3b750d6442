import type { Alternative, Conditions, Search } from './conditions.ts';
import { keyAsText } from './cursors.ts';
import type { SortSpec } from './list-spec.ts';

/**
 * How many rows are looked at one by one before a search goes to its own index. What many rows
 * contain is found among the first.
 */
const lookedAt = 1_000;
/** One tenth of the page among these: the page is in ten times as many. */
const goodPart = 10;
/** How many of a search's rows are collected and sorted. */
const mostCollected = 10_000;

/** What a statement for a page is made of. All parts are SQL. */
export interface PageParts {
  readonly sort: SortSpec;
  readonly direction: 'ASC' | 'DESC';
  readonly conditions: Conditions;
  /** Where the page lies: comparisons with the cursors. */
  readonly bounds: readonly string[];
  /** How many rows, one more than is shown. */
  readonly limit: string;
}

/** The ids (and keys) of the rows of a page, in the order that they are read in. */
function candidates(parts: PageParts): string {
  const { alternatives, search } = parts.conditions;
  if (search !== undefined) {
    return searched(parts, search);
  }
  if (alternatives === undefined) {
    return inOrder(parts, []);
  }
  const found = alternatives.map((alternative) => `(${ofAlternative(parts, alternative)})`);
  return `SELECT * FROM (${found.join(' UNION ALL ')}) AS found ${pageEnd(parts)}`;
}

function ofAlternative(parts: PageParts, { where, each }: Alternative): string {
  if (each === undefined) {
    return inOrder(parts, where);
  }
  return `SELECT of_each.* FROM unnest(${each.values}) AS each(value)
    CROSS JOIN LATERAL (${inOrder(parts, [...where, each.condition('each.value')])}) AS of_each`;
}

/** Reads an index in its order, and no further than the page needs. */
function inOrder(parts: PageParts, where: readonly string[]): string {
  return `SELECT ${selected(parts.sort)} FROM ${parts.sort.from}
    WHERE ${conjunction(parts, where)} ${order(parts)} LIMIT ${parts.limit}`;
}

/**
 * Whether a search finds much or little is not known beforehand, and the server's guess is wrong
 * at times: it would read all the list in its order for a row that is not there, or collect half the
 * list to sort it. So first a look at some rows in order. Where they hold a good part of the page,
 * reading on finds the rest. Else all that the search's index has is collected, if that is not too
 * much. If it is, it is found by reading on in order, too.
 */
function searched(parts: PageParts, { one, all }: Search): string {
  const { sort, limit } = parts;
  const collect = (gate: readonly string[], most: string) =>
    all
      .map(
        (found) => `(SELECT ${selected(sort)} FROM ${sort.from}
        WHERE ${conjunction(parts, [found, ...gate])}${most})`,
      )
      .join(' UNION ALL ');
  if (one === undefined) {
    return `WITH collected AS MATERIALIZED (${collect([], '')})
      SELECT * FROM collected ${pageEnd(parts)}`;
  }
  const isFilled = `(SELECT count(*) FROM near) >= ${limit}`;
  const isPromising = `(SELECT count(*) FROM near) * ${goodPart} >= ${limit}`;
  const isTooMuch = `(SELECT count(*) FROM collected) > ${mostCollected}`;
  const isReadOn = `NOT ${isFilled} AND (${isPromising} OR ${isTooMuch})`;
  return `WITH looked_at AS (
      SELECT ${selected(sort)}, (${one}) AS is_found FROM ${sort.from}
      WHERE ${conjunction(parts, [])} ${order(parts)} LIMIT ${lookedAt}
    ), near AS MATERIALIZED (
      SELECT ${keyAndId(sort)} FROM looked_at WHERE is_found ${pageEnd(parts)}
    ), collected AS MATERIALIZED (
      ${collect([`NOT (${isPromising})`], ` LIMIT ${mostCollected + 1}`)}
    )
    SELECT * FROM near WHERE ${isFilled}
    UNION ALL (SELECT * FROM collected WHERE NOT ${isTooMuch} ${pageEnd(parts)})
    UNION ALL (${inOrder(parts, [one, isReadOn])})`;
}

function conjunction({ sort, conditions, bounds }: PageParts, more: readonly string[]): string {
  const all = [...(sort.where === undefined ? [] : [sort.where]), ...conditions.where, ...bounds];
  return [...all, ...more].map((one) => `(${one})`).join(' AND ') || 'true';
}

const selected = ({ key, id }: SortSpec): string =>
  key === undefined ? `${id.sql} AS id` : `${key.sql} AS key, ${id.sql} AS id`;

const keyAndId = ({ key }: SortSpec): string => (key === undefined ? 'id' : 'key, id');

function order({ sort: { key, id }, direction }: PageParts): string {
  const columns = key === undefined ? [id] : [key, id];
  return `ORDER BY ${columns.map(({ sql }) => `${sql} ${direction}`).join(', ')}`;
}

/** The order and end of rows that are named `key` and `id` already. */
function pageEnd(parts: PageParts): string {
  return `${foundOrder(parts)} LIMIT ${parts.limit}`;
}

function foundOrder({ sort, direction }: Pick<PageParts, 'sort' | 'direction'>, of = ''): string {
  const columns = sort.key === undefined ? ['id'] : ['key', 'id'];
  return `ORDER BY ${columns.map((column) => `${of}${column} ${direction}`).join(', ')}`;
}

/** What is shown of the rows that were found. They are few: what is wide is read only for them. */
export function pageStatement(
  { columns, rows, rowId }: { columns: string; rows: string; rowId: string },
  parts: PageParts,
  parents?: { readonly ids: string } | undefined,
): string {
  const { key, id } = parts.sort;
  const position = [
    ...(key === undefined ? [] : [keyAsText(key.type, 'page.key')]),
    keyAsText(id.type, 'page.id'),
  ];
  const ofParent = parents === undefined ? '' : 'parent.id::text AS page_parent, ';
  const page =
    parents === undefined
      ? `(${candidates(parts)}) AS page`
      : `unnest(${parents.ids}) AS parent(id) CROSS JOIN LATERAL (${candidates(parts)}) AS page`;
  return `SELECT ${ofParent}ARRAY[${position.join(', ')}] AS page_position, ${columns}
    FROM ${page} JOIN ${rows} ON ${rowId} = page.id ${foundOrder(parts, 'page.')}`;
}
