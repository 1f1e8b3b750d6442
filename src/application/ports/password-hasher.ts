/** Slow by design: each call costs some tens of milliseconds and of megabytes. */
export interface PasswordHasher {
  /** @returns the hash with its salt and the way it was made. */
  hash(password: string): Promise<string>;
  /** @param stored undefined: there is none. It takes as long then, so that the time tells nothing. */
  verify(password: string, stored: string | undefined): Promise<boolean>;
}
