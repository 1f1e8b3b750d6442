import type { Transformer } from 'grammy';

const defaultMs = 20_000;
const uploadMs = 120_000;
/** A long poll is held open by the server for up to 50 s. */
const pollMs = 70_000;
/** What only decorates the wait for an answer is not worth waiting for. */
const decorationMs = 8_000;
/** A payer waits for at most 10 s, in which it must be possible to try again. */
const checkoutMs = 2_500;

const limitsMs: ReadonlyMap<string, number> = new Map([
  ['getUpdates', pollMs],
  ['sendPhoto', uploadMs],
  ['sendDocument', uploadMs],
  ['sendMediaGroup', uploadMs],
  ['sendChatAction', decorationMs],
  ['sendMessageDraft', decorationMs],
  ['setMessageReaction', decorationMs],
  ['answerCallbackQuery', decorationMs],
  ['answerPreCheckoutQuery', checkoutMs],
]);

type GrammySignal = NonNullable<Parameters<Transformer>[3]>;

/** Aborts calls that take too long for their method (grammY's 500 s is a large upload's limit). */
export function limitCallTime(): Transformer {
  return async (previous, method, payload, signal) => {
    const controller = new AbortController();
    const abort = () => controller.abort();
    const timer = setTimeout(abort, limitsMs.get(method) ?? defaultMs);
    signal?.addEventListener('abort', abort);
    if (signal?.aborted) {
      abort();
    }
    try {
      return await previous(method, payload, asGrammySignal(controller.signal));
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    }
  };
}

/** The platform's signal for grammY, whose polyfill type differs in legacy event fields alone. */
export function asGrammySignal(signal: AbortSignal): GrammySignal {
  return signal as unknown as GrammySignal;
}
