/** How often progress may be shown. Telegram counts edits and drafts as messages. */

/** Silence before anything is shown: quick answers need no "thinking". */
export const defaultGraceMs = 400;

/** A draft vanishes 30 s after its last change. */
export const draftKeepAliveMs = 20_000;

/** An action is shown for 5 s. */
export const chatActionEveryMs = 4_500;

const calmAfterMs = 60_000;

/** Time between two changes of a growing text: drafts at most 2/s, edits far fewer (A6, A7). */
export function textPaceMs(surface: 'draft' | 'status', isGroup: boolean, elapsedMs: number) {
  const base = surface === 'draft' ? 500 : isGroup ? 3_000 : 1_500;
  return elapsedMs > calmAfterMs ? base * 3 : base;
}

/** Time between two changes of the elapsed seconds. */
export function labelPaceMs(elapsedMs: number): number {
  if (elapsedMs < 3_000) {
    return 3_000;
  }
  return elapsedMs < calmAfterMs ? 5_000 : 10_000;
}
