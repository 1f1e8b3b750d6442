/** An admin's browser that is signed in. Its token is known to the browser alone. */
export interface AdminSession {
  /** UUID. */
  readonly id: string;
  readonly adminId: string;
  /** SHA-256 of the token. */
  readonly tokenHash: string;
  /** Of the token before, which works for a moment longer. */
  readonly previousTokenHash?: string | undefined;
  /** When the token was given out. */
  readonly rotatedAt: Date;
  readonly createdAt: Date;
  /** To the minute. */
  readonly lastUsedAt: Date;
  readonly expiresAt: Date;
  readonly ip: string;
  readonly userAgent?: string | undefined;
}

const minuteMs = 60_000;

/** However much it is used. */
export const sessionLifeMs = 30 * 24 * 60 * minuteMs;
/** Unused for so long, it ends. */
export const sessionIdleMs = 12 * 60 * minuteMs;
/** In use for so long, a token is replaced. */
const tokenLifeMs = 15 * minuteMs;
/** Requests that were under way with the old token still succeed. */
const tokenGraceMs = minuteMs;
/** Uses are noted this often at most, so that reading costs no write. */
const useNotedMs = minuteMs;

/** Whether the session still lasts when somebody shows a token of this hash. */
export function isAlive(session: AdminSession, tokenHash: string, now: Date): boolean {
  const isOver = session.expiresAt <= now || since(session.lastUsedAt, now) >= sessionIdleMs;
  if (isOver) {
    return false;
  }
  return session.tokenHash === tokenHash || since(session.rotatedAt, now) <= tokenGraceMs;
}

/** Whether whoever shows a token of this hash should get a new one. */
export function rotationIsDue(session: AdminSession, tokenHash: string, now: Date): boolean {
  return session.tokenHash === tokenHash && since(session.rotatedAt, now) >= tokenLifeMs;
}

export function useIsToBeNoted(lastUsedAt: Date | undefined, now: Date): boolean {
  return lastUsedAt === undefined || since(lastUsedAt, now) >= useNotedMs;
}

function since(then: Date, now: Date): number {
  return now.getTime() - then.getTime();
}
