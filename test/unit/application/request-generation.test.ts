import { describe, expect, test } from 'vitest';
import type { Settings } from '../../../src/domain/settings/settings.ts';
import { modelId, userId } from '../../../src/domain/shared/ids.ts';
import type { ImageInput } from '../../../src/domain/users/user.ts';
import { aModel, privateChat } from '../../builders/domain.ts';
import { imageModel, textModel, World } from './world.ts';

const uploads = (count: number): readonly ImageInput[] =>
  Array.from({ length: count }, (_, index) => ({ kind: 'upload', fileId: `photo-${index}` }));

describe('RequestGeneration', () => {
  test('holds exactly the price, keeps the request and queues it, all at once', async () => {
    const world = new World();
    const user = await world.newcomer();
    const change = { imageModel: imageModel.id, aspectRatio: '16:9', imageSize: '4K' };
    await world.app.changePreferences.execute({ userId: user.id, change });

    const accepted = await world.asked(user, '  A red fox  ', { kind: 'image' });
    await world.outbox.settled();

    expect(accepted.price).toBe(6n);
    expect(await world.balance(user)).toEqual({ available: 94, held: 6 });
    expect(await world.generation(accepted.id)).toMatchObject({
      status: 'queued',
      kind: 'image',
      modelId: imageModel.id,
      prompt: 'A red fox',
      options: { aspectRatio: '16:9', imageSize: '4K' },
      language: 'en',
      destination: { chatId: user.id },
      price: 6n,
      dispatchedAt: world.clock.now(),
    });
    const [job] = world.queue.jobs;
    expect(job).toEqual({ type: 'generation.run', generationId: accepted.id, lane: 'image' });
  });

  test('asks the model that the user chose, at its price', async () => {
    const world = new World();
    const user = await world.newcomer();
    const change = { textModel: modelId('text-lite') };
    await world.app.changePreferences.execute({ userId: user.id, change });
    const { id, price } = await world.asked(user, 'Hello');
    expect(price).toBe(1n);
    expect(await world.generation(id)).toMatchObject({ modelId: 'text-lite', options: {} });
  });

  test('for an edit keeps the shape of the picture, whatever shape the user prefers', async () => {
    const world = new World();
    const user = await world.newcomer();
    const change = { aspectRatio: '16:9', imageSize: '4K' };
    await world.app.changePreferences.execute({ userId: user.id, change });
    const { id } = await world.asked(user, 'Blue', { kind: 'edit', inputs: uploads(1) });
    expect((await world.generation(id)).options).toEqual({ imageSize: '4K' });
  });

  test('takes the default where the chosen model is no longer on sale', async () => {
    const world = new World();
    const user = await world.newcomer();
    const change = { textModel: modelId('text-lite') };
    await world.app.changePreferences.execute({ userId: user.id, change });
    await world.catalogue.save(
      aModel({ id: modelId('text-lite'), capabilities: ['text'], enabled: false }),
    );
    const { id } = await world.asked(user, 'Hello');
    expect((await world.generation(id)).modelId).toBe(textModel.id);
  });

  test('holds nothing for a model that is free', async () => {
    const free = aModel({ capabilities: ['text'], prices: { text: 0 } });
    const world = new World({ models: [free], settings: { welcomeCredits: 0 } });
    const user = await world.newcomer();
    const { id } = await world.asked(user, 'Hello');
    await world.work();
    expect(await world.generation(id)).toMatchObject({ status: 'succeeded', charged: 0n });
    expect(await world.findings()).toEqual([]);
  });

  test('asked twice by one key is asked once, even at the same moment', async () => {
    const world = new World();
    const user = await world.newcomer();
    const wish = { requestKey: 'message:1:2' };
    const answers = await Promise.all([1, 2, 3].map(() => world.ask(user, 'Hello', wish)));
    await world.work();
    answers.push(await world.ask(user, 'Hello', wish));

    const accepted = answers.flatMap((one) => (one.ok ? [one.value] : []));
    expect(accepted.map(({ isRepeat }) => isRepeat)).toEqual([false, true, true, true]);
    expect(new Set(accepted.map(({ generation }) => generation.id)).size).toBe(1);
    expect(await world.balance(user)).toEqual({ available: 97, held: 0 });
    expect(world.messenger.texts).toEqual(['An answer.']);
  });

  test('of a user who never wrote to the bot is a bug', async () => {
    await expect(new World().ask({ id: userId(404) }, 'Hello')).rejects.toThrow();
  });

  test('goes to the conversation of its chat until a new one is begun', async () => {
    const world = new World();
    const user = await world.newcomer();
    const conversationOf = async (prompt: string) =>
      (await world.generation((await world.asked(user, prompt)).id)).conversationId;

    const first = await conversationOf('one');
    expect(await conversationOf('two')).toBe(first);
    world.clock.advance(1);
    await world.app.startConversation.execute(user.id, privateChat(user.id), undefined);
    expect(await conversationOf('three')).not.toBe(first);
  });
});

