import { err, ok, type Result } from '../../domain/shared/result.ts';
import type { OneTimePasswords } from '../ports/one-time-passwords.ts';
import type { ConfirmPassword, Unconfirmed } from './confirm-password.ts';
import type { Asked, OwnAccount } from './own-account.ts';
import type { UnknownAdmin } from './refusals.ts';

export interface SetupTotpCommand extends Asked {
  readonly password: string;
}

/** Shown this once. */
export interface TotpSecret {
  /** Base32, to type in. */
  readonly secret: string;
  /** `otpauth://...`, to show as a QR code. */
  readonly uri: string;
}

export interface TotpActive {
  readonly kind: 'totp_active';
}

/**
 * Makes a TOTP secret for the own account. It is asked for once `ConfirmTotp` saw a code of it; until
 * then, setting up again makes another one.
 *
 * - `wrong_password`, `throttled`, `admins_only`: see `ConfirmPassword`.
 * - `totp_active`: there is one already; `DisableTotp` comes first.
 * - `unknown_admin`: removed meanwhile.
 */
export class SetupTotp {
  readonly #account: OwnAccount;
  readonly #confirmPassword: ConfirmPassword;
  readonly #oneTimePasswords: OneTimePasswords;

  constructor(
    account: OwnAccount,
    confirmPassword: ConfirmPassword,
    oneTimePasswords: OneTimePasswords,
  ) {
    this.#account = account;
    this.#confirmPassword = confirmPassword;
    this.#oneTimePasswords = oneTimePasswords;
  }

  async execute(
    command: SetupTotpCommand,
  ): Promise<Result<TotpSecret, Unconfirmed | TotpActive | UnknownAdmin>> {
    const confirmed = await this.#confirmPassword.execute(command, command.password);
    if (!confirmed.ok) {
      return confirmed;
    }
    const secret = this.#oneTimePasswords.secret();
    const changed = await this.#account.change(command, 'admin.setup_totp', async (admin) =>
      admin.totp?.confirmed
        ? err({ kind: 'totp_active' as const })
        : ok({ ...admin, totp: { secret, confirmed: false } }),
    );
    return changed.ok
      ? ok({ secret, uri: this.#oneTimePasswords.uri(secret, command.actor.name) })
      : changed;
  }
}
