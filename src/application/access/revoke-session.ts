import { err, ok, type Result } from '../../domain/shared/result.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { Actor } from './actor.ts';
import type { Change } from './change.ts';

export interface RevokeSessionCommand {
  readonly actor: Actor;
  readonly sessionId: string;
}

export interface UnknownSession {
  readonly kind: 'unknown_session';
}

/**
 * Ends a session, from the next request on: an own one, or with `access:write` anybody's.
 *
 * - `unknown_session`: there is none, or it is none of the actor's business.
 */
export class RevokeSession {
  readonly #unitOfWork: UnitOfWork;

  constructor(unitOfWork: UnitOfWork) {
    this.#unitOfWork = unitOfWork;
  }

  execute({ actor, sessionId }: RevokeSessionCommand): Promise<Result<Change, UnknownSession>> {
    return this.#unitOfWork.run<Result<Change, UnknownSession>>(async ({ adminSessions }) => {
      const session = await adminSessions.find(sessionId);
      const mayEnd = session?.adminId === actor.id || actor.permissions.has('access:write');
      if (session === undefined || !mayEnd || !(await adminSessions.remove(sessionId))) {
        return err({ kind: 'unknown_session' });
      }
      const { adminId, ip } = session;
      return ok({ id: sessionId, before: { adminId, ip } });
    });
  }
}
