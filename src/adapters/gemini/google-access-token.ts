/** A current OAuth token for Google Cloud. Rejects when there is none to be had. */
export type AccessTokens = () => Promise<string>;

export interface GoogleCredentials {
  /** A ready token; for short trials, as it expires within the hour. */
  readonly accessToken?: string | undefined;
  /** The JSON of a service account key; for hosts without a file system of their own. */
  readonly keyJson?: string | undefined;
  /** Path of a service account key. Without any of these, the machine's own identity is used. */
  readonly keyFile?: string | undefined;
}

const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';

/** Tokens are kept until shortly before they expire. The login library is loaded on first use: it is large. */
export function googleAccessTokens({
  accessToken,
  keyJson,
  keyFile,
}: GoogleCredentials): AccessTokens {
  if (accessToken !== undefined) {
    return () => Promise.resolve(accessToken);
  }
  const login = async () => {
    const { GoogleAuth } = await import('google-auth-library');
    return new GoogleAuth({
      scopes: SCOPE,
      ...(keyJson === undefined ? {} : { credentials: JSON.parse(keyJson) }),
      ...(keyFile === undefined ? {} : { keyFile }),
    });
  };
  let auth: ReturnType<typeof login> | undefined;
  return async () => {
    auth ??= login();
    const token = await (await auth).getAccessToken();
    if (!token) {
      throw new Error('Cannot call Google Cloud as its login gave no access token');
    }
    return token;
  };
}
