import type { SandboxClock } from '../../http/clock.ts';

type Entry = { atMs: number; readonly run: () => void; stop: () => void };

/** What is due later. `ageBy` brings all of it nearer, as if that time had passed. */
export class Agenda {
  readonly #clock: SandboxClock;
  readonly #entries = new Set<Entry>();

  constructor(clock: SandboxClock) {
    this.#clock = clock;
  }

  /** @returns the function that cancels it. */
  after(delayMs: number, run: () => void): () => void {
    const entry: Entry = { atMs: this.#clock.now() + delayMs, run, stop: () => undefined };
    this.#entries.add(entry);
    this.#arm(entry);
    return () => {
      this.#drop(entry);
    };
  }

  ageBy(byMs: number): void {
    const byTime = [...this.#entries].sort((one, other) => one.atMs - other.atMs);
    for (const entry of byTime) entry.atMs -= byMs;
    const now = this.#clock.now();
    for (const entry of byTime) {
      // An earlier one may have cancelled it.
      if (!this.#entries.has(entry)) continue;
      entry.stop();
      if (entry.atMs <= now) this.#run(entry);
      else this.#arm(entry);
    }
  }

  clear(): void {
    for (const entry of this.#entries) entry.stop();
    this.#entries.clear();
  }

  #arm(entry: Entry): void {
    entry.stop = this.#clock.after(entry.atMs - this.#clock.now(), () => this.#run(entry));
  }

  #run(entry: Entry): void {
    this.#entries.delete(entry);
    entry.run();
  }

  #drop(entry: Entry): void {
    entry.stop();
    this.#entries.delete(entry);
  }
}
