import { beforeEach, describe, expect, test } from 'vitest';
import type { ImageRecord } from '../../../src/application/ports/image-repository.ts';
import { chatId, type GenerationId, type UserId } from '../../../src/domain/shared/ids.ts';
import {
  aConversationId,
  aGenerationId,
  anImageId,
  at,
  aUserId,
  privateChat,
  someDay,
} from '../../builders/domain.ts';
import {
  existingGeneration,
  existingUser,
  type OpenPersistence,
  type Persistence,
} from './persistence.ts';

export function conversationRepositoryContract(open: OpenPersistence): void {
  describe('ConversationRepository', () => {
    let unitOfWork: Persistence['unitOfWork'];
    let conversations: Persistence['unitOfWork']['direct']['conversations'];

    beforeEach(async () => {
      ({ unitOfWork } = await open());
      ({ conversations } = unitOfWork.direct);
    });

    async function existing(fields: { threadId?: number; createdAt?: Date; userId?: UserId } = {}) {
      const userId = fields.userId ?? (await existingUser(unitOfWork)).id;
      const { threadId, createdAt = someDay } = fields;
      const conversation = {
        id: aConversationId(),
        userId,
        chatId: privateChat(userId),
        threadId,
        createdAt,
      };
      await conversations.insert(conversation);
      return conversation;
    }

    test('knows none at first', async () => {
      const id = aUserId();

      expect(await conversations.current(id, privateChat(id), undefined)).toBeUndefined();
      expect(await conversations.recent(aConversationId(), 10)).toEqual([]);
    });

    test('finds the newest of a user in a chat and topic', async () => {
      const first = await existing({ createdAt: at(1) });
      const { userId, chatId: chat } = first;
      const second = await existing({ userId, createdAt: at(2) });
      const inTopic = await existing({ userId, createdAt: at(3), threadId: 7 });
      await existing({ createdAt: at(4) });

      expect(await conversations.current(userId, chat, undefined)).toEqual(second);
      expect(await conversations.current(userId, chat, 7)).toEqual(inTopic);
      expect(await conversations.current(userId, chat, 8)).toBeUndefined();
      expect(await conversations.current(userId, chatId(-5), undefined)).toBeUndefined();
    });

    test('throws for a user who does not exist', async () => {
      await expect(existing({ userId: aUserId() })).rejects.toThrow();
    });

    test('returns the newest exchanges, oldest first', async () => {
      const { id, userId } = await existing();
      const exchanges = await Promise.all(
        [1, 2, 3].map(async (minute) => ({
          generationId: (await existingGeneration(unitOfWork, { userId })).id,
          prompt: `Question ${minute}`,
          answer: [
            { kind: 'text' as const, text: `Answer ${minute} \ud800`, signature: 'sig' },
            { kind: 'image' as const, imageId: anImageId(), mimeType: 'image/png' },
          ],
          tokens: minute,
          createdAt: at(minute),
        })),
      );
      for (const exchange of exchanges.toReversed()) {
        await conversations.append(id, exchange);
      }

      expect(await conversations.recent(id, 10)).toEqual(exchanges);
      expect(await conversations.recent(id, 2)).toEqual(exchanges.slice(1));
      expect(await conversations.recent(id, 0)).toEqual([]);
    });

    test('keeps the first exchange of a generation', async () => {
      const { id, userId } = await existing();
      const generation = await existingGeneration(unitOfWork, { userId });
      const exchange = {
        generationId: generation.id,
        prompt: 'Q',
        answer: [],
        tokens: 1,
        createdAt: someDay,
      };

      await conversations.append(id, exchange);
      await conversations.append(id, { ...exchange, prompt: 'Another' });

      expect(await conversations.recent(id, 10)).toEqual([exchange]);
    });
  });
}

