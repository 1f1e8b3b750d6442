import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe } from 'vitest';
import { createBullmqJobQueue } from '../../src/adapters/bullmq/job-queue.ts';
import { createBullmqJobRunner } from '../../src/adapters/bullmq/job-runner.ts';
import { postgresBackend } from '../../src/adapters/bullmq/postgres-backend.ts';
import type { QueueBackend } from '../../src/adapters/bullmq/queue-backend.ts';
import { redisBackend } from '../../src/adapters/bullmq/redis-backend.ts';
import { InMemoryJobQueue, InMemoryJobRunner } from '../fakes/in-memory-job-queue.ts';
import { RecordingLogger } from '../fakes/recording-logger.ts';
import { freshDatabase } from '../harness/database.ts';
import { freshRedis, redisUrl, type TestRedis } from '../harness/redis.ts';
import { type JobQueueSubject, jobQueueContract } from './job-queue-contract.ts';

const clock = { now: () => new Date() };

function bullmqSubject(backend: QueueBackend, drop: () => Promise<void>): JobQueueSubject {
  const logger = new RecordingLogger();
  const queue = createBullmqJobQueue({ backend, clock, logger });
  return {
    queue,
    newRunner: (setup) => createBullmqJobRunner({ backend, clock, logger, ...setup }),
    close: async () => {
      await queue.close();
      await drop();
    },
  };
}

describe('InMemoryJobQueue', () => {
  jobQueueContract(async () => {
    const queue = new InMemoryJobQueue();
    return {
      queue,
      newRunner: (setup) => new InMemoryJobRunner(queue, setup),
      close: () => queue.close(),
    };
  });
});

describe('BullmqJobQueue on PostgreSQL', () => {
  jobQueueContract(async () => {
    const { url, drop } = await freshDatabase();
    return bullmqSubject(postgresBackend({ url }), drop);
  });
});

describe.skipIf(redisUrl() === undefined)('BullmqJobQueue on Redis', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await freshRedis();
  });
  afterAll(() => redis.drop());

  jobQueueContract(async () => {
    const backend = redisBackend({ url: redis.url, prefix: randomUUID() });
    return bullmqSubject(backend, async () => {});
  });
});
