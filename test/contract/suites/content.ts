import { beforeEach, describe, expect, test } from 'vitest';
import type { Upload } from '../../../src/application/ports/upload-repository.ts';
import type { UserMessage } from '../../../src/application/ports/user-message-repository.ts';
import type { ContentOverride } from '../../../src/domain/content/content.ts';
import { type UploadId, type UserId, uploadId } from '../../../src/domain/shared/ids.ts';
import { ok } from '../../../src/domain/shared/result.ts';
import { at, aUserId, aUuid } from '../../builders/domain.ts';
import { committing, existingUser, type OpenPersistence, type Persistence } from './persistence.ts';

export function contentStoreContract(open: OpenPersistence): void {
  describe('ContentStore', () => {
    let unitOfWork: Persistence['unitOfWork'];
    let content: Persistence['unitOfWork']['direct']['content'];

    beforeEach(async () => {
      ({ unitOfWork } = await open());
      ({ content } = unitOfWork.direct);
    });

    const anOverride = (fields: Partial<ContentOverride> = {}): ContentOverride => ({
      key: 'help',
      language: 'ru',
      text: 'Помощь 🍌\n{ $text }',
      updatedAt: at(1),
      ...fields,
    });

    test('is empty at first', async () => {
      expect(await content.all()).toEqual([]);
      expect(await content.lock('help', 'ru')).toBeUndefined();
    });

    test('keeps texts as they are, by key and language', async () => {
      const [a, b, c] = [
        anOverride({ key: 'terms' }),
        anOverride(),
        anOverride({ language: 'en', text: 'Help' }),
      ];
      for (const override of [a, b, c]) {
        await content.save(override);
      }

      expect(await content.all()).toEqual([c, b, a]);
      expect(await content.lock('help', 'en')).toEqual(c);
    });

    test('replaces an earlier text', async () => {
      await content.save(anOverride());
      const later = anOverride({ text: 'x', updatedAt: at(2) });

      await content.save(later);

      expect(await content.all()).toEqual([later]);
    });

    test('removes a text, and tells whether there was one', async () => {
      await content.save(anOverride());

      expect(await content.remove('help', 'en')).toBe(false);
      expect(await content.remove('help', 'ru')).toBe(true);
      expect(await content.remove('help', 'ru')).toBe(false);
      expect(await content.all()).toEqual([]);
    });

    test('keeps no empty text', async () => {
      await expect(content.save(anOverride({ text: '' }))).rejects.toThrow();
    });

    test('lets one at a time look and write, also where there was no text yet', async () => {
      const seen: (string | undefined)[] = [];
      const edit = (text: string) =>
        unitOfWork.run(async (scope) => {
          const before = await scope.content.lock('help', 'ru');
          await scope.content.save(anOverride({ text }));
          seen.push(before?.text);
          return ok();
        });

      await Promise.all(['a', 'b', 'c', 'd'].map(edit));

      const last = (await content.all())[0]?.text;
      expect([...seen, last].toSorted()).toEqual(['a', 'b', 'c', 'd', undefined]);
    });
  });
}

