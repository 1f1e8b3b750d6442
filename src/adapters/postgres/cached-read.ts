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
  #kept: { readonly value: T; readonly readAt: number; readonly turn: number } | undefined;
  #reading: Promise<T> | undefined;
  /** How many readings have begun. */
  #turns = 0;

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

  /**
   * Reads again after a change: a reading that began before it no longer counts. Of several at a
   * time each one sees its own change, as what a later one found is newer still.
   */
  async reload(): Promise<void> {
    this.#reading = undefined;
    await this.#refresh();
  }

  #refresh(): Promise<T> {
    if (this.#reading !== undefined) {
      return this.#reading;
    }
    this.#turns += 1;
    const turn = this.#turns;
    const reading = this.#read()
      .then((value) => {
        if (turn > (this.#kept?.turn ?? 0)) {
          this.#kept = { value, readAt: this.#clock.now().getTime(), turn };
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
