import { describe, expect, test } from 'vitest';
import {
  brokenAnswer,
  type CallFault,
  finalFault,
} from '../../../src/adapters/gemini/call-fault.ts';
import { defaultCallLimits } from '../../../src/adapters/gemini/call-limits.ts';
import { type AttemptScope, CallRunner } from '../../../src/adapters/gemini/call-runner.ts';
import { CircuitBreaker } from '../../../src/adapters/gemini/circuit-breaker.ts';
import type { GenerationFailure } from '../../../src/domain/generations/failure.ts';
import { err, ok, type Result } from '../../../src/domain/shared/result.ts';
import { RecordingLogger } from '../../fakes/recording-logger.ts';
import { ManualTime } from './manual-time.ts';

type Attempt = (scope: AttemptScope) => Promise<Result<string, CallFault>>;

const overloaded: Attempt = async () => err(brokenAnswer('http 503'));
const quotaFor = (delayMs: number): Attempt => {
  const failure: GenerationFailure = { kind: 'quota', retryAfterMs: delayMs };
  return async () => err({ failure, retry: { kind: 'after', delayMs }, detail: 'http 429' });
};
const hangs: Attempt = ({ signal }) =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('torn down')));
  });

/** Runs a call whose attempts go through the list, the last one again and again. */
function start(attempts: readonly Attempt[], { dice = 0, time = new ManualTime() } = {}) {
  const logger = new RecordingLogger();
  const breaker = new CircuitBreaker({ clock: time });
  const runner = new CallRunner({
    logger,
    clock: time,
    timers: time,
    limits: defaultCallLimits,
    breaker,
    random: () => dice,
  });
  const caller = new AbortController();
  const signals: AbortSignal[] = [];
  const result = runner.run({
    modelId: 'a-model',
    kind: 'text',
    deadlineMs: 90_000,
    signal: caller.signal,
    attempt: (scope) => {
      signals.push(scope.signal);
      const attempt = attempts[Math.min(signals.length, attempts.length) - 1];
      return attempt?.(scope) ?? Promise.reject(new Error('no attempt'));
    },
    describe: (value) => ({ value }),
  });
  result.catch(() => undefined);
  return { result, time, logger, caller, signals };
}

describe('CallRunner', () => {
  test('returns a good answer and leaves nothing behind', async () => {
    const { result, time, signals } = start([async () => ok('yes')]);
    expect(await result).toEqual(ok('yes'));
    expect(time.waiting).toEqual([]);
    expect(signals[0]?.aborted).toBe(false);
  });

  test.each([
    [0, 250, 500],
    [0.999, 500, 1_000],
  ])('doubles its waits and spreads them (dice %d)', async (dice, firstMs, secondMs) => {
    const { result, time, signals } = start([overloaded, overloaded, async () => ok('yes')], {
      dice,
    });
    await time.advance(firstMs - 1);
    expect(signals).toHaveLength(1);
    await time.advance(1);
    expect(signals).toHaveLength(2);
    await time.advance(secondMs - 1);
    expect(signals).toHaveLength(2);
    await time.advance(1);
    expect(await result).toEqual(ok('yes'));
  });

  test('tears down each failed attempt', async () => {
    const { result, time, signals } = start([overloaded, async () => ok('yes')]);
    await time.advance(1_000);
    await result;
    expect(signals.map((signal) => signal.aborted)).toEqual([true, false]);
  });

  test('asks no second time for what would come out the same', async () => {
    const { result, signals } = start([async () => err(finalFault({ kind: 'no_image' }, 'STOP'))]);
    expect(await result).toEqual(err({ kind: 'no_image' }));
    expect(signals).toHaveLength(1);
  });

  test('waits as long as the provider asks', async () => {
    const { result, time, signals } = start([quotaFor(17_000), async () => ok('yes')]);
    await time.advance(16_999);
    expect(signals).toHaveLength(1);
    await time.advance(1);
    expect(await result).toEqual(ok('yes'));
  });

  test('gives up at once when the provider asks for longer than is worth it', async () => {
    const { result, signals } = start([quotaFor(20_001)]);
    expect(await result).toEqual(err({ kind: 'quota', retryAfterMs: 20_001 }));
    expect(signals).toHaveLength(1);
  });

  test('gives up at once when the wait would outlast the deadline', async () => {
    const time = new ManualTime();
    const late: Attempt = async (scope) => {
      await time.advance(80_000);
      return quotaFor(15_000)(scope);
    };
    const { result, signals } = start([late], { time });
    expect(await result).toEqual(err({ kind: 'quota', retryAfterMs: 15_000 }));
    expect(signals).toHaveLength(1);
  });

  test('ends an attempt at the deadline', async () => {
    const { result, time, signals } = start([hangs]);
    await time.advance(90_000);
    expect(await result).toEqual(err({ kind: 'timeout' }));
    expect(signals[0]?.aborted).toBe(true);
    expect(time.waiting).toEqual([]);
  });

  test('ends a stream that falls silent, long before the deadline', async () => {
    const time = new ManualTime();
    const stream: Attempt = (scope) => {
      scope.expectWithin(60_000);
      time.after(20_000, () => scope.expectWithin(10_000));
      return hangs(scope);
    };
    const { result } = start([stream], { time });
    await time.advance(29_999);
    expect(time.waiting[0]).toBe(1);
    await time.advance(1);
    expect(await result).toEqual(err({ kind: 'timeout' }));
  });

  test('ends a wait when the caller aborts', async () => {
    const { result, time, caller, signals } = start([overloaded]);
    await time.advance(1);
    caller.abort();
    expect(await result).toEqual(err({ kind: 'canceled' }));
    expect(signals).toHaveLength(1);
    expect(time.waiting).toEqual([]);
  });

  test('passes on what is no failure of the provider', async () => {
    const { result, time } = start([() => Promise.reject(new TypeError('a bug'))]);
    await expect(result).rejects.toThrow('a bug');
    expect(time.waiting).toEqual([]);
  });

  test('logs one line a call, and each failed attempt for debugging', async () => {
    const { result, time, logger } = start([overloaded, async () => ok('yes')]);
    await time.advance(1_000);
    await result;
    expect(logger.lines).toMatchObject([
      {
        level: 'debug',
        event: 'model_attempt_failed',
        fields: { attempt: 1, failure: 'overloaded', detail: 'http 503', retryInMs: 250 },
      },
      {
        level: 'info',
        event: 'model_call',
        fields: { modelId: 'a-model', attempts: 2, ms: 250, outcome: 'ok', value: 'yes' },
      },
    ]);
  });
});
