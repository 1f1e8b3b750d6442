/** Bounds of one call to a model; all times in milliseconds. */
export interface CallLimits {
  /** A whole text call: all attempts and the waits between them. */
  readonly textMs: number;
  /** A whole picture call: 15-40 s are usual, 4K takes longer. */
  readonly imageMs: number;
  /** Reading the provider's list of models. */
  readonly listMs: number;
  /** Until a text stream says its first word; thinking models are silent for long. */
  readonly firstChunkMs: number;
  /** Between two chunks of a text stream. */
  readonly idleMs: number;
  readonly attempts: number;
  /** The first wait; each further one doubles, up to `maxBackoffMs`. */
  readonly backoffMs: number;
  readonly maxBackoffMs: number;
  /** A longer wait asked for by the provider is not worth it: another model answers sooner. */
  readonly maxQuotaWaitMs: number;
  /** Thinking counts too. It bounds what one text request can cost. */
  readonly maxOutputTokens: number;
}

export const defaultCallLimits: CallLimits = {
  textMs: 90_000,
  imageMs: 180_000,
  listMs: 20_000,
  firstChunkMs: 60_000,
  idleMs: 30_000,
  attempts: 3,
  backoffMs: 500,
  maxBackoffMs: 8_000,
  maxQuotaWaitMs: 20_000,
  maxOutputTokens: 8_192,
};
