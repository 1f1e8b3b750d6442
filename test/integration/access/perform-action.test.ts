import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sha256Digest } from '../../../src/adapters/crypto/sha256-digest.ts';
import { PostgresUnitOfWork } from '../../../src/adapters/postgres/unit-of-work.ts';
import { AuditTrail } from '../../../src/application/access/audit-trail.ts';
import { VerifyAuditLog } from '../../../src/application/access/verify-audit-log.ts';
import { joined } from '../../../src/application/admin/joined-unit-of-work.ts';
import { PerformAction } from '../../../src/application/admin/perform-action.ts';
import { GrantCredits } from '../../../src/application/credits/grant-credits.ts';
import type { UnitOfWork } from '../../../src/application/ports/unit-of-work.ts';
import { ok } from '../../../src/domain/shared/result.ts';
import type { User } from '../../../src/domain/users/user.ts';
import { systemClock, systemIds } from '../../../src/infrastructure/system.ts';
import { anActor, anOrigin } from '../../builders/access.ts';
import {
  type ConnectedDatabase,
  connectedDatabase,
  empty,
  postgresPersistence,
} from '../../contract/postgres/postgres-persistence.ts';
import { balances, existingUser } from '../../contract/suites/persistence.ts';
import { RecordingLogger } from '../../fakes/recording-logger.ts';

