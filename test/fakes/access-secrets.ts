import type { OneTimePasswords } from '../../src/application/ports/one-time-passwords.ts';
import type { PasswordHasher } from '../../src/application/ports/password-hasher.ts';
import type { SecretGenerator } from '../../src/application/ports/secret-generator.ts';

/** Hides nothing and takes no time, but tells how often it worked. */
export class PlainPasswordHasher implements PasswordHasher {
  verified = 0;

  async hash(password: string): Promise<string> {
    return `plain:${password}`;
  }

  async verify(password: string, stored: string | undefined): Promise<boolean> {
    this.verified += 1;
    return stored === `plain:${password}`;
  }
}

const periodMs = 30_000;

/** The code of a period is its number, whatever the secret, which must be the right one all the same. */
export class NumberedOneTimePasswords implements OneTimePasswords {
  #made = 0;

  secret(): string {
    this.#made += 1;
    return `SECRET${this.#made}`;
  }

  uri(secret: string, account: string): string {
    return `otpauth://totp/${account}?secret=${secret}`;
  }

  code(secret: string, at: Date): string {
    return `${secret}-${stepAt(at)}`;
  }

  stepOf(secret: string, code: string, at: Date): number | undefined {
    return [0, -1, 1]
      .map((delta) => stepAt(at) + delta)
      .find((step) => code === `${secret}-${step}`);
  }
}

const stepAt = (at: Date): number => Math.floor(at.getTime() / periodMs);

export class SequentialSecrets implements SecretGenerator {
  #made = 0;

  token(): string {
    this.#made += 1;
    return String(this.#made).padStart(43, 'T');
  }
}
