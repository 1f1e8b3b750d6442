/** How the product is doing, as of this moment. Times are by the database's clock. */
export interface HealthView {
  readonly version: string;
  readonly database: DatabaseHealth;
  /** Jobs waiting or running, by lane; absent when the queue cannot be reached. */
  readonly queues?: readonly QueueHealth[] | undefined;
  readonly backlog: Backlog;
}

export interface DatabaseHealth {
  /** How long one statement took, there and back. */
  readonly latencyMs: number;
  /** e.g. `18.4`. */
  readonly version: string;
}

export interface QueueHealth {
  readonly lane: string;
  readonly jobs: number;
}

/** Work that was accepted and is not done. Ages are absent when there is none. */
export interface Backlog {
  readonly generations: UnfinishedGenerations;
  /** Jobs that are committed and not in the queue yet; counted up to 10,000. */
  readonly outboxJobs: number;
  readonly outboxOldestAgeMs?: number | undefined;
  readonly changeReaders: readonly ChangeReaderHealth[];
}

export interface UnfinishedGenerations {
  readonly queued: number;
  /** A worker that lives is at it. */
  readonly atWork: number;
  /** Whoever was at it is gone; the sweeper takes care of it. */
  readonly stranded: number;
  readonly oldestAgeMs?: number | undefined;
}

/** Who follows the changes durably: rollups, webhooks. */
export interface ChangeReaderHealth {
  readonly name: string;
  /** The age of the oldest change that it has not taken up; 0 when there is none. */
  readonly lagMs: number;
}

export interface BacklogQuery {
  /** Also measures the database by doing so. */
  read(): Promise<{ readonly backlog: Backlog; readonly databaseVersion: string }>;
}
