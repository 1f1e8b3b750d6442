import { beforeEach, describe, expect, test } from 'vitest';
import type { ImageRecord } from '../../../src/application/ports/image-repository.ts';
import type { GenerationId } from '../../../src/domain/shared/ids.ts';
import { aGenerationId, anImageId, someDay } from '../../builders/domain.ts';
import { existingGeneration, type OpenPersistence, type Persistence } from './persistence.ts';

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
