import { Ring } from '../../http/ring.ts';
import type { CallFilter, CallLog, LoggedCall, Violation } from '../control-api.ts';
import { fitsPath } from './path-pattern.ts';

const REMEMBERED_CALLS = 5_000;
const DEFAULT_LIMIT = 200;

/** A call as it goes on: what is not known yet comes later. */
export type OpenCall = { -readonly [K in keyof LoggedCall]: LoggedCall[K] };

/** What the program asked for: the newest calls in full. */
export class CallJournal {
  readonly #calls = new Ring<OpenCall>(REMEMBERED_CALLS);
  #total = 0;
  #violations = 0;

  open(call: Omit<LoggedCall, 'seq' | 'status' | 'repeated' | 'violations'>): OpenCall {
    this.#total += 1;
    const opened = { seq: this.#total, ...call, status: null, repeated: false, violations: [] };
    this.#calls.push(opened);
    return opened;
  }

  blame(call: OpenCall, violations: readonly Violation[]): void {
    if (call.violations.length === 0 && violations.length > 0) this.#violations += 1;
    call.violations = [...call.violations, ...violations];
  }

  read(filter: CallFilter = {}): CallLog {
    const matching = [...this.#calls].filter((call) => matches(call, filter));
    const limit = Math.min(filter.limit ?? DEFAULT_LIMIT, REMEMBERED_CALLS);
    return {
      calls: matching.slice(-limit).map((call) => ({ ...call })),
      total: this.#total,
      totalViolations: this.#violations,
    };
  }

  violating(): LoggedCall[] {
    return [...this.#calls]
      .filter((call) => call.violations.length > 0)
      .map((call) => ({ ...call }));
  }

  /** @returns how many calls were forgotten. */
  clear(): number {
    const removed = this.#total;
    this.#calls.clear();
    this.#total = 0;
    this.#violations = 0;
    return removed;
  }
}

function matches(call: LoggedCall, filter: CallFilter): boolean {
  return (
    (filter.method === undefined || filter.method === call.method) &&
    (filter.path === undefined || fitsPath(filter.path, call.path)) &&
    (filter.shopId === undefined || filter.shopId === call.shopId) &&
    (filter.after === undefined || call.seq > filter.after)
  );
}
