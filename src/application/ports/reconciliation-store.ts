import type { Difference } from '../../domain/payments/difference.ts';

/** What the daily comparison with the providers remembers. */
export interface ReconciliationStore {
  /** How many transactions of the bot's Stars were compared to the end. */
  starOffset(): Promise<number>;
  /** Never goes back. */
  setStarOffset(offset: number): Promise<void>;
  /** Until when YooKassa's lists were compared to the end; absent before the first time. */
  yookassaComparedUntil(): Promise<Date | undefined>;
  /** Never goes back. */
  setYookassaComparedUntil(until: Date): Promise<void>;
  /** @returns false when it was found before (see `differenceKey`): nothing is written. */
  addDifference(difference: Difference): Promise<boolean>;
  /** Newest first. */
  differences(limit: number): Promise<readonly Difference[]>;
}
