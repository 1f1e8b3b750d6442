import { describe, expect, test } from 'vitest';
import { credits } from '../../../src/domain/credits/credits.ts';
import { World } from './world.ts';

const settings = { generationTimeoutSeconds: 60, activeJobsPerUser: 1 };

describe('SweepGenerations', () => {
  test('ends what is overdue, gives the credits back, tells the user and the next has its turn', async () => {
    const world = new World({ settings });
    const user = await world.newcomer();
    const first = await world.asked(user, 'one');
    world.clock.advance(30_000);
    const second = await world.asked(user, 'two');
    world.clock.advance(30_001);

    await world.sweep();

    expect(await world.generation(first.id)).toMatchObject({
      status: 'expired',
      failure: { kind: 'expired' },
      charged: 0n,
    });
    expect(await world.balance(user)).toEqual({ available: 97, held: 3 });
    await world.work();
    expect(await world.generation(second.id)).toMatchObject({ status: 'succeeded' });
    expect(world.messenger.notices).toMatchObject([
      { notice: { kind: 'generation_failed', failure: { kind: 'expired' }, returned: 3 } },
    ]);
    expect(await world.findings()).toEqual([]);
    expect(world.logger.of('generations_swept')).toMatchObject([{ fields: { expired: 1 } }]);
  });

  test('leaves alone what a worker is at, however long it takes', async () => {
    const world = new World({ settings });
    const user = await world.newcomer();
    const { id } = await world.asked(user, 'one');
    world.clock.advance(120_000);
    const now = world.clock.now();
    await world.unitOfWork.direct.generations.claim(id, now, new Date(now.getTime() + 15_000));
    await world.sweep();
    expect(await world.generation(id)).toMatchObject({ status: 'running' });
  });

  test('takes back what was stored but could not be delivered in time', async () => {
    const world = new World({ settings });
    const user = await world.newcomer();
    const { id } = await world.asked(user, 'one');
    world.messenger.refuse({ kind: 'busy', retryAfterMs: 600_000 });
    await world.work();
    world.clock.advance(60_001);
    await world.sweep();
    await world.work();
    expect(await world.generation(id)).toMatchObject({ status: 'expired', charged: 0n });
    expect(await world.balance(user)).toEqual({ available: 100, held: 0 });
    await world.pass(600_000);
    expect(world.messenger.messages).toEqual([]);
  });

  test('queues again what the queue lost', async () => {
    const world = new World({ settings });
    const user = await world.newcomer();
    world.relays = false;
    const { id } = await world.asked(user, 'A fox', { kind: 'image' });
    for (const { id: message } of await world.unitOfWork.direct.outbox.left(
      new Date(world.clock.now().getTime() + 1),
      10,
    )) {
      await world.unitOfWork.direct.outbox.remove([message]);
    }
    world.relays = true;

    world.clock.advance(29_999);
    await world.app.sweep.execute();
    expect(world.queue.jobs).toEqual([]);
    world.clock.advance(2);
    await world.app.sweep.execute();
    expect(world.queue.jobs).toEqual([{ type: 'generation.run', generationId: id, lane: 'image' }]);
    await world.work();
    expect(await world.generation(id)).toMatchObject({ status: 'succeeded' });
  });

  test('queues again, at once, what a dead worker left when its lease has ended', async () => {
    const world = new World({ settings });
    const user = await world.newcomer();
    const { id } = await world.asked(user, 'one');
    await world.outbox.settled();
    const [job] = world.queue.jobs;
    const lost = world.queue.take('text');
    if (lost !== undefined) {
      world.queue.remove(lost);
    }
    const now = world.clock.now();
    await world.unitOfWork.direct.generations.claim(id, now, new Date(now.getTime() + 15_000));
    await world.app.sweep.execute();
    expect(world.queue.jobs).toEqual([]);
    world.clock.advance(15_001);
    await world.app.sweep.execute();
    expect(world.queue.jobs).toEqual([job]);
  });

  test('wakes a lane in which nothing runs', async () => {
    const world = new World();
    const user = await world.newcomer();
    const { id } = await world.asked(user, 'one');
    await world.outbox.settled();
    const lost = world.queue.take('text');
    if (lost !== undefined) {
      world.queue.remove(lost);
    }
    // As if the process had died between accepting and dispatching.
    const { generations } = world.unitOfWork.state();
    const stored = generations.get(id);
    if (stored !== undefined) {
      const { dispatchedAt: _, ...waiting } = stored.generation;
      generations.set(id, { ...stored, generation: waiting });
    }
    world.clock.advance(5_001);
    await world.app.sweep.execute();
    await world.work();
    expect(await world.generation(id)).toMatchObject({ status: 'succeeded' });
  });

  test('is not held up by one generation that cannot be ended', async () => {
    const world = new World({ settings });
    const [anna, boris] = [await world.newcomer(), await world.newcomer()];
    const broken = await world.asked(anna, 'one');
    const whole = await world.asked(boris, 'one');
    // Books that contradict each other: the hold's release is there with another amount.
    await world.unitOfWork.direct.credits.post(anna.id, {
      operation: 'release',
      kind: 'generation',
      amount: credits(1),
      reference: `release:${broken.id}`,
      holdId: broken.id,
    });
    const young = await world.newcomer();
    world.clock.advance(31_000);
    const lost = await world.asked(young, 'one');
    await world.outbox.settled();
    for (let entry = world.queue.take('text'); entry; entry = world.queue.take('text')) {
      world.queue.remove(entry);
    }
    world.clock.advance(30_001);

    await world.app.sweep.execute();

    expect(await world.generation(whole.id)).toMatchObject({ status: 'expired' });
    expect(await world.generation(broken.id)).toMatchObject({ status: 'queued' });
    expect(world.logger.of('generation_not_expired')).toMatchObject([
      { level: 'error', fields: { generationId: broken.id } },
    ]);
    expect(world.queue.jobs).toContainEqual(
      expect.objectContaining({ type: 'generation.run', generationId: lost.id }),
    );
  });

  test('says nothing when there is nothing to do', async () => {
    const world = new World();
    await world.app.sweep.execute();
    expect(world.logger.lines).toEqual([]);
  });
});
