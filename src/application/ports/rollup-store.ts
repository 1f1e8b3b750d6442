/**
 * - `behind`: a batch was counted, and there is more
 * - `current`: everything that can be counted is
 * - `busy`: another process is at it
 * - `unbuilt`: nothing was ever counted here, or the database was restored: only `rebuild` helps
 */
export type RollupProgress = 'behind' | 'current' | 'busy' | 'unbuilt';

/** Sums of everything that happened, kept beside the tables that they follow from. */
export interface RollupStore {
  /** Counts the next changes, at most `limit`, each exactly once whatever crashes. */
  advance(limit: number): Promise<RollupProgress>;
  /**
   * Counts everything anew from the tables while the product goes on working. Readers see the old sums
   * until it is done; the change feed stands still meanwhile. Minutes, for ten million generations.
   */
  rebuild(): Promise<void>;
  /**
   * Forgets changes of before a time that all durable readers have read.
   *
   * @returns how many
   */
  prune(before: Date): Promise<number>;
}
