import { Ring } from '../../http/ring.ts';
import type { SimChange, SimEvent } from '../control-api.ts';

type Listener = (event: SimEvent) => void;

const REMEMBERED_EVENTS = 2_000;

/** Tells watchers what changed, in order, and remembers the newest changes for those who reconnect. */
export class EventHub {
  readonly #listeners = new Set<Listener>();
  readonly #recent = new Ring<SimEvent>(REMEMBERED_EVENTS);
  #seq = 0;

  get lastSeq(): number {
    return this.#seq;
  }

  emit(change: SimChange): void {
    this.#seq += 1;
    const event: SimEvent = { seq: this.#seq, ...change };
    this.#recent.push(event);
    for (const listener of this.#listeners) listener(event);
  }

  /** @returns the function that ends it. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Events after `seq`, or `undefined` when some of them are forgotten or belong to another run. */
  since(seq: number): readonly SimEvent[] | undefined {
    const missed = [...this.#recent].filter((event) => event.seq > seq);
    return seq <= this.#seq && missed.length === this.#seq - seq ? missed : undefined;
  }
}
