import type { AmountRange, Period } from '../../../application/queries/paging.ts';
import { isBigint, isUuid } from './cursors.ts';

/** Collects the values of a statement; what it returns stands for the value in the text. */
export class Parameters {
  readonly #values: unknown[] = [];

  /** @param type as PostgreSQL names it, e.g. `bigint` or `text[]` */
  add(value: unknown, type: string): string {
    this.#values.push(value);
    return `$${this.#values.length}::${type}`;
  }

  /** A statement that names some of them: the server refuses values that no part of it uses. */
  fill(text: string): FilledStatement {
    const used: string[] = [];
    const renumbered = text.replace(/\$\d+/g, (name) => {
      const index = used.indexOf(name);
      return `$${index === -1 ? used.push(name) : index + 1}`;
    });
    return {
      text: renumbered,
      values: used.map((name) => this.#values[Number(name.slice(1)) - 1]),
    };
  }
}

export interface FilledStatement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * Rows that fulfil one of several alternatives. Each of them reads its own part of an index in the
 * order of the list; they must not have rows in common.
 */
export interface Alternative {
  readonly where: readonly string[];
  /** Its rows are those of several values of a column, each value a part of the index of its own. */
  readonly each?:
    | { readonly values: string; readonly condition: (value: string) => string }
    | undefined;
}

/** What a filter asks of rows, in SQL. */
export interface Conditions {
  /** All hold. */
  readonly where: readonly string[];
  readonly alternatives?: readonly Alternative[] | undefined;
  /** Not together with alternatives. One whose index is not in the order of the list. Rows may fulfil it anywhere in the list. */
  readonly search?: Search | undefined;
}

export interface Search {
  /** For looking at rows one by one. Absent: the search finds so few that it is not worth trying. */
  readonly one?: string | undefined;
  /** As indexes have it: disjoint, each of another index. */
  readonly all: readonly string[];
}

/** Where conditions are asked for. */
export interface ListContext<Field> {
  /** The order of a page; absent for counting. */
  readonly field?: Field | undefined;
  /** The rows are the children of one parent, or of each of several. */
  readonly isBelowParent: boolean;
}

/** `column = value`, when there is a value. */
export function equals(
  parameters: Parameters,
  column: string,
  type: 'bigint' | 'text' | 'uuid' | 'boolean',
  value: string | number | boolean | undefined,
): readonly string[] {
  if (value === undefined) {
    return [];
  }
  return fits(type, value) ? [`${column} = ${parameters.add(value, type)}`] : ['false'];
}

function fits(type: 'bigint' | 'text' | 'uuid' | 'boolean', value: string | number | boolean) {
  switch (type) {
    case 'bigint':
      return typeof value === 'number' ? Number.isSafeInteger(value) : isBigint(String(value));
    case 'uuid':
      return isUuid(String(value));
    case 'text':
      return !String(value).includes('\0');
    case 'boolean':
      return true;
  }
}

/** Rows whose column has any of the values; each value is a part of an index of its own. */
export function eachOf(
  column: string,
  values: readonly string[],
  parameters: Parameters,
): Alternative {
  return {
    where: [],
    each: {
      values: parameters.add([...new Set(values)], 'text[]'),
      condition: (value) => `${column} = ${value}`,
    },
  };
}

export function within(
  parameters: Parameters,
  column: string,
  period: Period | undefined,
): readonly string[] {
  const { from, until } = period ?? {};
  return [
    ...(from === undefined ? [] : [`${column} >= ${parameters.add(instant(from), 'timestamptz')}`]),
    ...(until === undefined
      ? []
      : [`${column} < ${parameters.add(instant(until), 'timestamptz')}`]),
  ];
}

/** The server does not read the years that JavaScript writes with a sign. */
function instant(date: Date): string {
  const year = date.getUTCFullYear();
  return year > 9_999 ? 'infinity' : year < 0 ? '-infinity' : date.toISOString();
}

const greatestBigint = 2n ** 63n - 1n;

export function between(
  parameters: Parameters,
  column: string,
  range: AmountRange | undefined,
): readonly string[] {
  const { min, max } = range ?? {};
  return [
    ...(min === undefined ? [] : [`${column} >= ${parameters.add(clamped(min), 'bigint')}`]),
    ...(max === undefined ? [] : [`${column} <= ${parameters.add(clamped(max), 'bigint')}`]),
    ...(min !== undefined && min > greatestBigint ? ['false'] : []),
    ...(max !== undefined && max < -greatestBigint ? ['false'] : []),
  ];
}

function clamped(value: bigint): bigint {
  if (value > greatestBigint) {
    return greatestBigint;
  }
  return value < -greatestBigint ? -greatestBigint : value;
}

/** With `value` true the condition, with false its opposite. */
export function whether(condition: string, value: boolean | undefined): readonly string[] {
  if (value === undefined) {
    return [];
  }
  return [value ? condition : `NOT (${condition})`];
}

/** A pattern for LIKE that matches what begins with the text. */
export const beginningWith = (text: string): string => `${escapedForLike(text)}%`;

export const containing = (text: string): string => `%${escapedForLike(text)}%`;

const escapedForLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');
