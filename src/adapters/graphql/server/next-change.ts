import type { Subscription } from '../../../application/live/change-hub.ts';

/** Resolves with the next change, or when the time is up, whichever is first. */
export async function nextChange(subscription: Subscription, timeoutMs: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  try {
    await Promise.race([subscription.next(), timeout]);
  } finally {
    clearTimeout(timer);
  }
}