export function uploadRepositoryContract(open: OpenPersistence): void {
  describe('UploadRepository', () => {
    let unitOfWork: Persistence['unitOfWork'];
    let uploads: Persistence['unitOfWork']['direct']['uploads'];

    beforeEach(async () => {
      ({ unitOfWork } = await open());
      ({ uploads } = unitOfWork.direct);
    });

    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    const anUpload = (fields: Partial<Upload> = {}): Upload => ({
      id: uploadId(aUuid()),
      mimeType: 'image/png',
      byteLength: bytes.byteLength,
      sha256: 'ab'.repeat(32),
      width: 640,
      height: 480,
      createdBy: 'admin:1',
      createdAt: at(0),
      ...fields,
    });
    const message = (userId: UserId, picture: UploadId, createdAt: Date): UserMessage => ({
      id: aUuid(),
      requestKey: aUuid(),
      userId,
      text: 'x',
      picture,
      createdAt,
    });

    test('keeps every byte of a picture', async () => {
      const upload = anUpload();

      await uploads.insert(upload, bytes);

      expect(await uploads.find(upload.id)).toEqual(upload);
      expect([...((await uploads.content(upload.id)) ?? [])]).toEqual([...bytes]);
    });

    test('knows nothing of other ids', async () => {
      expect(await uploads.find(uploadId(aUuid()))).toBeUndefined();
      expect(await uploads.content(uploadId(aUuid()))).toBeUndefined();
    });

    test('throws when the length is not that of the bytes', async () => {
      await expect(uploads.insert(anUpload({ byteLength: 1 }), bytes)).rejects.toThrow();
    });

    test('prunes old pictures, except those of messages that are still new', async () => {
      const { id: userId } = await existingUser(unitOfWork);
      const [unused, sentLongAgo, sentLately, young] = [
        anUpload(),
        anUpload(),
        anUpload(),
        anUpload({ createdAt: at(10) }),
      ];
      for (const upload of [unused, sentLongAgo, sentLately, young]) {
        await uploads.insert(upload, bytes);
      }
      const { userMessages } = unitOfWork.direct;
      await userMessages.insert(message(userId, sentLongAgo.id, at(9)));
      await userMessages.insert(message(userId, sentLately.id, at(10)));

      expect(await uploads.prune(at(10))).toBe(2);

      expect(await uploads.find(unused.id)).toBeUndefined();
      expect(await uploads.find(sentLongAgo.id)).toBeUndefined();
      expect(await uploads.find(sentLately.id)).toEqual(sentLately);
      expect(await uploads.find(young.id)).toEqual(young);
      expect(await uploads.prune(at(10))).toBe(0);
    });
  });
}

export function userMessageRepositoryContract(open: OpenPersistence): void {
  describe('UserMessageRepository', () => {
    let unitOfWork: Persistence['unitOfWork'];
    let userMessages: Persistence['unitOfWork']['direct']['userMessages'];

    beforeEach(async () => {
      ({ unitOfWork } = await open());
      ({ userMessages } = unitOfWork.direct);
    });

    const aMessage = async (fields: Partial<UserMessage> = {}): Promise<UserMessage> => ({
      id: aUuid(),
      requestKey: aUuid(),
      userId: fields.userId ?? (await existingUser(unitOfWork)).id,
      text: 'Здравствуйте 🍌',
      picture: uploadId(aUuid()),
      createdAt: at(0),
      ...fields,
    });

    test('keeps a message, with a picture and without', async () => {
      const [full, plain] = [await aMessage(), await aMessage({ picture: undefined })];

      expect(await userMessages.insert(full)).toBe(true);
      expect(await userMessages.insert(plain)).toBe(true);

      expect(await userMessages.findByRequestKey(full.requestKey)).toEqual(full);
      expect(await userMessages.findByRequestKey(plain.requestKey)).toEqual(plain);
      expect(await userMessages.findByRequestKey('other')).toBeUndefined();
    });

    test('keeps the first of a key, also of many at a time', async () => {
      const messages = await Promise.all(
        Array.from({ length: 5 }, () => aMessage({ requestKey: 'same' })),
      );
      const outcomes = await Promise.all(
        messages.map((one) =>
          unitOfWork.run(async (scope) => {
            const isFirst = await scope.userMessages.insert(one);
            const kept = await scope.userMessages.findByRequestKey('same');
            return ok({ isFirst, kept: kept?.id });
          }),
        ),
      );

      expect(outcomes.filter(({ value }) => value.isFirst)).toHaveLength(1);
      expect(new Set(outcomes.map(({ value }) => value.kept)).size).toBe(1);
    });

    test('lists the messages to a user, newest first', async () => {
      const { id: userId } = await existingUser(unitOfWork);
      const messages = await Promise.all(
        [1, 3, 2].map((ms) => aMessage({ userId, createdAt: at(ms) })),
      );
      for (const one of [...messages, await aMessage()]) {
        await userMessages.insert(one);
      }

      const [first, third, second] = messages;
      expect(await userMessages.ofUser(userId, 10)).toEqual([third, second, first]);
      expect(await userMessages.ofUser(userId, 1)).toEqual([third]);
    });

    test('throws for a user who does not exist', async () => {
      const message = await aMessage({ userId: aUserId() });
      const write = committing((scope) => scope.userMessages.insert(message));
      await expect(unitOfWork.run(write)).rejects.toThrow();
    });
  });
}
