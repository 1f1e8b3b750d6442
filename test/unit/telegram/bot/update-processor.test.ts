import type { Update } from 'grammy/types';
import { describe, expect, test } from 'vitest';
import { FloodWait } from '../../../../src/adapters/telegram/bot/flood-wait.ts';
import { UpdateProcessor } from '../../../../src/adapters/telegram/bot/update-processor.ts';
import { Outage } from '../../../../src/application/ports/outage.ts';
import { InMemoryUpdateInbox } from '../../../fakes/in-memory-update-inbox.ts';
import { ManualClock } from '../../../fakes/manual-clock.ts';
import { RecordingLogger } from '../../../fakes/recording-logger.ts';
import { aMessage, aPaidMessage, aPress } from './updates.ts';

interface Stage {
  readonly processor: UpdateProcessor;
  readonly inbox: InMemoryUpdateInbox;
  readonly logger: RecordingLogger;
  /** Ids, as the handler began with them. */
  readonly begun: number[];
  readonly apologized: number[];
  /** Pauses that were asked for. */
  readonly pausesMs: number[];
}

const clock = new ManualClock();
const later = new Date(clock.now().getTime() + 1_000_000);

/** A processor over a fake inbox that holds the updates already. */
async function setStage(
  updates: readonly Update[],
  handle: (update: Update) => Promise<void>,
  wait: (delayMs: number) => Promise<void> = () => Promise.resolve(),
): Promise<Stage> {
  const inbox = new InMemoryUpdateInbox();
  const now = clock.now();
  await inbox.accept(
    updates.map((update) => ({ updateId: update.update_id, payload: update })),
    now,
    now,
  );
  const logger = new RecordingLogger();
  const begun: number[] = [];
  const apologized: number[] = [];
  const pausesMs: number[] = [];
  const processor = new UpdateProcessor({
    inbox,
    handle: (update) => {
      begun.push(update.update_id);
      return handle(update);
    },
    apologize: async (update) => {
      apologized.push(update.update_id);
    },
    wait: (delayMs) => {
      pausesMs.push(delayMs);
      return wait(delayMs);
    },
    clock,
    logger,
  });
  return { processor, inbox, logger, begun, apologized, pausesMs };
}

/** Ids of the updates that nobody has handled. */
async function unhandled({ inbox }: Stage): Promise<readonly number[]> {
  return (await inbox.reclaim(later, clock.now(), 100)).map(({ updateId }) => updateId);
}

