import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RetryPolicy } from '../../src/adapters/bullmq/retry-policy.ts';
import { type Job, type JobLane, jobKey } from '../../src/application/jobs.ts';
import type {
  JobHandlers,
  JobOutcome,
  JobQueue,
  JobRunner,
} from '../../src/application/ports/job-queue.ts';
import { generationId } from '../../src/domain/shared/ids.ts';
import { type AnyJobHandler as Handler, handlersOf } from './job-queue-handlers.ts';

export interface RunnerSetup {
  readonly handlers: JobHandlers;
  readonly concurrency: Readonly<Record<JobLane, number>>;
  readonly retry: RetryPolicy;
}

/** An empty queue of one test, and the runners that share it. */
export interface JobQueueSubject {
  readonly queue: JobQueue;
  newRunner(setup: RunnerSetup): JobRunner;
  close(): Promise<void>;
}

const done: JobOutcome = { kind: 'done' };
const again = (afterMs: number): JobOutcome => ({ kind: 'again', afterMs });
const text = (name: string): Job => ({
  type: 'generation.run',
  generationId: generationId(name),
  lane: 'text',
});
const image = (name: string): Job => ({
  type: 'generation.run',
  generationId: generationId(name),
  lane: 'image',
});
const status = (name: string): Job => ({
  type: 'status.remove',
  generationId: generationId(name),
});

