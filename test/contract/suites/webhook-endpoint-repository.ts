import { beforeEach, describe, expect, test } from 'vitest';
import { at } from '../../builders/domain.ts';
import { aDelivery, anEndpoint, anEndpointId, aSecret } from '../../builders/webhooks.ts';
import type { OpenPersistence, Persistence } from './persistence.ts';

type Direct = Persistence['unitOfWork']['direct'];

export function webhookEndpointRepositoryContract(open: OpenPersistence): void {
  describe('WebhookEndpointRepository', () => {
    let endpoints: Direct['webhookEndpoints'];
    let deliveries: Direct['webhookDeliveries'];

    beforeEach(async () => {
      const { unitOfWork } = await open();
      ({ webhookEndpoints: endpoints, webhookDeliveries: deliveries } = unitOfWork.direct);
    });

    test('knows none at first', async () => {
      expect(await endpoints.find(anEndpointId())).toBeUndefined();
      expect(await endpoints.lock(anEndpointId())).toBeUndefined();
      expect(await endpoints.all()).toEqual([]);
      expect(await endpoints.delete(anEndpointId())).toBe(false);
    });

    test('keeps all of an endpoint, and lists the oldest first', async () => {
      const younger = anEndpoint({ createdAt: at(2) });
      const older = anEndpoint({
        createdAt: at(1),
        events: ['user.created', 'payment.paid'],
        includePrompts: true,
        previousSecret: { secret: aSecret, validUntil: at(9) },
        enabled: false,
        disabledReason: 'failing',
        failures: 20,
        failingSince: at(3),
      });
      await endpoints.insert(younger);
      await endpoints.insert(older);

      expect(await endpoints.find(older.id)).toEqual(older);
      expect(await endpoints.lock(younger.id)).toEqual(younger);
      expect(await endpoints.all()).toEqual([older, younger]);
    });

    test('overwrites what changes, but not who made it and when', async () => {
      const before = anEndpoint({ failures: 3, failingSince: at(1) });
      await endpoints.insert(before);
      const after = anEndpoint({
        id: before.id,
        url: 'https://other.example.com/',
        description: '',
        events: ['credits.changed'],
        enabled: false,
        disabledReason: 'gone',
        updatedAt: at(5),
      });

      await endpoints.save({ ...after, createdBy: 'somebody else', createdAt: at(5) });

      expect(await endpoints.find(before.id)).toEqual(after);
      await expect(endpoints.save(anEndpoint())).rejects.toThrow();
    });

    test('forgets failures', async () => {
      const endpoint = anEndpoint({ failures: 3, failingSince: at(1) });
      await endpoints.insert(endpoint);

      await endpoints.forgetFailures(endpoint.id);
      await endpoints.forgetFailures(anEndpointId());

      expect(await endpoints.find(endpoint.id)).toEqual({
        ...endpoint,
        failures: 0,
        failingSince: undefined,
      });
    });

    test('takes the deliveries along when it goes', async () => {
      const [going, staying] = [anEndpoint(), anEndpoint()];
      await endpoints.insert(going);
      await endpoints.insert(staying);
      const gone = aDelivery({ endpointId: going.id });
      const kept = aDelivery({ endpointId: staying.id });
      await deliveries.insert([gone, kept]);

      expect(await endpoints.delete(going.id)).toBe(true);

      expect(await deliveries.find(gone.id)).toBeUndefined();
      expect(await deliveries.find(kept.id)).toBeDefined();
    });
  });
}
