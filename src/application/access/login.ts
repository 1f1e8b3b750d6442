import { type Admin, adminNameIn, isFreshStep } from '../../domain/access/admin.ts';
import { type AdminSession, sessionLifeMs } from '../../domain/access/session.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import type { Clock } from '../ports/clock.ts';
import type { Digest } from '../ports/digest.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { OneTimePasswords } from '../ports/one-time-passwords.ts';
import type { PasswordHasher } from '../ports/password-hasher.ts';
import type { SecretGenerator } from '../ports/secret-generator.ts';
import type { Scope, UnitOfWork } from '../ports/unit-of-work.ts';
import type { Origin } from './actor.ts';
import type { AuditTrail } from './audit-trail.ts';
import type { Attempt, LoginThrottle, Throttled } from './login-throttle.ts';
import { sessionTexts } from './session-texts.ts';

export interface LoginCommand {
  readonly name: string;
  readonly password: string;
  /** Six digits, when the admin has set up TOTP. */
  readonly totpCode?: string | undefined;
  readonly origin: Origin;
}

export interface LoggedIn {
  /** For the browser alone: the product keeps no more than its hash. */
  readonly token: string;
  readonly session: AdminSession;
  readonly admin: Pick<Admin, 'id' | 'name' | 'role'>;
}

type Denial = { readonly kind: 'wrong_credentials' | 'wrong_totp' | 'disabled' };
export type LoginError = Denial | { readonly kind: 'totp_required' } | Throttled;

export interface LoginPorts {
  readonly unitOfWork: UnitOfWork;
  readonly throttle: LoginThrottle;
  readonly trail: AuditTrail;
  readonly hasher: PasswordHasher;
  readonly oneTimePasswords: OneTimePasswords;
  readonly secrets: SecretGenerator;
  readonly digest: Digest;
  readonly clock: Clock;
  readonly ids: IdGenerator;
}

/**
 * Opens a session. What was tried, and from where, is in the audit log; throttled attempts are not,
 * so that nobody can fill it.
 *
 * - `wrong_credentials`: no such name, or another password; both take the same time.
 * - `totp_required`: the password is right, and a code is needed too. Not counted as a failure.
 * - `wrong_totp`: the code is wrong, or was used before.
 * - `disabled`: the password is right, and the account is closed.
 * - `throttled`: too many failures with this name or from this address; nothing was looked at.
 */
export class Login {
  readonly #ports: LoginPorts;

  constructor(ports: LoginPorts) {
    this.#ports = ports;
  }

  async execute(command: LoginCommand): Promise<Result<LoggedIn, LoginError>> {
    const { unitOfWork, throttle, hasher } = this.#ports;
    const name = adminNameIn(command.name);
    const attempt = await throttle.begin(`name:${name ?? command.name}`, command.origin.ip);
    if (!attempt.ok) {
      return attempt;
    }
    const admin = name === undefined ? undefined : await unitOfWork.direct.admins.findByName(name);
    const isRight = await hasher.verify(command.password, admin?.passwordHash);
    const outcome = await unitOfWork.run(async (scope) =>
      ok(await this.#decide(scope, command, admin, isRight, attempt.value)),
    );
    return outcome.value;
  }

  async #decide(
    scope: Scope,
    command: LoginCommand,
    named: Admin | undefined,
    isRight: boolean,
    attempt: Attempt,
  ): Promise<Result<LoggedIn, LoginError>> {
    const admin = isRight ? named && (await scope.admins.lock(named.id)) : undefined;
    // Between the two looks the password may have been changed.
    if (admin === undefined || admin.passwordHash !== named?.passwordHash) {
      return this.#deny(scope, command, 'wrong_credentials', named);
    }
    if (admin.disabledAt !== undefined) {
      return this.#deny(scope, command, 'disabled', admin);
    }
    const { totp } = admin;
    if (totp?.confirmed) {
      if (command.totpCode === undefined) {
        await this.#ports.throttle.takeBack(scope, attempt);
        return err({ kind: 'totp_required' });
      }
      const { oneTimePasswords, clock } = this.#ports;
      const step = oneTimePasswords.stepOf(totp.secret, command.totpCode, clock.now());
      if (step === undefined || !isFreshStep(totp, step)) {
        return this.#deny(scope, command, 'wrong_totp', admin);
      }
      await scope.admins.save({ ...admin, totp: { ...totp, lastStep: step } });
    }
    await this.#ports.throttle.succeed(scope, attempt);
    return ok(await this.#open(scope, command.origin, admin));
  }

  async #deny(
    scope: Scope,
    { origin }: LoginCommand,
    kind: Denial['kind'],
    admin?: Admin,
  ): Promise<Result<never, Denial>> {
    await this.#ports.trail.append(scope, {
      // Never what was typed: people type passwords there, and the log is for good.
      actor: { kind: 'nobody', id: '', name: admin?.name ?? '' },
      origin,
      action: 'session.login_failed',
      subject: { type: 'admin', id: admin?.id ?? '' },
      after: { reason: kind },
    });
    return err({ kind });
  }

  async #open(scope: Scope, origin: Origin, { id, name, role }: Admin): Promise<LoggedIn> {
    const { secrets, digest, clock, ids, trail } = this.#ports;
    const token = secrets.token();
    const now = clock.now();
    const session: AdminSession = {
      id: ids.uuid(),
      adminId: id,
      tokenHash: digest.sha256(token),
      rotatedAt: now,
      createdAt: now,
      lastUsedAt: now,
      expiresAt: new Date(now.getTime() + sessionLifeMs),
      ...sessionTexts(origin),
    };
    await scope.adminSessions.insert(session);
    await trail.append(scope, {
      actor: { kind: 'admin', id, name },
      origin,
      action: 'session.login',
      subject: { type: 'session', id: session.id },
    });
    return { token, session, admin: { id, name, role } };
  }
}
