import { describe, expect, test } from 'vitest';
import type { User } from '../../../src/domain/users/user.ts';
import { privateChat } from '../../builders/domain.ts';
import { aPng } from '../../fakes/magic-number-images.ts';
import { World } from './world.ts';

const settleMs = 1_200;

const keyOf = (user: User) => `${user.id}:777`;

async function photo(world: World, user: User, messageId: number, caption?: string): Promise<void> {
  const fileId = `file-${messageId}`;
  world.files.put(fileId, aPng(messageId));
  await world.app.collectAlbumPhoto.execute(
    { key: keyOf(user), userId: user.id, destination: { chatId: privateChat(user.id) } },
    { messageId, fileId, caption },
  );
}

const signal = new AbortController().signal;
const flush = (world: World, user: User) =>
  world.app.handlers['album.flush'](
    { type: 'album.flush', albumKey: keyOf(user), photoMessageId: 1 },
    { signal },
  );

describe('an album', () => {
  test('becomes one edit of all photos in their order, with their captions together', async () => {
    const world = new World();
    const user = await world.newcomer();
    await photo(world, user, 12, 'and make it blue');
    await photo(world, user, 10, 'Put them together');
    await photo(world, user, 11, '  ');
    await photo(world, user, 11, 'the same message once more');
    await world.pass(settleMs);

    expect(world.model.requests).toMatchObject([{ kind: 'edit' }]);
    expect(world.model.requests[0]?.turns[0]?.parts).toMatchObject([
      { bytes: aPng(10) },
      { bytes: aPng(11) },
      { bytes: aPng(12) },
      { text: 'Put them together\nand make it blue' },
    ]);
    expect(world.messenger.messages).toHaveLength(1);
    expect(await world.balance(user)).toEqual({ available: 95, held: 0 });
    expect(world.unitOfWork.state().albums.size).toBe(0);
    expect(world.queue.jobs).toEqual([]);
  });

  test('waits until no photo has come for a while', async () => {
    const world = new World();
    const user = await world.newcomer();
    await photo(world, user, 10, 'Put them together');
    await world.pass(settleMs - 1);
    await photo(world, user, 11);
    await world.pass(settleMs - 1);
    await photo(world, user, 12);
    await world.pass(settleMs - 1);
    expect(world.model.requests).toEqual([]);
    await world.pass(1);
    expect(world.model.requests[0]?.turns[0]?.parts).toHaveLength(4);
  });

  test('without a caption asks what to do, once, and keeps the pictures for the answer', async () => {
    const world = new World();
    const user = await world.newcomer();
    await photo(world, user, 10);
    await photo(world, user, 11);
    await world.pass(settleMs);

    expect(world.messenger.notices).toMatchObject([
      {
        userId: user.id,
        destination: { chatId: user.id },
        notice: { kind: 'edit_instruction_wanted', pictures: 2 },
      },
    ]);
    expect((await world.user(user.id)).pendingEdit).toEqual({
      chatId: user.id,
      inputs: [
        { kind: 'upload', fileId: 'file-10' },
        { kind: 'upload', fileId: 'file-11' },
      ],
    });
    expect(await world.balance(user)).toEqual({ available: 100, held: 0 });
  });

  test('tells why it was refused, once', async () => {
    const world = new World({ settings: { welcomeCredits: 1 } });
    const user = await world.newcomer();
    await photo(world, user, 10, 'Blue');
    await photo(world, user, 11);
    await world.pass(settleMs);
    expect(world.messenger.notices.map(({ notice }) => notice)).toEqual([
      {
        kind: 'request_refused',
        refusal: { kind: 'insufficient_credits', required: 5, available: 1 },
      },
    ]);
    expect(world.unitOfWork.state().albums.size).toBe(0);
  });

  test('of more pictures than the model takes is refused as a whole', async () => {
    const world = new World();
    const user = await world.newcomer();
    for (const messageId of [10, 11, 12, 13]) {
      await photo(world, user, messageId, 'Blue');
    }
    await world.pass(settleMs);
    expect(world.messenger.notices).toMatchObject([
      { notice: { refusal: { kind: 'too_many_pictures', given: 4, limit: 3 } } },
    ]);
  });

  test('is paid once, however often it is flushed', async () => {
    const world = new World();
    const user = await world.newcomer();
    await photo(world, user, 10, 'Blue');
    world.clock.advance(settleMs);
    await Promise.all([flush(world, user), flush(world, user), flush(world, user)]);
    expect(await flush(world, user)).toEqual({ kind: 'done' });
    await world.work();
    expect(world.messenger.messages).toHaveLength(1);
    expect(await world.balance(user)).toEqual({ available: 95, held: 0 });
  });

  test.each([
    ['asks what to do', undefined, 'edit_instruction_wanted'],
    ['tells why it was refused', 'Blue', 'request_refused'],
  ])(
    '%s once, also where two flushes overlap and the first is told already',
    async (_what, caption, kind) => {
      const world = new World({ settings: { welcomeCredits: 1 } });
      const user = await world.newcomer();
      await photo(world, user, 10, caption);
      world.clock.advance(settleMs);
      const slow = world.processBehind(async (point) => {
        if (point === 'after albums.find') {
          await world.work();
        }
      });
      const job = { type: 'album.flush', albumKey: keyOf(user), photoMessageId: 1 } as const;
      await slow.handlers['album.flush'](job, { signal });
      await world.work();
      expect(world.messenger.noticeKinds).toEqual([kind]);
    },
  );

  test('that grows while it is flushed is asked about as a whole', async () => {
    const world = new World();
    const user = await world.newcomer();
    await photo(world, user, 10);
    world.clock.advance(settleMs);
    let isLate = true;
    const slow = world.processBehind(async (point) => {
      if (point === 'after albums.find' && isLate) {
        isLate = false;
        await photo(world, user, 11);
      }
    });
    const job = { type: 'album.flush', albumKey: keyOf(user), photoMessageId: 1 } as const;
    await slow.handlers['album.flush'](job, { signal });
    await world.pass(settleMs);
    expect(world.messenger.notices).toMatchObject([{ notice: { pictures: 2 } }]);
    expect((await world.user(user.id)).pendingEdit?.inputs).toHaveLength(2);
    expect(world.unitOfWork.state().albums.size).toBe(0);
  });

  test('whose flush died halfway is flushed again, and paid once', async () => {
    const world = new World();
    const user = await world.newcomer();
    await photo(world, user, 10, 'Blue');
    world.clock.advance(settleMs);
    let transactions = 0;
    const dying = world.processBehind((point) => {
      transactions += point === 'before transaction' ? 1 : 0;
      return transactions > 1 ? Promise.reject(new Error('killed')) : Promise.resolve();
    });
    const job = { type: 'album.flush', albumKey: keyOf(user), photoMessageId: 1 } as const;
    await expect(dying.handlers['album.flush'](job, { signal })).rejects.toThrow('killed');
    expect(world.unitOfWork.state().albums.size).toBe(1);
    await world.work();
    expect(world.unitOfWork.state().albums.size).toBe(0);
    expect(await world.balance(user)).toEqual({ available: 95, held: 0 });
  });

  test('is not paid again for a photo that comes late', async () => {
    const world = new World();
    const user = await world.newcomer();
    await photo(world, user, 10, 'Blue');
    await world.pass(settleMs);
    await photo(world, user, 11, 'Green');
    await world.pass(settleMs);
    expect(world.model.requests).toHaveLength(1);
    expect(await world.balance(user)).toEqual({ available: 95, held: 0 });
    expect(world.unitOfWork.state().albums.size).toBe(0);
  });
});
