import type { MessageKey } from '../messages.ts';

/**
 * Telegram takes 4096 in a message; values longer than their examples and what other texts say in the
 * same message need room, too.
 */
const messageLimit = 3500;

/** What Telegram takes in other places (Bot API 10.1), in UTF-16 code units. First match counts. */
const limits: readonly (readonly [RegExp, number])[] = [
  [/^command-/, 256],
  [/^button-(expired|not-yours)$/, 200],
  // Telegram names no limit, and phones show about forty.
  [/^button-/, 64],
  [/^bot-description$/, 512],
  [/^bot-short-description$/, 120],
  [/-placeholder$/, 64],
  [/^checkout-/, 255],
  [/^invoice-description$/, 255],
  // Answers to a button.
  [/^check-(?!canceled)/, 200],
  [/^subscription-(stopped|resumed|not-changed|later)$/, 200],
  [/^(offer-gone|again-accepted|file-sending|file-gone|settings-saved)$/, 200],
];

/** Characters (UTF-16 code units) that a text may have as users see it. */
export function maxShownLengthOf(key: MessageKey): number {
  return limits.find(([pattern]) => pattern.test(key))?.[1] ?? messageLimit;
}
