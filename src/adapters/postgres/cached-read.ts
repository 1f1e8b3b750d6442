import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../../application/ports/clock.ts';

/** Older than this, a value is read again, but nobody waits for it. */
const refreshAfterMs = 2_000;
/** Older than this, a value is waited for. */
const tooOldAfterMs = 10_000;
/** Callers may hold the last connection of the pool that the reading waits for. */
const longestWaitMs = 1_000;

/**
 * The value of a small table, kept for a few seconds. Readers share one query, and under load none
 * of them waits: settings are read inside transactions, where waiting for a second connection
 * could stop everybody.
 */
export class CachedRead<T> {
  readonly #read: () => Promise<T>;
  readonly #clock: Clock;
  #kept: { readonly value: T; readonly readAt: number } | undefined;
  #reading: Promise<T> | undefined;

  constructor(read: () => Promise<T>, clock: Clock) {
    this.#read = read;
    this.#clock = clock;
  }

  async get(): Promise<T> {
    const kept = this.#kept;
    if (kept === undefined) {
      return this.#refresh();
    }
    const ageMs = this.#clock.now().getTime() - kept.readAt;
    if (ageMs < refreshAfterMs) {
      return kept.value;
    }
    const fresh = this.#refresh();
    if (ageMs >= tooOldAfterMs) {
      return Promise.race([fresh, delay(longestWaitMs, kept.value, { ref: false })]);
    }
    fresh.catch(() => undefined);
    return kept.value;
  }

  /** Reads again after a change of our own: an older reading under way no longer counts. */
  async reload(): Promise<void> {
    this.#reading = undefined;
    await this.#refresh();
  }

  #refresh(): Promise<T> {
    if (this.#reading !== undefined) {
      return this.#reading;
    }
    const reading = this.#read()
      .then((value) => {
        if (this.#reading === reading) {
          this.#kept = { value, readAt: this.#clock.now().getTime() };
        }
        return value;
      })
      .finally(() => {
        if (this.#reading === reading) {
          this.#reading = undefined;
        }
      });
    this.#reading = reading;
    return reading;
  }
}
