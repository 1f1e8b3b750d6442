import type { SandboxClock } from '../../http/clock.ts';

/** What a key led to: an object that is answered as it is now, or a refusal as it was. */
export type Remembered<T> = { readonly fingerprint: string; readonly outcome: T };

type Entry<T> = Remembered<T> & { storedAtMs: number };

const KEPT_MS = 24 * 3_600_000;
const KEYS_MAX = 50_000;

/** Idempotence keys of the last 24 hours, by shop. */
export class IdempotencyKeys<T> {
  readonly #clock: SandboxClock;
  /** Oldest first: a map keeps the order of insertion. */
  readonly #entries = new Map<string, Entry<T>>();

  constructor(clock: SandboxClock) {
    this.#clock = clock;
  }

  find(shopId: string, key: string): Remembered<T> | undefined {
    this.#forgetOld();
    return this.#entries.get(nameOf(shopId, key));
  }

  store(shopId: string, key: string, remembered: Remembered<T>): void {
    this.#entries.set(nameOf(shopId, key), { ...remembered, storedAtMs: this.#clock.now() });
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined && this.#entries.size > KEYS_MAX) this.#entries.delete(oldest);
  }

  ageBy(byMs: number): void {
    for (const entry of this.#entries.values()) entry.storedAtMs -= byMs;
  }

  /** @returns how many there were. */
  clear(): number {
    const { size } = this.#entries;
    this.#entries.clear();
    return size;
  }

  #forgetOld(): void {
    const limitMs = this.#clock.now() - KEPT_MS;
    for (const [name, entry] of this.#entries) {
      if (entry.storedAtMs > limitMs) return;
      this.#entries.delete(name);
    }
  }
}

function nameOf(shopId: string, key: string): string {
  return `${shopId} ${key}`;
}
