import { postgresBackend } from '../../../src/adapters/bullmq/postgres-backend.ts';
import type { QueueBackend } from '../../../src/adapters/bullmq/queue-backend.ts';
import { redisBackend } from '../../../src/adapters/bullmq/redis-backend.ts';

export type ServerKind = QueueBackend['kind'];

export function backendOf(kind: ServerKind, url: string, prefix: string): QueueBackend {
  const silenceLimitMs = 1_000;
  return kind === 'postgres'
    ? postgresBackend({ url, silenceLimitMs })
    : redisBackend({ url, prefix, silenceLimitMs });
}