/** Resolves when it is opened; handlers wait at it. */
function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** What every JobQueue does together with its JobRunner. */
export function jobQueueContract(create: () => Promise<JobQueueSubject>): void {
  describe('a JobQueue', () => {
    let subject: JobQueueSubject;
    let queue: JobQueue;
    let ran: string[];
    const runners: JobRunner[] = [];

    beforeEach(async () => {
      subject = await create();
      queue = subject.queue;
      ran = [];
    });
    afterEach(async () => {
      await Promise.all(runners.splice(0).map((runner) => runner.stop(0)));
      await subject.close();
    });

    const start = async (handler: Handler, setup: Partial<RunnerSetup> = {}) => {
      const runner = subject.newRunner({
        handlers: handlersOf((job, context) => {
          ran.push(jobKey(job));
          return handler(job, context);
        }),
        concurrency: { text: 4, image: 2, system: 2 },
        retry: { attempts: 3, firstDelayMs: 20, longestDelayMs: 100 },
        ...setup,
      });
      runners.push(runner);
      await runner.start();
      return runner;
    };
    const until = (condition: () => unknown) =>
      vi.waitFor(condition, { timeout: 15_000, interval: 5 });
    const untilIdle = () =>
      until(async () => expect(await queue.depth()).toEqual({ text: 0, image: 0, system: 0 }));

    test('runs a job once, whole', async () => {
      const jobs: Job[] = [];
      await start((job) => {
        jobs.push(job);
        return done;
      });
      await queue.add([{ job: text('a') }]);
      await until(() => expect(jobs).toEqual([text('a')]));
      await untilIdle();
      expect(ran).toEqual(['generation-a']);
    });

    test('runs the jobs of all lanes that were added before it started', async () => {
      await queue.add([{ job: text('a') }, { job: image('b') }, { job: status('c') }]);
      await queue.add([{ job: text('d') }]);
      expect(await queue.depth()).toEqual({ text: 2, image: 1, system: 1 });
      await start(() => done);
      await untilIdle();
      expect(ran.toSorted()).toEqual(['generation-a', 'generation-b', 'generation-d', 'status-c']);
    });

    test('does not add a key that is waiting', async () => {
      await queue.add([{ job: text('a') }, { job: text('a') }]);
      await queue.add([{ job: text('a') }]);
      await queue.add([{ job: text('a') }, { job: text('b') }]);
      expect(await queue.depth()).toMatchObject({ text: 2 });
      await start(() => done);
      await untilIdle();
      expect(ran.toSorted()).toEqual(['generation-a', 'generation-b']);
    });

    test('does not add a key that is running', async () => {
      const { opened, open } = gate();
      await start(async () => {
        await opened;
        return done;
      });
      await queue.add([{ job: text('a') }]);
      await until(() => expect(ran).toHaveLength(1));
      await queue.add([{ job: text('a') }]);
      expect(await queue.depth()).toMatchObject({ text: 1 });
      open();
      await untilIdle();
      expect(ran).toHaveLength(1);
    });

    test('adds a key again once its job is done', async () => {
      await start(() => done);
      for (const runs of [1, 2, 3]) {
        await queue.add([{ job: text('a') }]);
        await until(() => expect(ran).toHaveLength(runs));
        await untilIdle();
      }
    });

    test('does not run a job before its time', async () => {
      let ranAt = 0;
      await start(() => {
        ranAt = Date.now();
        return done;
      });
      // Connected by now, so that the time below is not spent on that.
      await untilIdle();
      const runAt = new Date(Date.now() + 500);
      await queue.add([{ job: text('a'), runAt }]);
      expect(await queue.depth()).toMatchObject({ text: 0 });
      await until(() => expect(ran).toHaveLength(1));
      expect(ranAt).toBeGreaterThanOrEqual(runAt.getTime());
    });

    test('runs an earlier job although a later one was added first', async () => {
      await start(() => done);
      await queue.add([{ job: text('late'), runAt: new Date(Date.now() + 60_000) }]);
      await queue.add([{ job: text('soon'), runAt: new Date(Date.now() + 50) }]);
      await until(() => expect(ran).toEqual(['generation-soon']));
    });

    test('runs a job again when it asks, which counts as no failure', async () => {
      const startedAt: number[] = [];
      await start(
        () => {
          startedAt.push(Date.now());
          if (startedAt.length === 5) throw new Error('the first failure of two');
          return startedAt.length < 6 ? again(30) : done;
        },
        { retry: { attempts: 2, firstDelayMs: 10, longestDelayMs: 10 } },
      );
      await queue.add([{ job: text('a') }]);
      await until(() => expect(startedAt).toHaveLength(6));
      await untilIdle();
      const pauses = startedAt.slice(1, 5).map((at, index) => at - (startedAt[index] ?? 0));
      expect(Math.min(...pauses)).toBeGreaterThanOrEqual(30);
    });

    test('tries a job that throws again until it succeeds', async () => {
      await start(() => {
        if (ran.length < 3) throw new Error('not yet');
        return done;
      });
      await queue.add([{ job: text('a') }]);
      await until(() => expect(ran).toHaveLength(3));
      await untilIdle();
    });

    test('gives a job up after its last attempt, and then takes its key again', async () => {
      await start(
        () => {
          if (ran.length <= 2) throw new Error('never');
          return done;
        },
        { retry: { attempts: 2, firstDelayMs: 1, longestDelayMs: 1 } },
      );
      await queue.add([{ job: text('a') }]);
      await until(() => expect(ran).toHaveLength(2));
      await until(async () => {
        await queue.add([{ job: text('a') }]);
        expect(ran).toHaveLength(3);
      });
      await untilIdle();
    });

    test('runs text while the image lane is full', async () => {
      const { opened, open } = gate();
      await start(
        async (job) => {
          if (job.type === 'generation.run' && job.lane === 'image') await opened;
          return done;
        },
        { concurrency: { text: 1, image: 1, system: 1 } },
      );
      await queue.add([{ job: image('a') }, { job: image('b') }]);
      await until(() => expect(ran).toHaveLength(1));
      await queue.add([{ job: text('c') }, { job: status('d') }]);
      await until(() => expect(ran).toHaveLength(3));
      expect(await queue.depth()).toMatchObject({ image: 2 });
      open();
      await untilIdle();
    });

    test('runs as many jobs of a lane at a time as it was told, and no more', async () => {
      let running = 0;
      let most = 0;
      await start(
        async () => {
          running += 1;
          most = Math.max(most, running);
          await until(() => expect(most).toBe(3));
          await setImmediate();
          running -= 1;
          return done;
        },
        { concurrency: { text: 3, image: 1, system: 1 } },
      );
      await queue.add(Array.from({ length: 20 }, (_, index) => ({ job: text(`${index}`) })));
      await until(() => expect(ran).toHaveLength(20));
      await untilIdle();
      expect(most).toBe(3);
    });

    test('finishes the running job when it stops, and takes no other', async () => {
      const { opened, open } = gate();
      let finished = false;
      const runner = await start(async ({ type }, { signal }) => {
        await opened;
        finished = !signal.aborted && type === 'generation.run';
        return done;
      });
      await queue.add([{ job: text('a') }]);
      await until(() => expect(ran).toHaveLength(1));
      const stopped = runner.stop(10_000);
      await queue.add([{ job: text('b') }]);
      open();
      await stopped;
      expect(finished).toBe(true);
      expect(ran).toEqual(['generation-a']);
      expect(await queue.depth()).toMatchObject({ text: 1 });
    });

    test.each([
      ['asks to run again', () => again(0)],
      [
        'throws',
        () => {
          throw new Error('aborted');
        },
      ],
    ])('hands a job to the next runner when it %s once its signal aborts', async (_, end) => {
      const first = await start(
        async (_job, { signal }) => {
          await aborted(signal);
          return end();
        },
        { retry: { attempts: 1, firstDelayMs: 1, longestDelayMs: 1 } },
      );
      await queue.add([{ job: text('a') }]);
      await until(() => expect(ran).toHaveLength(1));
      await first.stop(20);
      expect(await queue.depth()).toMatchObject({ text: 1 });
      await start(() => done);
      await until(() => expect(ran).toHaveLength(2));
      await untilIdle();
    });

    test('runs each of 1,000 jobs exactly once with two runners', async () => {
      const names = Array.from({ length: 1_000 }, (_, index) => `${index}`);
      const concurrency = { text: 20, image: 1, system: 1 };
      await Promise.all([start(() => done, { concurrency }), start(() => done, { concurrency })]);
      for (let from = 0; from < names.length; from += 100) {
        await queue.add(names.slice(from, from + 100).map((name) => ({ job: text(name) })));
      }
      await until(() => expect(ran.length).toBeGreaterThanOrEqual(1_000));
      await untilIdle();
      expect(ran.toSorted()).toEqual(names.map((name) => `generation-${name}`).toSorted());
    });

    test('refuses to start without a handler for every kind of job', async () => {
      const { 'album.flush': _, ...rest } = handlersOf(() => done);
      const starting = start(() => done, { handlers: rest as JobHandlers });
      await expect(starting).rejects.toThrow('album.flush');
    });

    test('refuses to start with a handler for an unknown kind of job', async () => {
      const handlers = { ...handlersOf(() => done), 'job.of.tomorrow': async () => done };
      await expect(start(() => done, { handlers })).rejects.toThrow('job.of.tomorrow');
    });

    test('stops when it never started', async () => {
      const runner = subject.newRunner({
        handlers: handlersOf(() => done),
        concurrency: { text: 1, image: 1, system: 1 },
        retry: { attempts: 1, firstDelayMs: 1, longestDelayMs: 1 },
      });
      await runner.stop(0);
    });
  });
}
