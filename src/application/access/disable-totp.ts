import { ok, type Result } from '../../domain/shared/result.ts';
import type { ConfirmPassword, Unconfirmed } from './confirm-password.ts';
import type { Asked, OwnAccount } from './own-account.ts';
import type { UnknownAdmin } from './refusals.ts';

export interface DisableTotpCommand extends Asked {
  readonly password: string;
}

/**
 * Signing in to the own account asks for no code any more. Where there was none, nothing changes.
 *
 * - `wrong_password`, `throttled`, `admins_only`: see `ConfirmPassword`.
 * - `unknown_admin`: removed meanwhile.
 */
export class DisableTotp {
  readonly #account: OwnAccount;
  readonly #confirmPassword: ConfirmPassword;

  constructor(account: OwnAccount, confirmPassword: ConfirmPassword) {
    this.#account = account;
    this.#confirmPassword = confirmPassword;
  }

  async execute(command: DisableTotpCommand): Promise<Result<void, Unconfirmed | UnknownAdmin>> {
    const confirmed = await this.#confirmPassword.execute(command, command.password);
    if (!confirmed.ok) {
      return confirmed;
    }
    return this.#account.change(command, 'admin.disable_totp', async (admin) =>
      ok({ ...admin, totp: undefined }),
    );
  }
}
