import { Redis } from 'ioredis';
import { externalRedis, localRedis } from '../../test/harness/redis-engine.ts';

/** A Redis whose database is empty at the start and emptied at the end. */
export interface RedisEngine {
  readonly label: string;
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * The server of `REDIS_URL`, else a `redis-server` of this machine, else none.
 * @throws Error when the database of `REDIS_URL` holds anything: it would be emptied
 */
export async function openRedis(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<RedisEngine | undefined> {
  const configured = environment.REDIS_URL;
  if (!configured) {
    return localRedis();
  }
  const { label, url } = await externalRedis(configured);
  if ((await withRedis(url, (redis) => redis.dbsize())) > 0) {
    throw new Error('Cannot use the database of REDIS_URL as it is not empty: name another one');
  }
  const stop = async () => {
    await withRedis(url, (redis) => redis.flushdb());
  };
  return { label, url, stop };
}

async function withRedis<T>(url: string, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, { maxRetriesPerRequest: 1 });
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}
