/** An update as the messenger sent it. */
export interface IncomingUpdate {
  readonly updateId: number;
  readonly payload: unknown;
}

/**
 * Updates that were accepted and not handled yet. The messenger is told "got it" only after they
 * are in here, so a crash or an outage forgets none; the key refuses an update that comes twice.
 */
export interface UpdateInbox {
  /** @returns the ids that were not there before, leased to the caller until `leaseUntil`. */
  accept(
    updates: readonly IncomingUpdate[],
    now: Date,
    leaseUntil: Date,
  ): Promise<ReadonlySet<number>>;
  /** Handled: kept for a while to refuse repeats. */
  done(updateIds: readonly number[], at: Date): Promise<void>;
  /** Unhandled updates whose lease ends before `leaseEnd`, oldest first, leased anew to the caller. */
  reclaim(leaseEnd: Date, leaseUntil: Date, limit: number): Promise<readonly IncomingUpdate[]>;
  /** Gives up on an update that fails for reasons of its own; it stays for inspection. */
  bury(updateId: number, error: string, at: Date): Promise<void>;
  /** Forgets handled updates older than this. */
  prune(before: Date): Promise<void>;
}
