import { Redis } from 'ioredis';
import { inject } from 'vitest';

/** A logical Redis database that belongs to one test file. */
export interface TestRedis {
  readonly url: string;
  /** Removes every key of the database. */
  drop(): Promise<void>;
}

/**
 * The Redis of this run, or undefined where the machine has none. It is known when a test file
 * loads, so that it fits `describe.skipIf(redisUrl() === undefined)`.
 */
export function redisUrl(): string | undefined {
  return inject('engines').redisUrl;
}

/** The Redis of this run. Throws where the machine has none: guard the suite with {@link redisUrl}. */
function requireRedis(): string {
  const url = redisUrl();
  if (url === undefined) {
    throw new Error('Cannot run this test without Redis: guard its suite with redisUrl()');
  }
  return url;
}

/** Reserves an empty logical database, so that tests need no prefix and see no foreign keys. */
export async function freshRedis(): Promise<TestRedis> {
  const redis = new Redis(requireRedis(), { maxRetriesPerRequest: 1 });
  try {
    const url = new URL(requireRedis());
    url.pathname = `/${await reserveDatabase(redis)}`;
    return { url: url.href, drop: () => flush(url.href) };
  } finally {
    redis.disconnect();
  }
}

/** Database 0 counts the reservations; a database that holds anything is never handed out. */
async function reserveDatabase(redis: Redis): Promise<number> {
  const count = await databaseCount(redis);
  for (let tries = 1; tries < count; tries++) {
    await redis.select(0);
    const database = ((await redis.incr('nano-banana:tests:databases')) % (count - 1)) + 1;
    await redis.select(database);
    if ((await redis.dbsize()) === 0) return database;
  }
  throw new Error(`Cannot reserve a Redis database: all ${count - 1} hold keys`);
}

async function databaseCount(redis: Redis): Promise<number> {
  const reply = await redis.config('GET', 'databases');
  const count = Array.isArray(reply) ? Number(reply[1]) : Number.NaN;
  if (!Number.isInteger(count)) {
    throw new Error(`Cannot read how many databases Redis has: CONFIG GET answered ${reply}`);
  }
  return count;
}

async function flush(url: string): Promise<void> {
  const redis = new Redis(url, { maxRetriesPerRequest: 1 });
  try {
    await redis.flushdb();
  } finally {
    redis.disconnect();
  }
}
