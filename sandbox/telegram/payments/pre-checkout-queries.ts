import { randomInt } from 'node:crypto';
import type { SandboxClock } from '../../http/clock.ts';

/** The bot must answer within this long; then the payment fails. */
const ANSWERABLE_MS = 10_000;

/** The bot's word on a payment. */
export type Verdict =
  | { readonly kind: 'agreed' }
  | { readonly kind: 'refused'; readonly error: string }
  | { readonly kind: 'unanswered' };

type Settle = (verdict: Verdict) => void;

export type PreCheckout = { readonly id: string; readonly verdict: Promise<Verdict> };

/** Payments that wait for the bot's `answerPreCheckoutQuery`. */
export class PreCheckoutQueries {
  readonly #clock: SandboxClock;
  readonly #open = new Map<string, Settle>();
  // Random, because a bot may remember ids longer than one run of the stand-in.
  #lastId = 4_300_000_000_000_000n + BigInt(randomInt(2 ** 40)) * 1_000n;

  constructor(clock: SandboxClock) {
    this.#clock = clock;
  }

  open(): PreCheckout {
    this.#lastId += 13n;
    const id = String(this.#lastId);
    const verdict = new Promise<Verdict>((resolve) => {
      const settle: Settle = (found) => {
        cancel();
        this.#open.delete(id);
        resolve(found);
      };
      const cancel = this.#clock.after(ANSWERABLE_MS, () => settle({ kind: 'unanswered' }));
      this.#open.set(id, settle);
    });
    return { id, verdict };
  }

  /** @returns false for a query that is unknown, answered, or too old. */
  answer(id: string, verdict: Verdict): boolean {
    const settle = this.#open.get(id);
    settle?.(verdict);
    return settle !== undefined;
  }

  clear(): void {
    for (const settle of [...this.#open.values()]) settle({ kind: 'unanswered' });
  }
}
