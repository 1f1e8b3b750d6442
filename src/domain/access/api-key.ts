import type { Permission } from './permission.ts';

/** For programs. Its secret is known to whoever made it alone. */
export interface ApiKey {
  /** Eight letters and digits, which its token shows. */
  readonly id: string;
  readonly name: string;
  /** SHA-256 of the secret. */
  readonly secretHash: string;
  readonly scopes: ReadonlySet<Permission>;
  readonly requestsPerMinute: number;
  readonly createdBy: { readonly kind: 'admin' | 'api_key'; readonly id: string };
  readonly createdAt: Date;
  readonly expiresAt?: Date | undefined;
  /** To the minute. */
  readonly lastUsedAt?: Date | undefined;
  readonly revokedAt?: Date | undefined;
}

export const apiKeyIdLength = 8;
export const maxRequestsPerMinute = 6_000;

/** `nb_<id>_<secret>`: the beginning lets scanners of leaked secrets recognize it. */
export function bearerToken(id: string, secret: string): string {
  return `nb_${id}_${secret}`;
}

/** @returns undefined when it does not look like a token at all. */
export function partsOfToken(
  token: string,
): { readonly id: string; readonly secret: string } | undefined {
  const [, id, secret] = /^nb_([A-Za-z0-9]{8})_([\w-]{43})$/.exec(token) ?? [];
  return id === undefined || secret === undefined ? undefined : { id, secret };
}

export function keyWorks({ expiresAt, revokedAt }: ApiKey, now: Date): boolean {
  return revokedAt === undefined && (expiresAt === undefined || now < expiresAt);
}
