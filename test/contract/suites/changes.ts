import { beforeEach, describe, expect, test } from 'vitest';
import type { FeedMark } from '../../../src/application/ports/change-feed.ts';
import { err, ok } from '../../../src/domain/shared/result.ts';
import type { OpenPersistence, Persistence } from './persistence.ts';

export function changesContract(open: OpenPersistence): void {
  describe('DurableChanges', () => {
    let persistence: Persistence;

    beforeEach(async () => {
      persistence = await open();
    });

    const take = async (): Promise<FeedMark | undefined> => {
      const taken = await persistence.unitOfWork.run(async ({ changes }) =>
        ok(await changes.take('webhooks')),
      );
      return taken.value;
    };
    const ahead = ({ xid, id }: FeedMark): FeedMark => ({ xid, id: String(Number(id) + 3) });

    test('opens a reader where it is first asked for', async () => {
      const mark = await take();
      expect(mark).toBeDefined();
      expect(await take()).toEqual(mark);
    });

    test('keeps a mark that was moved', async () => {
      const mark = (await take()) ?? { xid: '', id: '' };
      await persistence.unitOfWork.run(async ({ changes }) => {
        await changes.take('webhooks');
        await changes.move('webhooks', ahead(mark));
        return ok();
      });

      expect(await take()).toEqual(ahead(mark));
    });

    test('forgets a move whose transaction is taken back', async () => {
      const mark = (await take()) ?? { xid: '', id: '' };
      await persistence.unitOfWork.run(async ({ changes }) => {
        await changes.move('webhooks', ahead(mark));
        return err('changed its mind');
      });

      expect(await take()).toEqual(mark);
    });

    test('leaves a mark where it is when there is nothing to read', async () => {
      const { changes } = persistence.unitOfWork.direct;
      const end = { xid: '9000000000000000000', id: '0' };

      expect(await changes.read(end, 10)).toEqual({ changes: [], mark: end });
    });
  });
}
