import { isAlive } from '../../domain/access/session.ts';
import type { Clock } from '../ports/clock.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { Actor } from './actor.ts';

/**
 * Whose session it is by now: for answers that go on long after the token was shown. Unlike
 * `AuthenticateSession` it makes no new token, which nobody could be told of any more.
 */
export class FindSessionActor {
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;

  constructor(unitOfWork: UnitOfWork, clock: Clock) {
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
  }

  /** @returns undefined when the session is over, or its admin's account closed. */
  async execute(sessionId: string): Promise<Actor | undefined> {
    const { adminSessions, admins, roles } = this.#unitOfWork.direct;
    const session = await adminSessions.find(sessionId);
    if (session === undefined || !isAlive(session, session.tokenHash, this.#clock.now())) {
      return undefined;
    }
    const admin = await admins.find(session.adminId);
    if (admin === undefined || admin.disabledAt !== undefined) {
      return undefined;
    }
    const role = await roles.find(admin.role);
    return role && { kind: 'admin', id: admin.id, name: admin.name, permissions: role.permissions };
  }
}
