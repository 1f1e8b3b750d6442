import { describe, expect, test } from 'vitest';
import { PruneUploads } from '../../../src/application/uploads/prune-uploads.ts';
import { StoreUpload } from '../../../src/application/uploads/store-upload.ts';
import { SendMessageToUser } from '../../../src/application/users/send-message.ts';
import { type UploadId, type UserId, uploadId, userId } from '../../../src/domain/shared/ids.ts';
import { aUuid } from '../../builders/domain.ts';
import { aPng, MagicNumberImages } from '../../fakes/magic-number-images.ts';
import { World } from './world.ts';

const dayMs = 86_400_000;

class Desk {
  readonly world = new World();
  readonly #send = new SendMessageToUser(this.world.unitOfWork, this.world.clock, this.world.ids);
  readonly #store = new StoreUpload(
    this.world.unitOfWork,
    new MagicNumberImages(),
    this.world.clock,
    this.world.ids,
  );

  write(to: UserId, text: string, wish: { picture?: UploadId; key?: string } = {}) {
    const { picture, key = aUuid() } = wish;
    return this.#send.execute({ userId: to, text, picture, idempotencyKey: key });
  }

  async upload(): Promise<UploadId> {
    const stored = await this.#store.execute({ bytes: aPng(), createdBy: 'admin:1' });
    if (!stored.ok) {
      throw new Error(`Expected the picture to be kept: ${stored.error.kind}`);
    }
    return stored.value.id;
  }

  get told() {
    return this.world.messenger.notices.map(({ userId: id, notice }) => [id, notice]);
  }
}

