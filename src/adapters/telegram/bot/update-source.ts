/** Where updates come from: a poller, or Telegram's pushes. */
export interface UpdateSource {
  /** Takes a pushed update: resolves once it is kept. Absent on a poller. */
  readonly accept?: (update: unknown) => Promise<void>;
  /** Rejects when it can never work again, e.g. because the token was revoked. */
  readonly ended: Promise<void>;
  /** Takes no new updates; those at work go on. */
  stop(): Promise<void>;
}
