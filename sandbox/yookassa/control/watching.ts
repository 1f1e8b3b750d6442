import type { LoggedCall, LoggedNotification } from '../control-api.ts';
import type { Payment, Refund } from '../objects.ts';
import { paymentView } from '../state/payment.ts';
import { refundView } from '../state/refund-desk.ts';
import type { World } from '../state/world.ts';

const DEFAULT_TIMEOUT_MS = 5_000;

export type WaitOptions = { readonly timeoutMs?: number };

/**
 * Lets a test wait for what the program does, without sleeping. What is there already counts. Time
 * limits are real ones, whatever clock the sandbox runs on; a wait that runs out rejects.
 */
export class Watching {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** The newest payment that matches. */
  payment(matches: (payment: Payment) => boolean = any, options?: WaitOptions): Promise<Payment> {
    return this.until('a payment', () => this.#payments().find(matches), options);
  }

  /** The newest refund that matches. */
  refund(matches: (refund: Refund) => boolean = any, options?: WaitOptions): Promise<Refund> {
    return this.until('a refund', () => this.#refunds().find(matches), options);
  }

  /** The first call that matches, also one that still goes on (`status` null). */
  call(matches: (call: LoggedCall) => boolean = any, options?: WaitOptions): Promise<LoggedCall> {
    const read = () => this.#world.calls.read({ limit: Number.MAX_SAFE_INTEGER }).calls;
    return this.until('a call', () => read().find(matches), options);
  }

  /** The first notification that matches. */
  notification(
    matches: (notification: LoggedNotification) => boolean = any,
    options?: WaitOptions,
  ): Promise<LoggedNotification> {
    const list = () => this.#world.notifier.journal.list();
    return this.until('a notification', () => list().find(matches), options);
  }

  /** Until no notification is under way; held, delayed and refused ones wait and do not count. */
  async quiet(options?: WaitOptions): Promise<void> {
    const { journal } = this.#world.notifier;
    await this.until('quiet', () => (journal.isUnderWay() ? undefined : true), options);
  }

  /** Until `probe` finds something; it is asked after each change of the stand-in. */
  until<T>(
    what: string,
    probe: () => T | undefined,
    { timeoutMs = DEFAULT_TIMEOUT_MS }: WaitOptions = {},
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        stop();
        reject(new Error(`Waited ${timeoutMs} ms in vain for ${what}`));
      }, timeoutMs);
      const look = () => {
        const found = probe();
        if (found === undefined) return;
        clearTimeout(timer);
        stop();
        resolve(found);
      };
      const stop = this.#world.changes.listen(look);
      look();
    });
  }

  #payments(): Payment[] {
    return this.#world.cashier.list().map(paymentView);
  }

  #refunds(): Refund[] {
    return this.#world.refunds.list().map(refundView);
  }
}

function any(): boolean {
  return true;
}
