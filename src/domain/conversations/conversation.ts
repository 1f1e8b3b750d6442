import type { OutputPart } from '../generations/generation.ts';
import type { ChatId, ConversationId, GenerationId, UserId } from '../shared/ids.ts';

/** One thread of memory: a user in a chat (and topic), until the user starts a new one. */
export interface Conversation {
  readonly id: ConversationId;
  readonly userId: UserId;
  readonly chatId: ChatId;
  readonly threadId?: number | undefined;
  readonly createdAt: Date;
}

/** A question and its answer. They enter the memory together, when the answer was delivered. */
export interface Exchange {
  readonly generationId: GenerationId;
  readonly prompt: string;
  readonly answer: readonly OutputPart[];
  /** Estimated tokens of both. */
  readonly tokens: number;
  readonly createdAt: Date;
}

/**
 * A rough count, on the safe side: about four ASCII characters a token, two of other scripts
 * (ai.google.dev, "Understand and count tokens", gives four for English).
 */
export function estimateTokens(text: string): number {
  let quarters = 0;
  for (const character of text) {
    quarters += character.charCodeAt(0) < 128 ? 1 : 2;
  }
  return Math.ceil(quarters / 4);
}

/**
 * The newest exchanges that fit the budget, oldest first. One that does not fit ends the window:
 * a memory with a hole in the middle confuses more than a short one.
 *
 * @param exchanges oldest first
 */
export function contextWindow(
  exchanges: readonly Exchange[],
  budgetTokens: number,
): readonly Exchange[] {
  let left = budgetTokens;
  let start = exchanges.length;
  while (start > 0) {
    const exchange = exchanges[start - 1];
    if (exchange === undefined || exchange.tokens > left) {
      break;
    }
    left -= exchange.tokens;
    start -= 1;
  }
  return exchanges.slice(start);
}
