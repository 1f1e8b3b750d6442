import { beforeEach, describe, expect, test } from 'vitest';
import { WatchTotals } from '../../../../src/application/live/watch-totals.ts';
import type { Totals } from '../../../../src/application/queries/statistics.ts';

describe('WatchTotals', () => {
  let now: Totals;
  let reads: number;
  let watch: WatchTotals;

  beforeEach(() => {
    now = {
      ...{ users: 1, payingUsers: 0, generations: 0, payments: 0, creditEntries: 1 },
      ...{ referrals: 0, creditsAvailable: 10n, queued: 0, running: 0 },
    };
    reads = 0;
    watch = new WatchTotals({
      totals: async () => {
        reads += 1;
        return { ...now };
      },
    });
  });

  test('shows the numbers at once, then each time that they have changed', async () => {
    const stream = await watch.subscribe();
    expect(await stream.next()).toEqual({ done: false, value: now });

    const change = stream.next();
    await watch.poll();
    now = { ...now, creditsAvailable: 11n };
    await watch.poll();

    expect(await change).toEqual({ done: false, value: now });
  });

  test('gives a slow reader the newest numbers alone', async () => {
    const stream = await watch.subscribe();
    for (const users of [2, 3]) {
      now = { ...now, users };
      await watch.poll();
    }

    expect(await stream.next()).toEqual({ done: false, value: { ...now, users: 3 } });
  });

  test('reads once for all who watch, and rests while nobody does', async () => {
    await watch.poll();
    expect(reads).toBe(0);
    const streams = [await watch.subscribe(), await watch.subscribe()];

    await watch.poll();

    expect(reads).toBe(streams.length + 1);
    for (const stream of streams) {
      await stream.return();
    }
    expect(watch.watchers).toBe(0);
  });

  test('ends a stream that waits, when it is left or when the server stops', async () => {
    const [left, open] = [await watch.subscribe(), await watch.subscribe()];
    for (const stream of [left, open]) {
      await stream.next();
    }
    const waiting = [left.next(), open.next()];

    await left.return();
    watch.close();

    const over = { done: true, value: undefined };
    expect(await Promise.all(waiting)).toEqual([over, over]);
    expect(await open.next()).toEqual(over);
    expect(watch.watchers).toBe(0);
  });
});
