/** Keeps the newest `capacity` items in constant time and memory. */
export class Ring<T> {
  readonly #capacity: number;
  #items: T[] = [];
  #start = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#items.length;
  }

  push(item: T): void {
    if (this.#items.length < this.#capacity) {
      this.#items.push(item);
      return;
    }
    this.#items[this.#start] = item;
    this.#start = (this.#start + 1) % this.#capacity;
  }

  /** Oldest first. */
  *[Symbol.iterator](): Generator<T> {
    yield* this.#items.slice(this.#start);
    yield* this.#items.slice(0, this.#start);
  }

  clear(): void {
    this.#items = [];
    this.#start = 0;
  }
}
