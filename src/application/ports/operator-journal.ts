import type { OperatorEvent } from '../notices.ts';

/** What the operator is told of, gathered so that many events become one message. */
export interface OperatorJournal {
  /** @param key named events are told once, ever. */
  add(event: OperatorEvent, key?: string): Promise<void>;
  /** Marks the oldest untold ones as told and returns them; two callers never get the same. */
  take(limit: number): Promise<readonly OperatorEvent[]>;
}
