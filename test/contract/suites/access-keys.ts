import { beforeEach, describe, expect, test } from 'vitest';
import { everyPermission } from '../../../src/domain/access/role.ts';
import { ok } from '../../../src/domain/shared/result.ts';
import { anAdmin, anApiKey, aSession } from '../../builders/access.ts';
import { aName, at } from '../../builders/domain.ts';
import type { OpenPersistence, Persistence } from './persistence.ts';

export function apiKeysContract(open: OpenPersistence): void {
  describe('ApiKeyRepository', () => {
    let unitOfWork: Persistence['unitOfWork'];

    beforeEach(async () => {
      ({ unitOfWork } = await open());
    });

    test('keeps a key, its uses and its end', async () => {
      const { apiKeys } = unitOfWork.direct;
      const key = anApiKey({ expiresAt: at(1_000), scopes: new Set(['audit:read', 'users:read']) });
      await apiKeys.insert(key);

      expect(await apiKeys.find(key.id)).toEqual(key);
      expect(await apiKeys.find('other')).toBeUndefined();
      await apiKeys.noteUse(key.id, at(5));
      await apiKeys.revoke(key.id, at(6));

      const used = { ...key, lastUsedAt: at(5), revokedAt: at(6) };
      expect(await apiKeys.find(key.id)).toEqual(used);
      expect(await apiKeys.lock(key.id)).toEqual(used);
    });
  });
}

export function loginAttemptsContract(open: OpenPersistence): void {
  describe('LoginAttemptRepository', () => {
    let unitOfWork: Persistence['unitOfWork'];

    beforeEach(async () => {
      ({ unitOfWork } = await open());
    });

    const lock = async (subject: string) => {
      const result = await unitOfWork.run(async ({ loginAttempts }) =>
        ok(await loginAttempts.lock(subject)),
      );
      return result.value;
    };

    test('knows of no attempts at first', async () => {
      const subject = aName();

      expect(await lock(subject)).toBeUndefined();
      expect(await lock(subject)).toBeUndefined();
    });

    test('loses none of many counts at a time', async () => {
      const subject = aName();
      const count = () =>
        unitOfWork.run(async ({ loginAttempts }) => {
          const failures = (await loginAttempts.lock(subject))?.failures ?? 0;
          await loginAttempts.save(subject, { failures: failures + 1, lastAt: at(failures) });
          return ok();
        });

      await Promise.all(Array.from({ length: 20 }, count));

      expect(await lock(subject)).toEqual({ failures: 20, lastAt: at(19) });
    });

    test('forgets a subject, and old ones', async () => {
      const { loginAttempts } = unitOfWork.direct;
      const [gone, old, young] = [aName(), aName(), aName()];
      for (const [subject, lastAt] of [
        [gone, at(9)],
        [old, at(1)],
        [young, at(9)],
      ] as const) {
        await loginAttempts.lock(subject);
        await loginAttempts.save(subject, { failures: 1, lastAt });
      }

      await loginAttempts.forget(gone);
      await loginAttempts.prune(at(5));

      expect(await lock(gone)).toBeUndefined();
      expect(await lock(old)).toBeUndefined();
      expect(await lock(young)).toEqual({ failures: 1, lastAt: at(9) });
    });
  });
}

export function rateLimiterContract(open: OpenPersistence): void {
  describe('RateLimiter', () => {
    let persistence: Persistence;

    beforeEach(async () => {
      persistence = await open();
    });

    test('allows as many requests as it may, and not one more, of many at a time', async () => {
      const caller = aName();
      const take = () => persistence.rateLimiter.take(caller, 5);

      const verdicts = await Promise.all(Array.from({ length: 20 }, take));

      const remaining = verdicts.flatMap((one) => (one.allowed ? [one.remaining] : []));
      expect(remaining.toSorted()).toEqual([0, 1, 2, 3, 4]);
    });

    test('counts each caller apart', async () => {
      expect((await persistence.rateLimiter.take(aName(), 1)).allowed).toBe(true);
      expect((await persistence.rateLimiter.take(aName(), 1)).allowed).toBe(true);
    });

    test('says when to come back, and keeps its word', async () => {
      const { rateLimiter, clock } = persistence;
      const caller = aName();
      clock.advance(20_000);
      await rateLimiter.take(caller, 1);
      const refused = await rateLimiter.take(caller, 1);
      if (refused.allowed) {
        throw new Error('Cannot go on as the second request was allowed');
      }
      expect(refused.retryAfterSeconds).toBeGreaterThan(0);
      expect(refused.retryAfterSeconds).toBeLessThanOrEqual(60);

      clock.advance(refused.retryAfterSeconds * 1_000);

      expect((await rateLimiter.take(caller, 1)).allowed).toBe(true);
    });

    test('does not allow twice as many around the turn of a minute', async () => {
      const { rateLimiter, clock } = persistence;
      const caller = aName();
      const allowed = async () => {
        const verdicts = await Promise.all(
          Array.from({ length: 20 }, () => rateLimiter.take(caller, 10)),
        );
        return verdicts.filter((verdict) => verdict.allowed).length;
      };
      clock.advance(59_000);
      expect(await allowed()).toBe(10);

      clock.advance(2_000);

      expect(await allowed()).toBeLessThanOrEqual(1);
    });

    test('goes on counting after it was pruned', async () => {
      const { rateLimiter } = persistence;
      const caller = aName();
      await rateLimiter.take(caller, 1);

      await rateLimiter.prune();

      expect((await rateLimiter.take(caller, 1)).allowed).toBe(false);
    });
  });
}

