import { describe, expect, test } from 'vitest';
import { type Job, jobKey } from '../../../src/application/jobs.ts';
import { modelId, userId } from '../../../src/domain/shared/ids.ts';
import { aGenerationId } from '../../builders/domain.ts';
import { World } from './world.ts';

const operatorId = userId(1);

async function gift(world: World) {
  const user = await world.newcomer();
  await world.app.grantCredits.execute({ userId: user.id, amount: 5, idempotencyKey: 'a' });
  return user;
}

describe('SendNotice', () => {
  test('tries again when the messenger wants patience', async () => {
    const world = new World();
    await gift(world);
    world.messenger.refuse({ kind: 'busy', retryAfterMs: 10_000 });
    await world.work();
    await world.pass(9_999);
    expect(world.messenger.notices).toEqual([]);
    await world.pass(1);
    expect(world.messenger.noticeKinds).toEqual(['credits_granted']);
  });

  test('gives up on who cannot be reached, and remembers that', async () => {
    const world = new World();
    const user = await gift(world);
    world.messenger.refuse({ kind: 'unreachable', reason: 'blocked' });
    await world.work();
    expect(world.queue.jobs).toEqual([]);
    expect((await world.user(user.id)).unreachableSince).toEqual(world.clock.now());
  });

  test('tries again after an outage', async () => {
    const world = new World();
    await gift(world);
    world.messenger.refuse({ kind: 'outage' });
    await world.work();
    await world.pass(1_000);
    expect(world.messenger.noticeKinds).toEqual(['credits_granted']);
  });
});

describe('OperatorAlerts', () => {
  const raised = async (world: World) => {
    await expect.poll(() => world.queue.jobs.length).toBeGreaterThan(0);
    await world.work();
  };

  test("tell the operator, in the operator's language, what only the operator can mend", async () => {
    const world = new World({ operatorId });
    const profile = world.aProfile({ id: operatorId, languageCode: 'ru' });
    await world.app.registerContact.execute({ profile });
    const failures = ['region_refused', 'unauthorized', 'model_retired', 'timeout'] as const;
    for (const kind of failures) {
      world.app.alerts.consider({ kind }, modelId('some-model'));
    }
    await expect.poll(() => world.queue.jobs.length).toBe(3);
    await world.work();
    const told = world.messenger.notices.map(({ language, notice }) => ({ language, notice }));
    expect(told).toEqual(
      [
        { kind: 'region_refused' },
        { kind: 'provider_key_refused' },
        { kind: 'model_missing', modelIds: ['some-model'] },
      ].map((alert) => ({ language: 'ru', notice: { kind: 'operator_alert', alert } })),
    );
  });

  test('come at most once an hour for each kind', async () => {
    const world = new World({ operatorId });
    const raise = () => world.app.alerts.raise({ kind: 'region_refused' });
    raise();
    raise();
    await raised(world);
    world.clock.advance(3_599_999);
    raise();
    world.app.alerts.raise({ kind: 'provider_key_refused' });
    await raised(world);
    world.clock.advance(1);
    raise();
    await raised(world);
    expect(world.logger.of('operator_alert').map(({ fields }) => fields.alert)).toEqual([
      'region_refused',
      'provider_key_refused',
      'region_refused',
    ]);
    expect(world.messenger.notices).toHaveLength(3);
  });

  test('are logged where there is no operator to tell, or no way to', async () => {
    const nobody = new World();
    nobody.app.alerts.raise({ kind: 'region_refused' });
    expect(nobody.logger.of('operator_alert')).toHaveLength(1);

    const world = new World({ operatorId });
    const away = world.processBehind(() => Promise.reject(new Error('away')));
    away.alerts.raise({ kind: 'region_refused' });
    await expect.poll(() => world.logger.of('operator_alert_not_queued').length).toBe(1);
  });
});

describe('the key of a job', () => {
  test('differs for all that may wait at once, and has no colon, which the queue forbids', () => {
    const generationId = aGenerationId();
    const addressed = {
      userId: operatorId,
      destination: { chatId: 1 as never },
      language: 'en',
      notice: { kind: 'referral_rewarded', credits: 1 },
    } as const;
    const jobs: readonly Job[] = [
      { type: 'generation.run', generationId, lane: 'text' },
      { type: 'status.remove', generationId },
      { type: 'album.flush', albumKey: '-100:7', photoMessageId: 1 },
      { type: 'album.flush', albumKey: '-100:7', photoMessageId: 2 },
      { type: 'notice.send', noticeId: `failed-${generationId}`, addressed },
      { type: 'notice.send', noticeId: 'album--100_7', addressed },
    ];
    const keys = jobs.map(jobKey);
    expect(new Set(keys).size).toBe(jobs.length);
    expect(keys.filter((key) => key.includes(':'))).toEqual([]);
  });
});
