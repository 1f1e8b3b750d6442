import type { ApiContext } from '../context.ts';
import type { Loaders } from '../loaders.ts';
import { tooMuch } from '../protection/refusals.ts';

/** Of one request. How many lines a chart has is known only when it was read. */
const mostPoints = 20_000;

const given = new WeakMap<Loaders, number>();

/**
 * Counts the points that a request is answered with: each is a dozen of fields, and thousands of them keep
 * the process from everything else.
 * @throws GraphQLError QUERY_TOO_COSTLY
 */
function countPoints({ loaders }: ApiContext, points: number): void {
  const sum = (given.get(loaders) ?? 0) + points;
  given.set(loaders, sum);
  if (sum > mostPoints) {
    throw tooMuch({
      code: 'QUERY_TOO_COSTLY',
      what: 'points of statistics',
      limit: mostPoints,
      actual: sum,
    });
  }
}

/** The same points, counted. */
export function counted<Row>(context: ApiContext, rows: readonly Row[]): readonly Row[] {
  countPoints(context, rows.length);
  return rows;
}

/** The same lines, their points counted. */
export function countedSeries<Line extends { readonly points: readonly unknown[] }>(
  context: ApiContext,
  lines: readonly Line[],
): readonly Line[] {
  countPoints(
    context,
    lines.reduce((sum, { points }) => sum + points.length, 0),
  );
  return lines;
}
