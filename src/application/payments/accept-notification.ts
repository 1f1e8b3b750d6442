import { ok } from '../../domain/shared/result.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';

/** Keeps what a provider pushed, so that it can be told "got it" at once. It is read later. */
export class AcceptNotification {
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;
  readonly #ids: IdGenerator;

  constructor(unitOfWork: UnitOfWork, clock: Clock, ids: IdGenerator) {
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
    this.#ids = ids;
  }

  /** Rejects when it cannot be kept now: the provider sends it again. */
  async execute(body: string): Promise<void> {
    await this.#unitOfWork.run(async (scope) => {
      const id = this.#ids.uuid();
      await scope.paymentInbox.add({ id, body, receivedAt: this.#clock.now() });
      await scope.outbox.add({ type: 'payment.notification', notificationId: id });
      return ok();
    });
  }
}
