import type { StatisticsQueries, Totals } from '../queries/statistics.ts';

export interface TotalsSubscription extends AsyncIterableIterator<Totals> {
  return(): Promise<IteratorResult<Totals>>;
}

/**
 * Shows how the numbers of all time move to those who watch on this server. The numbers come from
 * sums that follow what happens by some seconds: so they are read and compared, once for all who
 * watch, instead of being read when something happens, which would be too early. Rests while nobody
 * watches.
 */
export class WatchTotals {
  readonly #statistics: Pick<StatisticsQueries, 'totals'>;
  readonly #watchers = new Set<Watcher>();

  constructor(statistics: Pick<StatisticsQueries, 'totals'>) {
    this.#statistics = statistics;
  }

  get watchers(): number {
    return this.#watchers.size;
  }

  /** The numbers of now, then those of each poll that found others. */
  async subscribe(): Promise<TotalsSubscription> {
    const totals = await this.#statistics.totals();
    const watcher = new Watcher(() => this.#watchers.delete(watcher));
    watcher.offer(totals);
    this.#watchers.add(watcher);
    return watcher;
  }

  /** Called once a second, which is how often a watcher hears at most. */
  async poll(): Promise<void> {
    if (this.#watchers.size === 0) {
      return;
    }
    const totals = await this.#statistics.totals();
    for (const watcher of this.#watchers) {
      watcher.offer(totals);
    }
  }

  /** Ends all subscriptions, so that their connections can close. */
  close(): void {
    for (const watcher of [...this.#watchers]) {
      watcher.end();
    }
  }
}

/** Whoever is slow gets the newest numbers alone. */
class Watcher implements TotalsSubscription {
  readonly #onEnd: () => void;
  #offered: Totals | undefined;
  #isNew = false;
  #isOver = false;
  #waiting: ((result: IteratorResult<Totals>) => void) | undefined;

  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
  }

  offer(totals: Totals): void {
    if (this.#offered !== undefined && isSame(this.#offered, totals)) {
      return;
    }
    this.#offered = totals;
    this.#isNew = this.#waiting === undefined;
    this.#waiting?.({ done: false, value: totals });
    this.#waiting = undefined;
  }

  end(): void {
    this.#isOver = true;
    this.#onEnd();
    this.#waiting?.({ done: true, value: undefined });
    this.#waiting = undefined;
  }

  next(): Promise<IteratorResult<Totals>> {
    if (this.#isOver) {
      return Promise.resolve({ done: true, value: undefined });
    }
    if (this.#isNew && this.#offered !== undefined) {
      this.#isNew = false;
      return Promise.resolve({ done: false, value: this.#offered });
    }
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  return(): Promise<IteratorResult<Totals>> {
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<Totals> {
    return this;
  }
}

function isSame(one: Totals, other: Totals): boolean {
  const names = Object.keys(one) as (keyof Totals)[];
  return names.every((name) => one[name] === other[name]);
}
