import { beforeEach, describe, expect, test } from 'vitest';
import { Logout } from '../../../src/application/access/logout.ts';
import { RevokeSession } from '../../../src/application/access/revoke-session.ts';
import type { Admin } from '../../../src/domain/access/admin.ts';
import { bearerToken } from '../../../src/domain/access/api-key.ts';
import { everyPermission } from '../../../src/domain/access/role.ts';
import { err, ok } from '../../../src/domain/shared/result.ts';
import { anApiKey, anOrigin } from '../../builders/access.ts';
import { AccessInMemory, actorOf } from './access-world.ts';

const minute = 60_000;
const hour = 60 * minute;

describe('AuthenticateSession', () => {
  let world: AccessInMemory;
  let admin: Admin;
  let token: string;
  let sessionId: string;

  beforeEach(async () => {
    world = new AccessInMemory();
    admin = await world.admin({ name: 'anna', role: 'support' });
    ({ token, sessionId } = await world.signedIn(admin));
  });

  async function newToken(from: string): Promise<string | undefined> {
    const result = await world.session.execute(from);
    return result.ok ? result.value.newToken : undefined;
  }

  test('tells whose session it is and what they may do', async () => {
    const result = await world.session.execute(token);

    expect(result).toMatchObject(
      ok({ actor: { kind: 'admin', id: admin.id, name: 'anna' }, sessionId }),
    );
    const allowed = result.ok ? result.value.actor.permissions : undefined;
    expect([...(allowed ?? [])]).toEqual(['users:read', 'users:write']);
  });

  test.each(['', 'x', 'T'.repeat(43), 'T'.repeat(10_000)])('refuses %j', async (bad) => {
    expect(await world.session.execute(bad)).toEqual(err({ kind: 'unauthenticated' }));
  });

  test('gives a new token after 15 minutes of use; the old one lasts a minute more', async () => {
    world.clock.advance(15 * minute - 1);
    expect(await newToken(token)).toBeUndefined();
    world.clock.advance(1);

    const second = (await newToken(token)) ?? '';

    expect(second).not.toBe('');
    // Requests that were under way do not make a third one.
    expect(await newToken(token)).toBeUndefined();
    expect(await world.isSignedIn(token)).toBe(true);
    expect(await world.isSignedIn(second)).toBe(true);
    world.clock.advance(minute + 1);
    expect(await world.isSignedIn(token)).toBe(false);
    expect(await world.isSignedIn(second)).toBe(true);
  });

  test('gives one new token to many requests at a time', async () => {
    world.clock.advance(20 * minute);

    const given = await Promise.all(Array.from({ length: 10 }, () => newToken(token)));

    expect(given.filter((one) => one !== undefined)).toHaveLength(1);
  });

  test('ends after 12 hours without use', async () => {
    world.clock.advance(11 * hour);
    const second = (await newToken(token)) ?? '';
    world.clock.advance(12 * hour - minute);
    const third = (await newToken(second)) ?? '';
    world.clock.advance(12 * hour);

    expect(await world.isSignedIn(third)).toBe(false);
  });

  test('ends after 30 days, however much it is used', async () => {
    let current = token;
    for (let passed = 0; passed < 30 * 24 - 1; passed += 1) {
      world.clock.advance(hour);
      current = (await newToken(current)) ?? '';
    }
    expect(await world.isSignedIn(current)).toBe(true);
    world.clock.advance(hour);

    expect(await world.isSignedIn(current)).toBe(false);
  });

  test('notes uses once a minute at most', async () => {
    const lastUse = async () =>
      (await world.unitOfWork.direct.adminSessions.find(sessionId))?.lastUsedAt;
    const opened = await lastUse();
    world.clock.advance(minute - 1);
    await world.session.execute(token);
    expect(await lastUse()).toEqual(opened);
    world.clock.advance(1);
    await world.session.execute(token);

    expect(await lastUse()).toEqual(world.clock.now());
  });

  test('stops at once for an admin who is disabled, and follows a changed role', async () => {
    await world.unitOfWork.direct.admins.save({ ...admin, role: 'owner' });
    const promoted = await world.session.execute(token);
    expect(promoted.ok && promoted.value.actor.permissions).toEqual(everyPermission);
    await world.unitOfWork.direct.admins.save({ ...admin, disabledAt: world.clock.now() });

    expect(await world.isSignedIn(token)).toBe(false);
  });

  test('stops at once after signing out, which is audited once', async () => {
    const logout = new Logout(world.unitOfWork, world.trail);
    const command = { actor: actorOf(admin), sessionId, origin: anOrigin };
    await logout.execute(command);
    await logout.execute(command);

    expect(await world.isSignedIn(token)).toBe(false);
    expect(world.actionsLogged()).toEqual(['session.login', 'session.logout']);
  });

  test('is ended by its owner and by who may write access, and by nobody else', async () => {
    const revoke = new RevokeSession(world.unitOfWork);
    const boris = await world.admin();
    const stranger = actorOf(boris, ['users:read', 'access:read']);

    expect(await revoke.execute({ actor: stranger, sessionId })).toEqual(
      err({ kind: 'unknown_session' }),
    );
    expect(await world.isSignedIn(token)).toBe(true);
    const own = await revoke.execute({ actor: actorOf(admin, []), sessionId });
    expect(own.ok).toBe(true);
    expect(await world.isSignedIn(token)).toBe(false);
    const other = await world.signedIn(admin);
    const manager = actorOf(boris, ['access:write']);
    expect((await revoke.execute({ actor: manager, sessionId: other.sessionId })).ok).toBe(true);
    expect(await world.isSignedIn(other.token)).toBe(false);
  });
});

