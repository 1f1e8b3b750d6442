import { describe, expect, test } from 'vitest';
import type { User } from '../../../src/domain/users/user.ts';
import { privateChat } from '../../builders/domain.ts';
import { World } from './world.ts';

const cancelAll = (world: World, user: User) =>
  world.app.cancel.execute(user.id, privateChat(user.id));

describe('CancelGenerations', () => {
  test('ends everything that waits, in any order, and gives all credits back at once', async () => {
    const world = new World();
    const user = await world.newcomer();
    const asked = [
      await world.asked(user, 'one'),
      await world.asked(user, 'two'),
      await world.asked(user, 'A fox', { kind: 'image' }),
    ];

    expect(await cancelAll(world, user)).toEqual({ canceled: 3, returned: 10, tooLate: 0 });

    expect(await world.balance(user)).toEqual({ available: 100, held: 0 });
    await world.work();
    for (const { id } of asked) {
      expect(await world.generation(id)).toMatchObject({ status: 'canceled', charged: 0n });
    }
    expect(world.model.requests).toEqual([]);
    expect(world.messenger.notices).toEqual([]);
    expect(await world.findings()).toEqual([]);
  });

  test('has nothing to do where nothing is under way', async () => {
    const world = new World();
    const user = await world.newcomer();
    await world.asked(user, 'one');
    await world.work();
    expect(await cancelAll(world, user)).toEqual({ canceled: 0, returned: 0, tooLate: 0 });
  });

  test('leaves other chats and other users alone', async () => {
    const world = new World();
    const [anna, boris] = [await world.newcomer(), await world.newcomer()];
    await world.asked(anna, 'one');
    await world.asked(boris, 'one');
    expect(await world.app.cancel.execute(anna.id, privateChat(boris.id))).toMatchObject({
      canceled: 0,
    });
    await cancelAll(world, boris);
    expect(await world.balance(anna)).toEqual({ available: 97, held: 3 });
  });

  test('stops a worker in the middle, which then neither delivers nor charges nor tells', async () => {
    const world = new World();
    const user = await world.newcomer();
    world.messenger.showsStatus = true;
    world.model.script([{ kind: 'hang' }]);
    const { id } = await world.asked(user, 'one');
    const working = world.workOnce();
    await expect.poll(() => world.model.requests.length).toBe(1);

    expect(await cancelAll(world, user)).toEqual({ canceled: 1, returned: 3, tooLate: 0 });
    await world.app.leases.renew();
    await working;
    await world.work();

    expect(await world.generation(id)).toMatchObject({ status: 'canceled' });
    expect(world.messenger.messages).toEqual([]);
    expect(world.messenger.notices).toEqual([]);
    expect(world.messenger.removed).toContain(world.messenger.progresses[0]?.statusMessageId);
    expect(await world.balance(user)).toEqual({ available: 100, held: 0 });
    expect(await world.findings()).toEqual([]);
  });

  test('drops an answer that comes before the worker has heard of it', async () => {
    const world = new World();
    const user = await world.newcomer();
    const { id } = await world.asked(user, 'one');
    const generate = world.model.generate.bind(world.model);
    world.model.generate = async (request, options) => {
      await cancelAll(world, user);
      return generate(request, options);
    };
    await world.work();
    expect(await world.generation(id)).toMatchObject({ status: 'canceled', output: undefined });
    expect(world.messenger.messages).toEqual([]);
    expect(await world.balance(user)).toEqual({ available: 100, held: 0 });
  });

  test('comes too late for what is being delivered: it arrives and is charged', async () => {
    const world = new World();
    const user = await world.newcomer();
    const deliver = world.messenger.deliver.bind(world.messenger);
    const canceled: object[] = [];
    world.messenger.deliver = async (delivery) => {
      canceled.push(await cancelAll(world, user));
      return deliver(delivery);
    };
    await world.asked(user, 'one');
    await world.work();
    expect(canceled).toEqual([{ canceled: 0, returned: 0, tooLate: 1 }]);
    expect(world.messenger.texts).toEqual(['An answer.']);
    expect(await world.balance(user)).toEqual({ available: 97, held: 0 });
  });

  test('catches what a worker takes up at that moment', async () => {
    const world = new World();
    const user = await world.newcomer();
    const { id } = await world.asked(user, 'one');
    const { direct } = world.unitOfWork;
    const until = new Date(world.clock.now().getTime() + 15_000);
    const process = world.processBehind(async (point) => {
      if (point === 'before transaction' && (await world.generation(id)).status === 'queued') {
        await direct.generations.claim(id, world.clock.now(), until);
      }
    });
    expect(await process.cancel.execute(user.id, privateChat(user.id))).toMatchObject({
      canceled: 1,
    });
    expect(await world.balance(user)).toEqual({ available: 100, held: 0 });
  });

  test("lets the user's next request have the turn", async () => {
    const world = new World({ settings: { activeJobsPerUser: 1 } });
    const user = await world.newcomer();
    const first = await world.asked(user, 'one');
    const second = await world.asked(user, 'two');
    await world.app.finish.fail(await world.generation(first.id), { kind: 'canceled' });
    expect((await world.generation(second.id)).dispatchedAt).toBeDefined();
  });
});
