import type { Queue, QueueOptions, Worker, WorkerOptions } from 'bullmq';
import type { JobLane } from '../../application/jobs.ts';
import type { ServerHealth } from './server-health.ts';

/** The server that keeps the queues. Made by `redisBackend` or `postgresBackend`. */
export interface QueueBackend {
  readonly kind: 'redis' | 'postgres';
  /**
   * Opens connections for adding jobs (`producer`: fails fast) or for running them (`consumer`:
   * waits for the server). `health` hears when the server goes away and comes back.
   */
  connect(role: 'producer' | 'consumer', health: ServerHealth): Promise<QueueConnection>;
}

export interface QueueConnection {
  newQueue(lane: JobLane, options: LaneQueueOptions): LaneQueue;
  newWorker(lane: JobLane, processor: LaneProcessor, options: LaneWorkerOptions): LaneWorker;
  /** Cuts off queues and workers that are not closed yet. May be called twice. */
  close(): Promise<void>;
}

export type LaneQueue = Pick<
  Queue,
  'add' | 'addBulk' | 'getJobCounts' | 'getDelayedCount' | 'waitUntilReady' | 'close'
>;
export type LaneQueueOptions = Omit<QueueOptions, 'connection'>;

export type LaneWorker = Pick<Worker, 'run' | 'pause' | 'waitUntilReady' | 'close'>;
export type LaneWorkerOptions = Omit<WorkerOptions, 'connection'>;
/** What of a BullMQ job the runner uses. */
export interface LaneJob {
  readonly id?: string | undefined;
  readonly data: unknown;
  readonly attemptsMade: number;
  moveToDelayed(timestamp: number, token?: string): Promise<void>;
  moveToWait(token?: string): Promise<unknown>;
}
export type LaneProcessor = (job: LaneJob, token?: string) => Promise<null>;

/** One queue a lane, so that a full lane holds up no other. BullMQ refuses ':' in names. */
export const queueNameOf = (lane: JobLane): string => `jobs-${lane}`;
