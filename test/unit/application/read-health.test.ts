import { describe, expect, test } from 'vitest';
import { ReadHealth } from '../../../src/application/health/read-health.ts';
import type { Backlog, BacklogQuery } from '../../../src/application/queries/health.ts';
import { InMemoryJobQueue } from '../../fakes/in-memory-job-queue.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { RecordingLogger } from '../../fakes/recording-logger.ts';

const backlog: Backlog = {
  generations: { queued: 2, atWork: 1, stranded: 0, oldestAgeMs: 900 },
  outboxJobs: 0,
  changeReaders: [],
};

describe('ReadHealth', () => {
  function subject() {
    const clock = new ManualClock();
    const queue = new InMemoryJobQueue();
    const logger = new RecordingLogger();
    const query: BacklogQuery = {
      read: async () => {
        clock.advance(7);
        return { backlog, databaseVersion: '18.4' };
      },
    };
    return { queue, logger, readHealth: new ReadHealth(query, queue, clock, logger, '1.2.3') };
  }

  test('measures the database by its own read', async () => {
    const { readHealth, queue } = subject();
    await queue.add([{ job: { type: 'credits.audit', date: '2026-01-15' } }]);

    const health = await readHealth.execute();

    expect(health).toMatchObject({
      version: '1.2.3',
      database: { latencyMs: 7, version: '18.4' },
      backlog,
    });
    expect(health.queues).toContainEqual({ lane: 'system', jobs: 1 });
  });

  test('leaves the queues out when nobody can ask them', async () => {
    const { readHealth, queue, logger } = subject();
    queue.isAway = true;

    const health = await readHealth.execute();

    expect(health.queues).toBeUndefined();
    expect(health.backlog).toEqual(backlog);
    expect(logger.of('queue_depth_unknown')).toHaveLength(1);
  });
});
