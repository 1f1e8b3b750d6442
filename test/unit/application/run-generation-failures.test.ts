import { describe, expect, test } from 'vitest';
import type { GenerationFailure } from '../../../src/domain/generations/failure.ts';
import { chatId } from '../../../src/domain/shared/ids.ts';
import { defaultPreferences } from '../../../src/domain/users/user.ts';
import { aPng } from '../../fakes/magic-number-images.ts';
import { World } from './world.ts';

const upload = (fileId: string) => ({ kind: 'upload', fileId }) as const;

const failures: readonly (readonly [GenerationFailure, string])[] = [
  [{ kind: 'safety', stage: 'prompt', reason: 'PROHIBITED_CONTENT' }, 'blocked'],
  [{ kind: 'safety', stage: 'output', reason: 'IMAGE_SAFETY' }, 'blocked'],
  [{ kind: 'no_image' }, 'failed'],
  [{ kind: 'empty_answer' }, 'failed'],
  [{ kind: 'quota', retryAfterMs: 1_000 }, 'failed'],
  [{ kind: 'overloaded' }, 'failed'],
  [{ kind: 'model_retired' }, 'failed'],
  [{ kind: 'region_refused' }, 'failed'],
  [{ kind: 'unauthorized' }, 'failed'],
  [{ kind: 'invalid_request', message: 'no' }, 'failed'],
  [{ kind: 'timeout' }, 'failed'],
];

describe('RunGeneration, when the model fails,', () => {
  test.each(failures)('gives the credits back and tells why: %o', async (failure, status) => {
    const world = new World();
    const user = await world.newcomer();
    world.messenger.showsStatus = true;
    world.model.script([{ kind: 'failure', failure }]);
    const { id } = await world.asked(user, 'A fox', { kind: 'image' });
    await world.work();

    expect(await world.generation(id)).toMatchObject({ status, failure, charged: 0n });
    expect(await world.balance(user)).toEqual({ available: 100, held: 0 });
    expect(world.messenger.messages).toEqual([]);
    expect(world.messenger.notices).toMatchObject([
      {
        userId: user.id,
        language: 'en',
        notice: { kind: 'generation_failed', generationKind: 'image', failure, returned: 4 },
      },
    ]);
    expect(world.messenger.removed).toContain(world.messenger.progresses[0]?.statusMessageId);
    expect(await world.findings()).toEqual([]);
  });

  test('does not remember a question that was not answered', async () => {
    const world = new World();
    const user = await world.newcomer();
    world.model.script([{ kind: 'failure', failure: { kind: 'empty_answer' } }]);
    await world.asked(user, 'first');
    await world.asked(user, 'second');
    await world.work();
    expect(world.model.requests.at(-1)?.turns).toHaveLength(1);
  });

  test('takes a picture that cannot be read for none', async () => {
    const world = new World();
    const user = await world.newcomer();
    world.model.script([{ kind: 'picture', bytes: Uint8Array.of(1, 2, 3) }]);
    const { id } = await world.asked(user, 'A fox', { kind: 'image' });
    await world.work();
    expect(await world.generation(id)).toMatchObject({ failure: { kind: 'no_image' } });
    expect(world.unitOfWork.state().images.size).toBe(0);
  });

  test.each([
    ['gone', undefined],
    ['too_large', { kind: 'too_large' } as const],
    ['not_an_image', Uint8Array.of(1, 2, 3)],
  ])("asks nobody when the user's picture is %s", async (reason, file) => {
    const world = new World();
    const user = await world.newcomer();
    if (file !== undefined) {
      world.files.put('photo', file);
    }
    const { id } = await world.asked(user, 'Blue', { kind: 'edit', inputs: [upload('photo')] });
    await world.work();
    expect(world.model.requests).toEqual([]);
    expect(await world.generation(id)).toMatchObject({
      status: 'failed',
      failure: { kind: 'input_unreadable', reason },
    });
    expect(await world.balance(user)).toEqual({ available: 100, held: 0 });
  });
});

