import { beforeEach, describe, expect, test } from 'vitest';
import { CreateApiKey } from '../../../src/application/access/create-api-key.ts';
import { DeleteRole } from '../../../src/application/access/delete-role.ts';
import { PruneAccess } from '../../../src/application/access/prune-access.ts';
import { RevokeApiKey } from '../../../src/application/access/revoke-api-key.ts';
import { SaveRole } from '../../../src/application/access/save-role.ts';
import type { Permission } from '../../../src/domain/access/permission.ts';
import { err, ok } from '../../../src/domain/shared/result.ts';
import { anActor } from '../../builders/access.ts';
import { AccessInMemory } from './access-world.ts';

const limited = anActor({ permissions: new Set(['access:write', 'users:read']) });
const exceeds = err({ kind: 'exceeds_own_permissions' });

describe('roles', () => {
  let world: AccessInMemory;

  beforeEach(() => {
    world = new AccessInMemory();
  });

  const save = (name: string, permissions: readonly Permission[], actor = anActor(), title = 'T') =>
    new SaveRole(world.unitOfWork).execute({ actor, name, title, permissions });

  const remove = (name: string, actor = anActor()) =>
    new DeleteRole(world.unitOfWork).execute({ actor, name });

  test('SaveRole adds a role, and changes it with effect from the next request', async () => {
    expect(await save('night', ['users:read'])).toEqual(
      ok({
        id: 'night',
        before: undefined,
        after: { name: 'night', title: 'T', permissions: ['users:read'] },
      }),
    );
    const { token } = await world.signedIn(await world.admin({ role: 'night' }));

    const changed = await save('night', ['audit:read']);

    expect(changed).toMatchObject(ok({ before: { permissions: ['users:read'] } }));
    const result = await world.session.execute(token);
    expect(result.ok && [...result.value.actor.permissions]).toEqual(['audit:read']);
  });

  test('SaveRole refuses bad names and titles, and the owner’s role', async () => {
    expect(await save('Night', [])).toEqual(err({ kind: 'invalid_name' }));
    expect(await save('night', [], anActor(), ' ')).toEqual(err({ kind: 'invalid_title' }));
    expect(await save('owner', [])).toEqual(err({ kind: 'fixed_role' }));
  });

  test('SaveRole lets nobody give or take more than they have', async () => {
    expect(await save('night', ['users:read', 'audit:read'], limited)).toEqual(exceeds);
    expect(await save('manager', ['users:read'], limited)).toEqual(exceeds);
    expect((await save('night', ['users:read'], limited)).ok).toBe(true);
  });

  test('DeleteRole removes a role that nobody has', async () => {
    const admin = await world.admin({ role: 'analyst', disabledAt: world.clock.now() });
    expect(await remove('analyst')).toEqual(err({ kind: 'role_in_use' }));
    await world.unitOfWork.direct.admins.save({ ...admin, role: 'support' });

    expect(await remove('analyst')).toMatchObject(
      ok({ id: 'analyst', before: { name: 'analyst' } }),
    );
    expect(await remove('analyst')).toEqual(err({ kind: 'unknown_role' }));
    expect(await remove('owner')).toEqual(err({ kind: 'fixed_role' }));
    expect(await remove('manager', limited)).toEqual(exceeds);
  });
});

describe('API keys', () => {
  let world: AccessInMemory;

  beforeEach(() => {
    world = new AccessInMemory();
  });

  type Fields = Partial<Parameters<CreateApiKey['execute']>[0]>;

  function create(fields: Fields = {}) {
    const { unitOfWork, secrets, digest, clock, ids } = world;
    const command = { actor: limited, name: 'Shop', scopes: ['users:read' as const] };
    return new CreateApiKey(unitOfWork, secrets, digest, clock, ids).execute({
      ...{ ...command, requestsPerMinute: 60, ...fields },
    });
  }

  test('CreateApiKey gives a token that works, and keeps no more than its hash', async () => {
    const created = await create({ expiresAt: new Date(world.clock.now().getTime() + 1) });

    const { id, token, after } = created.ok ? created.value : { id: '', token: '', after: null };
    expect(token).toMatch(new RegExp(`^nb_${id}_.{43}$`));
    expect(after).toEqual({
      ...{ name: 'Shop', scopes: ['users:read'], requestsPerMinute: 60, revoked: false },
      expiresAt: '2026-01-15T12:00:00.001Z',
    });
    expect((await world.apiKey.execute(token)).ok).toBe(true);
    const secret = token.slice(-43);
    const [kept] = world.state().apiKeys.values();
    expect(JSON.stringify(kept)).not.toContain(secret);
    expect(kept?.createdBy).toEqual({ kind: 'admin', id: limited.id });
  });

  test.each<[string, Fields]>([
    ['invalid_name', { name: ' ' }],
    ['invalid_name', { name: 'x'.repeat(101) }],
    ['no_scopes', { scopes: [] }],
    ['invalid_rate', { requestsPerMinute: 0 }],
    ['invalid_rate', { requestsPerMinute: 1.5 }],
    ['invalid_rate', { requestsPerMinute: 6_001 }],
    ['invalid_expiry', { expiresAt: new Date('2026-01-15T12:00:00.000Z') }],
    ['invalid_expiry', { expiresAt: new Date(Number.NaN) }],
    ['exceeds_own_permissions', { scopes: ['users:read', 'audit:read'] }],
  ])('CreateApiKey says %s of %j', async (kind, fields) => {
    expect(await create(fields)).toEqual(err({ kind }));
  });

  test('RevokeApiKey ends a key at once, and stays as it was when repeated', async () => {
    const created = await create();
    const { id, token } = created.ok ? created.value : { id: '', token: '' };
    const revoke = () => new RevokeApiKey(world.unitOfWork, world.clock).execute({ apiKeyId: id });

    expect(await revoke()).toMatchObject(
      ok({ id, before: { revoked: false }, after: { revoked: true } }),
    );

    expect(await world.apiKey.execute(token)).toEqual(err({ kind: 'unauthenticated' }));
    const at = (await world.unitOfWork.direct.apiKeys.find(id))?.revokedAt;
    world.clock.advance(1_000);
    expect((await revoke()).ok).toBe(true);
    expect((await world.unitOfWork.direct.apiKeys.find(id))?.revokedAt).toEqual(at);
    const unknown = new RevokeApiKey(world.unitOfWork, world.clock);
    expect(await unknown.execute({ apiKeyId: 'other' })).toEqual(err({ kind: 'unknown_api_key' }));
  });
});

describe('PruneAccess', () => {
  test('forgets ended sessions, old failures and old keys, and nothing that is in use', async () => {
    const world = new AccessInMemory();
    const admin = await world.admin({ name: 'anna' });
    const prune = new PruneAccess(world.unitOfWork, world.rateLimiter, world.clock);
    const old = await world.signedIn(admin);
    await world.login('anna', 'wrong');
    world.clock.advance(12 * 60 * 60_000);
    const young = await world.signedIn(admin);
    await world.login('boris', 'wrong', undefined, '198.51.100.1');
    await prune.execute();

    const { adminSessions, loginAttempts } = world.state();
    expect([...adminSessions.keys()]).toEqual([young.sessionId]);
    expect(old.sessionId).not.toBe(young.sessionId);
    expect(loginAttempts.size).toBeGreaterThan(0);
    world.clock.advance(25 * 60 * 60_000);
    await prune.execute();
    expect(world.state().loginAttempts.size).toBe(0);
  });
});
