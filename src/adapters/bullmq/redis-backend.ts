import { Queue, Worker } from 'bullmq';
import { Redis, type RedisOptions } from 'ioredis';
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
        ...(role === 'producer' ? failFast : waitFor(health)),
        retryStrategy: (times) => Math.min(times * 100, 1_000),
        keepAlive: 10_000,
      });
      watch(redis, health);
      return connectionOn(redis, prefix, health);
    },
  };
}

const failFast: RedisOptions = { enableOfflineQueue: false, maxRetriesPerRequest: 1 };

/**
 * BullMQ demands of workers that a command is repeated until it is answered. What a server refuses
 * because of its own state, BullMQ would ask again at once and without end: a connection that is
 * made anew before each repetition slows that down to ten times a second.
 */
function waitFor(health: ServerHealth): RedisOptions {
  return {
    maxRetriesPerRequest: null,
    reconnectOnError: (error) => {
      if (!REFUSAL.test(error.message)) return false;
      health.down(error);
      return RECONNECT_AND_REPEAT;
    },
  };
}

const REFUSAL =
  /^(BUSY|CLUSTERDOWN|LOADING|MASTERDOWN|MISCONF|NOAUTH|NOPERM|NOREPLICAS|OOM|READONLY)\b/;
const RECONNECT_AND_REPEAT = 2;

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
