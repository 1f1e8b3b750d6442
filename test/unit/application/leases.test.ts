import { describe, expect, test } from 'vitest';
import { Leases } from '../../../src/application/generations/leases.ts';
import { World } from './world.ts';

async function claimed(world: World, leases: Leases) {
  const user = await world.newcomer();
  const { id } = await world.asked(user, 'Hello');
  const { generations } = world.unitOfWork.direct;
  const claim = async () => {
    const taken = await generations.claim(id, world.clock.now(), leases.until());
    return { id, attempt: taken?.generation.attempt ?? 0 };
  };
  return { id, claim, lease: await claim() };
}

describe('Leases', () => {
  test('keep others away for as long as they are renewed', async () => {
    const world = new World();
    const leases = new Leases(world.unitOfWork.direct.generations, world.clock);
    const { claim, lease } = await claimed(world, leases);
    const lost = leases.hold(lease);
    for (let renewals = 0; renewals < 5; renewals += 1) {
      world.clock.advance(14_000);
      await leases.renew();
    }
    expect((await claim()).attempt).toBe(0);
    expect(lost.aborted).toBe(false);
  });

  test('end by themselves when nobody renews them', async () => {
    const world = new World();
    const leases = new Leases(world.unitOfWork.direct.generations, world.clock, 1_000);
    const { claim } = await claimed(world, leases);
    world.clock.advance(1_001);
    expect((await claim()).attempt).toBe(2);
  });

  test('abort the work of who lost one, and of nobody else', async () => {
    const world = new World();
    const leases = new Leases(world.unitOfWork.direct.generations, world.clock);
    const [mine, others] = [await claimed(world, leases), await claimed(world, leases)];
    const [kept, lost] = [leases.hold(mine.lease), leases.hold(others.lease)];
    await world.app.finish.fail(await world.generation(others.id), { kind: 'canceled' });
    await leases.renew();
    expect([kept.aborted, lost.aborted]).toEqual([false, true]);
  });

  test('abort an earlier attempt of the same process when a later one takes its place', async () => {
    const world = new World();
    const leases = new Leases(world.unitOfWork.direct.generations, world.clock);
    const { claim, lease } = await claimed(world, leases);
    const earlier = leases.hold(lease);
    world.clock.advance(20_000);
    const later = leases.hold(await claim());

    expect([earlier.aborted, later.aborted]).toEqual([true, false]);
    leases.drop(lease);
    await world.app.finish.fail(await world.generation(lease.id), { kind: 'canceled' });
    await leases.renew();
    expect(later.aborted).toBe(true);
  });

  test('are not renewed once they are dropped', async () => {
    const world = new World();
    const leases = new Leases(world.unitOfWork.direct.generations, world.clock);
    const { claim, lease } = await claimed(world, leases);
    leases.hold(lease);
    leases.drop(lease);
    world.clock.advance(14_000);
    await leases.renew();
    world.clock.advance(2_000);
    expect((await claim()).attempt).toBe(2);
  });

  test('survive a renewal that fails: the work goes on', async () => {
    const world = new World();
    const { generations } = world.unitOfWork.direct;
    const failing = { ...generations, renewLeases: () => Promise.reject(new Error('away')) };
    const leases = new Leases(failing, world.clock);
    const { lease } = await claimed(world, new Leases(generations, world.clock));
    const lost = leases.hold(lease);
    await expect(leases.renew()).rejects.toThrow('away');
    expect(lost.aborted).toBe(false);
  });
});
