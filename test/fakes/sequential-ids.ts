import type { IdGenerator } from '../../src/application/ports/id-generator.ts';

/** Ids that sort by creation and are the same in every run of a test. */
export class SequentialIds implements IdGenerator {
  #last = 0;

  uuid(): string {
    return `00000000-0000-7000-8000-${this.#next(16).padStart(12, '0')}`;
  }

  code(length: number): string {
    return this.#next(36).padStart(length, '0').slice(-length);
  }

  #next(radix: number): string {
    this.#last += 1;
    return this.#last.toString(radix);
  }
}
