/** Codes of six digits that change every 30 seconds (RFC 6238, as authenticator apps expect them). */
export interface OneTimePasswords {
  /** A new secret of 160 bits, in base32. */
  secret(): string;
  /** `otpauth://...`, which apps read from a QR code. */
  uri(secret: string, account: string): string;
  /**
   * Which period since 1970 the code belongs to: that of `at` or one beside it.
   *
   * @returns undefined when the code is wrong.
   */
  stepOf(secret: string, code: string, at: Date): number | undefined;
}
