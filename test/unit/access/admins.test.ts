import { beforeEach, describe, expect, test } from 'vitest';
import { BootstrapOwner } from '../../../src/application/access/bootstrap-owner.ts';
import { ChangeAdmin } from '../../../src/application/access/change-admin.ts';
import { CreateAdmin } from '../../../src/application/access/create-admin.ts';
import { ResetAdminPassword } from '../../../src/application/access/reset-admin-password.ts';
import type { Admin } from '../../../src/domain/access/admin.ts';
import { err, ok } from '../../../src/domain/shared/result.ts';
import { AccessInMemory, actorOf } from './access-world.ts';

const limited = ['access:write', 'users:read', 'users:write'] as const;

describe('BootstrapOwner', () => {
  const bootstrap = ({ unitOfWork, trail, hasher, clock, ids }: AccessInMemory, password: string) =>
    new BootstrapOwner(unitOfWork, trail, hasher, clock, ids).execute(password);

  test('opens the first owner account, once, also when several servers start', async () => {
    const world = new AccessInMemory();

    const results = await Promise.all(
      Array.from({ length: 5 }, () => bootstrap(world, 'first password')),
    );

    expect(results.filter((result) => result.ok && result.value)).toHaveLength(1);
    expect((await world.login('owner', 'first password')).ok).toBe(true);
    expect(world.auditLog()[0]).toMatchObject({
      action: 'admin.bootstrap',
      actor: { kind: 'system' },
      after: { name: 'owner', role: 'owner', totp: false, disabled: false },
    });
  });

  test('does nothing once there is an admin, whatever the password is by then', async () => {
    const world = new AccessInMemory();
    await world.admin({ name: 'anna', disabledAt: world.clock.now() });

    expect(await bootstrap(world, 'another password')).toEqual(ok(false));
    expect(await world.login('owner', 'another password')).toEqual(
      err({ kind: 'wrong_credentials' }),
    );
  });

  test('refuses a password that is too short', async () => {
    expect(await bootstrap(new AccessInMemory(), 'short')).toEqual(
      err({ kind: 'invalid_password', rule: 'too_short' }),
    );
  });
});

