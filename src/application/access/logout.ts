import { ok } from '../../domain/shared/result.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { Actor, Origin } from './actor.ts';
import type { AuditTrail } from './audit-trail.ts';

export interface LogoutCommand {
  readonly actor: Actor;
  readonly sessionId: string;
  readonly origin: Origin;
}

/** Ends the session of whoever asks. A session that has ended already stays so. */
export class Logout {
  readonly #unitOfWork: UnitOfWork;
  readonly #trail: AuditTrail;

  constructor(unitOfWork: UnitOfWork, trail: AuditTrail) {
    this.#unitOfWork = unitOfWork;
    this.#trail = trail;
  }

  async execute({ actor, sessionId, origin }: LogoutCommand): Promise<void> {
    await this.#unitOfWork.run(async (scope) => {
      if (await scope.adminSessions.remove(sessionId)) {
        const subject = { type: 'session', id: sessionId };
        await this.#trail.append(scope, { actor, origin, action: 'session.logout', subject });
      }
      return ok();
    });
  }
}