describe('SendMessageToUser', () => {
  test('writes to a user in their own chat, in plain text', async () => {
    const desk = new Desk();
    const { id } = await desk.world.newcomer();

    expect(await desk.write(id, '  *Hello*\r\nyou \0')).toMatchObject({
      ok: true,
      value: { userId: id, text: '*Hello*\nyou' },
    });
    await desk.world.work();

    expect(desk.world.messenger.notices).toEqual([
      {
        userId: id,
        destination: { chatId: id },
        language: 'en',
        notice: { kind: 'admin_message', text: '*Hello*\nyou', picture: undefined },
      },
    ]);
  });

  test('sends a picture along', async () => {
    const desk = new Desk();
    const { id } = await desk.world.newcomer();
    await desk.write(id, 'Look', { picture: await desk.upload() });
    await desk.world.work();

    expect(desk.told).toMatchObject([[id, { text: 'Look' }]]);
    expect(desk.world.messenger.pictures).toEqual([aPng()]);
  });

  test('sends a long text after the picture, and what failed of the two alone again', async () => {
    const desk = new Desk();
    const { id } = await desk.world.newcomer();
    const text = 'x'.repeat(1025);
    await desk.write(id, text, { picture: await desk.upload() });
    desk.world.messenger.refuse({ kind: 'busy', retryAfterMs: 5_000 }, 1);
    await desk.world.work();
    expect(desk.world.messenger.pictures).toHaveLength(1);
    expect(desk.told).toHaveLength(1);

    await desk.world.pass(5_000);

    expect(desk.world.messenger.pictures).toHaveLength(1);
    expect(desk.told[1]).toEqual([id, { kind: 'admin_message', text, picture: undefined }]);
    expect(desk.world.queue.jobs).toEqual([]);
  });

  test('sends the text alone when the picture is gone by then', async () => {
    const desk = new Desk();
    const { id } = await desk.world.newcomer();
    await desk.write(id, 'Look', { picture: await desk.upload() });
    desk.world.unitOfWork.state().uploads.clear();
    await desk.world.work();

    expect(desk.told).toMatchObject([[id, { text: 'Look' }]]);
    expect(desk.world.messenger.pictures).toEqual([]);
    expect(desk.world.logger.of('notice_picture_gone')).toHaveLength(1);
  });

  test('sends once for each key, however often and at the same time it is asked', async () => {
    const desk = new Desk();
    const { id } = await desk.world.newcomer();
    const results = await Promise.all(
      Array.from({ length: 5 }, () => desk.write(id, 'Hello', { key: 'a' })),
    );
    await desk.world.work();
    // Long after the job is done and forgotten.
    results.push(await desk.write(id, 'Hello', { key: 'a' }));
    await desk.world.work();

    expect(desk.told).toHaveLength(1);
    expect(new Set(results.map((result) => result.ok && result.value.id)).size).toBe(1);
  });

  test('refuses a key of another message', async () => {
    const desk = new Desk();
    const [ann, bob] = [await desk.world.newcomer(), await desk.world.newcomer()];
    const picture = await desk.upload();
    await desk.write(ann.id, 'Hello', { key: 'a' });
    const others = [
      await desk.write(ann.id, 'Hello!', { key: 'a' }),
      await desk.write(bob.id, 'Hello', { key: 'a' }),
      await desk.write(ann.id, 'Hello', { key: 'a', picture }),
    ];
    await desk.world.work();

    expect(others).toEqual(
      others.map(() => ({ ok: false, error: { kind: 'idempotency_conflict' } })),
    );
    expect(desk.told).toHaveLength(1);
  });

  test('refuses who never wrote to the bot, and who blocked it, and leaves the key free', async () => {
    const desk = new Desk();
    const { id } = await desk.world.newcomer();
    expect(await desk.write(userId(5), 'Hello', { key: 'a' })).toEqual({
      ok: false,
      error: { kind: 'unknown_user', userId: userId(5) },
    });
    await desk.world.app.noteReachability.execute(id, false);
    expect(await desk.write(id, 'Hello', { key: 'a' })).toEqual({
      ok: false,
      error: { kind: 'unreachable_user', userId: id, since: desk.world.clock.now() },
    });
    await desk.world.app.noteReachability.execute(id, true);
    expect(await desk.write(id, 'Hello', { key: 'a' })).toMatchObject({ ok: true });
  });

  test('refuses a picture that is not there', async () => {
    const desk = new Desk();
    const { id } = await desk.world.newcomer();
    const picture = uploadId(aUuid());

    expect(await desk.write(id, 'Look', { picture })).toEqual({
      ok: false,
      error: { kind: 'unknown_upload', uploadId: picture },
    });
    expect(desk.world.unitOfWork.state().userMessages.size).toBe(0);
  });

  test.each([
    ['empty', ''],
    ['empty', ' \n\u200b\u2800 '],
    ['too_long', 'x'.repeat(4097)],
  ] as const)('refuses a text that is %s', async (rule, text) => {
    const desk = new Desk();
    const { id } = await desk.world.newcomer();

    expect(await desk.write(id, text)).toMatchObject({
      ok: false,
      error: { kind: 'invalid_message', rule, limit: 4096 },
    });
  });

  test('takes 4096 characters', async () => {
    const desk = new Desk();
    const { id } = await desk.world.newcomer();
    expect(await desk.write(id, `${'x'.repeat(4096)}\n`)).toMatchObject({ ok: true });
  });
});

describe('PruneUploads', () => {
  test('removes a picture after thirty days', async () => {
    const desk = new Desk();
    const { clock, unitOfWork } = desk.world;
    const prune = new PruneUploads(unitOfWork.direct.uploads, clock);
    const id = await desk.upload();

    clock.advance(30 * dayMs);
    expect(await prune.execute()).toBe(0);
    clock.advance(1);
    expect(await prune.execute()).toBe(1);
    expect(await unitOfWork.direct.uploads.find(id)).toBeUndefined();
  });
});

test('StoreUpload refuses more than 10 MB, and what is no picture', async () => {
  const { unitOfWork, clock, ids } = new World();
  const store = new StoreUpload(unitOfWork, new MagicNumberImages(), clock, ids);
  const upload = (bytes: Uint8Array) => store.execute({ bytes, createdBy: 'admin:1' });

  expect(await upload(new Uint8Array(10_000_001))).toEqual({
    ok: false,
    error: { kind: 'too_large', limitBytes: 10_000_000 },
  });
  expect(await upload(Uint8Array.of(1))).toEqual({ ok: false, error: { kind: 'not_an_image' } });
});
