import { Ring } from '../../http/ring.ts';
import type { CallFilter, CallLog, LoggedCall } from '../control-api.ts';

const REMEMBERED_CALLS = 5_000;
const DEFAULT_LIMIT = 200;

/** What the bot asked for: the newest calls in full, all of them as counts. */
export class CallJournal {
  readonly #calls = new Ring<LoggedCall>(REMEMBERED_CALLS);
  readonly #byMethod = new Map<string, number>();
  readonly #listeners = new Set<(call: LoggedCall) => void>();
  #total = 0;
  #violations = 0;

  record(call: Omit<LoggedCall, 'seq'>): void {
    this.#total += 1;
    if (call.violations.length > 0) this.#violations += 1;
    this.#byMethod.set(call.method, (this.#byMethod.get(call.method) ?? 0) + 1);
    const logged = { seq: this.#total, ...call };
    this.#calls.push(logged);
    for (const listener of this.#listeners) listener(logged);
  }

  /** @returns the function that ends it. */
  listen(listener: (call: LoggedCall) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  read(filter: CallFilter = {}): CallLog {
    const matching = [...this.#calls].filter((call) => matches(call, filter));
    const limit = Math.min(filter.limit ?? DEFAULT_LIMIT, REMEMBERED_CALLS);
    return {
      calls: matching.slice(-limit),
      total: this.#total,
      totalViolations: this.#violations,
      byMethod: Object.fromEntries(this.#byMethod),
    };
  }

  /** @returns how many calls were forgotten. */
  clear(): number {
    const removed = this.#total;
    this.#calls.clear();
    this.#byMethod.clear();
    this.#total = 0;
    this.#violations = 0;
    return removed;
  }
}

function matches(call: LoggedCall, filter: CallFilter): boolean {
  return (
    (filter.method === undefined || filter.method.toLowerCase() === call.method.toLowerCase()) &&
    (filter.chatId === undefined || filter.chatId === call.chatId) &&
    (filter.violations !== true || call.violations.length > 0) &&
    (filter.after === undefined || call.seq > filter.after)
  );
}
