import { beforeEach, describe, expect, test } from 'vitest';
import { ChangePassword } from '../../../src/application/access/change-password.ts';
import { ConfirmTotp } from '../../../src/application/access/confirm-totp.ts';
import { DisableTotp } from '../../../src/application/access/disable-totp.ts';
import { SetupTotp } from '../../../src/application/access/setup-totp.ts';
import type { Admin } from '../../../src/domain/access/admin.ts';
import { err, ok } from '../../../src/domain/shared/result.ts';
import { anActor, anOrigin } from '../../builders/access.ts';
import { AccessInMemory, actorOf } from './access-world.ts';

describe('the own account', () => {
  let world: AccessInMemory;
  let admin: Admin;

  beforeEach(async () => {
    world = new AccessInMemory();
    admin = await world.admin({ name: 'anna' });
  });

  const asked = () => ({ actor: actorOf(admin), origin: anOrigin });

  function changePassword(currentPassword: string, newPassword: string, sessionId: string) {
    const { account, confirm, hasher } = world;
    return new ChangePassword(account, confirm, hasher).execute({
      ...asked(),
      ...{ sessionId, currentPassword, newPassword },
    });
  }

  const setupTotp = (password: string) =>
    new SetupTotp(world.account, world.confirm, world.oneTimePasswords).execute({
      ...asked(),
      password,
    });

  const confirmTotp = (code: string) =>
    new ConfirmTotp(world.account, world.oneTimePasswords, world.clock).execute({
      ...asked(),
      code,
    });

  const disableTotp = (password: string) =>
    new DisableTotp(world.account, world.confirm).execute({ ...asked(), password });

  test('ChangePassword ends all sessions but this one', async () => {
    const [here, there] = [await world.signedIn(admin), await world.signedIn(admin)];

    expect(await changePassword('correct horse', 'battery staple', here.sessionId)).toEqual(ok());

    expect(await world.isSignedIn(here.token)).toBe(true);
    expect(await world.isSignedIn(there.token)).toBe(false);
    expect(await world.login('anna')).toEqual(err({ kind: 'wrong_credentials' }));
    expect((await world.login('anna', 'battery staple')).ok).toBe(true);
  });

  test('ChangePassword needs the current one, and a good new one', async () => {
    const { sessionId } = await world.signedIn(admin);

    expect(await changePassword('wrong', 'battery staple', sessionId)).toEqual(
      err({ kind: 'wrong_password' }),
    );
    expect(await changePassword('correct horse', 'short', sessionId)).toEqual(
      err({ kind: 'invalid_password', rule: 'too_short' }),
    );
    expect((await world.login('anna')).ok).toBe(true);
  });

  test('whoever stole a session cannot try passwords, nor lock their owner out', async () => {
    const outcomes = new Set<string>();
    for (let tried = 0; tried < 6; tried += 1) {
      const result = await changePassword('wrong', 'battery staple', 'any');
      outcomes.add(result.ok ? 'ok' : result.error.kind);
    }

    expect([...outcomes]).toEqual(['wrong_password', 'throttled']);
    expect((await world.login('anna', undefined, undefined, '198.51.100.1')).ok).toBe(true);
    expect(world.actionsLogged().filter((one) => one === 'admin.password_refused')).toHaveLength(4);
  });

  test('TOTP is asked for once it was confirmed with a code, which is used up then', async () => {
    const made = await setupTotp('correct horse');
    const secret = made.ok ? made.value.secret : '';
    expect(made).toEqual(ok({ secret, uri: `otpauth://totp/anna?secret=${secret}` }));
    expect((await world.login('anna')).ok).toBe(true);
    const code = () => world.oneTimePasswords.code(secret, world.clock.now());

    expect(await confirmTotp('wrong')).toEqual(err({ kind: 'wrong_totp' }));
    expect(await confirmTotp(code())).toEqual(ok());

    expect(await world.login('anna')).toEqual(err({ kind: 'totp_required' }));
    expect(await world.login('anna', undefined, code())).toEqual(err({ kind: 'wrong_totp' }));
    world.clock.advance(30_000);
    expect((await world.login('anna', undefined, code())).ok).toBe(true);
    expect(await confirmTotp(code())).toEqual(err({ kind: 'totp_active' }));
    expect(await setupTotp('correct horse')).toEqual(err({ kind: 'totp_active' }));
  });

  test('TOTP is set up and turned off with the password alone', async () => {
    expect(await setupTotp('wrong')).toEqual(err({ kind: 'wrong_password' }));
    expect(await confirmTotp('0')).toEqual(err({ kind: 'totp_not_set_up' }));
    await world.unitOfWork.direct.admins.save({ ...admin, totp: { secret: 'S', confirmed: true } });

    expect(await disableTotp('wrong')).toEqual(err({ kind: 'wrong_password' }));
    expect(await world.login('anna')).toEqual(err({ kind: 'totp_required' }));
    expect(await disableTotp('correct horse')).toEqual(ok());
    expect((await world.login('anna')).ok).toBe(true);
  });

  test('the audit log tells what changed, and no secret', async () => {
    const made = await setupTotp('correct horse');
    const secret = made.ok ? made.value.secret : '';
    await confirmTotp(world.oneTimePasswords.code(secret, world.clock.now()));
    await changePassword('correct horse', 'battery staple', 'any');

    expect(world.auditLog()).toMatchObject([
      { action: 'admin.setup_totp', before: { totp: false }, after: { totp: false } },
      { action: 'admin.confirm_totp', before: { totp: false }, after: { totp: true } },
      { action: 'admin.change_password', subjectId: admin.id, actor: { name: 'anna' } },
    ]);
    const logged = JSON.stringify(world.auditLog());
    for (const hidden of [secret, 'correct horse', 'battery staple', 'plain:']) {
      expect(logged).not.toContain(hidden);
    }
  });

  test('is nothing that an API key has', async () => {
    const refused = err({ kind: 'admins_only' });
    const command = { actor: anActor({ kind: 'api_key', id: admin.id }), origin: anOrigin };
    const { account, confirm, oneTimePasswords, clock } = world;

    expect(await confirm.execute(command, 'correct horse')).toEqual(refused);
    const confirmation = new ConfirmTotp(account, oneTimePasswords, clock);
    expect(await confirmation.execute({ ...command, code: '0' })).toEqual(refused);
  });
});
