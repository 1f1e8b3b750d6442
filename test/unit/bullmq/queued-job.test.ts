import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { queuedJob, readJob } from '../../../src/adapters/bullmq/queued-job.ts';
import type { Job } from '../../../src/application/jobs.ts';
import { generationId } from '../../../src/domain/shared/ids.ts';

const now = new Date('2026-03-01T12:00:00Z');
const ids = fc.uuid().map(generationId);

/** Jobs of every shape, save for notices, whose content the queue does not look at. */
const jobs: fc.Arbitrary<Job> = fc.oneof(
  fc.record({
    type: fc.constant('generation.run' as const),
    generationId: ids,
    lane: fc.constantFrom('text' as const, 'image' as const),
  }),
  fc.record({ type: fc.constant('status.remove' as const), generationId: ids }),
  fc.record({
    type: fc.constant('album.flush' as const),
    // Telegram's media_group_id, with the chat before it.
    albumKey: fc.tuple(fc.integer(), fc.string()).map((parts) => parts.join(':')),
    photoMessageId: fc.nat(),
  }),
);

describe('queuedJob', () => {
  test('has an id that BullMQ takes: without a colon, and no number', () => {
    fc.assert(
      fc.property(jobs, (job) => {
        const { jobId } = queuedJob({ job }, now).opts;
        expect(jobId).not.toContain(':');
        expect(Number(jobId)).toBeNaN();
      }),
    );
  });

  test('is read back as the same job', () => {
    fc.assert(
      fc.property(jobs, (job) => {
        const { data, opts } = queuedJob({ job }, now);
        expect(readJob(opts.jobId, JSON.parse(JSON.stringify(data)))).toEqual(job);
      }),
    );
  });

  test('waits until its time, and not at all when that is past', () => {
    const job: Job = { type: 'status.remove', generationId: generationId('a') };
    const delayOf = (runAt?: Date) => queuedJob({ job, runAt }, now).opts.delay;

    expect(delayOf(new Date(now.getTime() + 1_500))).toBe(1_500);
    expect(delayOf(new Date(now.getTime() - 1_500))).toBe(0);
    expect(delayOf()).toBe(0);
  });
});

describe('readJob', () => {
  test('refuses a job whose content does not belong to its key', () => {
    const job: Job = { type: 'generation.run', generationId: generationId('a'), lane: 'text' };

    expect(() => readJob('generation-b', job)).toThrow('generation-b');
  });
});
