import { describe, expect, test } from 'vitest';
import { modelId, userId } from '../../../src/domain/shared/ids.ts';
import { aModel, privateChat } from '../../builders/domain.ts';
import { imageModel, textModel, World } from './world.ts';

const stranger = userId(404);

describe('BanUser', () => {
  test('bans with a reason and lifts the ban', async () => {
    const world = new World();
    const user = await world.newcomer();

    await world.app.banUser.execute({ userId: user.id, reason: 'spam' });
    expect((await world.user(user.id)).ban).toEqual({ reason: 'spam', since: world.clock.now() });

    await world.app.banUser.execute({ userId: user.id, reason: undefined });
    expect((await world.user(user.id)).ban).toBeUndefined();
  });

  test('does not know who never wrote to the bot', async () => {
    expect(await new World().app.banUser.execute({ userId: stranger, reason: 'x' })).toEqual({
      ok: false,
      error: { kind: 'unknown_user', userId: stranger },
    });
  });

  test('leaves alone what was accepted and paid for before', async () => {
    const world = new World();
    const user = await world.newcomer();
    const { id } = await world.asked(user, 'Hello');
    await world.app.banUser.execute({ userId: user.id, reason: 'spam' });
    await world.work();
    expect(await world.generation(id)).toMatchObject({ status: 'succeeded', charged: 3n });
  });
});

describe('ChangePreferences', () => {
  const plain = aModel({
    id: modelId('plain-image'),
    capabilities: ['image'],
    aspectRatios: ['1:1'],
    imageSizes: [],
  });
  const retired = aModel({
    id: modelId('retired-image'),
    capabilities: ['image'],
    shutdownOn: '2026-01-15',
  });
  const models = [textModel, imageModel, plain, retired];

  test('keeps the options that the new model offers and drops the others', async () => {
    const world = new World({ models });
    const user = await world.newcomer();
    const change = (preferences: object) =>
      world.app.changePreferences.execute({ userId: user.id, change: preferences });

    await change({ imageModel: imageModel.id, aspectRatio: '1:1', imageSize: '4K' });
    await change({ imageModel: plain.id });

    const { preferences } = await world.user(user.id);
    expect(preferences).toMatchObject({ imageModel: plain.id, aspectRatio: '1:1' });
    expect(preferences.imageSize).toBeUndefined();
  });

  test.each([
    ['textModel', { textModel: imageModel.id }],
    ['imageModel', { imageModel: retired.id }],
    ['imageModel', { imageModel: modelId('never-heard-of') }],
    ['aspectRatio', { imageModel: plain.id, aspectRatio: '16:9' }],
    ['imageSize', { imageSize: '8K' }],
  ])('refuses a %s that the catalogue does not offer', async (preference, change) => {
    const world = new World({ models });
    const user = await world.newcomer();
    const before = await world.user(user.id);

    expect(await world.app.changePreferences.execute({ userId: user.id, change })).toEqual({
      ok: false,
      error: { kind: 'unsupported_choice', preference },
    });
    expect(await world.user(user.id)).toBe(before);
  });

  test('goes back to the default where a choice is taken away', async () => {
    const world = new World({ models });
    const user = await world.newcomer();
    const change = { imageModel: plain.id, language: 'ru' } as const;
    await world.app.changePreferences.execute({ userId: user.id, change });

    const back = { imageModel: undefined, language: undefined };
    await world.app.changePreferences.execute({ userId: user.id, change: back });

    const { preferences } = await world.user(user.id);
    expect(preferences.imageModel).toBeUndefined();
    expect(preferences.language).toBeUndefined();
  });

  test('does not know who never wrote to the bot', async () => {
    const changed = await new World().app.changePreferences.execute({
      userId: stranger,
      change: { mode: 'image' },
    });
    expect(changed).toMatchObject({ ok: false, error: { kind: 'unknown_user' } });
  });
});

describe('SetPendingEdit', () => {
  test('remembers pictures and forgets them', async () => {
    const world = new World();
    const user = await world.newcomer();
    const pendingEdit = {
      chatId: privateChat(user.id),
      inputs: [{ kind: 'upload', fileId: 'photo' }],
    } as const;

    await world.app.setPendingEdit.execute(user.id, pendingEdit);
    expect((await world.user(user.id)).pendingEdit).toEqual(pendingEdit);

    await world.app.setPendingEdit.execute(user.id, undefined);
    expect((await world.user(user.id)).pendingEdit).toBeUndefined();
  });

  test('writes nothing where there is nothing to forget', async () => {
    const world = new World();
    const user = await world.newcomer();
    const before = await world.user(user.id);
    await world.app.setPendingEdit.execute(user.id, undefined);
    await world.app.setPendingEdit.execute(stranger, undefined);
    expect(await world.user(user.id)).toBe(before);
  });
});

describe('NoteReachability', () => {
  test('has no news of strangers', async () => {
    await expect(
      new World().app.noteReachability.execute(stranger, false),
    ).resolves.toBeUndefined();
  });
});
