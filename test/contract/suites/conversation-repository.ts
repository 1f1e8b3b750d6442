import { beforeEach, describe, expect, test } from 'vitest';
import { chatId, type UserId } from '../../../src/domain/shared/ids.ts';
import {
  aConversationId,
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
