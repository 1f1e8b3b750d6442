import { deliveryLifetimeMs } from '../../domain/webhooks/delivery.ts';
import type { Clock } from '../ports/clock.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';

const batch = 1_000;

/** Keeps the delivery log at 30 days, a little at a time. What still waits is never removed. */
export class PruneDeliveries {
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;

  constructor(unitOfWork: UnitOfWork, clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
  }

  async execute(): Promise<void> {
    const { webhookDeliveries } = this.#unitOfWork.direct;
    const before = new Date(this.#clock.now().getTime() - deliveryLifetimeMs);
    while ((await webhookDeliveries.prune(before, batch)) === batch) {
      // Until a batch is not full.
    }
  }
}
