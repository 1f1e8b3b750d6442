import { beforeEach, describe, expect, test } from 'vitest';
import { moved } from '../../../src/domain/generations/generation.ts';
import { ok } from '../../../src/domain/shared/result.ts';
import { aGenerationId, anOutput, at } from '../../builders/domain.ts';
import {
  existingGeneration,
  type OpenPersistence,
  type Persistence,
  stored,
} from './persistence.ts';

const leaseEnd = at(15_000);
const afterLease = at(15_001);

/** Who may work on a generation, and what is found when nobody does. */
export function generationLeasesContract(open: OpenPersistence): void {
  describe('GenerationRepository, leases and sweeps', () => {
    let unitOfWork: Persistence['unitOfWork'];
    let generations: Persistence['unitOfWork']['direct']['generations'];

    beforeEach(async () => {
      ({ unitOfWork } = await open());
      ({ generations } = unitOfWork.direct);
    });

    async function claimed(createdAt = at(0)) {
      const queued = await existingGeneration(unitOfWork, { createdAt });
      const claim = await generations.claim(queued.id, at(0), leaseEnd);
      if (!claim) {
        throw new Error('Cannot go on as the generation was not claimed');
      }
      return claim.generation;
    }

    async function ended() {
      const running = await claimed();
      const end = { to: 'failed', failure: { kind: 'internal' }, at: at(1) } as const;
      await generations.save(moved(running, end), 'running');
      return running;
    }

    describe('claim', () => {
      test('starts a queued generation', async () => {
        const queued = await existingGeneration(unitOfWork);

        const claim = await generations.claim(queued.id, at(7), leaseEnd);

        const running = { ...queued, status: 'running', attempt: 1, startedAt: at(7) };
        expect(claim).toEqual({ generation: running });
        expect(await stored(unitOfWork, queued)).toEqual(running);
      });

      test('refuses one that a worker has, up to the end of its lease', async () => {
        const { id } = await claimed();

        expect(await generations.claim(id, at(1), at(60_000))).toBeUndefined();
        expect(await generations.claim(id, leaseEnd, at(60_000))).toBeUndefined();
      });

      test('takes over when the lease has ended, as a further attempt of the same start', async () => {
        const first = await claimed();

        const claim = await generations.claim(first.id, afterLease, at(60_000));

        expect(claim?.generation).toEqual({ ...first, attempt: 2 });
      });

      test('takes over a delivery and leaves its output alone', async () => {
        const running = await claimed();
        const delivering = moved(running, { to: 'delivering', output: anOutput() });
        await generations.save(delivering, 'running');

        expect(await generations.claim(running.id, at(1), at(60_000))).toBeUndefined();
        const claim = await generations.claim(running.id, afterLease, at(60_000));

        expect(claim?.generation).toEqual({ ...delivering, attempt: 2 });
      });

      test('refuses what is final or does not exist', async () => {
        const { id } = await ended();

        expect(await generations.claim(id, afterLease, at(60_000))).toBeUndefined();
        expect(await generations.claim(aGenerationId(), at(0), leaseEnd)).toBeUndefined();
      });

      test('gives a queued generation to one of many workers', async () => {
        const { id } = await existingGeneration(unitOfWork);

        const claims = await Promise.all(
          Array.from({ length: 10 }, () =>
            unitOfWork.run(async (scope) => ok(await scope.generations.claim(id, at(0), leaseEnd))),
          ),
        );

        expect(claims.filter(({ value }) => value !== undefined)).toHaveLength(1);
        expect((await stored(unitOfWork, { id })).attempt).toBe(1);
      });
    });

    describe('renewLeases', () => {
      test('extends what is held and leaves out the rest', async () => {
        const held = await claimed();
        const delivering = await claimed();
        await generations.save(
          moved(delivering, { to: 'delivering', output: anOutput() }),
          'running',
        );
        const takenOver = await claimed();
        await generations.claim(takenOver.id, afterLease, at(60_000));
        const over = await ended();
        const queued = await existingGeneration(unitOfWork);

        const kept = await generations.renewLeases(
          [held, delivering, takenOver, over, queued].map(({ id, attempt }) => ({ id, attempt })),
          at(60_000),
        );

        expect(new Set(kept)).toEqual(new Set([held.id, delivering.id]));
        expect(await generations.claim(held.id, at(30_000), at(90_000))).toBeUndefined();
        expect(await generations.claim(held.id, at(60_001), at(90_000))).toBeDefined();
      });

      test('has nothing to do without leases', async () => {
        expect(await generations.renewLeases([], at(60_000))).toEqual([]);
      });

      test('extends a lease that has ended when nobody else took it', async () => {
        const { id, attempt } = await claimed();

        expect(await generations.renewLeases([{ id, attempt }], at(60_000))).toEqual([id]);
      });
    });

    describe('giveUpLease', () => {
      test('lets another worker in at once', async () => {
        const { id, attempt } = await claimed();

        await generations.giveUpLease({ id, attempt });

        expect(await generations.renewLeases([{ id, attempt }], at(60_000))).toEqual([]);
        expect((await generations.claim(id, at(1), leaseEnd))?.generation.attempt).toBe(2);
      });

      test('does nothing for a worker whose attempt is over', async () => {
        const { id } = await claimed();
        await generations.claim(id, afterLease, at(60_000));

        await generations.giveUpLease({ id, attempt: 1 });

        expect(await generations.claim(id, at(30_000), at(90_000))).toBeUndefined();
      });
    });

    describe('waiting', () => {
      test('lists queued generations, oldest first, with all that is ahead of them', async () => {
        const third = await existingGeneration(unitOfWork, { createdAt: at(3) });
        const second = await existingGeneration(unitOfWork, { createdAt: at(2) });
        await claimed(at(1));
        await ended();
        await generations.attachStatusMessage(third.id, 41, 'queued');

        expect(await generations.waiting(at(10), 10)).toEqual([
          { generation: second, ahead: 1 },
          { generation: third, ahead: 2, statusMessageId: 41 },
        ]);
      });

      test('leaves out what was accepted at or after the time, and what is beyond the limit', async () => {
        const generation = await existingGeneration(unitOfWork, { createdAt: at(2) });
        const later = await existingGeneration(unitOfWork, { createdAt: at(3) });

        const ids = async (before: Date, limit: number) =>
          (await generations.waiting(before, limit)).map((one) => one.generation.id);

        expect(await ids(at(2), 10)).toEqual([]);
        expect(await ids(at(3), 10)).toEqual([generation.id]);
        expect(await ids(at(4), 1)).toEqual([generation.id]);
        expect(await ids(at(4), 2)).toEqual([generation.id, later.id]);
      });
    });

    describe('stranded', () => {
      test('finds what was dispatched long ago and is still queued', async () => {
        const lost = await existingGeneration(unitOfWork, { dispatchedAt: at(1) });
        await existingGeneration(unitOfWork, { dispatchedAt: at(5) });
        await existingGeneration(unitOfWork);

        expect(await generations.stranded(at(10), at(5), 10)).toEqual([lost]);
      });

      test('finds what no worker holds any more, oldest first', async () => {
        const second = await claimed(at(-1));
        const first = await claimed(at(-2));
        const givenUp = await claimed(at(-3));
        await generations.giveUpLease(givenUp);
        await ended();

        const ids = async (now: Date, limit: number) =>
          (await generations.stranded(now, at(0), limit)).map(({ id }) => id);

        expect(await ids(leaseEnd, 10)).toEqual([givenUp.id]);
        expect(await ids(afterLease, 10)).toEqual([givenUp.id, first.id, second.id]);
        expect(await ids(afterLease, 1)).toEqual([givenUp.id]);
      });
    });

    describe('overdue', () => {
      test('finds unfinished generations of old, oldest first', async () => {
        const queued = await existingGeneration(unitOfWork, { createdAt: at(2) });
        const abandoned = await claimed(at(1));
        await existingGeneration(unitOfWork, { createdAt: at(3) });
        await ended();

        const ids = async (now: Date, limit: number) =>
          (await generations.overdue(now, at(3), limit)).map(({ id }) => id);

        expect(await ids(afterLease, 10)).toEqual([abandoned.id, queued.id]);
        expect(await ids(afterLease, 1)).toEqual([abandoned.id]);
        expect(await ids(leaseEnd, 10)).toEqual([queued.id]);
      });
    });

    describe('idleLanes', () => {
      test('finds users who wait with nothing dispatched', async () => {
        const idle = await existingGeneration(unitOfWork, { createdAt: at(1) });
        await existingGeneration(unitOfWork, { userId: idle.userId, createdAt: at(9) });
        const earlier = await existingGeneration(unitOfWork, { createdAt: at(0) });
        const busy = await existingGeneration(unitOfWork, { createdAt: at(1) });
        await existingGeneration(unitOfWork, { userId: busy.userId, dispatchedAt: at(2) });
        await existingGeneration(unitOfWork, { createdAt: at(5) });

        expect(await generations.idleLanes(at(5), 10)).toEqual([earlier.userId, idle.userId]);
        expect(await generations.idleLanes(at(5), 1)).toEqual([earlier.userId]);
      });
    });
  });
}
