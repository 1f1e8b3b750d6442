import { beforeEach, describe, expect, test } from 'vitest';
import { err } from '../../../src/domain/shared/result.ts';
import { AccessInMemory } from './access-world.ts';

const second = 1_000;
const minute = 60 * second;

describe('Login', () => {
  let world: AccessInMemory;

  beforeEach(async () => {
    world = new AccessInMemory();
    await world.admin({ name: 'anna' });
  });

  async function failTimes(times: number): Promise<void> {
    for (let failed = 0; failed < times; ) {
      const { error } = (await world.login('anna', 'wrong')) as { error: { kind: string } };
      if (error.kind === 'throttled') {
        world.clock.advance(second);
      } else {
        failed += 1;
      }
    }
  }

  test('opens a session whose token is kept as a hash alone', async () => {
    const result = await world.login(' Anna ');

    if (!result.ok) {
      throw new Error('Cannot go on as signing in failed');
    }
    const { token, session } = result.value;
    expect(await world.isSignedIn(token)).toBe(true);
    expect(JSON.stringify([...world.state().adminSessions.values()])).not.toContain(token);
    expect(session.expiresAt.getTime() - session.createdAt.getTime()).toBe(30 * 24 * 60 * minute);
    expect(world.auditLog()).toMatchObject([
      { action: 'session.login', actor: { kind: 'admin', name: 'anna' }, subjectId: session.id },
    ]);
  });

  test('answers alike, after the same work, to an unknown name and to a wrong password', async () => {
    expect(await world.login('nobody', 'wrong')).toEqual(err({ kind: 'wrong_credentials' }));
    expect(await world.login('anna', 'wrong')).toEqual(err({ kind: 'wrong_credentials' }));
    expect(await world.login('n\0t a näme', 'wrong')).toEqual(err({ kind: 'wrong_credentials' }));
    expect(world.hasher.verified).toBe(3);
  });

  test('audits failures without the password', async () => {
    await world.login('anna', 'my secret guess');

    expect(world.auditLog()).toMatchObject([
      {
        action: 'session.login_failed',
        actor: { kind: 'nobody', name: 'anna' },
        after: { reason: 'wrong_credentials' },
        ip: '203.0.113.7',
      },
    ]);
    expect(JSON.stringify(world.auditLog())).not.toContain('my secret guess');
  });

  test('refuses a disabled admin who knows the password, and tells nobody else', async () => {
    await world.admin({ name: 'boris', disabledAt: world.clock.now() });

    expect(await world.login('boris')).toEqual(err({ kind: 'disabled' }));
    expect(await world.login('boris', 'wrong')).toEqual(err({ kind: 'wrong_credentials' }));
  });

  test('slows down after the third failure, twice as much each time', async () => {
    await failTimes(4);

    expect(await world.login('anna')).toEqual(err({ kind: 'throttled', retryAfterSeconds: 1 }));
    world.clock.advance(second);
    await failTimes(1);
    expect(await world.login('anna')).toEqual(err({ kind: 'throttled', retryAfterSeconds: 2 }));
    world.clock.advance(2 * second);
    expect((await world.login('anna')).ok).toBe(true);
  });

  test('locks a name for 15 minutes after ten failures, from wherever', async () => {
    await failTimes(10);

    const elsewhere = () => world.login('anna', undefined, undefined, '198.51.100.1');
    expect(await elsewhere()).toEqual(err({ kind: 'throttled', retryAfterSeconds: 900 }));
    world.clock.advance(15 * minute - second);
    expect(await elsewhere()).toMatchObject({ error: { kind: 'throttled' } });
    world.clock.advance(second);
    expect((await elsewhere()).ok).toBe(true);
  });

  test('neither checks nor audits what it throttles', async () => {
    await failTimes(10);
    const { length } = world.auditLog();
    const { verified } = world.hasher;

    await world.login('anna');

    expect(world.auditLog()).toHaveLength(length);
    expect(world.hasher.verified).toBe(verified);
  });

  test('slows down an address that tries many names', async () => {
    for (const name of ['a1', 'a2', 'a3', 'a4']) {
      await world.login(name, 'wrong');
    }

    expect(await world.login('anna')).toMatchObject({ error: { kind: 'throttled' } });
    expect((await world.login('anna', undefined, undefined, '198.51.100.1')).ok).toBe(true);
  });

  test('takes an IPv6 network for one address', async () => {
    for (const last of [1, 2, 3, 4]) {
      await world.login(`a${last}`, 'wrong', undefined, `2001:db8:0:1::${last}`);
    }

    const from = (ip: string) => world.login('anna', undefined, undefined, ip);
    expect(await from('2001:db8:0:1:ffff::9')).toMatchObject({ error: { kind: 'throttled' } });
    expect((await from('2001:db8:0:2::9')).ok).toBe(true);
  });

  test('an account of one’s own is no way to try those of others', async () => {
    await world.admin({ name: 'mallory' });
    const outcomes: string[] = [];
    for (let round = 0; round < 6; round += 1) {
      const result = await world.login(`victim${round}`, 'wrong');
      outcomes.push(result.ok ? 'ok' : result.error.kind);
      await world.login('mallory');
    }

    expect(outcomes.filter((kind) => kind === 'wrong_credentials')).toHaveLength(4);
    expect(outcomes.at(-1)).toBe('throttled');
  });

  test('many attempts at a time are no way around', async () => {
    const results = await Promise.all(
      Array.from({ length: 20 }, () => world.login('anna', 'wrong')),
    );

    const checked = results.filter((one) => !one.ok && one.error.kind === 'wrong_credentials');
    expect(checked).toHaveLength(4);
  });

  test('forgets failures of a name once its owner signed in', async () => {
    await failTimes(3);
    await world.login('anna');
    await failTimes(3);

    expect((await world.login('anna', undefined, undefined, '198.51.100.1')).ok).toBe(true);
  });
});

