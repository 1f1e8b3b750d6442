import { beforeEach, describe, expect, test } from 'vitest';
import { doneWith } from '../../../src/application/access/change.ts';
import { CreateApiKey } from '../../../src/application/access/create-api-key.ts';
import {
  idempotencyKeysKeptMs,
  PruneAccess,
} from '../../../src/application/access/prune-access.ts';
import { VerifyAuditLog } from '../../../src/application/access/verify-audit-log.ts';
import { joined } from '../../../src/application/admin/joined-unit-of-work.ts';
import { BanUser } from '../../../src/application/users/ban-user.ts';
import { userId } from '../../../src/domain/shared/ids.ts';
import { err, ok } from '../../../src/domain/shared/result.ts';
import type { User } from '../../../src/domain/users/user.ts';
import { anActor, anOrigin } from '../../builders/access.ts';
import { existingUser } from '../../contract/suites/persistence.ts';
import { AccessInMemory } from './access-world.ts';

describe('PerformAction', () => {
  const actor = anActor({ name: 'anna' });
  let world: AccessInMemory;
  let user: User;

  beforeEach(async () => {
    world = new AccessInMemory();
    user = await existingUser(world.unitOfWork);
  });

  function ban(reason: string, idempotencyKey?: string, target = user.id, by = actor) {
    return world.perform.execute({
      actor: by,
      origin: anOrigin,
      action: 'user.ban',
      subject: { type: 'user', id: String(target) },
      idempotencyKey,
      input: { reason },
      work: async (scope) => {
        const result = await new BanUser(joined(scope), world.clock).execute({
          userId: target,
          reason,
        });
        return result.ok
          ? ok({ value: { reason }, before: { ban: null }, after: { ban: { reason } } })
          : result;
      },
    });
  }

  const reasonOf = async () => (await world.unitOfWork.direct.users.find(user.id))?.ban?.reason;

  test('does the work and adds one row to the audit log', async () => {
    expect(await ban('spam')).toEqual(
      ok({ value: { reason: 'spam' }, isRepeat: false, once: undefined }),
    );

    expect(await reasonOf()).toBe('spam');
    expect(world.auditLog()).toMatchObject([
      {
        seq: 1,
        actor: { kind: 'admin', id: actor.id, name: 'anna' },
        action: 'user.ban',
        subjectType: 'user',
        subjectId: String(user.id),
        before: { ban: null },
        after: { ban: { reason: 'spam' } },
        ip: '203.0.113.7',
        userAgent: 'Test/1.0',
      },
    ]);
  });

  test('repeats nothing under a key that was used, and gives the first result', async () => {
    await ban('spam', 'key');
    await world.unitOfWork.direct.users.save({ ...user, ban: undefined });

    expect(await ban('spam', 'key')).toEqual(ok({ value: { reason: 'spam' }, isRepeat: true }));

    expect(await reasonOf()).toBeUndefined();
    expect(world.auditLog()).toHaveLength(1);
  });

  test('refuses a key that stands for another input, subject or action', async () => {
    const conflict = err({ kind: 'idempotency_conflict' });
    await ban('spam', 'key');
    const other = await existingUser(world.unitOfWork);

    expect(await ban('insults', 'key')).toEqual(conflict);
    expect(await ban('spam', 'key', other.id)).toEqual(conflict);
    const unban = world.perform.execute({
      actor,
      origin: anOrigin,
      action: 'user.unban',
      subject: { type: 'user', id: String(user.id) },
      idempotencyKey: 'key',
      input: { reason: 'spam' },
      work: async () => ok({ value: null }),
    });
    expect(await unban).toEqual(conflict);
    expect(await reasonOf()).toBe('spam');
  });

  test('lets two actors use one key', async () => {
    await ban('spam', 'key');

    expect(await ban('insults', 'key', user.id, anActor())).toMatchObject({ ok: true });
    expect(await reasonOf()).toBe('insults');
  });

  test('leaves nothing of an error, and its key free', async () => {
    const stranger = userId(1);
    expect(await ban('spam', 'key', stranger)).toMatchObject({ error: { kind: 'unknown_user' } });
    expect(world.auditLog()).toEqual([]);

    expect(await ban('spam', 'key')).toMatchObject({ value: { isRepeat: false } });
  });

  test('leaves nothing of a work that throws', async () => {
    const failing = world.perform.execute({
      actor,
      origin: anOrigin,
      action: 'user.ban',
      subject: { type: 'user', id: '' },
      idempotencyKey: 'key',
      input: null,
      work: async (scope) => {
        await scope.users.save({ ...user, firstName: 'Changed' });
        throw new Error('A bug');
      },
    });

    await expect(failing).rejects.toThrow('A bug');
    expect(await world.unitOfWork.direct.users.find(user.id)).toEqual(user);
    expect(world.auditLog()).toEqual([]);
    expect(world.state().adminActions.size).toBe(0);
  });

  test('hands a secret out once and keeps it nowhere', async () => {
    const { secrets, digest, clock, ids } = world;
    const create = () =>
      world.perform.execute({
        actor,
        origin: anOrigin,
        action: 'api_key.create',
        subject: { type: 'api_key', id: '' },
        idempotencyKey: 'key',
        input: { name: 'Shop' },
        work: async (scope) => {
          const created = await new CreateApiKey(
            joined(scope),
            secrets,
            digest,
            clock,
            ids,
          ).execute({ actor, name: 'Shop', scopes: ['users:read'], requestsPerMinute: 1 });
          return created.ok
            ? ok({ ...doneWith(created.value), once: created.value.token })
            : created;
        },
      });

    const first = await create();
    const token = (first.ok && first.value.once) || '';
    expect(token).toMatch(/^nb_/);
    const { id } = first.ok ? first.value.value : { id: '' };
    expect(await create()).toEqual(ok({ value: { id }, isRepeat: true }));
    expect(world.auditLog()).toMatchObject([{ subjectType: 'api_key', subjectId: id }]);
    const { adminActions, auditLog, apiKeys } = world.state();
    const kept = JSON.stringify([...adminActions, ...auditLog, ...apiKeys]);
    expect(kept).not.toContain(token.slice(-43));
  });

  test('keeps the chain sound whatever texts come in', async () => {
    for (const odd of ['NUL \0', 'half \ud83c', 'x'.repeat(10_000), '🍌', '']) {
      await world.perform.execute({
        actor: { ...actor, name: odd, id: odd },
        origin: { ip: odd, userAgent: odd },
        action: 'user.ban',
        subject: { type: 'user', id: odd },
        idempotencyKey: `${odd}-key`,
        input: { odd },
        work: async () => ok({ value: { odd }, after: { odd, [odd]: -0, list: [1e300, null] } }),
      });
    }

    const verify = new VerifyAuditLog(world.unitOfWork.direct.auditLog, world.digest);
    expect(await verify.execute()).toMatchObject({ rows: 5 });
    expect((await verify.execute()).firstBroken).toBeUndefined();
  });

  test('remembers keys for 90 days', async () => {
    await ban('spam', 'key');
    const prune = new PruneAccess(world.unitOfWork, world.rateLimiter, world.clock);
    world.clock.advance(idempotencyKeysKeptMs);
    await prune.execute();
    expect(await ban('spam', 'key')).toMatchObject({ value: { isRepeat: true } });
    world.clock.advance(1);
    await prune.execute();

    expect(await ban('spam', 'key')).toMatchObject({ value: { isRepeat: false } });
  });
});
