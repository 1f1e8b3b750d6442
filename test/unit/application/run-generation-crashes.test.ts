import { describe, expect, test } from 'vitest';
import type { GenerationId } from '../../../src/domain/shared/ids.ts';
import { aPng } from '../../fakes/magic-number-images.ts';
import { Life } from './gated-ports.ts';
import { type Wish, World } from './world.ts';

const longerThanALeaseMs = 16_000;

interface Work {
  readonly name: string;
  readonly wish: Wish;
  readonly price: number;
  /** Messages of its delivery. */
  readonly messages: number;
}

const works: readonly Work[] = [
  { name: 'a text', wish: {}, price: 3, messages: 1 },
  { name: 'a picture with words', wish: { kind: 'image' }, price: 4, messages: 2 },
];

async function arranged({ wish }: Work) {
  const world = new World();
  world.messenger.showsStatus = true;
  const user = await world.newcomer();
  if (wish.kind === 'image') {
    world.model.script(
      [1, 2].map((seed) => ({ kind: 'picture', bytes: aPng(seed), text: 'A fox.' })),
    );
  }
  const { id } = await world.asked(user, 'A fox', wish);
  await world.outbox.settled();
  return { world, user, id };
}

/** Every point at which a process can die while it does this work. */
async function pointsOf(work: Work): Promise<readonly string[]> {
  const { world } = await arranged(work);
  const life = new Life();
  await world.workOnce(world.process(life), life);
  return life.points;
}

/** Other processes do what is due, and sweep, until the generation has ended. */
async function continued(world: World, id: GenerationId): Promise<void> {
  for (let rounds = 0; rounds < 20; rounds += 1) {
    await world.pass(longerThanALeaseMs);
    await world.sweep();
    await world.work();
    if ((await world.generation(id)).finishedAt !== undefined) {
      return;
    }
  }
}

describe.each(works)('a process that dies over $name', async (work) => {
  const points = await pointsOf(work);

  test('passes the points that matter', () => {
    for (const step of ['claim', 'generate', 'deliver', 'transaction']) {
      expect(points.filter((point) => point.includes(step)).length).toBeGreaterThanOrEqual(2);
    }
  });

  test.each(points.map((point, index) => [index, point] as const))(
    'is continued by another when it dies at point %i, %s',
    async (fatal) => {
      for (const isRelayed of [true, false]) {
        const { world, user, id } = await arranged(work);
        world.relays = isRelayed;
        const life = new Life(fatal);
        await world.workOnce(world.process(life), life);
        const atDeath = world.unitOfWork.state();
        const recorded = atDeath.deliveries.get(id)?.length ?? 0;
        const unrecorded = world.messenger.messages.length - recorded;
        const wasAsked = world.model.requests.length === 1;
        const wasStored = atDeath.generations.get(id)?.generation.output !== undefined;
        const shownStatus = atDeath.generations.get(id)?.statusMessageId;
        world.relays = true;

        await continued(world, id);

        expect(await world.generation(id)).toMatchObject({
          status: 'succeeded',
          charged: BigInt(work.price),
        });
        expect(await world.balance(user)).toEqual({ available: 100 - work.price, held: 0 });
        expect(await world.findings()).toEqual([]);
        expect(world.model.requests).toHaveLength(wasAsked && !wasStored ? 2 : 1);
        expect(unrecorded).toBeLessThanOrEqual(1);
        expect(world.messenger.messages).toHaveLength(work.messages + unrecorded);
        expect(world.messenger.notices).toEqual([]);
        if (shownStatus !== undefined) {
          expect(world.messenger.removed).toContain(shownStatus);
        }
      }
    },
  );
});

describe('a delivered answer whose settlement fails', () => {
  test('is not sent again when the settlement is tried again', async () => {
    const { world, id, user } = await arranged(works[0] as Work);
    const run = world.unitOfWork.run.bind(world.unitOfWork);
    world.unitOfWork.run = () => Promise.reject(new Error('The database is busy'));
    await world.workOnce();
    world.unitOfWork.run = run;
    await world.pass(1_000);

    expect(world.jobErrors).toHaveLength(1);
    expect(world.messenger.texts).toEqual(['An answer.']);
    expect(await world.generation(id)).toMatchObject({ status: 'succeeded', attempt: 2 });
    expect(await world.balance(user)).toEqual({ available: 97, held: 0 });
  });
});

