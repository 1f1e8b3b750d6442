import { ownerRole } from '../../domain/access/role.ts';
import { ok, type Result } from '../../domain/shared/result.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { PasswordHasher } from '../ports/password-hasher.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { AuditTrail } from './audit-trail.ts';
import { adminFacts } from './change.ts';
import { type InvalidPassword, passwordIn } from './refusals.ts';

/** The name of the first account. */
const firstName = 'owner';

/**
 * At every start: while there is no admin at all, opens the account `owner` with the password of
 * the configuration. Afterwards that password means nothing: changing it, or leaving it in the
 * environment of a machine, opens no door.
 *
 * - `invalid_password`: too short or too long.
 */
export class BootstrapOwner {
  readonly #unitOfWork: UnitOfWork;
  readonly #trail: AuditTrail;
  readonly #hasher: PasswordHasher;
  readonly #clock: Clock;
  readonly #ids: IdGenerator;

  constructor(
    unitOfWork: UnitOfWork,
    trail: AuditTrail,
    hasher: PasswordHasher,
    clock: Clock,
    ids: IdGenerator,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#trail = trail;
    this.#hasher = hasher;
    this.#clock = clock;
    this.#ids = ids;
  }

  /** @returns whether the account was opened now. */
  async execute(text: string): Promise<Result<boolean, InvalidPassword>> {
    const password = passwordIn(text);
    if (!password.ok || (await this.#unitOfWork.direct.admins.any())) {
      return password.ok ? ok(false) : password;
    }
    const passwordHash = await this.#hasher.hash(password.value);
    // Of several servers that start at a time one adds the account: the name is unique.
    return this.#unitOfWork.run(async (scope) => {
      if (await scope.admins.any()) {
        return ok(false);
      }
      const id = this.#ids.uuid();
      const createdAt = this.#clock.now();
      const admin = { id, name: firstName, role: ownerRole, passwordHash, createdAt };
      await scope.admins.insert(admin);
      await this.#trail.append(scope, {
        actor: { kind: 'system', id: 'start', name: 'start' },
        action: 'admin.bootstrap',
        subject: { type: 'admin', id },
        after: adminFacts(admin),
      });
      return ok(true);
    });
  }
}
