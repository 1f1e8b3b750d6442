import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import type { JobLane } from '../../application/jobs.ts';
import { type QueueBackend, type QueueConnection, queueNameOf } from './queue-backend.ts';
import type { ServerHealth } from './server-health.ts';

export interface RedisBackendOptions {
  /** `redis://` or `rediss://`, with user, password and database number as needed. */
  readonly url: string;
  /** Starts every key; lets several installations share a database. */
  readonly prefix?: string | undefined;
}

/** Queues on Redis 6.2 or later. Its eviction policy must be `noeviction`. */
export function redisBackend({ url, prefix = 'nano-banana' }: RedisBackendOptions): QueueBackend {
  return {
    kind: 'redis',
    connect: async (role, health) => {
      const redis = new Redis(url, {
        ...(role === 'producer' ? FAIL_FAST : WAIT_FOR_SERVER),
        retryStrategy: (times) => Math.min(times * 100, 1_000),
        keepAlive: 10_000,
      });
      watch(redis, health);
      return connectionOn(redis, prefix, health);
    },
  };
}

const FAIL_FAST = { enableOfflineQueue: false, maxRetriesPerRequest: 1 };
/** BullMQ demands this of workers: a blocking command is repeated until it is answered. */
const WAIT_FOR_SERVER = { maxRetriesPerRequest: null };

function watch(redis: Redis, health: ServerHealth): void {
  redis.on('error', (error) => health.down(error));
  redis.on('ready', () => health.up());
}

function connectionOn(redis: Redis, prefix: string, health: ServerHealth): QueueConnection {
  const shared = { connection: redis, prefix };
  return {
    newQueue: (lane, options) => {
      const queue = new Queue(queueNameOf(lane), { ...options, ...shared });
      return queue.on('error', (error) => report(health, lane, error));
    },
    newWorker: (lane, processor, options) => {
      const worker = new Worker(queueNameOf(lane), processor, { ...options, ...shared });
      return worker.on('error', (error) => report(health, lane, error));
    },
    close: async () => redis.disconnect(),
  };
}

/** BullMQ hears of an outage once a connection; the shared client has told `health` already. */
function report(health: ServerHealth, lane: JobLane, error: Error): void {
  const isConnectionError = 'syscall' in error || error.message === 'Connection is closed.';
  if (!isConnectionError) health.trouble(lane, error);
}
