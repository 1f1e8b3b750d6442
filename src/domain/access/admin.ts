/** A person who signs in with a name and a password. */
export interface Admin {
  /** UUID. */
  readonly id: string;
  /** In lower case: names differ in more than that. */
  readonly name: string;
  /** Name of a role. */
  readonly role: string;
  /** With the way it was hashed. */
  readonly passwordHash: string;
  readonly totp?: Totp | undefined;
  readonly disabledAt?: Date | undefined;
  readonly createdAt: Date;
}

/** Codes from an app on the admin's phone (RFC 6238). */
export interface Totp {
  /** Base32. */
  readonly secret: string;
  /** Until the admin showed a code of it, it is not asked for. */
  readonly confirmed: boolean;
  /** Of the last code that was accepted: a code works once. */
  readonly lastStep?: number | undefined;
}

/** @returns the name as it is kept: 2 to 64 of letters, digits, `.`, `_`, `-` and `@`, in lower case. */
export function adminNameIn(text: string): string | undefined {
  const name = text.trim().normalize('NFKC').toLowerCase();
  return /^[a-z0-9][a-z0-9._@-]{1,63}$/.test(name) ? name : undefined;
}

export type PasswordRule = 'too_short' | 'too_long';

/** In characters; NIST SP 800-63B-4, 3.1.1.2: at least 8, and at least 64 are to be accepted. */
const passwordLength = { min: 8, max: 200 };

/** @returns the rule that the password breaks. Which characters it has is up to its owner. */
export function brokenPasswordRule(password: string): PasswordRule | undefined {
  const length = [...password].length;
  if (length < passwordLength.min) {
    return 'too_short';
  }
  return length > passwordLength.max ? 'too_long' : undefined;
}

/** Whether a code of that step (30-second periods since 1970) may be taken: not one used before. */
export function isFreshStep(totp: Totp, step: number): boolean {
  return totp.lastStep === undefined || step > totp.lastStep;
}
