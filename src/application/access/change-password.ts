import { ok, type Result } from '../../domain/shared/result.ts';
import type { PasswordHasher } from '../ports/password-hasher.ts';
import type { ConfirmPassword, Unconfirmed } from './confirm-password.ts';
import type { Asked, OwnAccount } from './own-account.ts';
import { type InvalidPassword, passwordIn, type UnknownAdmin } from './refusals.ts';

export interface ChangePasswordCommand extends Asked {
  /** The session that goes on. */
  readonly sessionId: string;
  readonly currentPassword: string;
  readonly newPassword: string;
}

/**
 * Changes the own password and ends all other sessions.
 *
 * - `wrong_password`, `throttled`, `admins_only`: see `ConfirmPassword`.
 * - `invalid_password`: the new one is too short or too long.
 * - `unknown_admin`: removed meanwhile.
 */
export class ChangePassword {
  readonly #account: OwnAccount;
  readonly #confirmPassword: ConfirmPassword;
  readonly #hasher: PasswordHasher;

  constructor(account: OwnAccount, confirmPassword: ConfirmPassword, hasher: PasswordHasher) {
    this.#account = account;
    this.#confirmPassword = confirmPassword;
    this.#hasher = hasher;
  }

  async execute(
    command: ChangePasswordCommand,
  ): Promise<Result<void, Unconfirmed | InvalidPassword | UnknownAdmin>> {
    const password = passwordIn(command.newPassword);
    if (!password.ok) {
      return password;
    }
    const confirmed = await this.#confirmPassword.execute(command, command.currentPassword);
    if (!confirmed.ok) {
      return confirmed;
    }
    const passwordHash = await this.#hasher.hash(password.value);
    return this.#account.change(command, 'admin.change_password', async (admin, scope) => {
      await scope.adminSessions.removeAll(admin.id, command.sessionId);
      return ok({ ...admin, passwordHash });
    });
  }
}
