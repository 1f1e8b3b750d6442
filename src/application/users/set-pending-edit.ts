import type { UserId } from '../../domain/shared/ids.ts';
import { ok } from '../../domain/shared/result.ts';
import type { PendingEdit } from '../../domain/users/user.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';

/** Remembers the pictures that the user is about to say something about, or forgets them. */
export class SetPendingEdit {
  readonly #unitOfWork: UnitOfWork;

  constructor(unitOfWork: UnitOfWork) {
    this.#unitOfWork = unitOfWork;
  }

  async execute(userId: UserId, pendingEdit: PendingEdit | undefined): Promise<void> {
    await this.#unitOfWork.run(async (scope) => {
      const user = await scope.users.lock(userId);
      if (user !== undefined && (user.pendingEdit ?? pendingEdit) !== undefined) {
        await scope.users.save({ ...user, pendingEdit });
      }
      return ok();
    });
  }
}