describe('RunGeneration, when the messenger fails,', () => {
  test('comes back when it is busy, without asking the model again or sending a part twice', async () => {
    const world = new World();
    const user = await world.newcomer();
    world.model.script([{ kind: 'picture', bytes: aPng(1), text: 'A fox.' }]);
    world.messenger.refuse({ kind: 'busy', retryAfterMs: 30_000 }, 1);
    const { id } = await world.asked(user, 'A fox', { kind: 'image' });
    await world.work();
    expect(await world.generation(id)).toMatchObject({ status: 'delivering' });
    expect(await world.balance(user)).toEqual({ available: 96, held: 4 });

    await world.pass(29_999);
    expect(world.messenger.messages).toHaveLength(1);
    await world.pass(1);

    expect(world.messenger.messages.map(({ part }) => part.kind)).toEqual(['image', 'text']);
    expect(world.model.requests).toHaveLength(1);
    expect(await world.generation(id)).toMatchObject({ status: 'succeeded', charged: 4n });
    expect(await world.findings()).toEqual([]);
  });

  test('sends no part again after an outage in the middle', async () => {
    const world = new World();
    const user = await world.newcomer();
    world.model.script([{ kind: 'picture', bytes: aPng(1), text: 'A fox.' }]);
    world.messenger.refuse({ kind: 'outage' }, 1);
    await world.asked(user, 'A fox', { kind: 'image' });
    await world.work();
    await world.pass(1_000);
    expect(world.jobErrors).toHaveLength(1);
    expect(world.messenger.messages.map(({ part }) => part.kind)).toEqual(['image', 'text']);
    expect(await world.balance(user)).toEqual({ available: 96, held: 0 });
  });

  test('gives the credits back when the user cannot be reached, and remembers that', async () => {
    const world = new World();
    const user = await world.newcomer();
    world.messenger.refuse({ kind: 'unreachable', reason: 'bot was blocked by the user' });
    const { id } = await world.asked(user, 'Hello');
    await world.work();

    expect(await world.generation(id)).toMatchObject({
      status: 'failed',
      failure: { kind: 'undeliverable', reason: 'bot was blocked by the user' },
      charged: 0n,
    });
    expect((await world.user(user.id)).unreachableSince).toEqual(world.clock.now());
    expect(await world.balance(user)).toEqual({ available: 100, held: 0 });
    expect(world.messenger.notices).toEqual([]);
    expect(world.unitOfWork.state().exchanges.size).toBe(0);
  });

  test('gives the credits back at once when the messenger will never take the message', async () => {
    const world = new World();
    const user = await world.newcomer();
    world.messenger.refuse({ kind: 'refused', description: 'Bad Request: something new' });
    const { id } = await world.asked(user, 'Hello?');
    await world.work();

    expect(await world.generation(id)).toMatchObject({ status: 'failed', charged: 0n });
    expect(await world.balance(user)).toEqual({ available: 100, held: 0 });
    expect(world.messenger.notices).toMatchObject([
      { notice: { kind: 'generation_failed', failure: { kind: 'internal' } } },
    ]);
    expect((await world.user(user.id)).unreachableSince).toBeUndefined();
  });

  test('does not blame the user for a group that the bot may not write to', async () => {
    const world = new World();
    const user = await world.newcomer();
    world.messenger.refuse({ kind: 'unreachable', reason: 'bot was kicked' });
    await world.app.request.execute({
      requestKey: 'group',
      userId: user.id,
      kind: 'text',
      prompt: 'Hello',
      inputs: [],
      destination: { chatId: chatId(-5) },
    });
    await world.work();
    expect((await world.user(user.id)).unreachableSince).toBeUndefined();
    expect(await world.balance(user)).toEqual({ available: 100, held: 0 });
  });

  test('sends originals too for who wants files', async () => {
    const world = new World();
    const user = await world.newcomer();
    const wished: boolean[] = [];
    const { deliver } = world.messenger;
    world.messenger.deliver = (delivery) => {
      wished.push(delivery.sendAsFile);
      return deliver.call(world.messenger, delivery);
    };
    const change = { ...defaultPreferences, sendAsFile: true };
    await world.app.changePreferences.execute({ userId: user.id, change });
    await world.asked(user, 'Hello');
    await world.asked(user, 'A fox', { kind: 'image' });
    await world.work();
    expect(wished).toEqual([false, true]);
  });
});
