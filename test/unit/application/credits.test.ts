import { describe, expect, test } from 'vitest';
import { userId } from '../../../src/domain/shared/ids.ts';
import { aPosting } from '../../builders/domain.ts';
import { World } from './world.ts';

describe('GrantCredits', () => {
  test('gives credits and tells the user, with the note', async () => {
    const world = new World({ settings: { welcomeCredits: 10 } });
    const user = await world.newcomer();

    const granted = await world.app.grantCredits.execute({
      userId: user.id,
      amount: 5,
      note: 'Sorry for yesterday',
      idempotencyKey: 'ticket-7',
    });
    await world.work();

    expect(granted).toMatchObject({ ok: true, value: { amount: 5n, availableAfter: 15n } });
    expect(await world.balance(user)).toEqual({ available: 15, held: 0 });
    expect(world.messenger.notices).toMatchObject([
      {
        userId: user.id,
        destination: { chatId: user.id },
        language: 'en',
        notice: { kind: 'credits_granted', credits: 5, note: 'Sorry for yesterday' },
      },
    ]);
  });

  test('gives and tells once for one key, however often it is repeated', async () => {
    const world = new World({ settings: { welcomeCredits: 10 } });
    const user = await world.newcomer();
    const command = { userId: user.id, amount: 5, idempotencyKey: 'ticket-7' };

    const first = await world.app.grantCredits.execute(command);
    await world.work();
    const second = await world.app.grantCredits.execute(command);
    await world.work();

    expect(second).toEqual(first);
    expect(await world.balance(user)).toEqual({ available: 15, held: 0 });
    expect(world.messenger.noticeKinds).toEqual(['credits_granted']);
  });

  test('refuses a key that was used for another gift', async () => {
    const world = new World({ settings: { welcomeCredits: 10 } });
    const [anna, boris] = [await world.newcomer(), await world.newcomer()];
    const command = { userId: anna.id, amount: 5, idempotencyKey: 'ticket-7' };
    await world.app.grantCredits.execute(command);

    for (const other of [
      { ...command, amount: 6 },
      { ...command, userId: boris.id },
    ]) {
      expect(await world.app.grantCredits.execute(other)).toEqual({
        ok: false,
        error: { kind: 'reference_conflict', reference: 'admin:ticket-7' },
      });
    }
    expect(await world.balance(anna)).toEqual({ available: 15, held: 0 });
    expect(await world.balance(boris)).toEqual({ available: 10, held: 0 });
  });

  test('does not know who never wrote to the bot', async () => {
    const stranger = userId(404);
    const command = { userId: stranger, amount: 5, idempotencyKey: 'ticket-7' };
    expect(await new World().app.grantCredits.execute(command)).toEqual({
      ok: false,
      error: { kind: 'unknown_user', userId: stranger },
    });
  });

  test.each([0, -5, 1.5])('takes %d credits for a bug of its caller', async (amount) => {
    const world = new World();
    const user = await world.newcomer();
    const command = { userId: user.id, amount, idempotencyKey: 'ticket-7' };
    await expect(world.app.grantCredits.execute(command)).rejects.toThrow();
    expect(await world.balance(user)).toEqual({ available: 100, held: 0 });
  });
});

describe('AuditCredits', () => {
  const operatorId = userId(1);

  test('reports a clean book and troubles nobody', async () => {
    const world = new World({ operatorId });
    await world.asked(await world.newcomer(), 'Hello');
    await world.work();

    const { report } = await world.app.auditCredits.execute({ kind: 'schedule' });
    await world.work();

    expect(report).toMatchObject({ users: 1, entries: 3, generations: 1, findings: [] });
    expect(world.logger.of('credit_audit_clean')).toHaveLength(1);
    expect(world.messenger.notices).toEqual([]);
  });

  test('tells the operator of findings', async () => {
    const world = new World({ operatorId });
    const user = await world.newcomer();
    const holdId = 'a hold of nothing';
    const stray = aPosting({ operation: 'hold', kind: 'generation', holdId });
    await world.unitOfWork.direct.credits.post(user.id, stray);

    const { report } = await world.app.auditCredits.execute({ kind: 'schedule' });
    await expect.poll(() => world.workOnce()).toBe(true);

    expect(report.findings).toEqual([{ kind: 'stranded_hold', userId: user.id, holdId }]);
    expect(world.logger.of('credit_audit_unclean')).toHaveLength(1);
    expect(world.messenger.notices).toMatchObject([
      { userId: operatorId, notice: { alert: { kind: 'audit_unclean', findings: 1 } } },
    ]);
  });

  test('keeps the result, with who asked and when', async () => {
    const world = new World({ operatorId });
    const startedAt = world.clock.now();
    const askedBy = { kind: 'admin', name: 'anna' } as const;

    const run = await world.app.auditCredits.execute(askedBy);

    expect(run).toMatchObject({ askedBy, startedAt, report: { findings: [] } });
    const { creditAudits } = world.unitOfWork.direct;
    expect(await creditAudits.last()).toEqual(run);
    world.clock.advance(91 * 24 * 3_600_000);
    const later = await world.app.auditCredits.execute({ kind: 'schedule' });
    expect([...world.unitOfWork.state().creditAudits.values()]).toEqual([later]);
  });

  test('runs one at a time: who asks meanwhile gets the same result', async () => {
    const world = new World({ operatorId });
    const { auditCredits } = world.app;

    const [first, second] = await Promise.all([
      auditCredits.execute({ kind: 'schedule' }),
      auditCredits.execute({ kind: 'operator' }),
    ]);
    const third = await auditCredits.execute({ kind: 'operator' });

    expect(second).toBe(first);
    expect(third.id).not.toBe(first.id);
    expect(world.logger.of('credit_audit_clean')).toHaveLength(2);
  });
});

describe('ScheduleNightly', () => {
  const night = (date: string) => [
    { type: 'payments.reconcile', date },
    { type: 'credits.audit', date },
  ];

  test('asks for one comparison with the providers and one audit a day, in the small hours', async () => {
    const world = new World();
    world.clock.set(new Date('2026-01-15T01:59:59.999Z'));
    await world.app.scheduleNightly.execute();
    expect(world.queue.jobs).toEqual([]);
    world.clock.advance(1);
    await world.app.scheduleNightly.execute();
    expect(world.queue.jobs).toEqual(night('2026-01-15'));
    await world.work();
    await world.app.scheduleNightly.execute();
    expect(world.queue.jobs).toEqual([]);
    expect(world.logger.of('credit_audit_clean')).toHaveLength(1);
    world.clock.set(new Date('2026-01-16T02:00:00.000Z'));
    await world.app.scheduleNightly.execute();
    expect(world.queue.jobs).toEqual(night('2026-01-16'));
  });

  test('asks again while the queue is away', async () => {
    const world = new World();
    world.queue.isAway = true;
    await expect(world.app.scheduleNightly.execute()).rejects.toThrow();
    world.queue.isAway = false;
    await world.app.scheduleNightly.execute();
    expect(world.queue.jobs).toEqual(night('2026-01-15'));
  });
});
