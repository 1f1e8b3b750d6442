import { beforeEach, describe, expect, test } from 'vitest';
import type {
  RollupProgress,
  RollupStore,
} from '../../../../src/application/ports/rollup-store.ts';
import { UpdateRollups } from '../../../../src/application/statistics/update-rollups.ts';
import { ManualClock } from '../../../fakes/manual-clock.ts';
import { RecordingLogger } from '../../../fakes/recording-logger.ts';

class ScriptedRollups implements RollupStore {
  readonly acts: string[] = [];
  readonly progress: RollupProgress[] = [];

  async advance(): Promise<RollupProgress> {
    this.acts.push('advance');
    return this.progress.shift() ?? 'current';
  }

  async rebuild(): Promise<void> {
    this.acts.push('rebuild');
  }

  async prune(before: Date): Promise<number> {
    this.acts.push(`prune ${before.toISOString()}`);
    return 0;
  }
}

let store: ScriptedRollups;
let clock: ManualClock;
let update: UpdateRollups;

beforeEach(() => {
  store = new ScriptedRollups();
  clock = new ManualClock();
  update = new UpdateRollups(store, clock, new RecordingLogger());
});

describe('UpdateRollups', () => {
  test('goes on until everything is counted, then forgets changes older than an hour', async () => {
    store.progress.push('behind', 'behind', 'current');

    await update.execute();

    expect(store.acts).toEqual(['advance', 'advance', 'advance', 'prune 2026-01-15T11:00:00.000Z']);
  });

  test('forgets changes once a minute', async () => {
    await update.execute();
    clock.advance(59_999);
    await update.execute();
    expect(store.acts.filter((act) => act.startsWith('prune'))).toHaveLength(1);
    clock.advance(1);
    await update.execute();
    expect(store.acts.filter((act) => act.startsWith('prune'))).toHaveLength(2);
  });

  test('rebuilds what was never built, and goes on from there', async () => {
    store.progress.push('unbuilt', 'current');

    await update.execute();

    expect(store.acts.slice(0, 3)).toEqual(['advance', 'rebuild', 'advance']);
  });

  test('leaves it to the process that is at it', async () => {
    store.progress.push('busy');

    await update.execute();

    expect(store.acts.filter((act) => act === 'advance')).toHaveLength(1);
  });

  test('ends a round though it is far behind', async () => {
    store.progress.push(...Array.from({ length: 1_000 }, () => 'behind' as const));

    await update.execute();

    expect(store.acts.length).toBeLessThan(100);
  });
});
