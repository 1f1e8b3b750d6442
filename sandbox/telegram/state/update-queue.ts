import type { SandboxClock } from '../../http/clock.ts';

/** One update on its way to the bot. */
export type PendingUpdate = {
  readonly update: Readonly<Record<string, unknown>> & { readonly update_id: number };
  readonly kind: string;
  /** Updates of one lane reach a webhook one after the other; lanes go in parallel. */
  readonly lane: string;
  readonly expiresAtMs: number;
  /** Handed out once more although the bot has already confirmed this id. */
  readonly repeated: boolean;
};

const HOUR_MS = 3_600_000;
const DEFAULT_LIFETIME_MS = 24 * HOUR_MS;

/** How long Telegram keeps trying to hand over an update. */
const LIFETIME_MS: Readonly<Record<string, number>> = {
  callback_query: 150_000,
  shipping_query: 150_000,
  pre_checkout_query: 150_000,
  inline_query: 30_000,
  chosen_inline_result: 600_000,
};

/** Kinds that come only when `allowed_updates` names them. */
const OPT_IN_KINDS = new Set([
  'chat_member',
  'message_reaction',
  'message_reaction_count',
  // Newer than the specification here (10.2), so only for bots that know of it.
  'subscription',
]);

const FIRST_UPDATE_ID = 100_000_001;

/**
 * Updates in order of their ids, kept until confirmed or expired. Both ways of delivery (long
 * polling and webhook) take from it.
 */
export class UpdateQueue {
  readonly #clock: SandboxClock;
  readonly #waiting = new Set<() => void>();
  #pending: PendingUpdate[] = [];
  #nextId = FIRST_UPDATE_ID;
  #confirmed = 0;
  #allowed: ReadonlySet<string> | undefined;
  #last: PendingUpdate | undefined;

  constructor(clock: SandboxClock) {
    this.#clock = clock;
  }

  get nextUpdateId(): number {
    return this.#nextId;
  }

  get confirmedCount(): number {
    return this.#confirmed;
  }

  get pendingCount(): number {
    this.#dropExpired();
    return this.#pending.length;
  }

  get last(): PendingUpdate | undefined {
    return this.#last;
  }

  /** `undefined`: the default, which is everything but the opt-in kinds. */
  get allowedKinds(): readonly string[] | undefined {
    return this.#allowed === undefined ? undefined : [...this.#allowed];
  }

  /** Absent keeps the previous setting, an empty list goes back to the default. */
  allow(kinds: readonly string[] | undefined): void {
    if (kinds === undefined) return;
    this.#allowed = kinds.length === 0 ? undefined : new Set(kinds);
  }

  /** @returns the update's id, or `undefined` when the bot does not want this kind. */
  push(kind: string, lane: number | string, content: unknown): number | undefined {
    const isAllowed = this.#allowed?.has(kind) ?? !OPT_IN_KINDS.has(kind);
    if (!isAllowed) return undefined;
    const id = this.#nextId;
    this.inject({ update_id: id, [kind]: content }, kind, lane);
    return id;
  }

  /**
   * Queues an update as it is, allowed or not. With an id that was confirmed before, it is handed
   * out all the same: that is how a redelivery looks to the bot.
   */
  inject(update: PendingUpdate['update'], kind: string, lane: number | string): void {
    const lifetimeMs = LIFETIME_MS[kind] ?? DEFAULT_LIFETIME_MS;
    const pending: PendingUpdate = {
      update,
      kind,
      lane: `${kind}:${lane}`,
      expiresAtMs: this.#clock.now() + lifetimeMs,
      repeated: update.update_id < this.#nextId,
    };
    this.#nextId = Math.max(this.#nextId, update.update_id + 1);
    this.#last = pending;
    this.#insert(pending);
    for (const wake of this.#waiting) wake();
  }

  /** Forgets updates below `offset`; a negative one keeps only that many newest. */
  confirm(offset: number): void {
    const before = this.#pending.length;
    if (offset < 0) this.#pending = this.#pending.slice(offset);
    else if (offset > 0) {
      this.#pending = this.#pending.filter(
        ({ update, repeated }) => update.update_id >= offset || repeated,
      );
    }
    this.#confirmed += before - this.#pending.length;
  }

  /** Repeated updates cannot be confirmed by an offset: they are gone once a poll took them. */
  handedOut(updates: readonly PendingUpdate[]): void {
    if (updates.some((pending) => pending.repeated)) {
      this.#pending = this.#pending.filter(
        (pending) => !pending.repeated || !updates.includes(pending),
      );
    }
  }

  /** Takes one update out after a webhook accepted it (or its time ran out). */
  remove(pending: PendingUpdate, accepted: boolean): void {
    const index = this.#pending.indexOf(pending);
    if (index === -1) return;
    this.#pending.splice(index, 1);
    if (accepted) this.#confirmed += 1;
  }

  /** The oldest updates, without taking them out. */
  peek(limit: number): readonly PendingUpdate[] {
    this.#dropExpired();
    return this.#pending.slice(0, limit);
  }

  dropAll(): void {
    this.#pending = [];
  }

  reset(): void {
    this.dropAll();
    this.#confirmed = 0;
    this.#last = undefined;
  }

  /** Calls `wake` after every new update until the returned function is called. */
  onNew(wake: () => void): () => void {
    this.#waiting.add(wake);
    return () => {
      this.#waiting.delete(wake);
    };
  }

  /** Keeps the order of ids also for injected updates that repeat an older id. */
  #insert(pending: PendingUpdate): void {
    const id = pending.update.update_id;
    let index = this.#pending.length;
    while (index > 0 && (this.#pending[index - 1]?.update.update_id ?? 0) > id) index -= 1;
    if (index === this.#pending.length) this.#pending.push(pending);
    else this.#pending.splice(index, 0, pending);
  }

  #dropExpired(): void {
    const now = this.#clock.now();
    const oldest = this.#pending[0];
    if (oldest === undefined) return;
    if (this.#pending.some((pending) => pending.expiresAtMs <= now)) {
      this.#pending = this.#pending.filter((pending) => pending.expiresAtMs > now);
    }
  }
}
