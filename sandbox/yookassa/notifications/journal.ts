import { Ring } from '../../http/ring.ts';
import type { LoggedNotification, NotificationFilter } from '../control-api.ts';

const REMEMBERED = 5_000;

/** A notification as it goes its way. */
export type Letter = { -readonly [K in keyof LoggedNotification]: LoggedNotification[K] };

/** The newest notifications with what became of them. */
export class NotificationJournal {
  readonly #letters = new Ring<Letter>(REMEMBERED);
  #lastSeq = 0;

  add(letter: Omit<LoggedNotification, 'seq' | 'attempts'>): Letter {
    this.#lastSeq += 1;
    const added = { seq: this.#lastSeq, ...letter, attempts: [] };
    this.#letters.push(added);
    return added;
  }

  find(seq: number): Letter | undefined {
    for (const letter of this.#letters) if (letter.seq === seq) return letter;
    return undefined;
  }

  list(filter: NotificationFilter = {}): LoggedNotification[] {
    return [...this.#letters]
      .filter((letter) => matches(letter, filter))
      .map((letter) => ({ ...letter }));
  }

  isUnderWay(): boolean {
    for (const letter of this.#letters) if (letter.state === 'sending') return true;
    return false;
  }

  clear(): void {
    this.#letters.clear();
    this.#lastSeq = 0;
  }
}

function matches(letter: LoggedNotification, filter: NotificationFilter): boolean {
  return (
    (filter.shopId === undefined || filter.shopId === letter.shopId) &&
    (filter.event === undefined || filter.event === letter.event) &&
    (filter.objectId === undefined || filter.objectId === letter.objectId) &&
    (filter.after === undefined || letter.seq > filter.after)
  );
}
