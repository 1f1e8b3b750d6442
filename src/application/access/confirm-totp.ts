import { err, ok, type Result } from '../../domain/shared/result.ts';
import type { Clock } from '../ports/clock.ts';
import type { OneTimePasswords } from '../ports/one-time-passwords.ts';
import type { Asked, OwnAccount } from './own-account.ts';
import type { AdminsOnly, UnknownAdmin } from './refusals.ts';

export interface ConfirmTotpCommand extends Asked {
  /** Six digits, from the app that was given the secret. */
  readonly code: string;
}

export interface ConfirmTotpRefusal {
  readonly kind: 'totp_not_set_up' | 'totp_active' | 'wrong_totp';
}

/**
 * Turns the new TOTP secret on: from now on signing in asks for a code. The code shown here is used up.
 *
 * - `totp_not_set_up`: `SetupTotp` comes first.
 * - `totp_active`: it is on already.
 * - `wrong_totp`: the code is not of that secret, or of another time.
 * - `admins_only`, `unknown_admin`: see `OwnAccount`.
 */
export class ConfirmTotp {
  readonly #account: OwnAccount;
  readonly #oneTimePasswords: OneTimePasswords;
  readonly #clock: Clock;

  constructor(account: OwnAccount, oneTimePasswords: OneTimePasswords, clock: Clock) {
    this.#account = account;
    this.#oneTimePasswords = oneTimePasswords;
    this.#clock = clock;
  }

  execute(
    command: ConfirmTotpCommand,
  ): Promise<Result<void, ConfirmTotpRefusal | AdminsOnly | UnknownAdmin>> {
    return this.#account.change<ConfirmTotpRefusal>(
      command,
      'admin.confirm_totp',
      async (admin) => {
        const { totp } = admin;
        if (totp === undefined) {
          return err({ kind: 'totp_not_set_up' });
        }
        if (totp.confirmed) {
          return err({ kind: 'totp_active' });
        }
        const step = this.#oneTimePasswords.stepOf(totp.secret, command.code, this.#clock.now());
        return step === undefined
          ? err({ kind: 'wrong_totp' })
          : ok({ ...admin, totp: { ...totp, confirmed: true, lastStep: step } });
      },
    );
  }
}
