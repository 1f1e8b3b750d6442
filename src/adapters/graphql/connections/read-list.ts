import type { ChildQuery, ListQuery, Sort } from '../../../application/queries/paging.ts';
import type { Loaders } from '../loaders.ts';
import type { ChildPageArgs } from './child-page-args.ts';
import { listed } from './connection.ts';
import { pageOf } from './invalid-cursor.ts';
import { type PageArgs, takeOf } from './page-args.ts';

/**
 * A page of a list, as its connection.
 * @throws GraphQLError BAD_USER_INPUT
 */
export async function readList<View, Filter, Field extends string, Node>(
  query: ListQuery<View, Filter, Field>,
  { filter, sort, args }: { filter: Filter; sort: Sort<Field>; args: PageArgs },
  toNode: (view: View) => Node,
) {
  const page = pageOf(await query.page({ filter, sort, take: takeOf(args) }));
  return listed({ page, count: () => query.count(filter) }, toNode);
}

/**
 * The same below one parent. Lists below several parents that are asked for alike share a statement.
 * @throws GraphQLError BAD_USER_INPUT
 */
export async function readChildren<Parent, View, Filter, Field extends string, Node>(
  { children }: Loaders,
  query: ChildQuery<Parent, View, Filter, Field>,
  { parent, by, filter, args }: { parent: Parent; by: Field; filter: Filter; args: ChildPageArgs },
  toNode: (view: View) => Node,
) {
  const sort = { by, direction: args.direction };
  const page = await children.page(query, parent, { filter, sort, take: takeOf(args) });
  return listed({ page, count: () => children.count(query, parent, filter) }, toNode);
}
