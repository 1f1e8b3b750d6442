import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { PostgresUnitOfWork } from '../../../src/adapters/postgres/unit-of-work.ts';
import { BootstrapOwner } from '../../../src/application/access/bootstrap-owner.ts';
import { doneWith } from '../../../src/application/access/change.ts';
import { ChangeAdmin } from '../../../src/application/access/change-admin.ts';
import { CreateAdmin } from '../../../src/application/access/create-admin.ts';
import { DeleteRole } from '../../../src/application/access/delete-role.ts';
import { SaveRole } from '../../../src/application/access/save-role.ts';
import { VerifyAuditLog } from '../../../src/application/access/verify-audit-log.ts';
import { joined } from '../../../src/application/admin/joined-unit-of-work.ts';
import { permissions } from '../../../src/domain/access/permission.ts';
import { ok } from '../../../src/domain/shared/result.ts';
import { systemIds } from '../../../src/infrastructure/system.ts';
import { anActor, anOrigin } from '../../builders/access.ts';
import {
  type ConnectedDatabase,
  connectedDatabase,
  empty,
} from '../../contract/postgres/postgres-persistence.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { RecordingLogger } from '../../fakes/recording-logger.ts';
import { AccessWorld } from '../../unit/access/access-world.ts';

describe('access, when many do it at a time in PostgreSQL', () => {
  const actor = anActor();
  let database: ConnectedDatabase;
  let world: AccessWorld;

  beforeAll(async () => {
    database = await connectedDatabase();
  });

  afterAll(() => database.close());

  beforeEach(async () => {
    await empty(database.dataSource);
    const clock = new ManualClock();
    const unitOfWork = new PostgresUnitOfWork({
      dataSource: database.dataSource,
      clock,
      ids: systemIds,
      logger: new RecordingLogger(),
      onCommit: () => undefined,
    });
    world = new AccessWorld({ unitOfWork, clock, ids: systemIds });
  });

  const times = <T>(count: number, act: (index: number) => Promise<T>) =>
    Promise.all(Array.from({ length: count }, (_, index) => act(index)));

  const kinds = (results: readonly { ok: boolean; error?: { kind: string } }[]) =>
    results.map((result) => (result.ok ? 'ok' : (result.error?.kind ?? '')));

  test('the first owner’s account is opened once', async () => {
    const { unitOfWork, trail, hasher, clock, ids } = world;

    const results = await times(10, () =>
      new BootstrapOwner(unitOfWork, trail, hasher, clock, ids).execute('first password'),
    );

    expect(results.filter((result) => result.ok && result.value)).toHaveLength(1);
    expect((await world.login('owner', 'first password')).ok).toBe(true);
  });

  test('four guesses of many are looked at, whatever the server', async () => {
    await world.admin({ name: 'anna' });

    const results = await times(30, () => world.login('anna', 'wrong'));

    expect(kinds(results).filter((kind) => kind === 'wrong_credentials')).toHaveLength(4);
    expect(kinds(results).filter((kind) => kind === 'throttled')).toHaveLength(26);
  });

  test('a code of TOTP opens one session', async () => {
    await world.admin({ name: 'anna', totp: { secret: 'S', confirmed: true } });
    const code = world.oneTimePasswords.code('S', world.clock.now());

    const results = await times(3, () => world.login('anna', undefined, code));

    expect(kinds(results).toSorted()).toEqual(['ok', 'wrong_totp', 'wrong_totp']);
  });

  test('a session’s token is replaced once', async () => {
    const { token } = await world.signedIn(await world.admin({ name: 'anna' }));
    world.clock.advance(20 * 60_000);

    const results = await times(20, () => world.session.execute(token));

    const made = results.flatMap((one) =>
      one.ok && one.value.newToken ? [one.value.newToken] : [],
    );
    expect(kinds(results).every((kind) => kind === 'ok')).toBe(true);
    expect(made).toHaveLength(1);
    expect(await world.isSignedIn(made[0] ?? '')).toBe(true);
  });

  test('owners who close each other’s accounts leave one', async () => {
    const owners = await times(5, () => world.admin());
    const close = new ChangeAdmin(world.unitOfWork, world.clock);

    const results = await Promise.all(
      owners.map(({ id }) => close.execute({ actor, adminId: id, disabled: true })),
    );

    expect(kinds(results).toSorted()).toEqual(['last_owner', 'ok', 'ok', 'ok', 'ok']);
  });

  test('a name is given to one admin, and each try is told how it ended', async () => {
    const results = await times(10, (index) =>
      world.perform.execute({
        actor,
        origin: anOrigin,
        action: 'admin.create',
        subject: { type: 'admin', id: '' },
        idempotencyKey: `key-${index}`,
        input: { name: 'anna' },
        work: async (scope) => {
          const { hasher, clock, ids } = world;
          const created = await new CreateAdmin(joined(scope), hasher, clock, ids).execute({
            ...{ actor, name: 'anna', password: 'first password', role: 'support' },
          });
          return created.ok ? ok(doneWith(created.value)) : created;
        },
      }),
    );

    expect(kinds(results).toSorted()).toEqual([...Array(9).fill('name_taken'), 'ok']);
    const verify = new VerifyAuditLog(world.unitOfWork.direct.auditLog, world.digest);
    expect(await verify.execute()).toMatchObject({ rows: 1, head: { seq: 1 } });
  });

  test('a role is either removed or given to an admin', async () => {
    const { unitOfWork, hasher, clock, ids } = world;
    for (let round = 0; round < 5; round += 1) {
      const role = `role${round}`;
      await new SaveRole(unitOfWork).execute({ actor, name: role, title: 'T', permissions: [] });
      const name = `admin${round}`;

      const [removed, created] = await Promise.all([
        new DeleteRole(unitOfWork).execute({ actor, name: role }),
        new CreateAdmin(unitOfWork, hasher, clock, ids).execute({
          ...{ actor, name, password: 'first password', role },
        }),
      ]);

      expect([
        ['ok', 'unknown_role'],
        ['role_in_use', 'ok'],
      ]).toContainEqual(kinds([removed, created]));
    }
  });

  test('the first roles name known permissions alone', async () => {
    const rows = (await database.dataSource.query(
      'SELECT DISTINCT unnest(permissions) AS name FROM roles',
    )) as { readonly name: string }[];

    expect(rows.length).toBeGreaterThan(0);
    expect(
      rows.map(({ name }) => name).filter((name) => !permissions.some((one) => one === name)),
    ).toEqual([]);
    const manager = await world.unitOfWork.direct.roles.find('manager');
    expect(manager?.permissions.has('access:write')).toBe(false);
    expect(manager?.permissions.has('settings:write')).toBe(false);
    expect(manager?.permissions.has('payments:refund')).toBe(true);
  });
});
