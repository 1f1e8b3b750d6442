import { HttpWebhookSender } from '../adapters/webhooks/http-webhook-sender.ts';
import type { Clock } from '../application/ports/clock.ts';
import type { IdGenerator } from '../application/ports/id-generator.ts';
import type { Logger } from '../application/ports/logger.ts';
import type { UnitOfWork } from '../application/ports/unit-of-work.ts';
import type { WebhookSender } from '../application/ports/webhook-sender.ts';
import { DeleteEndpoint } from '../application/webhooks/delete-endpoint.ts';
import { DispatchWebhooks } from '../application/webhooks/dispatch-webhooks.ts';
import { PingEndpoint } from '../application/webhooks/ping-endpoint.ts';
import { PruneDeliveries } from '../application/webhooks/prune-deliveries.ts';
import { ReplayDelivery } from '../application/webhooks/replay-delivery.ts';
import { ReplaySince } from '../application/webhooks/replay-since.ts';
import { RotateSecret } from '../application/webhooks/rotate-secret.ts';
import { SaveEndpoint } from '../application/webhooks/save-endpoint.ts';
import { SendWebhooks } from '../application/webhooks/send-webhooks.ts';
import type { Configuration } from './configuration.ts';
import { type Repeated, repeat } from './repeat.ts';
import { systemClock, systemIds } from './system.ts';

const dispatchMs = 1_000;
const sendMs = 500;
const pruneMs = 600_000;

export function createWebhookSender({ api }: Pick<Configuration, 'api'>): WebhookSender {
  return new HttpWebhookSender({ isInsecureAllowed: api.insecureWebhooks });
}

/**
 * What admins do with endpoints.
 *
 * @param unitOfWork of the action that it is part of, where there is one
 */
export function composeWebhookActions(
  unitOfWork: UnitOfWork,
  sender: Pick<WebhookSender, 'problemWith'>,
  clock: Clock,
  ids: IdGenerator,
) {
  return {
    save: new SaveEndpoint(unitOfWork, sender, clock, ids),
    rotateSecret: new RotateSecret(unitOfWork, clock, ids),
    delete: new DeleteEndpoint(unitOfWork),
    ping: new PingEndpoint(unitOfWork, clock, ids),
    replay: new ReplayDelivery(unitOfWork, clock),
    replaySince: new ReplaySince(unitOfWork, clock),
  };
}

/** The working half's part: tells the endpoints what happened. */
export function startWebhooks(
  unitOfWork: UnitOfWork,
  sender: WebhookSender,
  logger: Logger,
): Repeated {
  const dispatch = new DispatchWebhooks(unitOfWork, systemClock, systemIds);
  const prune = new PruneDeliveries(unitOfWork, systemClock);
  const send = new SendWebhooks({
    unitOfWork,
    sender,
    clock: systemClock,
    logger,
    random: Math.random,
  });
  const rounds = [
    repeat('dispatch_webhooks', dispatchMs, () => dispatch.execute(), logger),
    repeat('send_webhooks', sendMs, () => send.execute(), logger),
    repeat('prune_webhooks', pruneMs, () => prune.execute(), logger),
  ];
  return {
    async stop() {
      await Promise.all(rounds.map((round) => round.stop()));
      await send.stop();
    },
  };
}