describe('admins', () => {
  let world: AccessInMemory;
  let owner: Admin;

  beforeEach(async () => {
    world = new AccessInMemory();
    owner = await world.admin({ name: 'owner' });
  });

  function create(fields: { name?: string; password?: string; role?: string }, allowed = limited) {
    const { unitOfWork, hasher, clock, ids } = world;
    return new CreateAdmin(unitOfWork, hasher, clock, ids).execute({
      ...{ name: 'boris', password: 'first password', role: 'support', ...fields },
      actor: actorOf(owner, allowed),
    });
  }

  const change = (
    admin: Pick<Admin, 'id'>,
    fields: { role?: string; disabled?: boolean },
    actor = actorOf(owner),
  ) =>
    new ChangeAdmin(world.unitOfWork, world.clock).execute({ ...fields, actor, adminId: admin.id });

  const reset = (admin: Pick<Admin, 'id'>, password: string, actor = actorOf(owner)) =>
    new ResetAdminPassword(world.unitOfWork, world.hasher).execute({
      ...{ actor, password, adminId: admin.id, removesTotp: true },
    });

  test('CreateAdmin opens an account and tells what the audit log may show', async () => {
    const created = await create({ name: ' Boris ' });

    expect(created).toMatchObject(
      ok({ after: { name: 'boris', role: 'support', totp: false, disabled: false } }),
    );
    expect(JSON.stringify(created)).not.toContain('password');
    expect((await world.login('boris', 'first password')).ok).toBe(true);
  });

  test.each([
    [{ name: 'b' }, { kind: 'invalid_name' }],
    [{ name: 'bo ris' }, { kind: 'invalid_name' }],
    [{ password: '7 chars' }, { kind: 'invalid_password', rule: 'too_short' }],
    [{ password: 'x'.repeat(201) }, { kind: 'invalid_password', rule: 'too_long' }],
    [{ role: 'king' }, { kind: 'unknown_role' }],
    [{ name: 'OWNER' }, { kind: 'name_taken' }],
    [{ role: 'manager' }, { kind: 'exceeds_own_permissions' }],
    [{ role: 'owner' }, { kind: 'exceeds_own_permissions' }],
  ])('CreateAdmin refuses %j', async (fields, error) => {
    expect(await create(fields)).toEqual(err(error));
  });

  test('ChangeAdmin gives another role and closes an account, whose sessions end', async () => {
    const anna = await world.admin({ name: 'anna', role: 'support' });
    const { token } = await world.signedIn(anna);

    expect(await change(anna, { role: 'analyst' })).toMatchObject(
      ok({ before: { role: 'support' }, after: { role: 'analyst', disabled: false } }),
    );
    expect(await world.isSignedIn(token)).toBe(true);
    await change(anna, { disabled: true });

    expect(await world.isSignedIn(token)).toBe(false);
    expect(await world.login('anna')).toEqual(err({ kind: 'disabled' }));
    await change(anna, { disabled: false });
    expect(await world.isSignedIn(token)).toBe(false);
    expect((await world.login('anna')).ok).toBe(true);
  });

  test('ChangeAdmin leaves one owner at least', async () => {
    expect(await change(owner, { role: 'support' })).toEqual(err({ kind: 'last_owner' }));
    expect(await change(owner, { disabled: true })).toEqual(err({ kind: 'last_owner' }));
    const second = await world.admin({ disabledAt: world.clock.now() });
    expect(await change(owner, { disabled: true })).toEqual(err({ kind: 'last_owner' }));
    await change(second, { disabled: false });

    expect((await change(owner, { disabled: true })).ok).toBe(true);
    expect(await change(second, { role: 'support' })).toEqual(err({ kind: 'last_owner' }));
  });

  test('of two owners who close each other’s account at a time one stays', async () => {
    const second = await world.admin();

    const results = await Promise.all([
      change(owner, { disabled: true }),
      change(second, { disabled: true }),
    ]);

    expect(results.filter((result) => result.ok)).toHaveLength(1);
    expect(await world.unitOfWork.direct.admins.lockEnabledOwners()).toHaveLength(1);
  });

  test('nobody touches whoever may do more, nor gives more than they have', async () => {
    const support = await world.admin({ role: 'support' });
    const actor = actorOf(await world.admin({ role: 'support' }), limited);
    const refused = err({ kind: 'exceeds_own_permissions' });

    expect(await change(owner, { role: 'support' }, actor)).toEqual(refused);
    expect(await change(owner, { disabled: true }, actor)).toEqual(refused);
    expect(await change(support, { role: 'manager' }, actor)).toEqual(refused);
    expect(await reset(owner, 'new password', actor)).toEqual(refused);
    expect((await change(support, { disabled: true }, actor)).ok).toBe(true);
  });

  test('ChangeAdmin refuses what is not there', async () => {
    expect(await change({ id: owner.id.replace('1', '2') }, {})).toEqual(
      err({ kind: 'unknown_admin' }),
    );
    const anna = await world.admin({ role: 'support' });
    expect(await change(anna, { role: 'king' })).toEqual(err({ kind: 'unknown_role' }));
  });

  test('ResetAdminPassword ends the sessions and helps whoever lost the phone', async () => {
    const anna = await world.admin({ name: 'anna' });
    const { token } = await world.signedIn(anna);
    await world.unitOfWork.direct.admins.save({ ...anna, totp: { secret: 'S', confirmed: true } });

    const result = await reset(anna, 'new password');

    expect(result).toMatchObject(ok({ before: { totp: true }, after: { totp: false } }));
    expect(JSON.stringify(result)).not.toContain('new password');
    expect(await world.isSignedIn(token)).toBe(false);
    expect((await world.login('anna', 'new password')).ok).toBe(true);
  });

  test('ResetAdminPassword is not for oneself', async () => {
    expect(await reset(owner, 'new password')).toEqual(err({ kind: 'own_account' }));
    const unknown = { id: owner.id.replace('1', '2') };
    expect(await reset(unknown, 'new password')).toEqual(err({ kind: 'unknown_admin' }));
    expect(await reset(await world.admin(), 'short')).toMatchObject({
      error: { kind: 'invalid_password' },
    });
  });
});
