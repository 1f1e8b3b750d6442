import type { SandboxClock } from '../../http/clock.ts';
import { isObject } from '../spec/checker.ts';
import type { PendingUpdate, UpdateQueue } from '../state/update-queue.ts';

export type WebhookSettings = {
  readonly url: string;
  readonly secretToken: string;
  readonly maxConnections: number;
  readonly ipAddress: string | undefined;
  readonly hasCertificate: boolean;
};

/** Runs the method call that a webhook's answer may carry; its result goes nowhere. */
export type ReplyRunner = (method: string, params: Record<string, unknown>) => Promise<void>;

export type WebhookError = { readonly atSeconds: number; readonly message: string };

type Attempt = { failures: number; delayMs: number };

type Outcome =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly reason: string; readonly retryAfterMs: number }
  | { readonly kind: 'gone'; readonly reason: string };

const DEFAULT_CONNECTIONS = 40;
const ANSWER_LIMIT_MS = 60_000;
const FIRST_DELAY_MS = 1_000;
const RETRY_AFTER_LIMIT_MS = 3_600_000;
/** A webhook that answers 410 for this long is removed. */
const GONE_LIMIT_MS = 23 * 3_600_000;
const LOOK_AHEAD = 1_000;

export const webhookDefaults = { maxConnections: DEFAULT_CONNECTIONS };

/**
 * Pushes updates to the bot's URL. Updates of one lane go one after the other and the next waits
 * until the one before it is accepted; lanes go in parallel. Anything but 2xx is tried again: at
 * once, then after a delay that doubles from 1 s up to 60-120 s, until the update's lifetime ends.
 */
export class Webhook {
  readonly #queue: UpdateQueue;
  readonly #clock: SandboxClock;
  readonly #runReply: ReplyRunner;
  readonly #busyLanes = new Set<string>();
  readonly #attempts = new Map<PendingUpdate, Attempt>();
  #settings: WebhookSettings | undefined;
  #generation = 0;
  #connections = 0;
  #goneSinceMs: number | undefined;
  #isScheduled = false;
  #lastError: WebhookError | undefined;

  constructor(queue: UpdateQueue, clock: SandboxClock, runReply: ReplyRunner) {
    this.#queue = queue;
    this.#clock = clock;
    this.#runReply = runReply;
    queue.onNew(() => this.#pushSoon());
  }

  get settings(): WebhookSettings | undefined {
    return this.#settings;
  }

  get lastError(): WebhookError | undefined {
    return this.#lastError;
  }

  set(settings: WebhookSettings | undefined): void {
    this.#generation += 1;
    this.#settings = settings;
    this.#busyLanes.clear();
    this.#attempts.clear();
    this.#connections = 0;
    this.#goneSinceMs = undefined;
    this.#lastError = undefined;
    this.#pushSoon();
  }

  #pushSoon(): void {
    if (this.#settings === undefined || this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#push();
    });
  }

  #push(): void {
    const settings = this.#settings;
    if (settings === undefined) return;
    for (const pending of this.#queue.peek(LOOK_AHEAD)) {
      if (this.#connections >= settings.maxConnections) break;
      if (this.#busyLanes.has(pending.lane)) continue;
      this.#busyLanes.add(pending.lane);
      this.#connections += 1;
      void this.#deliver(settings, pending, this.#generation);
    }
  }

  async #deliver(
    settings: WebhookSettings,
    pending: PendingUpdate,
    generation: number,
  ): Promise<void> {
    const outcome = await this.#post(settings, pending);
    if (generation !== this.#generation) return;
    this.#connections -= 1;
    if (outcome.kind === 'accepted') this.#accept(pending);
    else this.#retry(pending, outcome, generation);
    this.#push();
  }

  #accept(pending: PendingUpdate): void {
    this.#goneSinceMs = undefined;
    this.#attempts.delete(pending);
    this.#queue.remove(pending, true);
    this.#busyLanes.delete(pending.lane);
  }

  /** The lane stays busy meanwhile: the order in a chat holds. */
  #retry(
    pending: PendingUpdate,
    outcome: Exclude<Outcome, { kind: 'accepted' }>,
    generation: number,
  ): void {
    const now = this.#clock.now();
    this.#lastError = { atSeconds: Math.floor(now / 1_000), message: outcome.reason };
    if (this.#isGone(outcome, now)) {
      this.set(undefined);
      return;
    }
    const attempt = this.#attempts.get(pending) ?? { failures: 0, delayMs: FIRST_DELAY_MS };
    const delayMs = this.#nextDelay(attempt, outcome);
    this.#attempts.set(pending, attempt);
    if (now + delayMs > pending.expiresAtMs) {
      this.#queue.remove(pending, false);
      this.#busyLanes.delete(pending.lane);
      return;
    }
    this.#clock.after(delayMs, () => {
      if (generation !== this.#generation) return;
      this.#busyLanes.delete(pending.lane);
      this.#push();
    });
  }

  #nextDelay(attempt: Attempt, outcome: Outcome): number {
    attempt.failures += 1;
    const retryAfterMs = outcome.kind === 'refused' ? outcome.retryAfterMs : 0;
    if (retryAfterMs > 0) return Math.min(retryAfterMs, RETRY_AFTER_LIMIT_MS);
    if (attempt.failures === 1) return 0;
    const longestMs = 60_000 + Math.random() * 60_000;
    const delayMs = Math.min(attempt.delayMs, longestMs);
    attempt.delayMs = Math.min(delayMs * 2, longestMs);
    return delayMs;
  }

  #isGone(outcome: Outcome, now: number): boolean {
    if (outcome.kind !== 'gone') {
      this.#goneSinceMs = undefined;
      return false;
    }
    this.#goneSinceMs ??= now;
    return now - this.#goneSinceMs > GONE_LIMIT_MS;
  }

  async #post(settings: WebhookSettings, pending: PendingUpdate): Promise<Outcome> {
    try {
      const response = await fetch(settings.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(settings.secretToken === ''
            ? {}
            : { 'x-telegram-bot-api-secret-token': settings.secretToken }),
        },
        body: JSON.stringify(pending.update),
        redirect: 'manual',
        signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
      });
      const body = await response.text();
      if (!response.ok) return refused(response);
      await this.#reply(body);
      return { kind: 'accepted' };
    } catch (error) {
      const reason = error instanceof Error && error.name === 'TimeoutError';
      const message = reason ? 'Read timeout expired' : 'Connection refused';
      return { kind: 'refused', reason: message, retryAfterMs: 0 };
    }
  }

  async #reply(body: string): Promise<void> {
    const call = parse(body);
    if (!isObject(call) || typeof call.method !== 'string') return;
    const { method, ...params } = call;
    await this.#runReply(method, params);
  }
}

function refused(response: Response): Outcome {
  const reason = `Wrong response from the webhook: ${response.status} ${response.statusText}`;
  if (response.status === 410) return { kind: 'gone', reason };
  const seconds = Number(response.headers.get('retry-after') ?? 0);
  return { kind: 'refused', reason, retryAfterMs: Number.isFinite(seconds) ? seconds * 1_000 : 0 };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
