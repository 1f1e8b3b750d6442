/** What a call that hangs is told when the stand-in closes or is reset. */
export const HUNG_UP = Symbol('hung up');

type End = 'go on' | typeof HUNG_UP;

/** Calls that wait without an answer. */
export class Hanging {
  readonly #waiting = new Set<(end: End) => void>();

  hang(): Promise<End> {
    return new Promise((resolve) => this.#waiting.add(resolve));
  }

  /** Lets all of them go on. @returns how many. */
  release(): number {
    return this.#end('go on');
  }

  hangUp(): void {
    this.#end(HUNG_UP);
  }

  #end(end: End): number {
    const { size } = this.#waiting;
    for (const resolve of this.#waiting) resolve(end);
    this.#waiting.clear();
    return size;
  }
}
