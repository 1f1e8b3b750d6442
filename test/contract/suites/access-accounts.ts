import { beforeEach, describe, expect, test } from 'vitest';
import { everyPermission } from '../../../src/domain/access/role.ts';
import { ok } from '../../../src/domain/shared/result.ts';
import { anAdmin, aSession } from '../../builders/access.ts';
import { aName, at, aUuid } from '../../builders/domain.ts';
import { committing, type OpenPersistence, type Persistence } from './persistence.ts';

export function accountsContract(open: OpenPersistence): void {
  let unitOfWork: Persistence['unitOfWork'];

  beforeEach(async () => {
    ({ unitOfWork } = await open());
  });

  describe('RoleRepository', () => {
    test('keeps roles, and changes them', async () => {
      const { roles } = unitOfWork.direct;
      const role = {
        name: aName(),
        title: 'Night shift',
        permissions: new Set(['users:read'] as const),
      };

      await roles.save(role);
      expect(await roles.find(role.name)).toEqual(role);
      const changed = {
        ...role,
        title: 'Day shift',
        permissions: new Set(['audit:read'] as const),
      };
      await roles.save(changed);

      expect(await roles.hold(role.name)).toEqual(changed);
      expect(await roles.lock(role.name)).toEqual(changed);
      await roles.remove(role.name);
      expect(await roles.find(role.name)).toBeUndefined();
    });

    test('gives the owner all permissions there are, whatever was kept', async () => {
      expect((await unitOfWork.direct.roles.find('owner'))?.permissions).toEqual(everyPermission);
    });

    test('has the first roles from the start', async () => {
      const { roles } = unitOfWork.direct;

      for (const name of ['owner', 'manager', 'support', 'analyst']) {
        expect((await roles.find(name))?.name).toBe(name);
      }
    });
  });

  describe('AdminRepository', () => {
    test('finds an admin by id and by name', async () => {
      const { admins } = unitOfWork.direct;
      const admin = anAdmin({
        totp: { secret: 'ABC', confirmed: true, lastStep: 58_000_000 },
        disabledAt: at(5),
      });

      expect(await admins.any()).toBe(false);
      await admins.insert(admin);

      expect(await admins.find(admin.id)).toEqual(admin);
      expect(await admins.findByName(admin.name)).toEqual(admin);
      expect(await admins.lock(admin.id)).toEqual(admin);
      expect(await admins.find(aUuid())).toBeUndefined();
      expect(await admins.any()).toBe(true);
    });

    test('changes all but the id, the name and the time', async () => {
      const { admins } = unitOfWork.direct;
      const admin = anAdmin({ totp: { secret: 'ABC', confirmed: false, lastStep: undefined } });
      await admins.insert(admin);

      const changed = {
        ...admin,
        role: 'support',
        passwordHash: 'x',
        totp: undefined,
        disabledAt: at(9),
      };
      await admins.save({ ...changed, name: 'other', createdAt: at(1) });

      expect(await admins.find(admin.id)).toEqual(changed);
      expect(await admins.anyOfRole('support')).toBe(true);
      expect(await admins.anyOfRole('owner')).toBe(false);
    });

    test('lists owners that are not disabled, by id', async () => {
      const { admins } = unitOfWork.direct;
      const [one, two] = [anAdmin(), anAdmin()];
      for (const admin of [
        two,
        one,
        anAdmin({ disabledAt: at(0) }),
        anAdmin({ role: 'support' }),
      ]) {
        await admins.insert(admin);
      }

      expect(await admins.lockEnabledOwners()).toEqual([one.id, two.id].toSorted());
    });

    test('of two that take a name at a time, the second finds it taken', async () => {
      const name = aName();
      const take = () =>
        unitOfWork.run(async ({ admins }) => {
          if ((await admins.findByName(name)) !== undefined) {
            return ok('taken');
          }
          await admins.insert(anAdmin({ name }));
          return ok('inserted');
        });

      const results = await Promise.all([take(), take(), take()]);

      expect(results.filter(({ value }) => value === 'inserted')).toHaveLength(1);
    });
  });

  describe('SessionRepository', () => {
    const admin = anAdmin({ role: 'support' });

    beforeEach(() => unitOfWork.direct.admins.insert(admin));

    test('finds a session by its token, with its admin and the role', async () => {
      const { adminSessions, roles } = unitOfWork.direct;
      const session = aSession({ adminId: admin.id });
      await adminSessions.insert(session);

      expect(await adminSessions.findByToken(session.tokenHash)).toEqual({
        session,
        admin: { id: admin.id, name: admin.name, disabledAt: undefined },
        role: await roles.find('support'),
      });
      expect(await adminSessions.find(session.id)).toEqual(session);
      expect(await adminSessions.findByToken('other')).toBeUndefined();
    });

    test('is found by its new and by its previous token, and by none before', async () => {
      const { adminSessions } = unitOfWork.direct;
      const session = aSession({ adminId: admin.id, tokenHash: 'a' });
      await adminSessions.insert(session);

      expect(await adminSessions.rotate(session.id, 'a', 'b', at(1))).toBe(true);
      expect(await adminSessions.rotate(session.id, 'a', 'c', at(2))).toBe(false);

      const rotated = {
        ...session,
        tokenHash: 'b',
        previousTokenHash: 'a',
        rotatedAt: at(1),
        lastUsedAt: at(1),
      };
      expect((await adminSessions.findByToken('a'))?.session).toEqual(rotated);
      expect((await adminSessions.findByToken('b'))?.session).toEqual(rotated);
      expect(await adminSessions.findByToken('c')).toBeUndefined();
      expect(await adminSessions.rotate(session.id, 'b', 'd', at(3))).toBe(true);
      expect(await adminSessions.findByToken('a')).toBeUndefined();
    });

    test('lets one of many requests rotate its token', async () => {
      const { adminSessions } = unitOfWork.direct;
      const session = aSession({ adminId: admin.id, tokenHash: 'a' });
      await adminSessions.insert(session);

      const won = await Promise.all(
        ['b', 'c', 'd', 'e'].map((to) => adminSessions.rotate(session.id, 'a', to, at(1))),
      );

      expect(won.filter(Boolean)).toHaveLength(1);
    });

    test('notes its use, never backwards', async () => {
      const { adminSessions } = unitOfWork.direct;
      const session = aSession({ adminId: admin.id });
      await adminSessions.insert(session);

      await adminSessions.noteUse(session.id, at(10));
      await adminSessions.noteUse(session.id, at(5));

      expect((await adminSessions.find(session.id))?.lastUsedAt).toEqual(at(10));
    });

    test('ends one by one, or all of an admin but one', async () => {
      const { adminSessions } = unitOfWork.direct;
      const [one, two, three] = [1, 2, 3].map(() => aSession({ adminId: admin.id }));
      const other = anAdmin();
      await unitOfWork.direct.admins.insert(other);
      const others = aSession({ adminId: other.id });
      for (const session of [one, two, three, others]) {
        await adminSessions.insert(session ?? others);
      }

      expect(await adminSessions.remove(one?.id ?? '')).toBe(true);
      expect(await adminSessions.remove(one?.id ?? '')).toBe(false);
      await adminSessions.removeAll(admin.id, two?.id);
      expect(await adminSessions.find(two?.id ?? '')).toBeDefined();
      expect(await adminSessions.find(three?.id ?? '')).toBeUndefined();
      await adminSessions.removeAll(admin.id);
      expect(await adminSessions.find(two?.id ?? '')).toBeUndefined();
      expect(await adminSessions.find(others.id)).toBeDefined();
    });

    test('forgets those that expired or lay unused', async () => {
      const { adminSessions } = unitOfWork.direct;
      const fields = { adminId: admin.id, expiresAt: at(100), lastUsedAt: at(50) };
      const alive = aSession(fields);
      const expired = aSession({ ...fields, expiresAt: at(60) });
      const unused = aSession({ ...fields, lastUsedAt: at(10) });
      await unitOfWork.run(
        committing(async (scope) => {
          for (const session of [alive, expired, unused]) {
            await scope.adminSessions.insert(session);
          }
        }),
      );

      await adminSessions.prune(at(60), at(10));

      expect(await adminSessions.find(alive.id)).toBeDefined();
      expect(await adminSessions.find(expired.id)).toBeUndefined();
      expect(await adminSessions.find(unused.id)).toBeUndefined();
    });
  });
}
