import { beforeEach, describe, expect, test } from 'vitest';
import { credits } from '../../../src/domain/credits/credits.ts';
import { moved, type NewGeneration } from '../../../src/domain/generations/generation.ts';
import { chatId, modelId } from '../../../src/domain/shared/ids.ts';
import { ok } from '../../../src/domain/shared/result.ts';
import {
  aConversationId,
  aGeneration,
  aGenerationId,
  aNewGeneration,
  anImageId,
  anOutput,
  at,
  aUserId,
  privateChat,
  someDay,
} from '../../builders/domain.ts';
import {
  committing,
  existingGeneration,
  existingUser,
  type OpenPersistence,
  type Persistence,
  stored,
} from './persistence.ts';

const shortly = at(15_000);

/** Storing, finding and moving generations on. Leases and sweeps have suites of their own. */
export function generationRepositoryContract(open: OpenPersistence): void {
  describe('GenerationRepository', () => {
    let unitOfWork: Persistence['unitOfWork'];

    beforeEach(async () => {
      ({ unitOfWork } = await open());
    });

    test('knows nothing at first', async () => {
      const { generations } = unitOfWork.direct;

      expect(await generations.find(aGenerationId())).toBeUndefined();
      expect(await generations.lock(aGenerationId())).toBeUndefined();
      expect(await generations.findByRequestKey('none')).toBeUndefined();
      expect(await generations.unfinished(aUserId())).toEqual([]);
      expect(await generations.deliveredParts(aGenerationId())).toEqual([]);
      expect(await generations.findByMessage(chatId(1), 1)).toBeUndefined();
    });

    test('keeps a request as it was made, queued', async () => {
      const { id: userId } = await existingUser(unitOfWork);
      const conversation = {
        id: aConversationId(),
        userId,
        chatId: privateChat(userId),
        createdAt: someDay,
      };
      await unitOfWork.direct.conversations.insert(conversation);
      const generation: NewGeneration = aNewGeneration({
        userId,
        conversationId: conversation.id,
        kind: 'edit',
        prompt: 'Сделай фон синим 🍌\n"quoted" \\ and more',
        options: { aspectRatio: '16:9', imageSize: '2K' },
        inputs: [
          { kind: 'upload', fileId: 'file-1' },
          { kind: 'stored', imageId: anImageId() },
        ],
        language: 'ru',
        destination: { chatId: chatId(-1_001_234_567_890), threadId: 7, replyToMessageId: 99 },
        price: credits(4),
        dispatchedAt: at(1),
      });

      expect(await unitOfWork.direct.generations.insert(generation)).toBe(true);

      const expected = { ...generation, status: 'queued', attempt: 0 };
      const { generations } = unitOfWork.direct;
      expect(await generations.find(generation.id)).toEqual(expected);
      expect(await generations.lock(generation.id)).toEqual(expected);
      expect(await generations.findByRequestKey(generation.requestKey)).toEqual(expected);
    });

    test('takes a request key once', async () => {
      const first = await existingGeneration(unitOfWork);
      const second = aNewGeneration({ userId: first.userId, requestKey: first.requestKey });

      expect(await unitOfWork.direct.generations.insert(second)).toBe(false);

      expect(await unitOfWork.direct.generations.find(second.id)).toBeUndefined();
    });

    test('takes a request key once though many ask at a time', async () => {
      const { id: userId } = await existingUser(unitOfWork);

      const results = await Promise.all(
        Array.from({ length: 10 }, () =>
          unitOfWork.run(async (scope) =>
            ok(await scope.generations.insert(aNewGeneration({ userId, requestKey: 'same' }))),
          ),
        ),
      );

      expect(results.filter(({ value }) => value)).toHaveLength(1);
      expect(await unitOfWork.direct.generations.unfinished(userId)).toHaveLength(1);
    });

    test('throws for a user who does not exist', async () => {
      const generation = aNewGeneration({ userId: aUserId() });

      await expect(unitOfWork.direct.generations.insert(generation)).rejects.toThrow();
    });

    test('counts what a user asked for at or after a time', async () => {
      const { id: userId } = await existingUser(unitOfWork);
      for (const createdAt of [at(-1), at(0), at(1)]) {
        await existingGeneration(unitOfWork, { userId, createdAt });
      }
      await existingGeneration(unitOfWork);

      expect(await unitOfWork.direct.generations.countSince(userId, at(0))).toBe(2);
      expect(await unitOfWork.direct.generations.countSince(userId, at(2))).toBe(0);
    });

    test("lists a user's unfinished generations, oldest first", async () => {
      const { id: userId } = await existingUser(unitOfWork);
      const newer = await existingGeneration(unitOfWork, { userId, createdAt: at(2) });
      const older = await existingGeneration(unitOfWork, { userId, createdAt: at(1) });
      const canceled = await existingGeneration(unitOfWork, { userId });
      await existingGeneration(unitOfWork);
      const end = { to: 'canceled', failure: { kind: 'canceled' }, at: at(3) } as const;
      await unitOfWork.direct.generations.save(moved(canceled, end), 'queued');

      const { generations } = unitOfWork.direct;
      expect(await generations.unfinished(userId)).toEqual([older, newer]);
      expect((await generations.lane(userId)).map(({ id }) => id)).toEqual([older.id, newer.id]);
    });

    test('tells which of a lane are dispatched', async () => {
      const { id: userId } = await existingUser(unitOfWork);
      const first = await existingGeneration(unitOfWork, { userId, createdAt: at(1) });
      const second = await existingGeneration(unitOfWork, {
        userId,
        kind: 'image',
        createdAt: at(2),
      });

      await unitOfWork.direct.generations.markDispatched([first.id], at(5));
      await unitOfWork.direct.generations.markDispatched([], at(6));

      expect(await unitOfWork.direct.generations.lane(userId)).toEqual([
        { id: first.id, kind: 'text', dispatched: true },
        { id: second.id, kind: 'image', dispatched: false },
      ]);
      expect((await stored(unitOfWork, first)).dispatchedAt).toEqual(at(5));
    });

    describe('save', () => {
      test('keeps an output with all its parts', async () => {
        const running = await claimed();
        const output = anOutput({
          parts: [
            { kind: 'text', text: 'Half a pair \ud83c and a \0', signature: 'c2ln' },
            { kind: 'image', imageId: anImageId(), mimeType: 'image/png', signature: 's' },
            { kind: 'text', text: '' },
          ],
          modelId: modelId('fallback-model'),
          usage: { inputTokens: 1, outputTokens: 2, imageOutputTokens: 1290, images: 1 },
          costUsdMicros: 2n ** 60n,
          truncated: true,
        });
        const delivering = moved(running, { to: 'delivering', output });

        expect(await unitOfWork.direct.generations.save(delivering, 'running')).toBe(true);

        expect(await stored(unitOfWork, running)).toEqual(delivering);
      });

      test('keeps what was charged in the end', async () => {
        const delivering = await withOutput();
        const succeeded = moved(delivering, { to: 'succeeded', charged: credits(1), at: at(9) });

        expect(await unitOfWork.direct.generations.save(succeeded, 'delivering')).toBe(true);

        expect(await stored(unitOfWork, delivering)).toEqual(succeeded);
        expect(await unitOfWork.direct.generations.unfinished(delivering.userId)).toEqual([]);
      });

      test('keeps why it failed', async () => {
        const running = await claimed();
        const failed = moved(running, {
          to: 'blocked',
          failure: { kind: 'safety', stage: 'output', reason: 'IMAGE_SAFETY' },
          at: at(9),
        });

        await unitOfWork.direct.generations.save(failed, 'running');

        expect(await stored(unitOfWork, running)).toEqual(failed);
      });

      test('keeps the output of one that expired while it was delivered', async () => {
        const delivering = await withOutput();
        const end = { to: 'expired', failure: { kind: 'expired' }, at: at(9) } as const;

        await unitOfWork.direct.generations.save(moved(delivering, end), 'delivering');

        expect(await stored(unitOfWork, delivering)).toEqual(moved(delivering, end));
      });

      test('writes nothing when the status is no longer the expected one', async () => {
        const running = await claimed();
        const canceled = moved(running, {
          to: 'canceled',
          failure: { kind: 'canceled' },
          at: at(9),
        });
        await unitOfWork.direct.generations.save(canceled, 'running');

        const late = moved(running, { to: 'delivering', output: anOutput() });
        expect(await unitOfWork.direct.generations.save(late, 'running')).toBe(false);

        expect(await stored(unitOfWork, running)).toEqual(canceled);
      });

      test('writes nothing for a worker whose attempt is over', async () => {
        const first = await claimed();
        await unitOfWork.direct.generations.claim(first.id, at(60_000), at(75_000));

        const late = moved(first, { to: 'delivering', output: anOutput() });
        expect(await unitOfWork.direct.generations.save(late, 'running')).toBe(false);

        expect(await stored(unitOfWork, first)).toMatchObject({ status: 'running', attempt: 2 });
      });

      test('writes nothing for a generation that does not exist', async () => {
        const { id: userId } = await existingUser(unitOfWork);

        expect(await unitOfWork.direct.generations.save(aGeneration({ userId }), 'queued')).toBe(
          false,
        );
      });

      test('lets one of many win', async () => {
        const running = await claimed();
        const ends = [
          moved(running, { to: 'delivering', output: anOutput() }),
          moved(running, { to: 'canceled', failure: { kind: 'canceled' }, at: at(9) }),
          moved(running, { to: 'expired', failure: { kind: 'expired' }, at: at(9) }),
        ];

        const results = await Promise.all(
          ends.map((end) =>
            unitOfWork.run(async (scope) => ok(await scope.generations.save(end, 'running'))),
          ),
        );

        expect(results.filter(({ value }) => value)).toHaveLength(1);
        const winner = ends[results.findIndex(({ value }) => value)];
        expect(await stored(unitOfWork, running)).toEqual(winner);
      });
    });

    test('a lock keeps others from saving until the transaction ends', async () => {
      const running = await claimed();
      const order: string[] = [];
      let isLocked = () => {};
      const locked = new Promise<void>((resolve) => {
        isLocked = resolve;
      });

      const holder = unitOfWork.run(
        committing(async (scope) => {
          await scope.generations.lock(running.id);
          isLocked();
          for (let look = 0; look < 5; look += 1) {
            await scope.generations.find(running.id);
          }
          order.push('holder');
        }),
      );
      await locked;
      const other = unitOfWork.run(
        committing(async (scope) => {
          await scope.generations.save(
            moved(running, { to: 'delivering', output: anOutput() }),
            'running',
          );
          order.push('other');
        }),
      );
      await Promise.all([holder, other]);

      expect(order).toEqual(['holder', 'other']);
    });

    async function claimed() {
      const queued = await existingGeneration(unitOfWork, { price: credits(3) });
      const claim = await unitOfWork.direct.generations.claim(queued.id, at(0), shortly);
      if (!claim) {
        throw new Error('Cannot go on as the generation was not claimed');
      }
      return claim.generation;
    }

    async function withOutput() {
      const delivering = moved(await claimed(), { to: 'delivering', output: anOutput() });
      await unitOfWork.direct.generations.save(delivering, 'running');
      return delivering;
    }
  });
}
