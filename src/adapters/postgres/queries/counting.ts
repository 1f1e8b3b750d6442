import type { DataSource } from 'typeorm';
import { type Count, type ReadLimits, ReadTimedOut } from '../../../application/queries/paging.ts';
import { type Conditions, Parameters } from './conditions.ts';
import { countedRows } from './count-statement.ts';
import type { ChildListSpec, ListSpec } from './list-spec.ts';
import { read, readFilled } from './read.ts';

/** Nobody pages further than this, and "more than 10,000" says as much as a number. */
const mostCounted = 10_000;
/** Below a parent, where several are counted at once. */
const mostCountedOfParent = 1_000;
/** Where the planner expects more than this, its guess says more than that there are many. */
const clearlyMany = 10 * mostCounted;
/** What counting may cost in the planner's units: these are some tens of milliseconds. */
const dearestCount = 10_000;
/** When it was dearer than it seemed. */
const countLimitMs = 100;

interface Plan {
  readonly 'Total Cost': number;
  readonly 'Plan Rows': number;
}

interface Explained {
  readonly 'QUERY PLAN': readonly [{ readonly Plan: Plan }];
}

/** How many rows a list has, exactly where that is cheap. */
export class Counting<Filter> {
  readonly #dataSource: DataSource;
  readonly #spec: Pick<ListSpec<never, unknown, Filter, never>, 'conditions' | 'counted' | 'total'>;

  constructor(
    dataSource: DataSource,
    spec: Pick<ListSpec<never, unknown, Filter, never>, 'conditions' | 'counted' | 'total'>,
  ) {
    this.#dataSource = dataSource;
    this.#spec = spec;
  }

  async count(filter: Filter, limits?: ReadLimits): Promise<Count> {
    const parameters = new Parameters();
    const conditions = this.#spec.conditions(filter, parameters, { isBelowParent: false });
    const total = isUnfiltered(conditions) ? await this.#total(limits) : undefined;
    if (total !== undefined) {
      return { value: total, precision: 'exact' };
    }
    const rows = (limit: string | undefined) =>
      countedRows(this.#spec.counted(filter), conditions, [], limit);
    const guess = await this.#plan(rows(undefined), parameters, limits);
    if (guess['Plan Rows'] > clearlyMany) {
      return { value: guess['Plan Rows'], precision: 'estimate' };
    }
    const capped = rows(`${mostCounted + 1}`);
    const { 'Total Cost': cost } = await this.#plan(capped, parameters, limits);
    const counted =
      cost > dearestCount ? undefined : await this.#counted(capped, parameters, limits);
    return counted === undefined
      ? { value: guess['Plan Rows'], precision: 'estimate' }
      : upTo(mostCounted, counted);
  }

  async countsOf<ParentId extends string | number>(
    parents: readonly ParentId[],
    { sql, type }: ChildListSpec<never, unknown, Filter, never>['parent'],
    filter: Filter,
    limits?: ReadLimits,
  ): Promise<ReadonlyMap<ParentId, Count>> {
    const parameters = new Parameters();
    const ids = parameters.add([...new Set(parents)], `${type}[]`);
    const conditions = this.#spec.conditions(filter, parameters, { isBelowParent: true });
    const counted = countedRows(
      this.#spec.counted(filter),
      conditions,
      [`${sql} = parent.id`],
      `${mostCountedOfParent + 1}`,
    );
    const rows = await readFilled<{ id: string; value: number }>(
      this.#dataSource,
      parameters,
      `SELECT parent.id::text AS id, of_parent.value
        FROM unnest(${ids}) AS parent(id) CROSS JOIN LATERAL (
          SELECT count(*)::integer AS value FROM (${counted}) AS counted
        ) AS of_parent`,
      limits,
    );
    const values = new Map(rows.map(({ id, value }) => [id, value]));
    return new Map(
      parents.map((parent) => [parent, upTo(mostCountedOfParent, values.get(`${parent}`) ?? 0)]),
    );
  }

  /** As of some seconds ago; absent until the statistics have counted something. */
  async #total(limits: ReadLimits | undefined): Promise<number | undefined> {
    const { total } = this.#spec;
    if (total === undefined) {
      return undefined;
    }
    const [row] = await read<{ count: string }>(
      this.#dataSource,
      'SELECT count FROM stats.table_totals WHERE name = $1',
      [total],
      limits,
    );
    return row === undefined || row.count === '0' ? undefined : Number(row.count);
  }

  async #counted(
    rows: string,
    parameters: Parameters,
    { limitMs = countLimitMs }: ReadLimits = {},
  ): Promise<number | undefined> {
    try {
      const [row] = await readFilled<{ value: number }>(
        this.#dataSource,
        parameters,
        `SELECT count(*)::integer AS value FROM (${rows}) AS counted`,
        { limitMs: Math.min(limitMs, countLimitMs) },
      );
      return row?.value;
    } catch (error) {
      if (error instanceof ReadTimedOut) {
        return undefined;
      }
      throw error;
    }
  }

  async #plan(rows: string, parameters: Parameters, limits?: ReadLimits): Promise<Plan> {
    const [row] = await readFilled<Explained>(
      this.#dataSource,
      parameters,
      `EXPLAIN (FORMAT JSON) ${rows}`,
      limits,
    );
    return row?.['QUERY PLAN'][0].Plan ?? { 'Total Cost': 0, 'Plan Rows': 0 };
  }
}

function isUnfiltered({ where, alternatives, search }: Conditions): boolean {
  return where.length === 0 && alternatives === undefined && search === undefined;
}

function upTo(most: number, counted: number): Count {
  return counted > most
    ? { value: most, precision: 'at_least' }
    : { value: counted, precision: 'exact' };
}
