export type GenerationStatus =
  | 'queued'
  | 'running'
  | 'delivering'
  | 'succeeded'
  | 'failed'
  | 'blocked'
  | 'canceled'
  | 'expired';

/** The whole life of a generation. What is not listed cannot happen. */
export const transitions: { readonly [from in GenerationStatus]: readonly GenerationStatus[] } = {
  queued: ['running', 'failed', 'canceled', 'expired'],
  running: ['delivering', 'failed', 'blocked', 'canceled', 'expired'],
  // The result is stored: too late to cancel, and only a user who cannot be reached ends it badly.
  delivering: ['succeeded', 'failed', 'expired'],
  succeeded: [],
  failed: [],
  blocked: [],
  canceled: [],
  expired: [],
};

export type FinalStatus = 'succeeded' | 'failed' | 'blocked' | 'canceled' | 'expired';

export function canMove(from: GenerationStatus, to: GenerationStatus): boolean {
  return transitions[from].includes(to);
}

export function isFinal(status: GenerationStatus): status is FinalStatus {
  return transitions[status].length === 0;
}
