import type { Busy, DeliveryProblem, Refused } from '../../../application/ports/messenger.ts';
import { assertNever } from '../../../domain/shared/assert-never.ts';
import { err, ok, type Result } from '../../../domain/shared/result.ts';
import { failureOf, type TelegramFailure } from '../api/telegram-error.ts';
import { pause, type Timers } from './timers.ts';

/** Where and how to send. It changes when Telegram says that the first idea does not work. */
export interface Target {
  readonly chatId: number;
  readonly threadId?: number | undefined;
  /** Leave out formatting. */
  readonly isPlain: boolean;
}

/** Longer demands for patience go back to the queue, so that no worker sleeps on them. */
const longestWaitMs = 5_000;
const connectRetryDelaysMs = [200, 1_000];

/** The connection was never made: Telegram saw nothing, so a repeat cannot send twice. */
const notConnected: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

interface Attempts {
  waitedMs: number;
  connects: number;
}

/** Makes calls that must arrive, and adapts them to what Telegram answers. */
export class TelegramSender {
  readonly #timers: Timers;
  readonly #migrated = new Map<number, number>();

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  /**
   * Calls until it works: follows a group to its new id, leaves out a deleted topic and refused
   * formatting, waits where Telegram asks for a short patience. A call that may have had its effect
   * (time-out, 5xx) is not repeated.
   *
   * @throws the call's error for outages, and when our token is refused.
   */
  async send<T>(
    first: Target,
    call: (target: Target) => Promise<T>,
  ): Promise<Result<T, DeliveryProblem>> {
    const attempts: Attempts = { waitedMs: 0, connects: 0 };
    let target: Target | undefined = first;
    for (;;) {
      const current: Target = {
        ...target,
        chatId: this.#migrated.get(target.chatId) ?? target.chatId,
      };
      try {
        return ok(await call(current));
      } catch (error) {
        const next = await this.#afterFailure(error, current, attempts);
        if (!next.ok) {
          return next;
        }
        target = next.value;
      }
    }
  }

  /** How to try again, or why not. */
  async #afterFailure(
    error: unknown,
    target: Target,
    attempts: Attempts,
  ): Promise<Result<Target, DeliveryProblem>> {
    const failure = failureOf(error);
    switch (failure.kind) {
      case 'unreachable':
        return err({ kind: 'unreachable', reason: failure.reason });
      case 'migrated':
        return this.#follow(target, failure.chatId);
      case 'flood':
        return this.#waitOut(target, failure.retryAfterMs, attempts);
      case 'outage':
        return this.#reconnect(error, target, attempts);
      case 'thread_gone':
        return target.threadId === undefined
          ? err(refused(failure))
          : ok({ ...target, threadId: undefined });
      case 'bad_entities':
      case 'refused':
        return target.isPlain ? err(refused(failure)) : ok({ ...target, isPlain: true });
      case 'not_modified':
      case 'message_gone':
      case 'file_gone':
      case 'file_too_large':
        return err(refused(failure));
      case 'method_missing':
      case 'misconfigured':
        throw error;
      default:
        return assertNever(failure);
    }
  }

  #follow(target: Target, chatId: number): Result<Target, Refused> {
    if (chatId === target.chatId) {
      return err({ kind: 'refused', description: 'chat migrated to itself' });
    }
    this.#migrated.set(target.chatId, chatId);
    return ok({ ...target, chatId });
  }

  async #waitOut(
    target: Target,
    retryAfterMs: number,
    attempts: Attempts,
  ): Promise<Result<Target, Busy>> {
    attempts.waitedMs += Math.max(retryAfterMs, 100);
    if (attempts.waitedMs > longestWaitMs) {
      return err({ kind: 'busy', retryAfterMs });
    }
    await pause(this.#timers, retryAfterMs);
    return ok(target);
  }

  async #reconnect(
    error: unknown,
    target: Target,
    attempts: Attempts,
  ): Promise<Result<Target, never>> {
    const delayMs = connectRetryDelaysMs[attempts.connects];
    attempts.connects += 1;
    if (delayMs === undefined || !notConnected.has(networkCodeOf(error))) {
      throw error;
    }
    await pause(this.#timers, delayMs);
    return ok(target);
  }
}

function refused(failure: TelegramFailure): Refused {
  const description = 'description' in failure ? failure.description : failure.kind;
  return { kind: 'refused', description };
}

function networkCodeOf(error: unknown): unknown {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause ? cause.code : undefined;
}
