import { beforeEach, describe, expect, test } from 'vitest';
import type { Job } from '../../../src/application/jobs.ts';
import { err, ok } from '../../../src/domain/shared/result.ts';
import {
  aConversationId,
  aGenerationId,
  aPosting,
  at,
  aUser,
  privateChat,
  someDay,
} from '../../builders/domain.ts';
import { committing, existingUser, type OpenPersistence, type Persistence } from './persistence.ts';

const aJob = (): Job => ({ type: 'status.remove', generationId: aGenerationId() });

export function unitOfWorkContract(open: OpenPersistence): void {
  describe('UnitOfWork', () => {
    let persistence: Persistence;
    let unitOfWork: Persistence['unitOfWork'];

    beforeEach(async () => {
      persistence = await open();
      ({ unitOfWork } = persistence);
    });

    test('commits what ends well and returns its result', async () => {
      const user = aUser();

      const result = await unitOfWork.run(async (scope) => {
        await scope.users.insert(user);
        return ok('done');
      });

      expect(result).toEqual(ok('done'));
      expect(await unitOfWork.direct.users.find(user.id)).toEqual(user);
    });

    test('shows a transaction its own writes', async () => {
      const user = aUser();

      await unitOfWork.run(
        committing(async (scope) => {
          await scope.users.insert(user);
          expect(await scope.users.find(user.id)).toEqual(user);
        }),
      );
    });

    test('hides from others what is not committed', async () => {
      const user = aUser();

      await unitOfWork.run(
        committing(async (scope) => {
          await scope.users.insert(user);
          expect(await unitOfWork.direct.users.find(user.id)).toBeUndefined();
        }),
      );
    });

    test('leaves nothing behind when the work returns an error', async () => {
      const user = aUser();

      const result = await unitOfWork.run(async (scope) => {
        await scope.users.insert(user);
        await scope.credits.post(user.id, aPosting());
        await scope.outbox.add(aJob());
        return err({ kind: 'refused' as const });
      });

      expect(result).toEqual(err({ kind: 'refused' }));
      await expectNothing(user.id);
    });

    test('leaves nothing behind when the work throws', async () => {
      const user = aUser();
      const bug = new Error('A bug');

      const run = unitOfWork.run(async (scope) => {
        await scope.users.insert(user);
        await scope.credits.post(user.id, aPosting());
        await scope.outbox.add(aJob());
        throw bug;
      });

      await expect(run).rejects.toBe(bug);
      await expectNothing(user.id);
    });

    test('undoes every kind of row', async () => {
      const user = await existingUser(unitOfWork);
      const inviter = await existingUser(unitOfWork);
      const conversation = {
        id: aConversationId(),
        userId: user.id,
        chatId: privateChat(user.id),
        createdAt: someDay,
      };

      await unitOfWork.run(async (scope) => {
        await scope.users.save({ ...user, firstName: 'Changed' });
        await scope.conversations.insert(conversation);
        await scope.referrals.insert({
          inviteeId: user.id,
          inviterId: inviter.id,
          createdAt: someDay,
        });
        await scope.albums.add(
          { key: 'album', userId: user.id, destination: { chatId: privateChat(user.id) } },
          { messageId: 1, fileId: 'file' },
          someDay,
        );
        return err('no');
      });

      const { users, conversations, referrals, albums } = unitOfWork.direct;
      expect(await users.find(user.id)).toEqual(user);
      expect(await conversations.current(user.id, privateChat(user.id), undefined)).toBeUndefined();
      expect(await referrals.find(user.id)).toBeUndefined();
      expect(await albums.find('album')).toBeUndefined();
    });

    test('goes on after a transaction that failed', async () => {
      await unitOfWork.run(async () => err('no'));
      const user = await existingUser(unitOfWork);

      expect(await unitOfWork.direct.users.find(user.id)).toEqual(user);
    });

    test('runs the work again when another was first with a unique value', async () => {
      const code = 'taken1';
      await existingUser(unitOfWork, { referralCode: code });
      const user = aUser();
      const codes = [code, 'free01'];

      const result = await unitOfWork.run(async (scope) => {
        const referralCode = codes.shift() ?? 'unused';
        return ok(await scope.users.insert({ ...user, referralCode }));
      });

      expect(result).toEqual(ok(true));
      expect((await unitOfWork.direct.users.find(user.id))?.referralCode).toBe('free01');
    });

    test('gives up when running the work again does not help', async () => {
      const taken = await existingUser(unitOfWork);
      let runs = 0;

      const run = unitOfWork.run(async (scope) => {
        runs += 1;
        await scope.outbox.add(aJob());
        return ok(await scope.users.insert(aUser({ referralCode: taken.referralCode })));
      });

      await expect(run).rejects.toThrow();
      expect(runs).toBeGreaterThan(1);
      expect(runs).toBeLessThan(10);
      expect(persistence.commits).toEqual([]);
    });

    describe('tells its listener', () => {
      test('of the jobs of a transaction, together and after the commit', async () => {
        const jobs = [aJob(), aJob()] as const;

        await unitOfWork.run(
          committing(async (scope) => {
            await scope.outbox.add(jobs[0]);
            await scope.outbox.add(jobs[1], at(60_000));
            expect(persistence.commits).toEqual([]);
          }),
        );

        expect(persistence.commits).toEqual([
          [
            { id: expect.any(String), job: jobs[0], runAt: persistence.clock.now() },
            { id: expect.any(String), job: jobs[1], runAt: at(60_000) },
          ],
        ]);
      });

      test('of a job that was added without a transaction', async () => {
        const job = aJob();

        await unitOfWork.direct.outbox.add(job);

        expect(persistence.commits).toEqual([
          [{ id: expect.any(String), job, runAt: persistence.clock.now() }],
        ]);
      });

      test('nothing of a transaction without jobs', async () => {
        await unitOfWork.run(async () => ok());

        expect(persistence.commits).toEqual([]);
      });

      test('and does not mind when it fails', async () => {
        persistence.failListener();
        const user = aUser();

        const result = await unitOfWork.run(async (scope) => {
          await scope.users.insert(user);
          await scope.outbox.add(aJob());
          return ok('done');
        });

        expect(result).toEqual(ok('done'));
        expect(await unitOfWork.direct.outbox.left(at(1), 10)).toHaveLength(1);
      });
    });

    async function expectNothing(id: ReturnType<typeof aUser>['id']): Promise<void> {
      expect(await unitOfWork.direct.users.find(id)).toBeUndefined();
      expect((await unitOfWork.direct.credits.account(id)).available).toBe(0n);
      expect(await unitOfWork.direct.credits.latest(id, 10)).toEqual([]);
      expect(await unitOfWork.direct.outbox.left(at(1), 10)).toEqual([]);
      expect(persistence.commits).toEqual([]);
    }
  });
}