interface Refusal {
  readonly why: string;
  readonly settings?: Partial<Settings>;
  readonly prepare?: (world: World, user: { readonly id: ReturnType<typeof userId> }) => unknown;
  readonly prompt?: string;
  readonly pictures?: number;
  readonly error: object;
}

const refusals: readonly Refusal[] = [
  {
    why: 'a banned user',
    prepare: (world, { id }) => world.app.banUser.execute({ userId: id, reason: 'spam' }),
    error: { kind: 'banned', reason: 'spam' },
  },
  { why: 'an empty prompt', prompt: ' \n ', error: { kind: 'prompt_empty' } },
  {
    why: 'a prompt beyond the limit',
    settings: { maxPromptCharacters: 4 },
    prompt: 'Hello',
    error: { kind: 'prompt_too_long', length: 5, limit: 4 },
  },
  {
    why: 'fewer available credits than the price',
    settings: { welcomeCredits: 2 },
    error: { kind: 'insufficient_credits', required: 3, available: 2 },
  },
  {
    why: 'too many requests within a minute',
    settings: { requestsPerMinute: 1 },
    prepare: async (world, user) => {
      await world.asked(user, 'Hello');
      await world.work();
    },
    error: { kind: 'too_many_requests', limitPerMinute: 1, retryAfterSeconds: 60 },
  },
  {
    why: 'too many that wait already',
    settings: { activeJobsPerUser: 1, waitingJobsPerUser: 1 },
    prepare: async (world, user) => {
      await world.asked(user, 'Hello');
      await world.asked(user, 'Hello');
    },
    error: { kind: 'too_many_waiting', limit: 2 },
  },
  {
    why: 'no model that could do it',
    prepare: (world) => world.catalogue.save({ ...imageModel, enabled: false }),
    pictures: 1,
    error: { kind: 'no_model', generationKind: 'edit' },
  },
  {
    why: 'more pictures than the model takes',
    pictures: 4,
    error: { kind: 'too_many_pictures', given: 4, limit: 3 },
  },
];

describe('RequestGeneration refuses, writing nothing,', () => {
  test.each(refusals)('$why', async ({ settings = {}, prepare, prompt, pictures, error }) => {
    const world = new World({ settings });
    const user = await world.newcomer();
    await prepare?.(world, user);
    await world.outbox.settled();
    const before = snapshot(world);

    const wish =
      pictures === undefined ? {} : ({ kind: 'edit', inputs: uploads(pictures) } as const);
    const refused = await world.ask(user, prompt ?? 'Hello', wish);
    await world.outbox.settled();

    expect(refused).toEqual({ ok: false, error });
    expect(snapshot(world)).toEqual(before);
  });

  test('the limit in force, also where more were accepted under an earlier one', async () => {
    const world = new World({ settings: { activeJobsPerUser: 1, waitingJobsPerUser: 2 } });
    const user = await world.newcomer();
    for (const prompt of ['one', 'two', 'three']) {
      await world.asked(user, prompt);
    }
    await world.settings.set('waitingJobsPerUser', 0);
    expect(await world.ask(user, 'four')).toMatchObject({
      error: { kind: 'too_many_waiting', limit: 1 },
    });
  });

  function snapshot(world: World) {
    const { users: _, ...tables } = world.unitOfWork.state();
    return { ...tables, jobs: world.queue.jobs };
  }
});
