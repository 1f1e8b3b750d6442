import type { UserId } from '../../domain/shared/ids.ts';
import { ok } from '../../domain/shared/result.ts';
import type { Clock } from '../ports/clock.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';

/** Remembers that a user blocked the bot, or came back. Unknown users are no news. */
export class NoteReachability {
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;

  constructor(unitOfWork: UnitOfWork, clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
  }

  async execute(userId: UserId, isReachable: boolean): Promise<void> {
    const unreachableSince = isReachable ? undefined : this.#clock.now();
    await this.#unitOfWork.run(async (scope) => {
      const user = await scope.users.lock(userId);
      if (user !== undefined) {
        await scope.users.save({ ...user, unreachableSince });
      }
      return ok();
    });
  }
}
