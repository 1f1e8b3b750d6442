import { sha256Digest } from '../../../src/adapters/crypto/sha256-digest.ts';
import type { Actor } from '../../../src/application/access/actor.ts';
import { AuditTrail } from '../../../src/application/access/audit-trail.ts';
import { AuthenticateApiKey } from '../../../src/application/access/authenticate-api-key.ts';
import { AuthenticateSession } from '../../../src/application/access/authenticate-session.ts';
import { ConfirmPassword } from '../../../src/application/access/confirm-password.ts';
import { Login } from '../../../src/application/access/login.ts';
import { LoginThrottle } from '../../../src/application/access/login-throttle.ts';
import { OwnAccount } from '../../../src/application/access/own-account.ts';
import { PerformAction } from '../../../src/application/admin/perform-action.ts';
import type { IdGenerator } from '../../../src/application/ports/id-generator.ts';
import type { RateLimiter } from '../../../src/application/ports/rate-limiter.ts';
import type { UnitOfWork } from '../../../src/application/ports/unit-of-work.ts';
import type { Admin } from '../../../src/domain/access/admin.ts';
import type { AuditRow } from '../../../src/domain/access/audit.ts';
import { type Permission, permissions } from '../../../src/domain/access/permission.ts';
import { anAdmin, anOrigin } from '../../builders/access.ts';
import {
  NumberedOneTimePasswords,
  PlainPasswordHasher,
  SequentialSecrets,
} from '../../fakes/access-secrets.ts';
import { InMemoryRateLimiter } from '../../fakes/in-memory-rate-limiter.ts';
import type { InMemoryState } from '../../fakes/in-memory-state.ts';
import { InMemoryUnitOfWork } from '../../fakes/in-memory-unit-of-work.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { SequentialIds } from '../../fakes/sequential-ids.ts';

export interface AccessStage {
  readonly unitOfWork: UnitOfWork;
  readonly clock: ManualClock;
  readonly ids: IdGenerator;
}

/** All that access needs, over memory unless a test brings another store. */
export class AccessWorld {
  readonly clock: ManualClock;
  readonly ids: IdGenerator;
  readonly unitOfWork: UnitOfWork;
  readonly hasher = new PlainPasswordHasher();
  readonly oneTimePasswords = new NumberedOneTimePasswords();
  readonly secrets = new SequentialSecrets();
  readonly digest = sha256Digest;
  readonly rateLimiter: RateLimiter;
  readonly trail: AuditTrail;
  readonly throttle: LoginThrottle;
  readonly perform: PerformAction;
  readonly account: OwnAccount;
  readonly confirm: ConfirmPassword;
  readonly session: AuthenticateSession;
  readonly apiKey: AuthenticateApiKey;
  readonly #login: Login;

  constructor({ unitOfWork, clock, ids }: AccessStage) {
    const { hasher, oneTimePasswords, secrets, digest } = this;
    this.clock = clock;
    this.ids = ids;
    this.unitOfWork = unitOfWork;
    this.rateLimiter = new InMemoryRateLimiter(clock);
    this.trail = new AuditTrail(clock, digest);
    this.throttle = new LoginThrottle(unitOfWork, clock);
    this.perform = new PerformAction(unitOfWork, this.trail, clock, digest);
    this.account = new OwnAccount(unitOfWork, this.trail);
    this.confirm = new ConfirmPassword(unitOfWork, this.throttle, this.trail, hasher);
    this.session = new AuthenticateSession(unitOfWork, secrets, digest, clock);
    this.apiKey = new AuthenticateApiKey(unitOfWork, this.rateLimiter, digest, clock);
    const { throttle, trail } = this;
    this.#login = new Login({
      ...{ unitOfWork, throttle, trail, hasher, oneTimePasswords, secrets, digest, clock, ids },
    });
  }

  /** An admin whose password is `correct horse`. */
  async admin(fields: Partial<Admin> = {}): Promise<Admin> {
    const admin = anAdmin({ passwordHash: await this.hasher.hash('correct horse'), ...fields });
    await this.unitOfWork.direct.admins.insert(admin);
    return admin;
  }

  stored(id: string): Promise<Admin | undefined> {
    return this.unitOfWork.direct.admins.find(id);
  }

  login(name: string, password = 'correct horse', totpCode?: string, ip = anOrigin.ip) {
    return this.#login.execute({ name, password, totpCode, origin: { ...anOrigin, ip } });
  }

  /** A session of that admin: its token and id. */
  async signedIn(admin: Pick<Admin, 'name'>) {
    const result = await this.login(admin.name);
    if (!result.ok) {
      throw new Error(`Cannot go on as signing in failed: ${result.error.kind}`);
    }
    return { token: result.value.token, sessionId: result.value.session.id };
  }

  async isSignedIn(token: string): Promise<boolean> {
    return (await this.session.execute(token)).ok;
  }
}

/** The same over memory, with a look at what is kept there. */
export class AccessInMemory extends AccessWorld {
  readonly #memory: InMemoryUnitOfWork;

  constructor() {
    const clock = new ManualClock();
    const ids = new SequentialIds();
    const unitOfWork = new InMemoryUnitOfWork({ clock, ids });
    super({ unitOfWork, clock, ids });
    this.#memory = unitOfWork;
  }

  state(): InMemoryState {
    return this.#memory.state();
  }

  auditLog(): readonly AuditRow[] {
    return [...this.state().auditLog.values()];
  }

  actionsLogged(): readonly string[] {
    return this.auditLog().map(({ action }) => action);
  }
}

export function actorOf(admin: Pick<Admin, 'id' | 'name'>, allowed?: readonly Permission[]): Actor {
  return {
    kind: 'admin',
    id: admin.id,
    name: admin.name,
    permissions: new Set(allowed ?? permissions),
  };
}
