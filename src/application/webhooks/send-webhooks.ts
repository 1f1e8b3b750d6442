import { err, ok, type Result } from '../../domain/shared/result.ts';
import {
  deliveriesAtOnce,
  deliveryTimeoutMs,
  retryDelayMs,
  type WebhookDelivery,
} from '../../domain/webhooks/delivery.ts';
import {
  originOf,
  secretsAt,
  type WebhookEndpoint,
  withFailure,
} from '../../domain/webhooks/endpoint.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Scope, UnitOfWork } from '../ports/unit-of-work.ts';
import type { AttemptRecord } from '../ports/webhook-repository.ts';
import type { WebhookAnswer, WebhookSender } from '../ports/webhook-sender.ts';

/** An attempt and its bookkeeping fit in; a process that dies meanwhile loses so much time. */
const leaseMs = 3 * deliveryTimeoutMs;

/** What an endpoint says that will never come back. */
const gone = 410;

type Recorded = Result<AttemptRecord, 'taken up by another'>;

export interface SendWebhooksPorts {
  readonly unitOfWork: UnitOfWork;
  readonly sender: WebhookSender;
  readonly clock: Clock;
  readonly logger: Logger;
  /** From 0 to below 1. */
  readonly random: () => number;
}

/**
 * Sends what is due. Each delivery is claimed, sent outside of any transaction, and recorded: a
 * process that dies in between leaves it to be sent again, under the same id. An endpoint that is
 * slow or away uses up its own few places and holds up nobody else.
 */
export class SendWebhooks {
  readonly #ports: SendWebhooksPorts;
  readonly #underWay = new Set<Promise<void>>();
  #claiming: Promise<void> | undefined;
  #claimsAgain = false;
  #isStopped = false;

  constructor(ports: SendWebhooksPorts) {
    this.#ports = ports;
  }

  /** Begins to send what is due and resolves as soon as it is under way. Called on a short timer. */
  async execute(): Promise<void> {
    if (this.#isStopped) {
      return;
    }
    if (this.#claiming !== undefined) {
      this.#claimsAgain = true;
      return this.#claiming;
    }
    this.#claiming = this.#claim();
    try {
      await this.#claiming;
    } finally {
      this.#claiming = undefined;
    }
  }

  /** Begins nothing more and resolves when all that was under way is recorded. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#claiming?.catch(() => undefined);
    await this.settled();
  }

  /** Resolves when nothing is under way any more, what became free meanwhile included. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) {
      await Promise.all(this.#underWay);
    }
  }

  async #claim(): Promise<void> {
    do {
      this.#claimsAgain = false;
      const now = this.#ports.clock.now();
      const leaseUntil = new Date(now.getTime() + leaseMs);
      const { webhookDeliveries } = this.#ports.unitOfWork.direct;
      for (const delivery of await webhookDeliveries.claimDue(now, leaseUntil, deliveriesAtOnce)) {
        this.#begin(delivery);
      }
    } while (this.#claimsAgain && !this.#isStopped);
  }

  /** What ends makes room for the next: nobody has to wait for the timer. */
  #begin(delivery: WebhookDelivery): void {
    const { logger } = this.#ports;
    const work = this.#deliver(delivery)
      .catch((error: unknown) => {
        logger.warn('webhook_not_recorded', { deliveryId: delivery.id }, error);
      })
      .then(() => this.execute())
      .catch((error: unknown) => logger.warn('webhooks_not_claimed', {}, error))
      .finally(() => this.#underWay.delete(work));
    this.#underWay.add(work);
  }

  async #deliver(delivery: WebhookDelivery): Promise<void> {
    const { unitOfWork, sender, clock } = this.#ports;
    const endpoint = await unitOfWork.direct.webhookEndpoints.find(delivery.endpointId);
    if (endpoint === undefined) {
      return;
    }
    const timestamp = clock.now();
    const answer = await sender.send({
      url: endpoint.url,
      id: delivery.eventId,
      timestamp,
      body: delivery.body,
      secrets: secretsAt(endpoint, timestamp),
    });
    const recorded = await unitOfWork.run((scope) => this.#record(scope, delivery, answer));
    if (recorded.ok) {
      this.#tell(delivery, answer, recorded.value);
    }
  }

  async #record(scope: Scope, delivery: WebhookDelivery, answer: WebhookAnswer): Promise<Recorded> {
    const { endpointId } = delivery;
    const outcome = this.#recordOf(delivery, answer);
    if (outcome.next.state === 'delivered') {
      await scope.webhookEndpoints.forgetFailures(endpointId);
      return this.#recorded(scope, delivery, outcome);
    }
    // Before the delivery, as everybody locks it.
    const endpoint = await scope.webhookEndpoints.lock(endpointId);
    if (!endpoint?.enabled) {
      return this.#recorded(scope, delivery, { ...outcome, next: { state: 'dead' } });
    }
    const recorded = await this.#recorded(scope, delivery, outcome);
    if (recorded.ok) {
      await this.#countFailure(scope, endpoint, outcome.status === gone);
    }
    return recorded;
  }

  /** An error when the lease was lost: then nothing of this attempt counts. */
  async #recorded(
    { webhookDeliveries }: Scope,
    { id, attempts }: WebhookDelivery,
    record: AttemptRecord,
  ): Promise<Recorded> {
    return (await webhookDeliveries.record(id, attempts, record))
      ? ok(record)
      : err('taken up by another');
  }

  #recordOf({ tries }: WebhookDelivery, answer: WebhookAnswer): AttemptRecord {
    const now = this.#ports.clock.now();
    const { durationMs } = answer;
    if (answer.kind === 'answered' && answer.status >= 200 && answer.status < 300) {
      const { status, response } = answer;
      return { durationMs, status, response, next: { state: 'delivered', at: now } };
    }
    const wishedMs = answer.kind === 'answered' ? answer.retryAfterMs : undefined;
    const delayMs = retryDelayMs(tries, this.#ports.random(), wishedMs);
    const next: AttemptRecord['next'] =
      delayMs === undefined
        ? { state: 'dead' }
        : { state: 'pending', at: new Date(now.getTime() + delayMs) };
    return answer.kind === 'answered'
      ? { durationMs, status: answer.status, response: answer.response, error: 'status', next }
      : { durationMs, error: answer.error, next };
  }

  async #countFailure(scope: Scope, before: WebhookEndpoint, isGone: boolean): Promise<void> {
    const now = this.#ports.clock.now();
    const endpoint = withFailure(before, now, isGone);
    await scope.webhookEndpoints.save(endpoint);
    const { id, url, disabledReason } = endpoint;
    const origin = originOf(url);
    if (!endpoint.enabled && disabledReason !== undefined) {
      await scope.webhookDeliveries.abandon(id, now);
      await scope.operatorJournal.add(
        { kind: 'webhook_disabled', endpointId: id, origin, reason: disabledReason },
        `webhook_disabled:${id}:${now.getTime()}`,
      );
    }
  }

  #tell(delivery: WebhookDelivery, answer: WebhookAnswer, { status, error, next }: AttemptRecord) {
    const { id, endpointId, eventId, eventType, attempts } = delivery;
    const { durationMs } = answer;
    const fields = {
      deliveryId: id,
      endpointId,
      eventId,
      eventType,
      attempt: attempts,
      durationMs,
    };
    if (next.state === 'delivered') {
      this.#ports.logger.debug('webhook_delivered', { ...fields, status });
    } else {
      this.#ports.logger.info('webhook_failed', { ...fields, status, error, next: next.state });
    }
  }
}
