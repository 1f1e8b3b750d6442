import type {
  Change,
  ChangesRead,
  DurableChanges,
  DurableReader,
  FeedMark,
} from '../../src/application/ports/change-feed.ts';
import type { InMemoryState } from './in-memory-state.ts';

/** Nothing writes to it by itself: tests tell what happens with `happen`. */
export class InMemoryChanges implements DurableChanges {
  readonly #state: () => InMemoryState;

  constructor(state: () => InMemoryState) {
    this.#state = state;
  }

  async latest(): Promise<FeedMark> {
    return markOf(this.#state().changes.size);
  }

  async read(after: FeedMark, limit: number): Promise<ChangesRead> {
    const from = Number(after.id);
    const changes =
      after.xid === '1' ? [...this.#state().changes.values()].slice(from, from + limit) : [];
    return { changes, mark: changes.length === 0 ? after : markOf(from + changes.length) };
  }

  async take(reader: DurableReader): Promise<FeedMark | undefined> {
    const { readers } = this.#state();
    const mark = readers.get(reader) ?? (await this.latest());
    readers.set(reader, mark);
    return mark;
  }

  async move(reader: DurableReader, mark: FeedMark): Promise<void> {
    this.#state().readers.set(reader, mark);
  }
}

const markOf = (count: number): FeedMark => ({ xid: '1', id: String(count) });

type WithoutId<C> = C extends Change ? Omit<C, 'id'> : never;

/** Adds a change behind all others, as the database's triggers do. */
export function happen({ changes }: InMemoryState, change: WithoutId<Change>): Change {
  const id = String(changes.size + 1);
  const numbered = { ...change, id } as Change;
  changes.set(id, numbered);
  return numbered;
}
