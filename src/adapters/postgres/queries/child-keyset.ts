import type { DataSource } from 'typeorm';
import type {
  ChildListQuery,
  Count,
  InvalidCursor,
  Page,
  PageRequest,
  ReadLimits,
} from '../../../application/queries/paging.ts';
import { ok, type Result } from '../../../domain/shared/result.ts';
import { Parameters } from './conditions.ts';
import { Counting } from './counting.ts';
import { grouped } from './grouped.ts';
import { KeysetList, type PageRow, pageOf, pageParts } from './keyset.ts';
import type { ChildListSpec } from './list-spec.ts';
import { pageStatement } from './page-statement.ts';
import { readFilled } from './read.ts';

/** A list that is also read below several parents at once. */
export class ChildKeysetList<
    ParentId extends string | number,
    Row,
    Node,
    Filter,
    Field extends string,
  >
  extends KeysetList<Row, Node, Filter, Field>
  implements ChildListQuery<ParentId, Node, Filter, Field>
{
  readonly #spec: ChildListSpec<Row, Node, Filter, Field>;
  readonly #dataSource: DataSource;
  readonly #counting: Counting<Filter>;

  constructor(dataSource: DataSource, spec: ChildListSpec<Row, Node, Filter, Field>) {
    super(dataSource, spec);
    this.#spec = spec;
    this.#dataSource = dataSource;
    this.#counting = new Counting(dataSource, spec);
  }

  async pagesOf(
    parents: readonly ParentId[],
    request: PageRequest<Filter, Field>,
    limits?: ReadLimits,
  ): Promise<Result<ReadonlyMap<ParentId, Page<Node>>, InvalidCursor>> {
    const { parent, node } = this.#spec;
    const parameters = new Parameters();
    const ids = parameters.add([...new Set(parents)], `${parent.type}[]`);
    const ofFilter = this.#spec.conditions(request.filter, parameters, {
      field: request.sort.by,
      isBelowParent: true,
    });
    const conditions = { ...ofFilter, where: [...ofFilter.where, `${parent.sql} = parent.id`] };
    const parts = pageParts(this.#spec, request, conditions, parameters, true);
    if (!parts.ok) {
      return parts;
    }
    const sql = pageStatement(this.#spec, parts.value, { ids });
    const rows = await readFilled<Row & PageRow>(this.#dataSource, parameters, sql, limits);
    const families = grouped(rows, ({ page_parent }) => page_parent);
    const { sort } = parts.value;
    return ok(
      new Map(
        parents.map((id) => [id, pageOf(families.get(`${id}`) ?? [], request.take, sort, node)]),
      ),
    );
  }

  countsOf(
    parents: readonly ParentId[],
    filter: Filter,
    limits?: ReadLimits,
  ): Promise<ReadonlyMap<ParentId, Count>> {
    return this.#counting.countsOf(parents, this.#spec.parent, filter, limits);
  }
}
