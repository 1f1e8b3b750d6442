import { beforeEach, describe, expect, test } from 'vitest';
import { chatId } from '../../../src/domain/shared/ids.ts';
import { at, aUserId } from '../../builders/domain.ts';
import type { OpenPersistence, Persistence } from './persistence.ts';

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
