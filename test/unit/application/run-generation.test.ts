import { describe, expect, test } from 'vitest';
import { imageIdsOf } from '../../../src/domain/generations/generation.ts';
import { modelId, type UserId } from '../../../src/domain/shared/ids.ts';
import { aModel, privateChat } from '../../builders/domain.ts';
import { aPng } from '../../fakes/magic-number-images.ts';
import { imageModel, textLite, textModel, World } from './world.ts';

const upload = (fileId: string) => ({ kind: 'upload', fileId }) as const;
const says = (text: string) => ({ kind: 'text', chunks: [text] }) as const;
const overloaded = { kind: 'failure', failure: { kind: 'overloaded' } } as const;

async function pictureOf(world: World, user: { readonly id: UserId }, prompt: string) {
  const { id } = await world.asked(user, prompt, { kind: 'image' });
  await world.work();
  const { output } = await world.generation(id);
  const [imageId] = output === undefined ? [] : imageIdsOf(output);
  if (imageId === undefined) {
    throw new Error('Expected a picture');
  }
  return { id, imageId };
}

describe('RunGeneration, when all goes well', () => {
  test('answers a question, streams it, charges its price and remembers both', async () => {
    const world = new World();
    const user = await world.newcomer();
    world.model.script([{ kind: 'text', chunks: ['Blue ', 'light.'] }]);
    const { id } = await world.asked(user, 'Why is the sky blue?');
    await world.work();

    expect(world.messenger.texts).toEqual(['Blue light.']);
    expect(world.messenger.progresses).toMatchObject([
      { texts: ['Blue ', 'Blue light.'], isClosed: true },
    ]);
    expect(await world.balance(user)).toEqual({ available: 97, held: 0 });
    const generation = await world.generation(id);
    expect(generation).toMatchObject({
      status: 'succeeded',
      charged: 3n,
      attempt: 1,
      finishedAt: world.clock.now(),
      output: { modelId: textModel.id, truncated: false, costUsdMicros: 53n },
    });
    const exchanges = [...world.unitOfWork.state().exchanges.values()];
    expect(exchanges).toMatchObject([{ generationId: id, prompt: 'Why is the sky blue?' }]);
    expect(await world.findings()).toEqual([]);
    expect(world.queue.jobs).toEqual([]);
  });

  test('tells the model what was said before, with its signatures, within the budget', async () => {
    const world = new World({ settings: { contextTokens: 8 } });
    const user = await world.newcomer();
    world.model.script([
      says('much too long to be remembered'),
      { kind: 'text', chunks: ['two'], signature: 'proof' },
      says('three'),
    ]);
    for (const prompt of ['first', 'second', 'third']) {
      await world.asked(user, prompt);
    }
    await world.work();

    const request = world.model.requests.at(-1);
    expect(request?.systemInstruction).toContain('Nano Banana');
    expect(request?.turns).toEqual([
      { role: 'user', parts: [{ kind: 'text', text: 'second' }] },
      { role: 'model', parts: [{ kind: 'text', text: 'two', signature: 'proof' }] },
      { role: 'user', parts: [{ kind: 'text', text: 'third' }] },
    ]);
  });

  test('forgets what was said before a new conversation', async () => {
    const world = new World();
    const user = await world.newcomer();
    await world.asked(user, 'first');
    await world.pass(1);
    await world.app.startConversation.execute(user.id, privateChat(user.id), undefined);
    await world.asked(user, 'second');
    await world.work();
    expect(world.model.requests.at(-1)?.turns).toHaveLength(1);
  });

  test('draws a picture, stores it before it is sent, and charges its price', async () => {
    const world = new World();
    const user = await world.newcomer();
    world.model.script([{ kind: 'picture', bytes: aPng(7), text: 'A fox.' }]);
    const { id, imageId } = await pictureOf(world, user, 'A fox');

    expect(world.messenger.messages).toMatchObject([
      { generationId: id, part: { kind: 'image', imageId } },
      { generationId: id, part: { kind: 'text', text: 'A fox.' } },
    ]);
    expect(await world.unitOfWork.direct.images.original(imageId)).toEqual(aPng(7));
    expect(await world.unitOfWork.direct.images.find(imageId)).toMatchObject({
      generationId: id,
      mimeType: 'image/png',
      byteLength: 5,
    });
    expect(await world.generation(id)).toMatchObject({ status: 'succeeded', charged: 4n });
    expect(await world.balance(user)).toEqual({ available: 96, held: 0 });
    expect(await world.findings()).toEqual([]);
  });

  test('knows a delivered picture again by its message', async () => {
    const world = new World();
    const user = await world.newcomer();
    const { id, imageId } = await pictureOf(world, user, 'A fox');
    const [message] = world.messenger.messages;
    expect(
      await world.unitOfWork.direct.generations.findByMessage(
        privateChat(user.id),
        message?.messageId ?? 0,
      ),
    ).toEqual({ generationId: id, imageId });
  });

  test("edits the user's pictures in their order", async () => {
    const world = new World();
    const user = await world.newcomer();
    world.files.put('first', aPng(1));
    world.files.put('second', aPng(2));
    const inputs = [upload('first'), upload('second')];
    const { id } = await world.asked(user, 'Put them together', { kind: 'edit', inputs });
    await world.work();

    expect(world.model.requests[0]?.turns).toEqual([
      {
        role: 'user',
        parts: [
          { kind: 'image', bytes: aPng(1), mimeType: 'image/png' },
          { kind: 'image', bytes: aPng(2), mimeType: 'image/png' },
          { kind: 'text', text: 'Put them together' },
        ],
      },
    ]);
    expect(await world.generation(id)).toMatchObject({ status: 'succeeded', charged: 5n });
  });

  test('continues a picture of the same model with its signature', async () => {
    const world = new World();
    const user = await world.newcomer();
    world.model.script([{ kind: 'picture', bytes: aPng(1), signature: 'proof' }]);
    const { imageId } = await pictureOf(world, user, 'A fox');
    const inputs = [{ kind: 'stored', imageId } as const];
    await world.asked(user, 'Make it blue', { kind: 'edit', inputs });
    await world.work();

    expect(world.model.requests.at(-1)?.turns).toEqual([
      { role: 'user', parts: [{ kind: 'text', text: 'A fox' }] },
      {
        role: 'model',
        parts: [{ kind: 'image', bytes: aPng(1), mimeType: 'image/png', signature: 'proof' }],
      },
      { role: 'user', parts: [{ kind: 'text', text: 'Make it blue' }] },
    ]);
  });

  test('shows a picture of another model without its signature', async () => {
    const world = new World();
    const user = await world.newcomer();
    world.model.script([{ kind: 'picture', bytes: aPng(1), signature: 'proof' }]);
    const { imageId } = await pictureOf(world, user, 'A fox');
    const other = aModel({ ...imageModel, id: modelId('other-image') });
    await world.catalogue.save(other);
    const change = { imageModel: other.id };
    await world.app.changePreferences.execute({ userId: user.id, change });
    const inputs = [{ kind: 'stored', imageId } as const];
    await world.asked(user, 'Make it blue', { kind: 'edit', inputs });
    await world.work();

    expect(world.model.requests.at(-1)?.turns).toEqual([
      {
        role: 'user',
        parts: [
          { kind: 'image', bytes: aPng(1), mimeType: 'image/png' },
          { kind: 'text', text: 'Make it blue' },
        ],
      },
    ]);
  });
});

