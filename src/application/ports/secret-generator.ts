export interface SecretGenerator {
  /** 256 random bits, as 43 characters of base64url. */
  token(): string;
}
