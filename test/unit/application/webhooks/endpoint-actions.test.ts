import { beforeEach, describe, expect, test } from 'vitest';
import type { SaveEndpointCommand } from '../../../../src/application/webhooks/save-endpoint.ts';
import { webhookDeliveryId } from '../../../../src/domain/webhooks/delivery.ts';
import type { WebhookEndpoint } from '../../../../src/domain/webhooks/endpoint.ts';
import { at, aUuid } from '../../../builders/domain.ts';
import { anEndpoint, anEndpointId, aSecret } from '../../../builders/webhooks.ts';
import { answered } from '../../../fakes/scripted-webhook-sender.ts';
import { type WebhookWorld, webhookWorld } from './webhook-world.ts';

const day = 86_400_000;

const command = (fields: Partial<SaveEndpointCommand> = {}): SaveEndpointCommand => ({
  url: 'https://hooks.example.com/banana',
  description: 'CRM',
  events: ['payment.paid'],
  includePrompts: false,
  enabled: true,
  createdBy: 'owner',
  ...fields,
});

describe('webhook endpoints', () => {
  let world: WebhookWorld;

  beforeEach(() => {
    world = webhookWorld();
  });

  async function saved(fields: Partial<SaveEndpointCommand> = {}): Promise<WebhookEndpoint> {
    const result = await world.actions.save.execute(command(fields));
    if (!result.ok) {
      throw new Error(`Cannot go on as the endpoint was refused: ${result.error.kind}`);
    }
    return result.value.endpoint;
  }

  test('SaveEndpoint registers one with a secret of its own', async () => {
    const [first, second] = [await saved(), await saved({ includePrompts: true })];

    expect(await world.endpoint(first)).toEqual(first);
    expect(first).toMatchObject({
      ...command(),
      failures: 0,
      createdAt: at(0),
      updatedAt: at(0),
    });
    expect(first.secret).toMatch(/^whsec_[A-Za-z0-9+/]{44}$/);
    expect(second.secret).not.toBe(first.secret);
    expect(second.includePrompts).toBe(true);
  });

  test('SaveEndpoint changes one, but neither its secret nor who made it', async () => {
    const before = await saved();
    world.clock.advance(60_000);

    const result = await world.actions.save.execute(
      command({
        id: before.id,
        url: 'https://other.example.com/',
        events: ['user.created'],
        createdBy: 'somebody else',
      }),
    );

    expect(result).toMatchObject({ ok: true, value: { before } });
    expect(await world.endpoint(before)).toEqual({
      ...before,
      url: 'https://other.example.com/',
      events: ['user.created'],
      updatedAt: at(60_000),
    });
  });

  test.each([
    [{ url: 'http://hooks.example.com/' }, 'url', 'insecure'],
    [{ url: `https://hooks.example.com/${'x'.repeat(2_000)}` }, 'url', 'too_long'],
    [{ description: 'x'.repeat(201) }, 'description', 'too_long'],
    [{ events: [] }, 'events', 'unknown_or_none'],
    [{ events: ['payment.lost'] }, 'events', 'unknown_or_none'],
  ])('SaveEndpoint refuses %j and names field and rule', async (fields, field, rule) => {
    const result = await world.actions.save.execute(command(fields));

    expect(result).toEqual({ ok: false, error: { kind: 'invalid_endpoint', field, rule } });
    expect(await world.unitOfWork.direct.webhookEndpoints.all()).toEqual([]);
  });

  test('SaveEndpoint refuses to change what is not there', async () => {
    const result = await world.actions.save.execute(command({ id: anEndpointId() }));

    expect(result).toEqual({ ok: false, error: { kind: 'unknown_endpoint' } });
  });

  test('SaveEndpoint keeps their number within a limit', async () => {
    for (let count = 0; count < 50; count += 1) {
      await world.existingEndpoint();
    }

    expect(await world.actions.save.execute(command())).toEqual({
      ok: false,
      error: { kind: 'too_many_endpoints', limit: 50 },
    });
  });

  test('turned off, what waits is given up; turned on again, a replay brings it', async () => {
    const endpoint = await saved();
    const delivery = await world.waiting(endpoint);

    await saved({ id: endpoint.id, enabled: false });
    expect(await world.stored(delivery)).toMatchObject({
      state: 'dead',
      lastError: 'endpoint_disabled',
    });
    await saved({ id: endpoint.id });
    const command = { endpointId: endpoint.id, from: at(0) };
    expect(await world.actions.replaySince.execute(command)).toEqual({
      ok: true,
      value: { deliveries: 1 },
    });
    await world.round();

    expect(await world.stored(delivery)).toMatchObject({ state: 'delivered', attempts: 1 });
  });

  test('RotateSecret makes both secrets sign for a day', async () => {
    const endpoint = await world.existingEndpoint({ secret: aSecret });

    const rotated = await world.actions.rotateSecret.execute(endpoint.id);

    const stored = await world.endpoint(endpoint);
    expect(rotated).toEqual({ ok: true, value: stored });
    expect(stored?.secret).toMatch(/^whsec_[A-Za-z0-9+/]{44}$/);
    expect(stored?.secret).not.toBe(aSecret);
    await world.waiting(endpoint);
    await world.round();
    world.clock.advance(day);
    await world.waiting(endpoint);
    await world.round();
    expect(world.sender.sent.map(({ secrets }) => secrets)).toEqual([
      [stored?.secret, aSecret],
      [stored?.secret],
    ]);
    expect(await world.actions.rotateSecret.execute(anEndpointId())).toEqual({
      ok: false,
      error: { kind: 'unknown_endpoint' },
    });
  });

  test('DeleteEndpoint removes it and its log', async () => {
    const endpoint = await world.existingEndpoint();
    await world.waiting(endpoint);

    const deleted = await world.actions.delete.execute(endpoint.id);

    expect(deleted).toEqual({ ok: true, value: endpoint });
    expect(await world.endpoint(endpoint)).toBeUndefined();
    expect(world.deliveries()).toEqual([]);
    expect(await world.actions.delete.execute(endpoint.id)).toEqual({
      ok: false,
      error: { kind: 'unknown_endpoint' },
    });
  });

  test('PingEndpoint sends a ping, whatever the endpoint listens to', async () => {
    const endpoint = await world.existingEndpoint({ events: ['payment.paid'] });

    const pinged = await world.actions.ping.execute(endpoint.id);
    await world.round();

    const [delivery] = world.deliveries();
    expect(pinged).toEqual({ ok: true, value: { deliveryId: delivery?.id } });
    expect(delivery).toMatchObject({ eventType: 'test.ping', state: 'delivered' });
    expect(JSON.parse(delivery?.body ?? '')).toMatchObject({
      id: delivery?.eventId,
      type: 'test.ping',
      data: { endpointId: `whe_${endpoint.id}` },
    });
  });

  test('PingEndpoint refuses one that is off, or is not there', async () => {
    const off = await world.existingEndpoint({ enabled: false });

    expect(await world.actions.ping.execute(off.id)).toEqual({
      ok: false,
      error: { kind: 'endpoint_disabled' },
    });
    expect(await world.actions.ping.execute(anEndpointId())).toEqual({
      ok: false,
      error: { kind: 'unknown_endpoint' },
    });
  });

  test('ReplayDelivery sends the same event again, with all its retries', async () => {
    const endpoint = await world.existingEndpoint();
    const delivery = await world.waiting(endpoint);
    await world.round();

    const replayed = await world.actions.replay.execute(delivery.id);
    expect(replayed).toMatchObject({ ok: true, value: { state: 'pending', tries: 0 } });
    world.sender.answer(endpoint.url, () => answered(500));
    await world.round();

    expect(world.sender.sent.map(({ id, body }) => [id, body])).toEqual(
      Array(2).fill([delivery.eventId, delivery.body]),
    );
    expect(await world.stored(delivery)).toMatchObject({
      state: 'pending',
      attempts: 2,
      tries: 1,
      nextAttemptAt: at(5_000),
    });
  });

  test('ReplayDelivery brings forward what waits, and leaves what is being sent', async () => {
    const endpoint = await world.existingEndpoint();
    const waiting = await world.waiting(endpoint, { createdAt: at(60_000) });
    const sending = await world.waiting(endpoint);
    const answer = world.sender.hold(endpoint.url);
    await world.send.execute();

    expect(await world.actions.replay.execute(waiting.id)).toMatchObject({ ok: true });
    expect(await world.actions.replay.execute(sending.id)).toEqual({
      ok: false,
      error: { kind: 'being_sent' },
    });

    expect(await world.stored(waiting)).toMatchObject({ nextAttemptAt: at(0) });
    answer(answered(200));
    await world.send.settled();
  });

  test('ReplayDelivery refuses what is unknown, or whose endpoint is off', async () => {
    const off = await world.existingEndpoint({ enabled: false });
    const delivery = await world.waiting(off);

    expect(await world.actions.replay.execute(delivery.id)).toEqual({
      ok: false,
      error: { kind: 'endpoint_disabled' },
    });
    expect(await world.actions.replay.execute(webhookDeliveryId(aUuid()))).toEqual({
      ok: false,
      error: { kind: 'unknown_delivery' },
    });
  });

  test('ReplaySince refuses an endpoint that is off, or is not there', async () => {
    const { id: endpointId } = await world.existingEndpoint({ enabled: false });

    expect(await world.actions.replaySince.execute({ endpointId, from: at(0) })).toEqual({
      ok: false,
      error: { kind: 'endpoint_disabled' },
    });
    const unknown = { endpointId: anEndpoint().id, from: at(0) };
    expect(await world.actions.replaySince.execute(unknown)).toEqual({
      ok: false,
      error: { kind: 'unknown_endpoint' },
    });
  });

  test('ReplaySince takes up a thousand at most', async () => {
    const endpoint = await world.existingEndpoint();
    for (let count = 0; count < 1_005; count += 1) {
      await world.waiting(endpoint);
    }
    await world.unitOfWork.direct.webhookDeliveries.abandon(endpoint.id, at(0));

    const from = at(0);
    expect(await world.actions.replaySince.execute({ endpointId: endpoint.id, from })).toEqual({
      ok: true,
      value: { deliveries: 1_000 },
    });
  });

  test('PruneDeliveries removes what is over and a month old', async () => {
    const endpoint = await world.existingEndpoint();
    for (let count = 0; count < 1_500; count += 1) {
      await world.waiting(endpoint);
    }
    await world.unitOfWork.direct.webhookDeliveries.abandon(endpoint.id, at(0));
    await world.waiting(endpoint, { createdAt: at(day) });

    world.clock.set(at(30 * day));
    await world.prune.execute();
    expect(world.deliveries()).toHaveLength(1_501);
    world.clock.set(at(30 * day + 1));
    await world.prune.execute();
    expect(world.deliveries()).toHaveLength(1);
    world.clock.set(at(90 * day));
    await world.prune.execute();
    expect(world.deliveries()).toMatchObject([{ state: 'pending' }]);
  });
});
