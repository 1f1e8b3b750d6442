import { beforeEach, describe, expect, test } from 'vitest';
import type { AttemptRecord } from '../../../src/application/ports/webhook-repository.ts';
import { ok } from '../../../src/domain/shared/result.ts';
import type { NewDelivery, WebhookDelivery } from '../../../src/domain/webhooks/delivery.ts';
import type { WebhookEndpoint } from '../../../src/domain/webhooks/endpoint.ts';
import { at, aUuid } from '../../builders/domain.ts';
import { aDelivery, anEndpoint, anEndpointId } from '../../builders/webhooks.ts';
import type { OpenPersistence, Persistence } from './persistence.ts';

type Direct = Persistence['unitOfWork']['direct'];

export function webhookDeliveryRepositoryContract(open: OpenPersistence): void {
  describe('WebhookDeliveryRepository', () => {
    let unitOfWork: Persistence['unitOfWork'];
    let endpoints: Direct['webhookEndpoints'];
    let deliveries: Direct['webhookDeliveries'];
    let endpoint: WebhookEndpoint;

    beforeEach(async () => {
      ({ unitOfWork } = await open());
      ({ webhookEndpoints: endpoints, webhookDeliveries: deliveries } = unitOfWork.direct);
      endpoint = await existingEndpoint();
    });

    async function existingEndpoint(fields: Partial<WebhookEndpoint> = {}) {
      const one = anEndpoint(fields);
      await endpoints.insert(one);
      return one;
    }

    async function existing(fields: Partial<NewDelivery> = {}): Promise<NewDelivery> {
      const delivery = aDelivery({ endpointId: endpoint.id, ...fields });
      await deliveries.insert([delivery]);
      return delivery;
    }

    const idsOf = (some: readonly Pick<WebhookDelivery, 'id'>[]) => some.map(({ id }) => id);
    const delivered = (ms: number): AttemptRecord => ({
      durationMs: 7,
      status: 200,
      response: 'ok',
      next: { state: 'delivered', at: at(ms) },
    });
    const failed = (next: AttemptRecord['next']): AttemptRecord => ({
      durationMs: 12,
      status: 500,
      error: 'status',
      response: 'no \0 🍌',
      next,
    });

    test('keeps what is to be sent, due at once', async () => {
      const body = '{"odd":"🍌 \\u0000 \\\\ , {} \\"NULL\\""}';
      const delivery = await existing({ body, eventType: 'test.ping' });

      const expected = {
        ...delivery,
        state: 'pending',
        attempts: 0,
        tries: 0,
        nextAttemptAt: delivery.createdAt,
      };
      expect(await deliveries.find(delivery.id)).toEqual(expected);
      expect(await deliveries.lock(delivery.id)).toEqual(expected);
      expect(await deliveries.find(aDelivery({ endpointId: endpoint.id }).id)).toBeUndefined();
    });

    test('writes each event once an endpoint', async () => {
      const other = await existingEndpoint();
      const first = aDelivery({ endpointId: endpoint.id, eventId: 'evt_1' });
      const again = aDelivery({ endpointId: endpoint.id, eventId: 'evt_1' });
      const elsewhere = aDelivery({ endpointId: other.id, eventId: 'evt_1' });

      expect(await deliveries.insert([first, elsewhere])).toBe(2);
      expect(await deliveries.insert([again])).toBe(0);
      expect(await deliveries.insert([])).toBe(0);

      expect(await deliveries.find(again.id)).toBeUndefined();
      await expect(
        deliveries.insert([aDelivery({ endpointId: anEndpointId() })]),
      ).rejects.toThrow();
    });

    test('gives what is due to one process, and to another when its time is up', async () => {
      const { id } = await existing();

      const [claimed, ...others] = await deliveries.claimDue(at(10), at(1_000), 4);

      expect(others).toEqual([]);
      expect(claimed).toEqual(await deliveries.find(id));
      expect(claimed).toMatchObject({
        id,
        state: 'sending',
        attempts: 1,
        tries: 1,
        nextAttemptAt: at(1_000),
        lastAttemptAt: at(10),
      });
      expect(await deliveries.claimDue(at(999), at(2_000), 4)).toEqual([]);
      expect(await deliveries.claimDue(at(1_000), at(2_000), 4)).toMatchObject([
        { id, attempts: 2, tries: 2 },
      ]);
    });

    test('leaves what is not due, and what waits for an endpoint that is off', async () => {
      const off = await existingEndpoint({ enabled: false });
      await existing({ createdAt: at(1) });
      await existing({ endpointId: off.id });

      expect(await deliveries.claimDue(at(0), at(1_000), 4)).toEqual([]);
    });

    test('sends no more to an endpoint at once than it may have, the oldest first', async () => {
      const slow = await existingEndpoint();
      const waiting = [];
      for (let ms = 0; ms < 6; ms += 1) {
        waiting.push(await existing({ endpointId: slow.id, createdAt: at(ms) }));
      }
      const late = await existing({ createdAt: at(50) });

      const first = await deliveries.claimDue(at(100), at(1_000), 4);
      expect(idsOf(first)).toEqual([...idsOf(waiting.slice(0, 4)), late.id]);
      expect(await deliveries.claimDue(at(100), at(1_000), 4)).toEqual([]);

      await deliveries.record(first[1]?.id ?? late.id, 1, delivered(200));
      expect(idsOf(await deliveries.claimDue(at(200), at(1_000), 4))).toEqual([waiting[4]?.id]);
    });

    test('gives many processes different ones, and an endpoint no more than it may have', async () => {
      const others = await Promise.all([1, 2, 3].map(() => existingEndpoint()));
      for (const { id } of [endpoint, ...others]) {
        await deliveries.insert(Array.from({ length: 9 }, () => aDelivery({ endpointId: id })));
      }

      const claims = await Promise.all(
        Array.from({ length: 6 }, () => deliveries.claimDue(at(1), at(1_000), 4)),
      );

      const ids = claims.flat().map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      const last = await deliveries.claimDue(at(1), at(1_000), 4);
      expect(ids.length + last.length).toBe(16);
    });

    test('records what came of an attempt', async () => {
      const { id } = await existing();
      await deliveries.claimDue(at(10), at(1_000), 4);

      const failure = failed({ state: 'pending', at: at(5_000) });
      expect(await deliveries.record(id, 1, failure)).toBe(true);

      expect(await deliveries.find(id)).toMatchObject({
        state: 'pending',
        attempts: 1,
        tries: 1,
        nextAttemptAt: at(5_000),
        lastAttemptAt: at(10),
        lastDurationMs: 12,
        lastStatus: 500,
        lastError: 'status',
        lastResponse: 'no  🍌',
        deliveredAt: undefined,
      });
      await deliveries.claimDue(at(5_000), at(9_000), 4);
      expect(await deliveries.record(id, 2, delivered(5_100))).toBe(true);
      expect(await deliveries.find(id)).toMatchObject({
        state: 'delivered',
        attempts: 2,
        nextAttemptAt: undefined,
        lastStatus: 200,
        lastError: undefined,
        lastResponse: 'ok',
        deliveredAt: at(5_100),
      });
    });

    test('believes nobody whose time was up', async () => {
      const { id } = await existing();
      await deliveries.claimDue(at(10), at(20), 4);
      await deliveries.claimDue(at(20), at(1_000), 4);

      expect(await deliveries.record(id, 1, failed({ state: 'dead' }))).toBe(false);
      expect(await deliveries.record(id, 2, delivered(30))).toBe(true);
      expect(await deliveries.record(id, 2, failed({ state: 'dead' }))).toBe(false);
      expect(await deliveries.find(id)).toMatchObject({ state: 'delivered' });
    });

    test('starts one anew', async () => {
      const { id } = await existing();
      await deliveries.claimDue(at(10), at(1_000), 4);
      await deliveries.record(id, 1, delivered(20));

      await deliveries.restart(id, at(50));

      expect(await deliveries.find(id)).toMatchObject({
        state: 'pending',
        attempts: 1,
        tries: 0,
        nextAttemptAt: at(50),
        deliveredAt: at(20),
      });
    });

    test('starts the oldest of a time span anew, and leaves what still waits', async () => {
      const all = [];
      for (let ms = 0; ms < 5; ms += 1) {
        const delivery = await existing({ createdAt: at(ms) });
        all.push(delivery.id);
        await deliveries.claimDue(at(ms), at(1_000), 9);
        const dead = failed({ state: 'dead' });
        await deliveries.record(delivery.id, 1, ms % 2 === 0 ? delivered(ms) : dead);
      }
      const other = await existingEndpoint();
      const elsewhere = await existing({ endpointId: other.id, createdAt: at(2) });
      const waiting = await existing({ createdAt: at(9_000) });

      expect(await deliveries.restartSince(endpoint.id, at(1), at(100), 3)).toBe(3);

      const states = await Promise.all(all.map((id) => deliveries.find(id)));
      expect(states.map((one) => one?.state)).toEqual([
        'delivered',
        'pending',
        'pending',
        'pending',
        'delivered',
      ]);
      expect(states[1]).toMatchObject({ tries: 0, nextAttemptAt: at(100) });
      expect(await deliveries.find(elsewhere.id)).toMatchObject({ nextAttemptAt: at(2) });
      expect(await deliveries.find(waiting.id)).toMatchObject({ nextAttemptAt: at(9_000) });
    });

    test('gives up what waits for an endpoint, but not what is being sent', async () => {
      const sending = await existing({ createdAt: at(0) });
      const lost = await existing({ createdAt: at(1) });
      await deliveries.claimDue(at(0), at(1_000), 4);
      await deliveries.claimDue(at(1), at(50), 4);
      const waiting = await existing({ createdAt: at(60) });
      const other = await existingEndpoint();
      const elsewhere = await existing({ endpointId: other.id });

      expect(await deliveries.abandon(endpoint.id, at(60))).toBe(2);

      const dead = { state: 'dead', lastError: 'endpoint_disabled', nextAttemptAt: undefined };
      expect(await deliveries.find(waiting.id)).toMatchObject(dead);
      expect(await deliveries.find(lost.id)).toMatchObject(dead);
      expect(await deliveries.find(sending.id)).toMatchObject({ state: 'sending' });
      expect(await deliveries.find(elsewhere.id)).toMatchObject({ state: 'pending' });
    });

    test('removes old ones that are over, some at a time', async () => {
      const over = [];
      for (let ms = 0; ms < 3; ms += 1) {
        const { id } = await existing({ createdAt: at(ms) });
        over.push(id);
        await deliveries.claimDue(at(ms), at(1_000), 4);
        await deliveries.record(id, 1, ms === 0 ? failed({ state: 'dead' }) : delivered(ms));
      }
      const waiting = await existing({ createdAt: at(0) });

      expect(await deliveries.prune(at(2), 1)).toBe(1);
      expect(await deliveries.prune(at(2), 10)).toBe(1);
      expect(await deliveries.prune(at(2), 10)).toBe(0);

      const left = await Promise.all([...over, waiting.id].map((id) => deliveries.find(id)));
      expect(left.map((one) => one !== undefined)).toEqual([false, false, true, true]);
    });

    test('writes nothing when the transaction does not commit', async () => {
      const delivery = aDelivery({ endpointId: endpoint.id });
      const attempt = unitOfWork.run(async (scope) => {
        await scope.webhookDeliveries.insert([delivery]);
        throw new Error(aUuid());
      });

      await expect(attempt).rejects.toThrow();
      expect(await deliveries.find(delivery.id)).toBeUndefined();
      await unitOfWork.run(async (scope) => ok(await scope.webhookDeliveries.insert([delivery])));
      expect(await deliveries.find(delivery.id)).toBeDefined();
    });
  });
}