export function referralRepositoryContract(open: OpenPersistence): void {
  describe('ReferralRepository', () => {
    let unitOfWork: Persistence['unitOfWork'];
    let referrals: Persistence['unitOfWork']['direct']['referrals'];

    beforeEach(async () => {
      ({ unitOfWork } = await open());
      ({ referrals } = unitOfWork.direct);
    });

    async function invited(inviterId = aUserId()) {
      const inviter = await existingUser(unitOfWork, { id: inviterId });
      const invitee = await existingUser(unitOfWork);
      const referral = { inviteeId: invitee.id, inviterId: inviter.id, createdAt: someDay };
      await referrals.insert(referral);
      return referral;
    }

    test('knows none at first', async () => {
      const id = aUserId();

      expect(await referrals.find(id)).toBeUndefined();
      expect(await referrals.summary(id)).toEqual({ invited: 0, rewarded: 0 });
      expect(await referrals.markRewarded(id, someDay)).toBe(false);
    });

    test('finds who invited a user', async () => {
      const referral = await invited();

      expect(await referrals.find(referral.inviteeId)).toEqual(referral);
      expect(await referrals.find(referral.inviterId)).toBeUndefined();
    });

    test('throws for a second inviter of the same user', async () => {
      const referral = await invited();
      const other = await existingUser(unitOfWork);

      await expect(referrals.insert({ ...referral, inviterId: other.id })).rejects.toThrow();
    });

    test('is rewarded once though many try', async () => {
      const { inviteeId } = await invited();

      const results = await Promise.all(
        Array.from({ length: 5 }, () => referrals.markRewarded(inviteeId, at(1))),
      );

      expect(results.filter(Boolean)).toHaveLength(1);
      expect((await referrals.find(inviteeId))?.rewardedAt).toEqual(at(1));
    });

    test('counts rewards at or after a time, and all of an inviter', async () => {
      const { inviterId, inviteeId } = await invited();
      const second = await invited(inviterId);
      await invited(inviterId);
      await invited();
      await referrals.markRewarded(inviteeId, at(1));
      await referrals.markRewarded(second.inviteeId, at(2));

      expect(await referrals.countRewardedSince(inviterId, at(2))).toBe(1);
      expect(await referrals.countRewardedSince(inviterId, at(1))).toBe(2);
      expect(await referrals.countRewardedSince(inviterId, at(3))).toBe(0);
      expect(await referrals.summary(inviterId)).toEqual({ invited: 3, rewarded: 2 });
    });
  });
}

export function imageRepositoryContract(open: OpenPersistence): void {
  describe('ImageRepository', () => {
    let unitOfWork: Persistence['unitOfWork'];
    let images: Persistence['unitOfWork']['direct']['images'];

    beforeEach(async () => {
      ({ unitOfWork } = await open());
      ({ images } = unitOfWork.direct);
    });

    const aRecord = (generationId: GenerationId): ImageRecord => ({
      id: anImageId(),
      generationId,
      mimeType: 'image/png',
      width: 1024,
      height: 768,
      byteLength: 256,
      sha256: 'ab'.repeat(32),
      createdAt: someDay,
    });

    const original = Uint8Array.from({ length: 256 }, (_, index) => index);
    const thumbnail = Uint8Array.of(0xff, 0xd8, 0x00, 0x5c);

    test('keeps every byte of a picture and its thumbnail', async () => {
      const record = aRecord((await existingGeneration(unitOfWork)).id);

      await images.insert(record, { original, thumbnail });

      expect(await images.find(record.id)).toEqual(record);
      expect([...((await images.original(record.id)) ?? [])]).toEqual([...original]);
      expect([...((await images.thumbnail(record.id)) ?? [])]).toEqual([...thumbnail]);
    });

    test('knows nothing of other ids', async () => {
      expect(await images.find(anImageId())).toBeUndefined();
      expect(await images.original(anImageId())).toBeUndefined();
      expect(await images.thumbnail(anImageId())).toBeUndefined();
    });

    test('keeps the first of an id', async () => {
      const record = aRecord((await existingGeneration(unitOfWork)).id);

      await images.insert(record, { original, thumbnail });
      await images.insert({ ...record, width: 1 }, { original: thumbnail, thumbnail });

      expect(await images.find(record.id)).toEqual(record);
      expect((await images.original(record.id))?.length).toBe(256);
    });

    test('throws for a generation that does not exist', async () => {
      const insert = images.insert(aRecord(aGenerationId()), { original, thumbnail });

      await expect(insert).rejects.toThrow();
    });
  });
}

