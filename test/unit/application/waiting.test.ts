import { describe, expect, test } from 'vitest';
import { World } from './world.ts';

describe('ShowWaiting', () => {
  test('tells who waits longer than a moment how many are before them, and keeps the figure fresh', async () => {
    const world = new World();
    const [anna, boris] = [await world.newcomer(), await world.newcomer()];
    const first = await world.asked(anna, 'one');
    const second = await world.asked(boris, 'one');
    await world.app.showWaiting.execute();
    expect(world.messenger.waiting).toEqual([]);

    world.clock.advance(1_501);
    await world.app.showWaiting.execute();
    expect(world.messenger.waiting).toMatchObject([
      { generationId: first.id, ahead: 0 },
      { generationId: second.id, ahead: 1 },
    ]);

    await world.app.showWaiting.execute();
    expect(world.messenger.waiting).toHaveLength(2);

    await world.workOnce();
    await world.app.showWaiting.execute();
    const [, shown, fresh] = world.messenger.waiting;
    expect(fresh).toEqual({ generationId: second.id, ahead: 0, messageId: shown?.messageId });
  });

  test('leaves its message to the worker, who takes it away', async () => {
    const world = new World();
    const user = await world.newcomer();
    await world.asked(user, 'one');
    world.clock.advance(1_501);
    await world.app.showWaiting.execute();
    await world.work();
    const [shown] = world.messenger.waiting;
    expect(world.messenger.progresses).toMatchObject([{ statusMessageId: shown?.messageId }]);
    expect(world.messenger.removed).toEqual([shown?.messageId]);
  });

  test.each([
    ['taken up', (world: World) => world.workOnce()],
    ['canceled', cancelAll],
  ])('takes its message back when the generation was %s meanwhile', async (_how, meanwhile) => {
    const world = new World();
    const user = await world.newcomer();
    await world.asked(user, 'one');
    world.clock.advance(1_501);
    const process = world.processBehind(async (point) => {
      if (point === 'after messenger.showWaiting') {
        await meanwhile(world);
      }
    });
    await process.showWaiting.execute();
    const [shown] = world.messenger.waiting;
    expect(world.messenger.removed).toEqual([shown?.messageId]);
  });

  test('shows one message, however many servers look', async () => {
    const world = new World();
    await world.asked(await world.newcomer(), 'one');
    world.clock.advance(1_501);
    const servers = [world.app, world.process(), world.process()];
    await Promise.all(servers.map(({ showWaiting }) => showWaiting.execute()));
    await world.work();
    const shown = world.messenger.waiting.map(({ messageId }) => messageId);
    expect(world.messenger.removed.toSorted()).toEqual(shown.toSorted());
  });

  test('does not insist on a message that could not be shown', async () => {
    const world = new World();
    const user = await world.newcomer();
    const { id } = await world.asked(user, 'one');
    world.messenger.showWaiting = () => Promise.resolve(undefined);
    world.clock.advance(1_501);
    await world.app.showWaiting.execute();
    expect(world.unitOfWork.state().generations.get(id)?.statusMessageId).toBeUndefined();
  });
});

describe('RemoveStatus', () => {
  test('takes the message of a canceled request away, once', async () => {
    const world = new World();
    const user = await world.newcomer();
    const { id } = await world.asked(user, 'one');
    world.clock.advance(1_501);
    await world.app.showWaiting.execute();
    await cancelAll(world);
    await world.work();
    const [shown] = world.messenger.waiting;
    expect(world.messenger.removed).toEqual([shown?.messageId]);

    const signal = new AbortController().signal;
    const job = { type: 'status.remove', generationId: id } as const;
    expect(await world.app.handlers['status.remove'](job, { signal })).toEqual({ kind: 'done' });
    expect(world.messenger.removed).toHaveLength(1);
  });
});

async function cancelAll(world: World): Promise<void> {
  for (const { generation } of world.unitOfWork.state().generations.values()) {
    await world.app.cancel.execute(generation.userId, generation.destination.chatId);
  }
}
