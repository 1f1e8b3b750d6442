import type { UserId } from '../../domain/shared/ids.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import type { User } from '../../domain/users/user.ts';
import type { Clock } from '../ports/clock.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { UnknownUser } from './unknown-user.ts';

export interface BanUserCommand {
  readonly userId: UserId;
  /** Undefined lifts the ban. */
  readonly reason: string | undefined;
}

/**
 * Bans a user or lifts the ban. What was accepted before is still delivered and charged: it was paid for.
 *
 * - `unknown_user`: nobody of this id ever wrote to the bot.
 */
export class BanUser {
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;

  constructor(unitOfWork: UnitOfWork, clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
  }

  execute({ userId, reason }: BanUserCommand): Promise<Result<User, UnknownUser>> {
    return this.#unitOfWork.run(async (scope) => {
      const user = await scope.users.lock(userId);
      if (user === undefined) {
        return err({ kind: 'unknown_user' as const, userId });
      }
      const ban = reason === undefined ? undefined : { reason, since: this.#clock.now() };
      const changed = { ...user, ban };
      await scope.users.save(changed);
      return ok(changed);
    });
  }
}