export function albumRepositoryContract(open: OpenPersistence): void {
  describe('AlbumRepository', () => {
    let albums: Persistence['unitOfWork']['direct']['albums'];

    beforeEach(async () => {
      ({ albums } = (await open()).unitOfWork.direct);
    });

    const album = {
      key: '-100:5',
      userId: aUserId(),
      destination: { chatId: chatId(-100), threadId: 3, replyToMessageId: 10 },
    };

    test('collects photos in the order of their messages', async () => {
      const photos = [
        { messageId: 10, fileId: 'a', caption: 'Make it night' },
        { messageId: 11, fileId: 'b' },
        { messageId: 12, fileId: 'c' },
      ] as const;
      await albums.add(album, photos[1], at(1));
      await albums.add(album, photos[2], at(3));
      await albums.add(album, photos[0], at(2));

      expect(await albums.find(album.key)).toEqual({ ...album, photos, lastPhotoAt: at(3) });
    });

    test('keeps the first of a message that comes twice', async () => {
      await albums.add(album, { messageId: 10, fileId: 'a' }, at(1));
      await albums.add(album, { messageId: 10, fileId: 'b' }, at(2));

      expect(await albums.find(album.key)).toEqual({
        ...album,
        photos: [{ messageId: 10, fileId: 'a' }],
        lastPhotoAt: at(1),
      });
    });

    test('loses no photo of those that come at once', async () => {
      await Promise.all(
        Array.from({ length: 10 }, (_, index) =>
          albums.add(album, { messageId: index, fileId: `file-${index}` }, at(index)),
        ),
      );

      expect((await albums.find(album.key))?.photos).toHaveLength(10);
      expect((await albums.find(album.key))?.lastPhotoAt).toEqual(at(9));
    });

    test('forgets a removed album and opens it anew', async () => {
      await albums.add(album, { messageId: 10, fileId: 'a' }, at(1));
      await albums.remove(album.key);
      expect(await albums.find(album.key)).toBeUndefined();

      await albums.add(album, { messageId: 11, fileId: 'b' }, at(2));
      expect((await albums.find(album.key))?.photos).toHaveLength(1);
    });
  });
}

export function outboxContract(open: OpenPersistence): void {
  describe('Outbox', () => {
    let outbox: Persistence['unitOfWork']['direct']['outbox'];
    let clock: Persistence['clock'];

    beforeEach(async () => {
      const persistence = await open();
      ({ outbox } = persistence.unitOfWork.direct);
      ({ clock } = persistence);
    });

    test('returns what was written before a time, oldest first', async () => {
      const jobs = [1, 2, 3].map(() => ({
        type: 'status.remove' as const,
        generationId: aGenerationId(),
      }));
      for (const job of jobs) {
        await outbox.add(job, at(60_000));
        clock.advance(1_000);
      }

      const left = await outbox.left(at(2_000), 10);

      expect(left.map(({ job }) => job)).toEqual(jobs.slice(0, 2));
      expect(left[0]?.runAt).toEqual(at(60_000));
      expect(await outbox.left(at(9_000), 1)).toEqual(left.slice(0, 1));
    });

    test('runs at once what has no time of its own', async () => {
      await outbox.add({ type: 'status.remove', generationId: aGenerationId() });

      expect((await outbox.left(at(1), 10))[0]?.runAt).toEqual(clock.now());
    });

    test('forgets what was removed', async () => {
      await outbox.add({ type: 'status.remove', generationId: aGenerationId() });
      await outbox.add({ type: 'status.remove', generationId: aGenerationId() });
      const [first, second] = await outbox.left(at(1), 10);

      await outbox.remove([first?.id ?? '']);
      await outbox.remove([]);

      expect(await outbox.left(at(1), 10)).toEqual([second]);
    });
  });
}
