import type { DataSource } from 'typeorm';
import { randomSecrets } from '../adapters/crypto/random-secrets.ts';
import { ScryptPasswordHasher } from '../adapters/crypto/scrypt-password-hasher.ts';
import { sha256Digest } from '../adapters/crypto/sha256-digest.ts';
import { totp } from '../adapters/crypto/totp.ts';
import type { Authenticated, Credentials } from '../adapters/graphql/server/api-request.ts';
import { PostgresRateLimiter } from '../adapters/postgres/rate-limiter.ts';
import { AuditTrail } from '../application/access/audit-trail.ts';
import { AuthenticateApiKey } from '../application/access/authenticate-api-key.ts';
import { AuthenticateSession } from '../application/access/authenticate-session.ts';
import { BootstrapOwner } from '../application/access/bootstrap-owner.ts';
import { ChangePassword } from '../application/access/change-password.ts';
import { ConfirmPassword } from '../application/access/confirm-password.ts';
import { ConfirmTotp } from '../application/access/confirm-totp.ts';
import { DisableTotp } from '../application/access/disable-totp.ts';
import { FindSessionActor } from '../application/access/find-session-actor.ts';
import { Login } from '../application/access/login.ts';
import { LoginThrottle } from '../application/access/login-throttle.ts';
import { Logout } from '../application/access/logout.ts';
import { OwnAccount } from '../application/access/own-account.ts';
import { PruneAccess } from '../application/access/prune-access.ts';
import { SetupTotp } from '../application/access/setup-totp.ts';
import { VerifyAuditLog } from '../application/access/verify-audit-log.ts';
import { PerformAction } from '../application/admin/perform-action.ts';
import type { Clock } from '../application/ports/clock.ts';
import type { IdGenerator } from '../application/ports/id-generator.ts';
import type { UnitOfWork } from '../application/ports/unit-of-work.ts';

export interface AccessPorts {
  readonly unitOfWork: UnitOfWork;
  readonly dataSource: DataSource;
  readonly clock: Clock;
  readonly ids: IdGenerator;
}

export type Access = ReturnType<typeof composeAccess>;

/** Who may come in, and what becomes of what they do. */
export function composeAccess({ unitOfWork, dataSource, clock, ids }: AccessPorts) {
  const digest = sha256Digest;
  const secrets = randomSecrets;
  const hasher = new ScryptPasswordHasher();
  const trail = new AuditTrail(clock, digest);
  const throttle = new LoginThrottle(unitOfWork, clock);
  const confirm = new ConfirmPassword(unitOfWork, throttle, trail, hasher);
  const account = new OwnAccount(unitOfWork, trail);
  const rateLimiter = new PostgresRateLimiter(dataSource, clock);
  return {
    perform: new PerformAction(unitOfWork, trail, clock, digest),
    verifyAuditLog: new VerifyAuditLog(unitOfWork.direct.auditLog, digest),
    bootstrapOwner: new BootstrapOwner(unitOfWork, trail, hasher, clock, ids),
    prune: new PruneAccess(unitOfWork, rateLimiter, clock),
    login: new Login({
      ...{ unitOfWork, throttle, trail, hasher, secrets, digest, clock, ids },
      oneTimePasswords: totp,
    }),
    logout: new Logout(unitOfWork, trail),
    changePassword: new ChangePassword(account, confirm, hasher),
    setupTotp: new SetupTotp(account, confirm, totp),
    confirmTotp: new ConfirmTotp(account, totp, clock),
    disableTotp: new DisableTotp(account, confirm),
    session: new AuthenticateSession(unitOfWork, secrets, digest, clock),
    sessionActor: new FindSessionActor(unitOfWork, clock),
    apiKey: new AuthenticateApiKey(unitOfWork, rateLimiter, digest, clock),
    hasher,
    secrets,
    digest,
  };
}

/** A key goes before a session: whoever sends one wants to be it. */
export async function authenticate(
  { apiKey, session }: Pick<Access, 'apiKey' | 'session'>,
  credentials: Credentials,
): Promise<Authenticated> {
  if (credentials.apiKey !== undefined) {
    const result = await apiKey.execute(credentials.apiKey);
    if (result.ok) {
      return { kind: 'actor', actor: result.value.actor };
    }
    return result.error.kind === 'rate_limited'
      ? { kind: 'rate_limited', retryAfterSeconds: result.error.retryAfterSeconds }
      : { kind: 'refused' };
  }
  if (credentials.sessionToken === undefined) {
    return { kind: 'nobody' };
  }
  const result = await session.execute(credentials.sessionToken);
  return result.ok
    ? { kind: 'actor', ...result.value, renewedToken: result.value.newToken }
    : { kind: 'refused' };
}
