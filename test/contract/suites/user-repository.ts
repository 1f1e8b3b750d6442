import { beforeEach, describe, expect, test } from 'vitest';
import { chatId, modelId, packageId, userId } from '../../../src/domain/shared/ids.ts';
import { ok } from '../../../src/domain/shared/result.ts';
import type { User } from '../../../src/domain/users/user.ts';
import { anImageId, at, aUser, aUserId } from '../../builders/domain.ts';
import { committing, existingUser, type OpenPersistence, type Persistence } from './persistence.ts';

const everythingSet = (id = aUserId()): User =>
  aUser({
    id,
    username: 'anna',
    firstName: 'Анна 🍌',
    languageCode: 'pt-br',
    preferences: {
      language: 'en',
      mode: 'image',
      textModel: modelId('text-model'),
      imageModel: modelId('image-model'),
      aspectRatio: '16:9',
      imageSize: '2K',
      sendAsFile: true,
    },
    pendingEdit: {
      chatId: chatId(-100_123),
      inputs: [
        { kind: 'upload', fileId: 'file-1' },
        { kind: 'stored', imageId: anImageId() },
      ],
    },
    receiptEmail: 'anna@example.org',
    pendingPurchase: { packageId: packageId('starter'), method: 'yookassa' },
    ban: { reason: 'Spam', since: at(1) },
    unreachableSince: at(2),
    lastSeenAt: at(3),
  });

export function userRepositoryContract(open: OpenPersistence): void {
  describe('UserRepository', () => {
    let unitOfWork: Persistence['unitOfWork'];

    beforeEach(async () => {
      ({ unitOfWork } = await open());
    });

    test('knows nobody at first', async () => {
      expect(await unitOfWork.direct.users.find(aUserId())).toBeUndefined();
      expect(await unitOfWork.direct.users.lock(aUserId())).toBeUndefined();
      expect(await unitOfWork.direct.users.findByReferralCode('nobody')).toBeUndefined();
    });

    test('keeps all that is known of a user', async () => {
      const user = everythingSet();

      expect(await unitOfWork.direct.users.insert(user)).toBe(true);

      expect(await unitOfWork.direct.users.find(user.id)).toEqual(user);
      expect(await unitOfWork.direct.users.lock(user.id)).toEqual(user);
      expect(await unitOfWork.direct.users.findByReferralCode(user.referralCode)).toEqual(user);
    });

    test('keeps a user of whom little is known', async () => {
      const user = aUser({ username: undefined, languageCode: undefined });

      await unitOfWork.direct.users.insert(user);

      expect(await unitOfWork.direct.users.find(user.id)).toEqual(user);
    });

    test('keeps the highest id that Telegram may give', async () => {
      const user = aUser({ id: userId(2 ** 52 - 1) });

      await unitOfWork.direct.users.insert(user);

      expect((await unitOfWork.direct.users.find(user.id))?.id).toBe(2 ** 52 - 1);
    });

    test('tells codes apart by case', async () => {
      const upper = await existingUser(unitOfWork, { referralCode: 'ABcd' });
      const lower = await existingUser(unitOfWork, { referralCode: 'abcd' });

      expect(await unitOfWork.direct.users.findByReferralCode('ABcd')).toEqual(upper);
      expect(await unitOfWork.direct.users.findByReferralCode('abcd')).toEqual(lower);
    });

    test('says so when the user exists, and keeps the first', async () => {
      const user = await existingUser(unitOfWork);

      const again = { ...user, firstName: 'Impostor', referralCode: 'other1' };
      expect(await unitOfWork.direct.users.insert(again)).toBe(false);

      expect(await unitOfWork.direct.users.find(user.id)).toEqual(user);
    });

    test('lets one of several first contacts win', async () => {
      const id = aUserId();

      const results = await Promise.all(
        Array.from({ length: 8 }, (_, index) =>
          unitOfWork.run(async (scope) =>
            ok(await scope.users.insert(aUser({ id, referralCode: `try${index}` }))),
          ),
        ),
      );

      expect(results.filter(({ value }) => value)).toHaveLength(1);
    });

    test('overwrites what may change, and empties what is gone', async () => {
      const user = await existingUser(unitOfWork);
      const full = { ...everythingSet(user.id), referralCode: user.referralCode };

      await unitOfWork.direct.users.save(full);
      expect(await unitOfWork.direct.users.find(user.id)).toEqual(full);

      await unitOfWork.direct.users.save(user);
      expect(await unitOfWork.direct.users.find(user.id)).toEqual(user);
    });

    test('never changes the invitation code or the first contact', async () => {
      const user = await existingUser(unitOfWork);

      await unitOfWork.direct.users.save({ ...user, referralCode: 'new123', createdAt: at(9) });

      expect(await unitOfWork.direct.users.find(user.id)).toEqual(user);
    });

    test('throws when asked to save somebody who is not there', async () => {
      await expect(unitOfWork.direct.users.save(aUser())).rejects.toThrow('there is none');
    });

    test('loses no change when two lock before they save', async () => {
      const user = await existingUser(unitOfWork, { firstName: '' });
      const append = (letter: string) =>
        unitOfWork.run(
          committing(async (scope) => {
            const found = await scope.users.lock(user.id);
            await scope.users.save({ ...user, firstName: `${found?.firstName}${letter}` });
          }),
        );

      await Promise.all(['a', 'b', 'c', 'd'].map(append));

      const saved = await unitOfWork.direct.users.find(user.id);
      expect([...(saved?.firstName ?? '')].toSorted().join('')).toBe('abcd');
    });
  });
}
