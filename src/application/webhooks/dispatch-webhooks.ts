import { assertNever } from '../../domain/shared/assert-never.ts';
import { err, ok } from '../../domain/shared/result.ts';
import { type NewDelivery, webhookDeliveryId } from '../../domain/webhooks/delivery.ts';
import type { WebhookEndpoint } from '../../domain/webhooks/endpoint.ts';
import { bodyOf } from '../../domain/webhooks/event.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { Scope, UnitOfWork } from '../ports/unit-of-work.ts';
import {
  type EventDetails,
  eventOf,
  eventTypeOf,
  isTold,
  type ToldChange,
} from './event-of-change.ts';

const batch = 500;

/**
 * Turns what happened into deliveries: one for each enabled endpoint that listens to it. Reading,
 * writing and moving on are one transaction, so that nothing is left out and nothing written twice,
 * whatever dies. One process at a time; the others have nothing to do.
 */
export class DispatchWebhooks {
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;
  readonly #ids: IdGenerator;

  constructor(unitOfWork: UnitOfWork, clock: Clock, ids: IdGenerator) {
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
    this.#ids = ids;
  }

  /** Goes on until it is at the end of what happened. */
  async execute(): Promise<void> {
    while (await this.#next()) {
      // Until a batch is not full.
    }
  }

  /** @returns whether there may be more. */
  async #next(): Promise<boolean> {
    const done = await this.#unitOfWork.run(async (scope) => {
      const mark = await scope.changes.take('webhooks');
      if (mark === undefined) {
        return err('another process is at it' as const);
      }
      const read = await scope.changes.read(mark, batch);
      // After the changes: an endpoint that is new by then has not been promised any of them.
      const endpoints = await scope.webhookEndpoints.all();
      const enabled = endpoints.filter((endpoint) => endpoint.enabled);
      const deliveries = await this.#deliveriesOf(scope, read.changes.filter(isTold), enabled);
      if (deliveries.length > 0) {
        await scope.webhookDeliveries.insert(deliveries);
      }
      if (read.mark.id !== mark.id || read.mark.xid !== mark.xid) {
        await scope.changes.move('webhooks', read.mark);
      }
      return ok({ hasMore: read.changes.length === batch });
    });
    return done.ok && done.value.hasMore;
  }

  async #deliveriesOf(
    scope: Scope,
    changes: readonly ToldChange[],
    endpoints: readonly WebhookEndpoint[],
  ): Promise<readonly NewDelivery[]> {
    const createdAt = this.#clock.now();
    const each = changes.map(async (change) => {
      const type = eventTypeOf(change);
      const listening = endpoints.filter(({ events }) => events.includes(type));
      const details = await detailsFor(scope, change, listening);
      return listening.map((endpoint): NewDelivery => {
        const event = eventOf(change, details, endpoint.includePrompts);
        return {
          id: webhookDeliveryId(this.#ids.uuid()),
          endpointId: endpoint.id,
          eventId: event.id,
          eventType: event.type,
          body: bodyOf(event),
          createdAt,
        };
      });
    });
    return (await Promise.all(each)).flat();
  }
}

/** Looks up only what somebody is going to read. */
async function detailsFor(
  { users, generations }: Scope,
  change: ToldChange,
  listening: readonly WebhookEndpoint[],
): Promise<EventDetails> {
  if (listening.length === 0) {
    return {};
  }
  switch (change.kind) {
    case 'user.created':
      return { user: await users.find(change.userId) };
    case 'generation.finished': {
      const { generationId, status, images } = change.data;
      const hasImages = status === 'succeeded' && images > 0;
      const isWanted = hasImages || listening.some(({ includePrompts }) => includePrompts);
      return isWanted ? { generation: await generations.find(generationId) } : {};
    }
    case 'payment.paid':
    case 'payment.refunded':
    case 'credits.posted':
      return {};
    default:
      return assertNever(change);
  }
}