describe('a worker that is not alone', () => {
  test('leaves alone what another works on, and comes back later', async () => {
    const { world, id } = await arranged(works[0] as Work);
    const now = world.clock.now();
    await world.unitOfWork.direct.generations.claim(id, now, new Date(now.getTime() + 15_000));
    await world.work();
    expect(world.model.requests).toEqual([]);
    await world.pass(2_000);
    expect(world.model.requests).toEqual([]);
    await world.pass(13_001);
    await world.pass(2_000);
    expect(await world.generation(id)).toMatchObject({ status: 'succeeded', attempt: 2 });
  });

  test('stops when its lease is lost, and neither delivers nor charges', async () => {
    const { world, id, user } = await arranged(works[0] as Work);
    world.model.script([{ kind: 'hang' }]);
    const slow = world.process();
    const slowly = world.workOnce(slow);
    await expect.poll(() => world.model.requests.length).toBe(1);
    world.clock.advance(longerThanALeaseMs);
    const now = world.clock.now();
    await world.unitOfWork.direct.generations.claim(id, now, new Date(now.getTime() + 15_000));

    await slow.leases.renew();
    await slowly;

    expect(world.messenger.messages).toEqual([]);
    expect(await world.balance(user)).toEqual({ available: 97, held: 3 });
    await world.sweep();
    await world.pass(longerThanALeaseMs);
    await world.sweep();
    await world.pass(2_000);
    expect(await world.generation(id)).toMatchObject({ status: 'succeeded', charged: 3n });
  });

  test('leaves it to who took its place, even when its own answer comes first', async () => {
    const { world, id } = await arranged(works[0] as Work);
    let answerNow = () => {};
    const ready = new Promise<void>((resolve) => {
      answerNow = resolve;
    });
    world.model.script([{ kind: 'after', ready, outcome: { kind: 'text', chunks: ['Late.'] } }]);
    const slowly = world.app.run.execute(id, { signal: new AbortController().signal });
    await expect.poll(() => world.model.requests.length).toBe(1);
    world.clock.advance(longerThanALeaseMs);
    const now = world.clock.now();
    await world.unitOfWork.direct.generations.claim(id, now, new Date(now.getTime() + 15_000));
    answerNow();

    expect(await slowly).toEqual({ kind: 'done' });
    expect(world.messenger.messages).toEqual([]);
    expect(await world.generation(id)).toMatchObject({ status: 'running', attempt: 2 });
  });

  test('stores nothing over the answer of who took its place', async () => {
    const { world, id, user } = await arranged(works[0] as Work);
    let answerNow = () => {};
    const ready = new Promise<void>((resolve) => {
      answerNow = resolve;
    });
    world.model.script([{ kind: 'after', ready, outcome: { kind: 'text', chunks: ['Late.'] } }]);
    const slowly = world.app.run.execute(id, { signal: new AbortController().signal });
    await expect.poll(() => world.model.requests.length).toBe(1);
    world.clock.advance(longerThanALeaseMs);
    await world.process().run.execute(id, { signal: new AbortController().signal });
    answerNow();

    expect(await slowly).toEqual({ kind: 'done' });
    expect(world.messenger.texts).toEqual(['An answer.']);
    expect(await world.balance(user)).toEqual({ available: 97, held: 0 });
  });
});

describe('a worker that shuts down', () => {
  test('hands its work back at once, for another to begin anew', async () => {
    const { world, id } = await arranged(works[0] as Work);
    world.model.script([{ kind: 'hang' }]);
    const shutdown = new AbortController();
    const working = world.workOnce(world.app, undefined, shutdown.signal);
    await expect.poll(() => world.model.requests.length).toBe(1);
    shutdown.abort();
    await working;

    expect(world.queue.jobs).toHaveLength(1);
    expect(world.messenger.progresses).toMatchObject([{ isClosed: true }]);
    await world.work(world.process());
    expect(await world.generation(id)).toMatchObject({ status: 'succeeded', attempt: 2 });
    expect(world.messenger.notices).toEqual([]);
  });

  test('still delivers an answer that came in time', async () => {
    const { world, id } = await arranged(works[0] as Work);
    const shutdown = new AbortController();
    const deliver = world.messenger.deliver.bind(world.messenger);
    world.messenger.deliver = (delivery) => {
      shutdown.abort();
      return deliver(delivery);
    };
    await world.workOnce(world.app, undefined, shutdown.signal);
    expect(await world.generation(id)).toMatchObject({ status: 'succeeded', charged: 3n });
  });
});

describe('a generation that takes its workers down', () => {
  test('is given up after thirty of them, with the credits back', async () => {
    const { world, id, user } = await arranged(works[0] as Work);
    for (let attempt = 1; attempt <= 30; attempt += 1) {
      const life = new Life(3);
      await world.workOnce(world.process(life), life);
      world.clock.advance(longerThanALeaseMs);
    }
    await world.settings.set('generationTimeoutSeconds', 86_400);
    await continued(world, id);

    expect(await world.generation(id)).toMatchObject({
      status: 'failed',
      attempt: 31,
      failure: { kind: 'internal' },
    });
    expect(await world.balance(user)).toEqual({ available: 100, held: 0 });
    expect(world.messenger.noticeKinds).toEqual(['generation_failed']);
  });

  test('is tried again when a handler throws, and keeps the credits held meanwhile', async () => {
    const { world, id, user } = await arranged(works[0] as Work);
    world.model.script([{ kind: 'throws', error: new Error('A bug') }]);
    await world.work();
    expect(world.jobErrors).toHaveLength(1);
    expect(await world.balance(user)).toEqual({ available: 97, held: 3 });
    await world.pass(1_000);
    expect(await world.generation(id)).toMatchObject({ status: 'succeeded', attempt: 2 });
  });

  test('that is gone or final already is no work', async () => {
    const { world, id } = await arranged(works[0] as Work);
    await world.work();
    const context = { signal: new AbortController().signal };
    expect(await world.app.run.execute(id, context)).toEqual({ kind: 'done' });
    const nowhere = '00000000-0000-7000-8000-00000000dead' as GenerationId;
    expect(await world.app.run.execute(nowhere, context)).toEqual({ kind: 'done' });
  });
});