describe('admin actions in PostgreSQL', () => {
  const actor = anActor();
  let database: ConnectedDatabase;
  let unitOfWork: UnitOfWork;
  let user: User;

  beforeAll(async () => {
    database = await connectedDatabase();
  });

  afterAll(() => database.close());

  beforeEach(async () => {
    await empty(database.dataSource);
    ({ unitOfWork } = postgresPersistence(database.dataSource));
    user = await existingUser(unitOfWork);
  });

  /** As another server would: it shares nothing but the database. */
  function server(): PerformAction {
    const own = new PostgresUnitOfWork({
      dataSource: database.dataSource,
      clock: systemClock,
      ids: systemIds,
      logger: new RecordingLogger(),
      onCommit: () => undefined,
    });
    const trail = new AuditTrail(systemClock, sha256Digest);
    return new PerformAction(own, trail, systemClock, sha256Digest);
  }

  function grant(amount: number, idempotencyKey?: string, afterwards?: () => Promise<unknown>) {
    return server().execute({
      actor,
      origin: anOrigin,
      action: 'credits.grant',
      subject: { type: 'user', id: String(user.id) },
      idempotencyKey,
      input: { amount },
      work: async (scope) => {
        const granted = await new GrantCredits(joined(scope)).execute({
          userId: user.id,
          amount,
          idempotencyKey: `${idempotencyKey ?? crypto.randomUUID()}`,
        });
        await afterwards?.();
        return granted.ok
          ? ok({ value: { credits: amount }, after: { credits: amount } })
          : granted;
      },
    });
  }

  const verify = () => new VerifyAuditLog(unitOfWork.direct.auditLog, sha256Digest).execute();

  /** As somebody who may switch the triggers off. */
  async function tamper(sql: string): Promise<void> {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    try {
      await client.query('ALTER TABLE audit_log DISABLE TRIGGER audit_log_append_only');
      await client.query(sql);
      await client.query('ALTER TABLE audit_log ENABLE TRIGGER audit_log_append_only');
    } finally {
      await client.end();
    }
  }

  test('concurrent repetitions of one key act once and all get the first result', async () => {
    const results = await Promise.all(Array.from({ length: 30 }, () => grant(7, 'key-1')));

    expect(results.filter((one) => one.ok && !one.value.isRepeat)).toHaveLength(1);
    for (const result of results) {
      expect(result).toMatchObject({ ok: true, value: { value: { credits: 7 } } });
    }
    expect((await balances(unitOfWork, user)).available).toBe(7n);
    expect(await verify()).toMatchObject({ rows: 1, head: { seq: 1 } });
  });

  test('200 concurrent actions leave one sound chain', async () => {
    // Half of them have nothing but the log in common.
    const note = (index: number) =>
      server().execute({
        ...{ actor, origin: anOrigin, action: 'note', input: index },
        subject: { type: 'user', id: String(index) },
        work: async () => ok({ value: index }),
      });
    const act = (index: number): Promise<{ readonly ok: boolean }> =>
      index % 2 === 0 ? grant(1) : note(index);

    const results = await Promise.all(Array.from({ length: 200 }, (_, index) => act(index)));

    expect(results.every(({ ok: isOk }) => isOk)).toBe(true);
    expect((await balances(unitOfWork, user)).available).toBe(100n);
    const report = await verify();
    expect(report).toMatchObject({ rows: 200, head: { seq: 200 } });
    expect(report.firstBroken).toBeUndefined();
  });

  test.each([
    [
      'a changed row',
      `UPDATE audit_log SET after = '{"credits": 1000000}' WHERE seq = 3`,
      { seq: 3, reason: 'changed' },
    ],
    [
      'a changed time',
      `UPDATE audit_log SET at = at + interval '1 ms' WHERE seq = 2`,
      { seq: 2, reason: 'changed' },
    ],
    ['a removed row', 'DELETE FROM audit_log WHERE seq = 2', { seq: 2, reason: 'missing' }],
    ['removed first rows', 'DELETE FROM audit_log WHERE seq <= 2', { seq: 1, reason: 'missing' }],
    ['a removed end', 'DELETE FROM audit_log WHERE seq >= 4', { seq: 4, reason: 'missing' }],
    ['an emptied log', 'DELETE FROM audit_log', { seq: 1, reason: 'missing' }],
    [
      'two rows that changed places',
      `UPDATE audit_log SET seq = CASE seq WHEN 2 THEN 1003 ELSE 1002 END WHERE seq IN (2, 3);
       UPDATE audit_log SET seq = seq - 1000 WHERE seq > 1000`,
      { seq: 2, reason: 'changed' },
    ],
    [
      'a removed end whose head was moved back by one too few',
      `DELETE FROM audit_log WHERE seq >= 4; UPDATE audit_head SET seq = 4`,
      { seq: 4, reason: 'missing' },
    ],
    ['a removed head', 'DELETE FROM audit_head', { seq: 1, reason: 'unexpected' }],
    [
      'another last hash',
      `UPDATE audit_head SET hash = repeat('f', 64)`,
      { seq: 5, reason: 'changed' },
    ],
  ])('%s is found', async (_, sql, firstBroken) => {
    for (const amount of [1, 2, 3, 4, 5]) {
      await grant(amount);
    }
    expect((await verify()).firstBroken).toBeUndefined();

    await tamper(sql);

    expect((await verify()).firstBroken).toEqual(firstBroken);
    await tamper(`INSERT INTO audit_head VALUES (1, 0, '') ON CONFLICT DO NOTHING`);
  });

  test('a connection that breaks before the commit leaves nothing, and the key free', async () => {
    // The work is done by then; its transaction is not.
    const breakConnections = () =>
      database.dataSource.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND state = 'idle in transaction'`,
      );

    await expect(grant(7, 'key-1', breakConnections)).rejects.toThrow(/unavailable/);
    expect((await balances(unitOfWork, user)).available).toBe(0n);
    expect(await verify()).toMatchObject({ rows: 0 });

    expect(await grant(7, 'key-1')).toMatchObject({ ok: true, value: { isRepeat: false } });
    expect(await grant(7, 'key-1')).toMatchObject({ ok: true, value: { isRepeat: true } });
    expect((await balances(unitOfWork, user)).available).toBe(7n);
  });

  test('the log refuses to be changed', async () => {
    await grant(1);

    for (const sql of [
      'UPDATE audit_log SET ip = NULL',
      'DELETE FROM audit_log',
      'TRUNCATE audit_log',
    ]) {
      await expect(database.dataSource.query(sql)).rejects.toThrow(/append-only/);
    }
  });
});
