import { ok } from '../../domain/shared/result.ts';
import { type AddressedNotice, privateChatOf } from '../notices.ts';
import type { Clock } from '../ports/clock.ts';
import type { JobOutcome } from '../ports/job-queue.ts';
import type { Messenger } from '../ports/messenger.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';

/** Tells a person something, however often it takes. */
export class SendNotice {
  readonly #unitOfWork: UnitOfWork;
  readonly #messenger: Messenger;
  readonly #clock: Clock;

  constructor(unitOfWork: UnitOfWork, messenger: Messenger, clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#messenger = messenger;
    this.#clock = clock;
  }

  async execute(addressed: AddressedNotice): Promise<JobOutcome> {
    const sent = await this.#messenger.notify(addressed);
    if (sent.ok) {
      return { kind: 'done' };
    }
    if (sent.error.kind === 'busy') {
      return { kind: 'again', afterMs: sent.error.retryAfterMs };
    }
    const { userId, destination } = addressed;
    if (destination.chatId === privateChatOf(userId).chatId) {
      const unreachableSince = this.#clock.now();
      await this.#unitOfWork.run(async (scope) => {
        const user = await scope.users.lock(userId);
        if (user !== undefined) {
          await scope.users.save({ ...user, unreachableSince });
        }
        return ok();
      });
    }
    return { kind: 'done' };
  }
}