/** A promise that a test settles by hand. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

/** Lets everything happen that waits for nothing outside. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('UpdateProcessor', () => {
  test('handles the updates of a chat one after the other, in their order', async () => {
    const first = gate();
    const stage = await setStage([aMessage(1, 7), aMessage(2, 7)], ({ update_id: id }) =>
      id === 1 ? first.opened : Promise.resolve(),
    );
    const both = [aMessage(1, 7), aMessage(2, 7)].map((update) => stage.processor.process(update));
    await settle();
    expect(stage.begun).toEqual([1]);
    first.open();
    await Promise.all(both);
    expect(stage.begun).toEqual([1, 2]);
    await stage.processor.stop();
    expect(await unhandled(stage)).toEqual([]);
  });

  test('handles a press of a button after the messages of the same private chat', async () => {
    const first = gate();
    const stage = await setStage([], ({ update_id: id }) =>
      id === 1 ? first.opened : Promise.resolve(),
    );
    void stage.processor.process(aMessage(1, 7));
    void stage.processor.process(aPress(2, 7));
    await settle();
    expect(stage.begun).toEqual([1]);
    first.open();
    await stage.processor.stop();
  });

  test('lets other chats go on while one is stuck', async () => {
    const first = gate();
    const stage = await setStage([], ({ update_id: id }) =>
      id === 1 ? first.opened : Promise.resolve(),
    );
    void stage.processor.process(aMessage(1, 7));
    await stage.processor.process(aMessage(2, 8));
    expect(stage.begun).toEqual([1, 2]);
    first.open();
    await stage.processor.stop();
  });

  test('handles an update once although it is handed over twice', async () => {
    const first = gate();
    const stage = await setStage([], () => first.opened);
    const once = stage.processor.process(aMessage(1, 7));
    await stage.processor.process(aMessage(1, 7));
    first.open();
    await once;
    expect(stage.begun).toEqual([1]);
  });

  test('waits out an outage, however long, with growing pauses', async () => {
    let failures = 12;
    const stage = await setStage([aMessage(1, 7)], async () => {
      failures -= 1;
      if (failures >= 0) {
        throw new Outage('Cannot reach the database');
      }
    });
    await stage.processor.process(aMessage(1, 7));
    expect(stage.begun).toHaveLength(13);
    expect(stage.pausesMs.slice(0, 3)).toEqual([200, 400, 800]);
    expect(stage.pausesMs.at(-1)).toBe(10_000);
    expect(stage.apologized).toEqual([]);
    await stage.processor.stop();
    expect(await unhandled(stage)).toEqual([]);
  });

  test('waits as long as Telegram asks for', async () => {
    let failures = 1;
    const stage = await setStage([], async () => {
      failures -= 1;
      if (failures >= 0) {
        throw new FloodWait(37_000, {});
      }
    });
    await stage.processor.process(aMessage(1, 7));
    expect(stage.pausesMs).toEqual([37_000]);
  });

  test('does not give up so soon on a message that money has come', async () => {
    let failures = 0;
    const paid = aPaidMessage(1, 7);
    const stage = await setStage([paid], async () => {
      failures += 1;
      if (failures < 30) {
        throw new Error('nobody thought of this');
      }
    });
    await stage.processor.process(paid);
    expect(stage.begun).toHaveLength(30);
    expect(stage.inbox.buried().size).toBe(0);
    expect(stage.pausesMs.reduce((a, b) => a + b)).toBeGreaterThan(180_000);
  });

  test('buries an update that fails for reasons of its own, with an apology, and goes on', async () => {
    const stage = await setStage([aMessage(1, 7), aMessage(2, 7)], async ({ update_id: id }) => {
      if (id === 1) {
        throw new TypeError('nobody thought of this');
      }
    });
    await Promise.all([
      stage.processor.process(aMessage(1, 7)),
      stage.processor.process(aMessage(2, 7)),
    ]);
    expect(stage.begun).toEqual([1, 1, 1, 2]);
    expect(stage.apologized).toEqual([1]);
    expect(stage.inbox.buried().get(1)).toContain('nobody thought of this');
    expect(stage.logger.of('update_buried')).toHaveLength(1);
  });

  test('does not count an outage as a failure of the update', async () => {
    const errors = [
      new TypeError('once'),
      new Outage('away'),
      new Outage('away'),
      new TypeError('twice'),
    ];
    const stage = await setStage([], async () => {
      const error = errors.shift();
      if (error !== undefined) {
        throw error;
      }
    });
    await stage.processor.process(aMessage(1, 7));
    expect(stage.begun).toHaveLength(5);
    expect(stage.apologized).toEqual([]);
  });

  test('stops at once while it waits for an outage to end, and leaves the rest in the inbox', async () => {
    const stage = await setStage(
      [aMessage(1, 7), aMessage(2, 7)],
      () => Promise.reject(new Outage('away')),
      () => new Promise(() => undefined),
    );
    void stage.processor.process(aMessage(1, 7));
    void stage.processor.process(aMessage(2, 7));
    await settle();
    await stage.processor.stop();
    expect(stage.begun).toEqual([1]);
    expect(await unhandled(stage)).toEqual([1, 2]);
  });

  test('finishes what it is at before it stops', async () => {
    const first = gate();
    const stage = await setStage([aMessage(1, 7)], () => first.opened);
    void stage.processor.process(aMessage(1, 7));
    await settle();
    const stopped = stage.processor.stop();
    first.open();
    await stopped;
    expect(await unhandled(stage)).toEqual([]);
  });

  test('goes on when the inbox is away: what it did may be done again', async () => {
    const stage = await setStage([aMessage(1, 7)], () => Promise.resolve());
    stage.inbox.done = () => Promise.reject(new Outage('away'));
    await stage.processor.process(aMessage(1, 7));
    await stage.processor.process(aMessage(2, 7));
    await stage.processor.stop();
    expect(stage.begun).toEqual([1, 2]);
    expect(stage.logger.of('updates_not_marked_done').length).toBeGreaterThan(0);
  });
});
