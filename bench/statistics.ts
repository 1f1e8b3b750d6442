/** The value in the middle; half of a set is at or below it. */
export const median = (values: readonly number[]): number => percentile(values, 0.5);

/**
 * Nearest rank.
 * @param share from 0 to 1, e.g. 0.95
 * @throws RangeError when there are no values
 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (value === undefined) {
    throw new RangeError('Cannot take a percentile as there are no values');
  }
  return value;
}