export function accessQueriesContract(open: OpenPersistence): void {
  describe('AccessQueries', () => {
    let unitOfWork: Persistence['unitOfWork'];
    let queries: Persistence['accessQueries'];

    beforeEach(async () => {
      ({ unitOfWork, accessQueries: queries } = await open());
    });

    test('lists admins without their secrets', async () => {
      const { admins, adminSessions } = unitOfWork.direct;
      const totp = { secret: 'SECRET', confirmed: true, lastStep: 1 };
      const anna = anAdmin({ name: 'anna', totp, passwordHash: 'SECRET' });
      const boris = anAdmin({ name: 'boris', role: 'support', disabledAt: at(3) });
      await admins.insert(boris);
      await admins.insert(anna);
      await adminSessions.insert(aSession({ adminId: anna.id, lastUsedAt: at(1) }));
      await adminSessions.insert(aSession({ adminId: anna.id, lastUsedAt: at(7) }));

      const listed = await queries.admins();

      const times = { createdAt: anna.createdAt };
      expect(listed).toEqual([
        { id: anna.id, name: 'anna', role: 'owner', totp: true, lastSeenAt: at(7), ...times },
        { id: boris.id, name: 'boris', role: 'support', totp: false, disabledAt: at(3), ...times },
      ]);
      expect(JSON.stringify(listed)).not.toContain('SECRET');
      expect(await queries.admin(boris.id)).toEqual(listed[1]);
      expect(await queries.admin('no id at all')).toBeUndefined();
    });

    test('lists roles with how many have them, the owner’s first', async () => {
      await unitOfWork.direct.admins.insert(anAdmin());

      const listed = await queries.roles();

      expect(listed.map(({ name, fixed, admins }) => [name, fixed, admins])).toEqual([
        ['owner', true, 1],
        ['analyst', false, 0],
        ['manager', false, 0],
        ['support', false, 0],
      ]);
      expect(listed[0]?.permissions).toEqual(everyPermission);
      expect(await queries.role('manager')).toEqual(listed[2]);
      expect(await queries.role('other')).toBeUndefined();
    });

    test('lists the sessions of some admins that still last, without tokens', async () => {
      const { admins, adminSessions } = unitOfWork.direct;
      const hour = 60 * 60_000;
      const [anna, boris] = [anAdmin(), anAdmin()];
      await admins.insert(anna);
      await admins.insert(boris);
      const fields = { adminId: anna.id, expiresAt: at(40 * hour), lastUsedAt: at(20 * hour) };
      const older = aSession(fields);
      const newer = aSession({ ...fields, adminId: boris.id, lastUsedAt: at(21 * hour) });
      const over = aSession({ ...fields, expiresAt: at(22 * hour) });
      const idle = aSession({ ...fields, lastUsedAt: at(10 * hour) });
      for (const session of [older, over, newer, idle]) {
        await adminSessions.insert(session);
      }

      const listed = await queries.sessions([anna.id, boris.id], at(22 * hour));

      expect(listed.map(({ id }) => id)).toEqual([newer.id, older.id]);
      const { tokenHash, previousTokenHash: _, rotatedAt: __, ...view } = newer;
      expect(listed[0]).toEqual(view);
      expect(JSON.stringify(listed)).not.toContain(tokenHash);
      expect(await queries.sessions(['no id'], at(22 * hour))).toEqual([]);
    });

    test('lists API keys without their hashes, newest first', async () => {
      const { apiKeys } = unitOfWork.direct;
      const old = anApiKey({ createdAt: at(1), revokedAt: at(2), secretHash: 'SECRET' });
      const young = anApiKey({ createdAt: at(2), lastUsedAt: at(3), secretHash: 'SECRET' });
      await apiKeys.insert(old);
      await apiKeys.insert(young);

      const listed = await queries.apiKeys();

      expect(listed.map(({ id }) => id)).toEqual([young.id, old.id]);
      const { secretHash, ...view } = young;
      expect(listed[0]).toEqual(view);
      expect(JSON.stringify(listed)).not.toContain(secretHash);
      expect(await queries.apiKey(old.id)).toEqual(listed[1]);
      expect(await queries.apiKey('other')).toBeUndefined();
    });
  });
}
