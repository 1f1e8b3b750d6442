import type { Percentiles } from '../../../application/queries/statistics.ts';

/** As `stats.latency_bucket` has it. */
const width = 1.05;

/**
 * Of histograms added up.
 *
 * @param rows `counts` as in `stats.latency`: a JSON object of a bucket's number to a count
 */
export function percentilesOf(rows: readonly { readonly counts: string }[]): Percentiles {
  const counts = new Map<number, number>();
  for (const row of rows) {
    for (const [bucket, count] of Object.entries<number>(JSON.parse(row.counts))) {
      counts.set(Number(bucket), (counts.get(Number(bucket)) ?? 0) + count);
    }
  }
  const buckets = [...counts].sort(([a], [b]) => a - b);
  const count = buckets.reduce((sum, [, own]) => sum + own, 0);
  const at = (share: number) => {
    let upto = 0;
    const reached = buckets.find(([, own]) => {
      upto += own;
      return upto >= share * count;
    });
    return reached && Math.round(middleOf(reached[0]));
  };
  return { count, p50Ms: at(0.5), p90Ms: at(0.9), p95Ms: at(0.95), p99Ms: at(0.99) };
}

const middleOf = (bucket: number): number => width ** (bucket + 0.5);