describe('AuthenticateApiKey', () => {
  let world: AccessInMemory;
  const secret = 's'.repeat(43);
  const token = bearerToken('abcd1234', secret);

  beforeEach(() => {
    world = new AccessInMemory();
  });

  async function keep(fields: Parameters<typeof anApiKey>[0] = {}): Promise<void> {
    const secretHash = world.digest.sha256(secret);
    await world.unitOfWork.direct.apiKeys.insert(
      anApiKey({ id: 'abcd1234', secretHash, ...fields }),
    );
  }

  test('tells whose key it is, what it may do and how many requests are left', async () => {
    await keep({ requestsPerMinute: 2 });

    expect(await world.apiKey.execute(token)).toEqual(
      ok({
        actor: {
          kind: 'api_key',
          id: 'abcd1234',
          name: 'Shop',
          permissions: new Set(['users:read']),
        },
        rate: { limit: 2, remaining: 1 },
      }),
    );
  });

  test('answers alike to whatever is no working key', async () => {
    const refused = err({ kind: 'unauthenticated' });
    expect(await world.apiKey.execute(token)).toEqual(refused);
    await keep({ expiresAt: new Date(world.clock.now().getTime() + minute) });
    for (const bad of [
      '',
      'nb_',
      `${token}x`,
      bearerToken('abcd1234', 'x'.repeat(43)),
      ` ${token}`,
    ]) {
      expect(await world.apiKey.execute(bad)).toEqual(refused);
    }
    expect((await world.apiKey.execute(token)).ok).toBe(true);
    world.clock.advance(minute);
    expect(await world.apiKey.execute(token)).toEqual(refused);
  });

  test('stops at once when it is revoked', async () => {
    await keep();
    await world.unitOfWork.direct.apiKeys.revoke('abcd1234', world.clock.now());

    expect(await world.apiKey.execute(token)).toEqual(err({ kind: 'unauthenticated' }));
  });

  test('counts its requests, but none of those who do not know the secret', async () => {
    await keep({ requestsPerMinute: 1 });
    await world.apiKey.execute(bearerToken('abcd1234', 'x'.repeat(43)));
    expect((await world.apiKey.execute(token)).ok).toBe(true);

    expect(await world.apiKey.execute(token)).toMatchObject(
      err({ kind: 'rate_limited', limit: 1, retryAfterSeconds: 60 }),
    );
    world.clock.advance(minute);
    expect((await world.apiKey.execute(token)).ok).toBe(true);
  });

  test('notes its use once a minute at most', async () => {
    await keep();
    await world.apiKey.execute(token);
    const first = world.clock.now();
    world.clock.advance(minute - 1);
    await world.apiKey.execute(token);
    expect((await world.unitOfWork.direct.apiKeys.find('abcd1234'))?.lastUsedAt).toEqual(first);
    world.clock.advance(1);
    await world.apiKey.execute(token);

    const key = await world.unitOfWork.direct.apiKeys.find('abcd1234');
    expect(key?.lastUsedAt).toEqual(world.clock.now());
  });
});