describe('Login with TOTP', () => {
  let world: AccessInMemory;

  beforeEach(async () => {
    world = new AccessInMemory();
    await world.admin({ name: 'anna', totp: { secret: 'S', confirmed: true } });
  });

  const code = () => world.oneTimePasswords.code('S', world.clock.now());

  test('asks for a code, and takes it once', async () => {
    expect(await world.login('anna')).toEqual(err({ kind: 'totp_required' }));
    expect((await world.login('anna', undefined, code())).ok).toBe(true);
    expect(await world.login('anna', undefined, code())).toEqual(err({ kind: 'wrong_totp' }));
    world.clock.advance(30 * second);
    expect((await world.login('anna', undefined, code())).ok).toBe(true);
  });

  test('takes one of two uses of a code at a time', async () => {
    const both = [code(), code()].map((one) => world.login('anna', undefined, one));

    expect((await Promise.all(both)).filter(({ ok }) => ok)).toHaveLength(1);
  });

  test('says nothing of codes to whoever lacks the password', async () => {
    expect(await world.login('anna', 'wrong')).toEqual(err({ kind: 'wrong_credentials' }));
    expect(await world.login('anna', 'wrong', code())).toEqual(err({ kind: 'wrong_credentials' }));
  });

  test('throttles guesses, also of those who ask without a code in between', async () => {
    const outcomes = new Set<string>();
    for (let round = 0; round < 6; round += 1) {
      const guess = await world.login('anna', undefined, 'S-0');
      outcomes.add(guess.ok ? 'ok' : guess.error.kind);
      await world.login('anna');
    }

    expect([...outcomes]).toEqual(['wrong_totp', 'throttled']);
  });

  test('asks for none before it is confirmed', async () => {
    await world.admin({ name: 'boris', totp: { secret: 'S', confirmed: false } });

    expect((await world.login('boris')).ok).toBe(true);
  });
});
