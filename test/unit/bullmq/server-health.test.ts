import { beforeEach, describe, expect, test } from 'vitest';
import { ServerHealth } from '../../../src/adapters/bullmq/server-health.ts';
import { RecordingLogger } from '../../fakes/recording-logger.ts';

describe('ServerHealth', () => {
  let nowMs: number;
  let logger: RecordingLogger;
  let health: ServerHealth;
  const events = () => logger.lines.map(({ event }) => event);

  beforeEach(() => {
    nowMs = 0;
    logger = new RecordingLogger();
    health = new ServerHealth(logger, { now: () => new Date(nowMs) });
  });

  test('logs one line when the server goes and one when it is back', () => {
    const cause = new Error('refused');
    for (let error = 0; error < 100; error++) health.down(cause);
    nowMs += 4_000;
    for (let answer = 0; answer < 100; answer++) health.up();

    expect(logger.lines).toMatchObject([
      { level: 'warn', event: 'queue_unavailable', cause },
      { level: 'info', event: 'queue_available', fields: { afterMs: 4_000 } },
    ]);
  });

  test('makes nothing of an answer that was under way when the server went', () => {
    const early = health.asked();
    health.down(new Error('refused'));
    early();
    expect(events()).toEqual(['queue_unavailable']);

    const late = health.asked();
    late();
    expect(events()).toEqual(['queue_unavailable', 'queue_available']);
  });

  test('logs nothing while the server is there', () => {
    health.up();

    expect(events()).toEqual([]);
  });

  test('logs a server that comes and goes once in ten seconds', () => {
    for (; nowMs < 25_000; nowMs += 100) {
      health.down(new Error('refused'));
      health.up();
    }

    expect(events().filter((event) => event === 'queue_unavailable')).toHaveLength(3);
    expect(events().filter((event) => event === 'queue_available')).toHaveLength(3);
  });

  test('logs the same trouble once in ten seconds, and other trouble beside it', () => {
    for (; nowMs < 15_000; nowMs += 100) {
      health.trouble('text', new Error(`no lock for job job-${nowMs}`));
    }
    health.trouble('image', new Error('no memory'));

    expect(logger.lines.map(({ cause }) => `${cause}`)).toEqual([
      'Error: no lock for job job-0',
      'Error: no lock for job job-10000',
      'Error: no memory',
    ]);
  });

  test('logs nothing more once it has ended', () => {
    health.end();
    health.down(new Error('refused'));
    health.up();
    health.trouble('text', new Error('lost a lock'));

    expect(events()).toEqual([]);
  });

  test('leaves out the trouble that an outage brings', () => {
    health.down(new Error('refused'));
    health.trouble('text', new Error('lost a lock'));

    expect(events()).toEqual(['queue_unavailable']);
  });
});
