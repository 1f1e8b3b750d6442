import { Queue, Worker } from 'bullmq';
import { Redis, type RedisOptions } from 'ioredis';
import type { JobLane } from '../../application/jobs.ts';
import { type QueueBackend, type QueueConnection, queueNameOf } from './queue-backend.ts';
import type { ServerHealth } from './server-health.ts';
import { withinTime } from './time-limit.ts';

export interface RedisBackendOptions {
  /** `redis://` or `rediss://`, with user, password and database number as needed. */
  readonly url: string;
  /** Starts every key; lets several installations share a database. */
  readonly prefix?: string | undefined;
  /** A server that is silent for longer counts as away; 10,000 when absent. */
  readonly silenceLimitMs?: number | undefined;
}

/** Queues on Redis 6.2 or later. Its eviction policy must be `noeviction`. */
export function redisBackend(options: RedisBackendOptions): QueueBackend {
  const { url, prefix = 'nano-banana', silenceLimitMs = 10_000 } = options;
  return {
    kind: 'redis',
    connect: async (role, health) => {
      const redis = new Redis(url, {
        ...(role === 'producer' ? failFast : waitFor(health)),
        retryStrategy: (times) => Math.min(times * 100, 1_000),
        keepAlive: 10_000,
      });
      redis.on('error', (error) => health.down(error));
      redis.on('ready', () => health.up());
      return connectionOn(redis, prefix, health, watchForSilence(redis, silenceLimitMs));
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

/**
 * A server whose machine or network is gone leaves connections on which nothing ever fails. Asks
 * for a sign of life and connects anew without one. @returns what ends the watch
 */
function watchForSilence(redis: Redis, silenceLimitMs: number): () => void {
  const ask = async () => {
    if (redis.status !== 'ready') return;
    const { stream } = redis;
    const sign = withinTime(redis.ping(), silenceLimitMs / 2, 'Redis did not answer');
    await sign.catch((error: Error) => stream.destroy(error));
  };
  const timer = setInterval(() => void ask(), silenceLimitMs / 2);
  return () => clearInterval(timer);
}

function connectionOn(
  redis: Redis,
  prefix: string,
  health: ServerHealth,
  endWatch: () => void,
): QueueConnection {
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
    close: async () => {
      endWatch();
      redis.disconnect();
    },
  };
}

/** BullMQ hears of an outage once a connection; the shared client has told `health` already. */
function report(health: ServerHealth, lane: JobLane, error: Error): void {
  const isConnectionError = 'syscall' in error || error.message === 'Connection is closed.';
  if (!isConnectionError) health.trouble(lane, error);
}
