import type { Timers } from '../../../src/adapters/gemini/timers.ts';
import type { Clock } from '../../../src/application/ports/clock.ts';

interface Timer {
  readonly atMs: number;
  readonly task: () => void;
}

/** A clock and timers that move by hand alone. */
export class ManualTime implements Clock, Timers {
  readonly #timers = new Set<Timer>();
  #nowMs = 0;

  now(): Date {
    return new Date(this.#nowMs);
  }

  after(delayMs: number, task: () => void): () => void {
    const timer = { atMs: this.#nowMs + delayMs, task };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Milliseconds until each waiting timer, soonest first. */
  get waiting(): readonly number[] {
    return [...this.#timers].map(({ atMs }) => atMs - this.#nowMs).sort((a, b) => a - b);
  }

  /** Runs what is due on the way, then lets promises settle. */
  async advance(byMs: number): Promise<void> {
    const untilMs = this.#nowMs + byMs;
    for (;;) {
      await settle();
      const [next] = [...this.#timers].sort((a, b) => a.atMs - b.atMs);
      if (next === undefined || next.atMs > untilMs) {
        break;
      }
      this.#timers.delete(next);
      this.#nowMs = next.atMs;
      next.task();
    }
    this.#nowMs = untilMs;
    await settle();
  }
}

/** Lets every promise that can go on do so. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
