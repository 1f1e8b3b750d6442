import { DispatchWebhooks } from '../../../../src/application/webhooks/dispatch-webhooks.ts';
import { PruneDeliveries } from '../../../../src/application/webhooks/prune-deliveries.ts';
import { SendWebhooks } from '../../../../src/application/webhooks/send-webhooks.ts';
import type { NewDelivery, WebhookDelivery } from '../../../../src/domain/webhooks/delivery.ts';
import type { WebhookEndpoint } from '../../../../src/domain/webhooks/endpoint.ts';
import { composeWebhookActions } from '../../../../src/infrastructure/webhooks.ts';
import { aDelivery, anEndpoint } from '../../../builders/webhooks.ts';
import { InMemoryUnitOfWork } from '../../../fakes/in-memory-unit-of-work.ts';
import { ManualClock } from '../../../fakes/manual-clock.ts';
import { RecordingLogger } from '../../../fakes/recording-logger.ts';
import { ScriptedWebhookSender } from '../../../fakes/scripted-webhook-sender.ts';
import { SequentialIds } from '../../../fakes/sequential-ids.ts';

export type WebhookWorld = ReturnType<typeof webhookWorld>;

/** Webhooks without a network or a database, on a clock that stands still. */
export function webhookWorld() {
  const clock = new ManualClock();
  const ids = new SequentialIds();
  const logger = new RecordingLogger();
  const unitOfWork = new InMemoryUnitOfWork({ clock, ids });
  const sender = new ScriptedWebhookSender();
  const { webhookEndpoints, webhookDeliveries } = unitOfWork.direct;
  const process = () => new SendWebhooks({ unitOfWork, sender, clock, logger, random: () => 0.5 });
  const send = process();
  return {
    clock,
    ids,
    logger,
    unitOfWork,
    sender,
    dispatch: new DispatchWebhooks(unitOfWork, clock, ids),
    prune: new PruneDeliveries(unitOfWork, clock),
    actions: composeWebhookActions(unitOfWork, sender, clock, ids),
    /** Another one on the same database. */
    process,
    send,
    /** Sends all that is due now. */
    async round(): Promise<void> {
      await send.execute();
      await send.settled();
    },
    async existingEndpoint(fields: Partial<WebhookEndpoint> = {}): Promise<WebhookEndpoint> {
      const endpoint = anEndpoint(fields);
      await webhookEndpoints.insert(endpoint);
      return endpoint;
    },
    async waiting(
      { id: endpointId }: WebhookEndpoint,
      fields: Partial<NewDelivery> = {},
    ): Promise<NewDelivery> {
      const delivery = aDelivery({ endpointId, createdAt: clock.now(), ...fields });
      await webhookDeliveries.insert([delivery]);
      return delivery;
    },
    stored: async ({ id }: Pick<WebhookDelivery, 'id'>) => webhookDeliveries.find(id),
    endpoint: async ({ id }: Pick<WebhookEndpoint, 'id'>) => webhookEndpoints.find(id),
    deliveries: (): readonly WebhookDelivery[] => [
      ...unitOfWork.state().webhookDeliveries.values(),
    ],
  };
}
