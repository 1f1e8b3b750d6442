import { beforeEach, describe, expect, test } from 'vitest';
import { aGenerationId, at } from '../../builders/domain.ts';
import type { OpenPersistence, Persistence } from './persistence.ts';

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
