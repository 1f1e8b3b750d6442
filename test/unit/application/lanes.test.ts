import { describe, expect, test } from 'vitest';
import type { ImageInput } from '../../../src/domain/users/user.ts';
import { privateChat } from '../../builders/domain.ts';
import { imageModel, World } from './world.ts';

const uploads = (count: number): readonly ImageInput[] =>
  Array.from({ length: count }, (_, index) => ({ kind: 'upload', fileId: `photo-${index}` }));

const statuses = async (world: World, ids: readonly { id: Parameters<World['generation']>[0] }[]) =>
  Promise.all(ids.map(async ({ id }) => (await world.generation(id)).status));

describe('limits of a user', () => {
  test('per minute: a minute later there is room again', async () => {
    const world = new World({ settings: { requestsPerMinute: 2 } });
    const user = await world.newcomer();
    await world.asked(user, 'one');
    await world.pass(30_000);
    await world.asked(user, 'two');
    await world.work();
    expect(await world.ask(user, 'three')).toMatchObject({ error: { kind: 'too_many_requests' } });
    await world.pass(30_001);
    await world.asked(user, 'three');
  });

  test('cannot be raced by asking for everything at once', async () => {
    const world = new World({ settings: { welcomeCredits: 7, requestsPerMinute: 100 } });
    const user = await world.newcomer();
    const answers = await Promise.all(
      Array.from({ length: 5 }, (_, index) => world.ask(user, `question ${index}`)),
    );
    expect(answers.filter(({ ok }) => ok)).toHaveLength(2);
    expect(await world.balance(user)).toEqual({ available: 1, held: 6 });
  });
});

describe('the lane of a user', () => {
  test('takes five messages at once and runs them one after the other, each seeing the one before', async () => {
    const world = new World();
    const user = await world.newcomer();
    const prompts = ['one', 'two', 'three', 'four', 'five'];
    const asked = await Promise.all(prompts.map((prompt) => world.asked(user, prompt)));
    await world.outbox.settled();

    for (const [index] of asked.entries()) {
      expect(world.queue.jobs).toHaveLength(1);
      await world.workOnce();
      const expected = asked.map((_, other) => (other <= index ? 'succeeded' : 'queued'));
      expect(await statuses(world, asked)).toEqual(expected);
    }

    const last = world.model.requests.at(-1);
    const said = last?.turns.filter(({ role }) => role === 'user').map(({ parts }) => parts[0]);
    expect(said).toEqual(prompts.map((text) => ({ kind: 'text', text })));
  });

  test('runs two pictures at once and lets the third wait', async () => {
    const world = new World({ settings: { activeJobsPerUser: 2 } });
    const user = await world.newcomer();
    for (const prompt of ['a fox', 'a hare', 'an owl']) {
      await world.asked(user, prompt, { kind: 'image' });
    }
    await world.outbox.settled();
    expect(world.queue.jobs).toHaveLength(2);
    await world.workOnce();
    expect(world.queue.jobs).toHaveLength(2);
    await world.work();
    expect(world.messenger.messages).toHaveLength(3);
  });

  test('lets a picture pass the text that waits for its conversation', async () => {
    const world = new World({ settings: { activeJobsPerUser: 2 } });
    const user = await world.newcomer();
    await world.asked(user, 'one');
    await world.asked(user, 'two');
    const picture = await world.asked(user, 'a fox', { kind: 'image' });
    await world.outbox.settled();
    expect(world.queue.jobs).toContainEqual({
      type: 'generation.run',
      generationId: picture.id,
      lane: 'image',
    });
  });

  test("is the user's own: nobody waits for another's", async () => {
    const world = new World();
    const [anna, boris] = [await world.newcomer(), await world.newcomer()];
    await world.asked(anna, 'one');
    await world.asked(boris, 'one');
    await world.outbox.settled();
    expect(world.queue.jobs).toHaveLength(2);
  });
});

describe('RepeatGeneration', () => {
  test('asks for the same once more, at the price of today', async () => {
    const world = new World();
    const user = await world.newcomer();
    const inputs = uploads(2);
    const first = await world.asked(user, 'Make it blue', { kind: 'edit', inputs });
    await world.catalogue.save({ ...imageModel, prices: { image: 4, edit: 9 } });

    const again = await world.app.repeat.execute({
      generationId: first.id,
      requestKey: 'callback:1',
      userId: user.id,
      destination: { chatId: privateChat(user.id) },
    });

    expect(again).toMatchObject({ ok: true, value: { generation: { price: 9n } } });
    const second = again.ok ? await world.generation(again.value.generation.id) : undefined;
    const { kind, prompt, modelId: model } = await world.generation(first.id);
    expect(second).toMatchObject({ kind, prompt, inputs, modelId: model });
    expect(second?.id).not.toBe(first.id);
  });

  test("refuses what is somebody else's, or nobody's", async () => {
    const world = new World();
    const [anna, boris] = [await world.newcomer(), await world.newcomer()];
    const { id } = await world.asked(anna, 'Hello');
    const command = {
      generationId: id,
      requestKey: 'callback:1',
      userId: boris.id,
      destination: { chatId: privateChat(boris.id) },
    };
    expect(await world.app.repeat.execute(command)).toEqual({
      ok: false,
      error: { kind: 'unknown_generation' },
    });
    expect(await world.balance(boris)).toEqual({ available: 100, held: 0 });
  });

  test('passes refusals on', async () => {
    const world = new World({ settings: { welcomeCredits: 3 } });
    const user = await world.newcomer();
    const { id } = await world.asked(user, 'Hello');
    const again = await world.app.repeat.execute({
      generationId: id,
      requestKey: 'callback:1',
      userId: user.id,
      destination: { chatId: privateChat(user.id) },
    });
    expect(again).toMatchObject({ ok: false, error: { kind: 'insufficient_credits' } });
  });
});
