import type { Alternative, Conditions } from './conditions.ts';

/** Rows that fulfil the conditions, at most so many of them. */
export function countedRows(
  from: string,
  { where, alternatives, search }: Conditions,
  more: readonly string[],
  limit: string | undefined,
): string {
  const all = [...where, ...more];
  const end = limit === undefined ? '' : ` LIMIT ${limit}`;
  const one = (conditions: readonly string[]) =>
    `SELECT 1 FROM ${from} WHERE ${conditions.map((sql) => `(${sql})`).join(' AND ') || 'true'}${end}`;
  const divided = alternatives ?? search?.all.map((found): Alternative => ({ where: [found] }));
  if (divided === undefined) {
    return one(all);
  }
  const branches = divided.map(({ where: own, each }) =>
    each === undefined
      ? `(${one([...all, ...own])})`
      : `(SELECT 1 FROM unnest(${each.values}) AS each(value)
          CROSS JOIN LATERAL (${one([...all, ...own, each.condition('each.value')])}) AS of_each)`,
  );
  return `SELECT 1 FROM (${branches.join(' UNION ALL ')}) AS branches${end}`;
}
