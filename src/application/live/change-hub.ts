import type { Change, ChangeFeed, FeedMark } from '../ports/change-feed.ts';

export interface Subscription extends AsyncIterableIterator<Change> {
  return(): Promise<IteratorResult<Change>>;
}

/** A subscriber that falls further behind is cut off: it has to connect anew and read the list first. */
const largestBacklog = 1_000;
const batch = 500;

/**
 * Hands what happens, on whichever server, to those who watch on this one. It follows the change feed
 * from the moment of the first subscription, and rests while nobody watches.
 */
export class ChangeHub {
  readonly #feed: ChangeFeed;
  readonly #watchers = new Set<Watcher>();
  #mark: FeedMark | undefined;
  #polling: Promise<void> | undefined;

  constructor(feed: ChangeFeed) {
    this.#feed = feed;
  }

  get watchers(): number {
    return this.#watchers.size;
  }

  /**
   * Resolves when nothing that happens from now on can be missed. The iterator throws `Lagging` when
   * its reader is too slow.
   *
   * @param subjectOf what a change is about: of those that wait for the reader, the newest about each
   * subject is enough
   */
  async subscribe(
    wanted: (change: Change) => boolean,
    subjectOf: (change: Change) => string = ({ id }) => id,
  ): Promise<Subscription> {
    const watcher = new Watcher(wanted, subjectOf, () => this.#watchers.delete(watcher));
    if (this.#mark === undefined) {
      const latest = await this.#feed.latest();
      // Somebody else may have begun meanwhile: theirs is not to be moved.
      this.#mark ??= latest;
    }
    this.#watchers.add(watcher);
    return watcher;
  }

  /** Called often; one at a time, whoever calls. */
  poll(): Promise<void> {
    this.#polling ??= this.#poll().finally(() => {
      this.#polling = undefined;
    });
    return this.#polling;
  }

  /** Ends all subscriptions, so that their connections can close. */
  close(): void {
    for (const watcher of [...this.#watchers]) {
      watcher.end();
    }
  }

  async #poll(): Promise<void> {
    if (this.#watchers.size === 0) {
      this.#mark = undefined;
      return;
    }
    for (;;) {
      const mark = this.#mark ?? (await this.#feed.latest());
      const read = await this.#feed.read(mark, batch);
      this.#mark = read.mark;
      for (const change of read.changes) {
        for (const watcher of this.#watchers) {
          watcher.offer(change);
        }
      }
      if (read.changes.length < batch) {
        return;
      }
    }
  }
}

/** The reader did not keep up. */
class Lagging extends Error {
  override readonly name = 'Lagging';
}

class Watcher implements Subscription {
  readonly #wanted: (change: Change) => boolean;
  readonly #subjectOf: (change: Change) => string;
  readonly #onEnd: () => void;
  readonly #backlog = new Map<string, Change>();
  #waiting: ((result: IteratorResult<Change> | Promise<never>) => void) | undefined;
  #ended: 'no' | 'done' | 'lagging' = 'no';

  constructor(
    wanted: (change: Change) => boolean,
    subjectOf: (change: Change) => string,
    onEnd: () => void,
  ) {
    this.#wanted = wanted;
    this.#subjectOf = subjectOf;
    this.#onEnd = onEnd;
  }

  offer(change: Change): void {
    if (this.#ended !== 'no' || !this.#wanted(change)) {
      return;
    }
    if (this.#waiting !== undefined) {
      const waiting = this.#waiting;
      this.#waiting = undefined;
      waiting({ done: false, value: change });
      return;
    }
    const subject = this.#subjectOf(change);
    this.#backlog.delete(subject);
    this.#backlog.set(subject, change);
    if (this.#backlog.size > largestBacklog) {
      this.#backlog.clear();
      this.#ended = 'lagging';
      this.#onEnd();
    }
  }

  end(): void {
    if (this.#ended === 'no') {
      this.#ended = 'done';
      this.#onEnd();
    }
    this.#waiting?.({ done: true, value: undefined });
    this.#waiting = undefined;
  }

  next(): Promise<IteratorResult<Change>> {
    for (const [subject, change] of this.#backlog) {
      this.#backlog.delete(subject);
      return Promise.resolve({ done: false, value: change });
    }
    switch (this.#ended) {
      case 'lagging':
        this.#ended = 'done';
        return Promise.reject(new Lagging('Cannot keep up with what happens: connect anew'));
      case 'done':
        return Promise.resolve({ done: true, value: undefined });
      case 'no':
        return new Promise((resolve) => {
          this.#waiting = resolve;
        });
    }
  }

  return(): Promise<IteratorResult<Change>> {
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<Change> {
    return this;
  }
}
