import { describe, expect, test } from 'vitest';
import {
  type HandlerRegistration,
  handle,
  handlerTable,
} from '../../../src/adapters/bullmq/handler-table.ts';
import { type Job, jobTypes } from '../../../src/application/jobs.ts';
import type { JobOutcome } from '../../../src/application/ports/job-queue.ts';
import { generationId } from '../../../src/domain/shared/ids.ts';

const done: JobOutcome = { kind: 'done' };
const handled: string[] = [];
const noting = (name: string) => async () => {
  handled.push(name);
  return done;
};

const all: readonly HandlerRegistration[] = jobTypes.map((type) => ({
  type,
  handler: noting(type),
}));

describe('handlerTable', () => {
  test('finds the handler of each kind of job', async () => {
    const job: Job = { type: 'status.remove', generationId: generationId('a') };
    const { signal } = new AbortController();

    expect(await handle(handlerTable(all), job, { signal })).toBe(done);
    expect(handled).toEqual(['status.remove']);
  });

  test.each(all)('names $type when it has no handler', ({ type }) => {
    const others = all.filter((registration) => registration.type !== type);

    expect(() => handlerTable(others)).toThrow(`without a handler for: ${type}`);
  });

  test.each(all)('names $type when it has two handlers', (registration) => {
    expect(() => handlerTable([...all, registration])).toThrow(`${registration.type} has two`);
  });

  test('names a handler whose kind of job nobody knows', () => {
    const unknown = { type: 'job.of.tomorrow', handler: noting('tomorrow') };
    const registrations = [...all, unknown] as HandlerRegistration[];

    expect(() => handlerTable(registrations)).toThrow('unknown kinds: job.of.tomorrow');
  });
});
