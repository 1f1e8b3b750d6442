import type { OperatorEvent } from '../../src/application/notices.ts';
import type { Clock } from '../../src/application/ports/clock.ts';
import type { OperatorJournal } from '../../src/application/ports/operator-journal.ts';
import type { InMemoryState } from './in-memory-state.ts';

export class InMemoryOperatorJournal implements OperatorJournal {
  readonly #state: () => InMemoryState;
  readonly #clock: Clock;

  constructor(state: () => InMemoryState, clock: Clock) {
    this.#state = state;
    this.#clock = clock;
  }

  async add(event: OperatorEvent, key?: string): Promise<void> {
    const { operatorEvents } = this.#state();
    const name = key ?? operatorEvents.size;
    if (!operatorEvents.has(name)) {
      operatorEvents.set(name, { event });
    }
  }

  async take(limit: number): Promise<readonly OperatorEvent[]> {
    const { operatorEvents } = this.#state();
    const untold = [...operatorEvents]
      .filter(([, { toldAt }]) => toldAt === undefined)
      .slice(0, limit);
    for (const [name, { event }] of untold) {
      operatorEvents.set(name, { event, toldAt: this.#clock.now() });
    }
    return untold.map(([, { event }]) => event);
  }
}