describe('RunGeneration, with a fallback,', () => {
  test.each([
    { kind: 'overloaded' },
    { kind: 'quota', retryAfterMs: 60_000 },
    { kind: 'model_retired' },
    { kind: 'timeout' },
  ] as const)('asks it after $kind and charges its lower price', async (failure) => {
    const world = new World();
    const user = await world.newcomer();
    world.model.script([{ kind: 'failure', failure }]);
    const { id } = await world.asked(user, 'Hello');
    await world.work();

    expect(world.model.requests.map(({ model }) => model.id)).toEqual([textModel.id, textLite.id]);
    expect(await world.generation(id)).toMatchObject({
      status: 'succeeded',
      price: 3n,
      charged: 1n,
      output: { modelId: textLite.id },
    });
    expect(await world.balance(user)).toEqual({ available: 99, held: 0 });
    expect(await world.findings()).toEqual([]);
  });

  test('never charges more than was held', async () => {
    const world = new World({
      models: [textModel, aModel({ ...textLite, prices: { text: 50 } })],
    });
    const user = await world.newcomer();
    world.model.script([overloaded]);
    await world.asked(user, 'Hello');
    await world.work();
    expect(await world.balance(user)).toEqual({ available: 97, held: 0 });
  });

  test('asks each model once, also where they name each other', async () => {
    const world = new World({
      models: [textModel, aModel({ ...textLite, fallback: textModel.id })],
    });
    const user = await world.newcomer();
    world.model.script([overloaded, overloaded]);
    const { id } = await world.asked(user, 'Hello');
    await world.work();
    expect(world.model.requests).toHaveLength(2);
    expect(await world.generation(id)).toMatchObject({ failure: { kind: 'overloaded' } });
  });

  test.each([
    ['switched off', aModel({ ...textLite, enabled: false })],
    ['shut down', aModel({ ...textLite, shutdownOn: '2026-01-15' })],
    ['unable to do it', aModel({ ...textLite, capabilities: ['image'] })],
  ])('does not ask one that is %s', async (_why, lite) => {
    const world = new World({ models: [textModel, lite] });
    const user = await world.newcomer();
    world.model.script([overloaded]);
    await world.asked(user, 'Hello');
    await world.work();
    expect(world.model.requests).toHaveLength(1);
  });

  test('does not ask one that takes fewer pictures', async () => {
    const small = aModel({ ...imageModel, id: modelId('small'), maxInputImages: 1, position: 2 });
    const big = aModel({ ...imageModel, fallback: small.id });
    const world = new World({ models: [big, small] });
    const user = await world.newcomer();
    world.files.put('a', aPng(1));
    world.files.put('b', aPng(2));
    world.model.script([overloaded]);
    await world.asked(user, 'Merge', { kind: 'edit', inputs: [upload('a'), upload('b')] });
    await world.work();
    expect(world.model.requests).toHaveLength(1);
  });
});
