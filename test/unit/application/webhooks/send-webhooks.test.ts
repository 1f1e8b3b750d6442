import { beforeEach, describe, expect, test, vi } from 'vitest';
import { at } from '../../../builders/domain.ts';
import { aSecret } from '../../../builders/webhooks.ts';
import { answered, timedOut } from '../../../fakes/scripted-webhook-sender.ts';
import { type WebhookWorld, webhookWorld } from './webhook-world.ts';

const hour = 3_600_000;

describe('SendWebhooks', () => {
  let world: WebhookWorld;

  beforeEach(() => {
    world = webhookWorld();
  });

  test('sends what is due with the event id, body and secrets, and records the answer', async () => {
    const endpoint = await world.existingEndpoint({
      previousSecret: { secret: 'whsec_old', validUntil: at(hour) },
      failures: 3,
      failingSince: at(-1),
    });
    const delivery = await world.waiting(endpoint);

    await world.round();

    expect(world.sender.sent).toEqual([
      {
        url: endpoint.url,
        id: delivery.eventId,
        timestamp: at(0),
        body: delivery.body,
        secrets: [aSecret, 'whsec_old'],
      },
    ]);
    expect(await world.stored(delivery)).toMatchObject({
      state: 'delivered',
      attempts: 1,
      lastStatus: 200,
      lastResponse: 'answer 200',
      lastDurationMs: 5,
      deliveredAt: at(0),
    });
    expect(await world.endpoint(endpoint)).toMatchObject({ failures: 0, failingSince: undefined });
  });

  test('sends nothing twice', async () => {
    await world.waiting(await world.existingEndpoint());

    await world.round();
    await world.round();

    expect(world.sender.sent).toHaveLength(1);
  });

  test('tries again after ever longer times, under the same id, and gives up in the end', async () => {
    const endpoint = await world.existingEndpoint();
    const delivery = await world.waiting(endpoint);
    world.sender.answer(endpoint.url, () => answered(500));

    const gaps: number[] = [];
    for (let attempt = 1; attempt <= 9; attempt += 1) {
      await world.round();
      const stored = await world.stored(delivery);
      expect(stored).toMatchObject({ attempts: attempt, lastStatus: 500, lastError: 'status' });
      const next = stored?.nextAttemptAt;
      if (next !== undefined) {
        gaps.push((next.getTime() - world.clock.now().getTime()) / 1_000);
        world.clock.set(new Date(next.getTime() - 1));
        await world.round();
        world.clock.set(next);
      }
    }

    expect(gaps).toEqual([5, 30, 120, 600, 3_600, 10_800, 21_600, 43_200]);
    expect(await world.stored(delivery)).toMatchObject({ state: 'dead', nextAttemptAt: undefined });
    expect(world.sender.sent.map(({ id }) => id)).toEqual(Array(9).fill(delivery.eventId));
    expect(await world.endpoint(endpoint)).toMatchObject({ enabled: true, failures: 9 });
  });

  test('records why there was no answer', async () => {
    const endpoint = await world.existingEndpoint();
    const delivery = await world.waiting(endpoint);
    world.sender.answer(endpoint.url, () => timedOut);

    await world.round();

    expect(await world.stored(delivery)).toMatchObject({
      state: 'pending',
      lastError: 'timeout',
      lastStatus: undefined,
      lastResponse: undefined,
      lastDurationMs: 10_000,
    });
  });

  test('takes a redirect for a failure', async () => {
    const endpoint = await world.existingEndpoint();
    const delivery = await world.waiting(endpoint);
    world.sender.answer(endpoint.url, () => answered(302));

    await world.round();

    expect(await world.stored(delivery)).toMatchObject({ state: 'pending', lastStatus: 302 });
  });

  test('waits as long as the endpoint asks for', async () => {
    const endpoint = await world.existingEndpoint();
    const delivery = await world.waiting(endpoint);
    world.sender.answer(endpoint.url, () => answered(429, { retryAfterMs: 90_000 }));

    await world.round();

    expect(await world.stored(delivery)).toMatchObject({ nextAttemptAt: at(90_000) });
  });

  test('turns off an endpoint that says it is gone, gives up what waits for it, and tells', async () => {
    const endpoint = await world.existingEndpoint({ url: 'https://gone.example.com/key' });
    const first = await world.waiting(endpoint);
    const later = await world.waiting(endpoint, { createdAt: at(60_000) });
    world.sender.answer(endpoint.url, () => answered(410));

    await world.round();

    expect(await world.endpoint(endpoint)).toMatchObject({
      enabled: false,
      disabledReason: 'gone',
    });
    expect(await world.stored(first)).toMatchObject({ state: 'dead', lastStatus: 410 });
    expect(await world.stored(later)).toMatchObject({
      state: 'dead',
      lastError: 'endpoint_disabled',
    });
    expect(await world.unitOfWork.direct.operatorJournal.take(10)).toEqual([
      {
        kind: 'webhook_disabled',
        endpointId: endpoint.id,
        origin: 'https://gone.example.com',
        reason: 'gone',
      },
    ]);
  });

  test('turns off an endpoint that took nothing for three days, and tells once', async () => {
    const endpoint = await world.existingEndpoint();
    world.sender.answer(endpoint.url, () => timedOut);
    await world.waiting(endpoint);

    for (let hours = 0; hours < 100; hours += 1) {
      world.clock.set(at(hours * hour));
      if ((await world.endpoint(endpoint))?.enabled) {
        await world.waiting(endpoint);
      }
      await world.round();
    }

    expect(await world.endpoint(endpoint)).toMatchObject({
      enabled: false,
      disabledReason: 'failing',
      failingSince: at(0),
    });
    const states = new Set(world.deliveries().map(({ state }) => state));
    expect(states).toEqual(new Set(['dead']));
    expect(await world.unitOfWork.direct.operatorJournal.take(10)).toMatchObject([
      { kind: 'webhook_disabled', reason: 'failing' },
    ]);
  });

  test('a process that dies after claiming leaves the delivery to others', async () => {
    const endpoint = await world.existingEndpoint();
    const delivery = await world.waiting(endpoint);
    const leaseUntil = at(30_000);
    await world.unitOfWork.direct.webhookDeliveries.claimDue(at(0), leaseUntil, 4);

    await world.round();
    expect(world.sender.sent).toEqual([]);
    world.clock.set(leaseUntil);
    await world.round();

    expect(world.sender.sent).toMatchObject([{ id: delivery.eventId }]);
    expect(await world.stored(delivery)).toMatchObject({ state: 'delivered', attempts: 2 });
  });

  test('a process that dies after sending leaves it to be sent again, under the same id', async () => {
    const endpoint = await world.existingEndpoint();
    const delivery = await world.waiting(endpoint);
    world.sender.answer(endpoint.url, () => Promise.reject(new Error('the process died')));

    await world.round();
    expect(await world.stored(delivery)).toMatchObject({ state: 'sending', attempts: 1 });
    world.sender.answer(endpoint.url, () => answered(200));
    world.clock.advance(30_000);
    await world.round();

    expect(world.sender.sent.map(({ id }) => id)).toEqual([delivery.eventId, delivery.eventId]);
    expect(await world.stored(delivery)).toMatchObject({ state: 'delivered', attempts: 2 });
    expect(world.logger.of('webhook_not_recorded')).toHaveLength(1);
  });

  test('a process that was given up for dead changes nothing when it comes back', async () => {
    const endpoint = await world.existingEndpoint();
    const delivery = await world.waiting(endpoint);
    const answerLate = world.sender.hold(endpoint.url);
    await world.send.execute();
    world.clock.advance(30_000);
    world.sender.answer(endpoint.url, () => answered(200));
    const other = world.process();
    await other.execute();
    await other.settled();

    answerLate(answered(500));
    await world.send.settled();

    expect(await world.stored(delivery)).toMatchObject({ state: 'delivered', lastStatus: 200 });
    expect(await world.endpoint(endpoint)).toMatchObject({ failures: 0 });
  });

  test('an endpoint that is slow holds up nobody else', async () => {
    const slow = await world.existingEndpoint({ url: 'https://slow.example.com/' });
    const quick = await world.existingEndpoint({ url: 'https://quick.example.com/' });
    const release = world.sender.hold(slow.url);
    for (let count = 0; count < 20; count += 1) {
      await world.waiting(slow);
    }
    for (let count = 0; count < 20; count += 1) {
      await world.waiting(quick);
    }

    await world.send.execute();
    // Each one that ends makes room for the next, without another round.
    await vi.waitFor(() => expect(world.sender.sentTo(quick.url)).toHaveLength(20));
    expect(world.sender.sentTo(slow.url)).toHaveLength(4);

    release(answered(200));
    await world.send.settled();
    expect(world.sender.sentTo(slow.url)).toHaveLength(20);
    expect(new Set(world.deliveries().map(({ state }) => state))).toEqual(new Set(['delivered']));
  });

  test('begins nothing more when it is stopped, and finishes what is under way', async () => {
    const endpoint = await world.existingEndpoint();
    const answer = world.sender.hold(endpoint.url);
    for (let count = 0; count < 6; count += 1) {
      await world.waiting(endpoint);
    }
    await world.send.execute();

    const stopped = world.send.stop();
    answer(answered(200));
    await stopped;
    await world.send.execute();

    expect(world.sender.sent).toHaveLength(4);
    const states = world.deliveries().map(({ state }) => state);
    expect(states.filter((state) => state === 'delivered')).toHaveLength(4);
    expect(states.filter((state) => state === 'pending')).toHaveLength(2);
  });

  test('leaves alone what was turned off while it was being sent', async () => {
    const endpoint = await world.existingEndpoint();
    const delivery = await world.waiting(endpoint);
    const answer = world.sender.hold(endpoint.url);
    await world.send.execute();
    await world.actions.save.execute({ ...endpoint, enabled: false });

    answer(answered(500));
    await world.send.settled();

    expect(await world.stored(delivery)).toMatchObject({ state: 'dead', lastStatus: 500 });
    expect(await world.endpoint(endpoint)).toMatchObject({ enabled: false, failures: 0 });
  });

  test('forgets what its endpoint was deleted with', async () => {
    const endpoint = await world.existingEndpoint();
    await world.waiting(endpoint);
    const answer = world.sender.hold(endpoint.url);
    await world.send.execute();
    await world.actions.delete.execute(endpoint.id);

    answer(answered(200));
    await world.send.settled();

    expect(world.deliveries()).toEqual([]);
    expect(world.logger.of('webhook_not_recorded')).toEqual([]);
  });
});
