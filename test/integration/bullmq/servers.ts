import { randomUUID } from 'node:crypto';
import { freshDatabase } from '../../harness/database.ts';
import { freshRedis, redisUrl } from '../../harness/redis.ts';
import type { ServerKind } from './backends.ts';

/** Where the queues of one test are. */
export interface QueueServer {
  readonly url: string;
  readonly prefix: string;
  drop(): Promise<void>;
}

/** The kinds of servers that this machine has. */
export const serverKinds: readonly ServerKind[] =
  redisUrl() === undefined ? ['postgres'] : ['postgres', 'redis'];

export async function freshServer(kind: ServerKind): Promise<QueueServer> {
  const { url, drop } = await (kind === 'postgres' ? freshDatabase() : freshRedis());
  return { url, drop, prefix: randomUUID() };
}
