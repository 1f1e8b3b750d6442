import { beforeEach, describe, expect, test } from 'vitest';
import { chatId, imageId } from '../../../src/domain/shared/ids.ts';
import { aGenerationId, anImageId, at, aUuid, privateChat } from '../../builders/domain.ts';
import { existingGeneration, type OpenPersistence, type Persistence } from './persistence.ts';

const shortly = at(15_000);

/** The messages that show a generation: its result, and its status while it waits or runs. */
export function generationMessagesContract(open: OpenPersistence): void {
  describe('GenerationRepository, messages', () => {
    let unitOfWork: Persistence['unitOfWork'];

    beforeEach(async () => {
      ({ unitOfWork } = await open());
    });

    describe('deliveries', () => {
      test('come back in the order of their parts, each once', async () => {
        const { id, userId } = await existingGeneration(unitOfWork);
        const { generations } = unitOfWork.direct;
        const picture = {
          index: 1,
          chatId: privateChat(userId),
          messageId: 12,
          imageId: anImageId(),
        };
        const text = { index: 0, chatId: privateChat(userId), messageId: 11 };

        await generations.recordDelivery(id, picture);
        await generations.recordDelivery(id, text);
        await generations.recordDelivery(id, { ...text, messageId: 99 });

        expect(await generations.deliveredParts(id)).toEqual([text, picture]);
      });

      test('are found by their message', async () => {
        const { id, userId } = await existingGeneration(unitOfWork);
        const chat = privateChat(userId);
        const image = imageId(aUuid());
        const { generations } = unitOfWork.direct;
        await generations.recordDelivery(id, { index: 0, chatId: chat, messageId: 11 });
        await generations.recordDelivery(id, {
          index: 1,
          chatId: chat,
          messageId: 12,
          imageId: image,
        });

        expect(await generations.findByMessage(chat, 11)).toEqual({ generationId: id });
        expect(await generations.findByMessage(chat, 12)).toEqual({
          generationId: id,
          imageId: image,
        });
        expect(await generations.findByMessage(chat, 13)).toBeUndefined();
        expect(await generations.findByMessage(chatId(-1), 11)).toBeUndefined();
      });

      test('of the newest generation count when a chat uses a message id again', async () => {
        const older = await existingGeneration(unitOfWork);
        const newer = await existingGeneration(unitOfWork, { userId: older.userId });
        const part = { index: 0, chatId: privateChat(older.userId), messageId: 11 };
        const { generations } = unitOfWork.direct;

        await generations.recordDelivery(newer.id, part);
        await generations.recordDelivery(older.id, part);

        expect(await generations.findByMessage(part.chatId, 11)).toEqual({
          generationId: newer.id,
        });
      });
    });

    describe('status message', () => {
      test('is remembered while the generation is in the expected status', async () => {
        const queued = await existingGeneration(unitOfWork);
        const { generations } = unitOfWork.direct;

        expect(await generations.attachStatusMessage(queued.id, 41, 'queued')).toBe(true);
        expect(await generations.attachStatusMessage(queued.id, 42, 'running')).toBe(false);
        expect(await generations.attachStatusMessage(aGenerationId(), 43, 'queued')).toBe(false);

        expect((await generations.claim(queued.id, at(0), shortly))?.statusMessageId).toBe(41);
      });

      test('is the first that was shown while queued, and the newest of the worker', async () => {
        const queued = await existingGeneration(unitOfWork);
        const { generations } = unitOfWork.direct;

        expect(await generations.attachStatusMessage(queued.id, 41, 'queued')).toBe(true);
        expect(await generations.attachStatusMessage(queued.id, 42, 'queued')).toBe(false);
        expect((await generations.claim(queued.id, at(0), shortly))?.statusMessageId).toBe(41);

        expect(await generations.attachStatusMessage(queued.id, 43, 'running')).toBe(true);
        expect(await generations.takeStatusMessage(queued.id)).toBe(43);
      });

      test('is taken once', async () => {
        const queued = await existingGeneration(unitOfWork);
        const { generations } = unitOfWork.direct;
        await generations.attachStatusMessage(queued.id, 41, 'queued');

        const taken = await Promise.all([
          generations.takeStatusMessage(queued.id),
          generations.takeStatusMessage(queued.id),
        ]);

        expect(taken.filter((one) => one === 41)).toHaveLength(1);
        expect(taken.filter((one) => one === undefined)).toHaveLength(1);
        expect(await generations.takeStatusMessage(queued.id)).toBeUndefined();
      });
    });
  });
}
