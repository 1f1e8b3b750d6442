import { describe, expect, test } from 'vitest';
import { RelayOutbox } from '../../../src/application/outbox/relay-outbox.ts';
import type { JobQueue, ScheduledJob } from '../../../src/application/ports/job-queue.ts';
import { aGenerationId } from '../../builders/domain.ts';
import { World } from './world.ts';

const aMessage = (id: string) => ({
  id,
  job: { type: 'status.remove', generationId: aGenerationId() } as const,
  runAt: new Date(),
});

/** A queue whose trips end when the test says so. */
class SlowQueue implements JobQueue {
  readonly trips: (readonly ScheduledJob[])[] = [];
  readonly #arrivals: (() => void)[] = [];

  add(jobs: readonly ScheduledJob[]): Promise<void> {
    this.trips.push(jobs);
    return new Promise((resolve) => {
      this.#arrivals.push(resolve);
    });
  }

  arrive(): void {
    this.#arrivals.shift()?.();
  }

  async depth() {
    return {};
  }

  async close() {}
}

describe('RelayOutbox', () => {
  test('carries a commit into the queue and takes it off the list', async () => {
    const world = new World();
    await world.asked(await world.newcomer(), 'Hello');
    await world.outbox.settled();
    expect(world.queue.jobs).toHaveLength(1);
    expect(world.unitOfWork.state().outbox.size).toBe(0);
  });

  test('gathers while a trip is under way, so that many commits make few trips', async () => {
    const world = new World();
    const queue = new SlowQueue();
    const { outbox } = world.unitOfWork.direct;
    const relay = new RelayOutbox(outbox, queue, world.clock, world.logger);
    relay.relay([aMessage('1')]);
    relay.relay([aMessage('2')]);
    await expect.poll(() => queue.trips.length).toBe(1);
    for (const id of ['3', '4', '5']) {
      relay.relay([aMessage(id)]);
    }
    queue.arrive();
    await expect.poll(() => queue.trips.length).toBe(2);
    queue.arrive();
    await relay.settled();
    expect(queue.trips.map((jobs) => jobs.length)).toEqual([2, 3]);
  });

  test('leaves to the sweep what the queue would not take, and goes on', async () => {
    const world = new World();
    const [anna, boris] = [await world.newcomer(), await world.newcomer()];
    world.queue.isAway = true;
    const lost = await world.asked(anna, 'Hello');
    await world.outbox.settled();
    expect(world.logger.of('outbox_not_relayed')).toHaveLength(1);
    world.queue.isAway = false;
    await world.asked(boris, 'Hello');
    await world.outbox.settled();
    expect(world.queue.jobs).toHaveLength(1);

    await world.outbox.sweep();
    expect(world.queue.jobs).toHaveLength(1);
    world.clock.advance(5_001);
    await world.outbox.sweep();
    expect(world.queue.jobs).toContainEqual({
      type: 'generation.run',
      generationId: lost.id,
      lane: 'text',
    });
    expect(world.unitOfWork.state().outbox.size).toBe(0);
    await world.work();
    expect(await world.generation(lost.id)).toMatchObject({ status: 'succeeded' });
  });

  test('harms nobody when a job was queued but not taken off the list', async () => {
    const world = new World();
    const user = await world.newcomer();
    const { outbox } = world.unitOfWork.direct;
    const forgetful = { ...outbox, remove: () => Promise.reject(new Error('away')) };
    const relay = new RelayOutbox(forgetful, world.queue, world.clock, world.logger);
    world.relays = false;
    const { id } = await world.asked(user, 'Hello');
    world.relays = true;
    const later = new Date(world.clock.now().getTime() + 1);
    relay.relay(await outbox.left(later, 10));
    await relay.settled();
    await world.work();
    world.clock.advance(5_001);
    await world.outbox.sweep();
    await world.work();

    expect(await world.generation(id)).toMatchObject({ status: 'succeeded', attempt: 1 });
    expect(world.messenger.texts).toHaveLength(1);
    expect(await world.balance(user)).toEqual({ available: 97, held: 0 });
  });

  test('sweeps page by page until nothing is left', async () => {
    const world = new World();
    world.relays = false;
    for (let message = 0; message < 1_001; message += 1) {
      const job = { type: 'status.remove', generationId: aGenerationId() } as const;
      await world.unitOfWork.direct.outbox.add(job);
    }
    world.clock.advance(5_001);
    await world.outbox.sweep();
    expect(world.queue.jobs).toHaveLength(1_001);
    expect(world.unitOfWork.state().outbox.size).toBe(0);
    expect(world.logger.of('outbox_swept').map(({ fields }) => fields.messages)).toEqual([
      500, 500, 1,
    ]);
  });

  test('gives a sweep up when the queue is away, losing nothing', async () => {
    const world = new World();
    world.queue.isAway = true;
    await world.asked(await world.newcomer(), 'Hello');
    await world.outbox.settled();
    world.clock.advance(5_001);
    await expect(world.outbox.sweep()).rejects.toThrow();
    expect(world.unitOfWork.state().outbox.size).toBe(1);
  });
});
