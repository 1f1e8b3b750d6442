import type { SandboxClock } from '../../http/clock.ts';
import { type Refusal, refusal } from '../protocol/refusal.ts';
import type { PendingUpdate, UpdateQueue } from '../state/update-queue.ts';

const MAX_TIMEOUT_SECONDS = 50;
const MAX_LIMIT = 100;

/** A poller that asks again and again for the same offset is held at least this long. */
const HAMMERING_MS = 3_000;

/** A bot counts as polling for this long after its last call. */
const POLLING_MS = 60_000;

export type PollRequest = {
  readonly offset: number;
  readonly limit: number | undefined;
  readonly timeoutSeconds: number | undefined;
};

type Held = { readonly limit: number; readonly end: (refused: Refusal | null) => void };

/** `getUpdates`: one held call at a time; a newer one takes over from the older one. */
export class LongPoll {
  readonly #queue: UpdateQueue;
  readonly #clock: SandboxClock;
  #held: Held | undefined;
  #lastOffset: number | undefined;
  #lastAskedMs = Number.NEGATIVE_INFINITY;
  #isWaking = false;

  constructor(queue: UpdateQueue, clock: SandboxClock) {
    this.#queue = queue;
    this.#clock = clock;
    queue.onNew(() => this.#wakeSoon());
  }

  get isPolling(): boolean {
    return this.#held !== undefined || this.#clock.now() - this.#lastAskedMs < POLLING_MS;
  }

  /** @throws {Refusal} 409 in the older call, when a newer one takes over. */
  async ask(
    request: PollRequest,
    onDisconnect: (run: () => void) => void,
  ): Promise<readonly PendingUpdate['update'][]> {
    const limit = Math.min(Math.max(request.limit ?? MAX_LIMIT, 1), MAX_LIMIT);
    const timeoutMs = this.#patience(request);
    this.#queue.confirm(request.offset);
    const ready = this.#take(limit);
    if (ready.length > 0 || timeoutMs === 0) return ready;
    this.end(
      refusal(
        409,
        'terminated by other getUpdates request; make sure that only one bot instance is running',
      ),
    );
    return this.#hold(limit, timeoutMs, onDisconnect);
  }

  /** Ends the held call: with a refusal, or with whatever there is. */
  end(refused: Refusal | null): void {
    this.#held?.end(refused);
  }

  #patience({ offset, timeoutSeconds = 0 }: PollRequest): number {
    const now = this.#clock.now();
    const isHammering = offset === this.#lastOffset && now - this.#lastAskedMs < HAMMERING_MS;
    this.#lastOffset = offset;
    this.#lastAskedMs = now;
    const wantedMs = Math.min(Math.max(timeoutSeconds, 0), MAX_TIMEOUT_SECONDS) * 1_000;
    return isHammering ? Math.max(wantedMs, HAMMERING_MS) : wantedMs;
  }

  #hold(
    limit: number,
    timeoutMs: number,
    onDisconnect: (run: () => void) => void,
  ): Promise<readonly PendingUpdate['update'][]> {
    return new Promise((resolve, reject) => {
      const held: Held = {
        limit,
        end: (refused) => {
          cancel();
          if (this.#held === held) this.#held = undefined;
          if (refused === null) resolve(this.#take(limit));
          else reject(refused);
        },
      };
      const cancel = this.#clock.after(timeoutMs, () => held.end(null));
      this.#held = held;
      onDisconnect(() => {
        if (this.#held !== held) return;
        cancel();
        this.#held = undefined;
        resolve([]);
      });
    });
  }

  /** Updates of one turn (an album, a burst) go out in one answer. */
  #wakeSoon(): void {
    if (this.#held === undefined || this.#isWaking) return;
    this.#isWaking = true;
    setImmediate(() => {
      this.#isWaking = false;
      this.end(null);
    });
  }

  #take(limit: number): readonly PendingUpdate['update'][] {
    const taken = this.#queue.peek(limit);
    this.#queue.handedOut(taken);
    return taken.map((pending) => pending.update);
  }
}
