import type { Job } from '../../src/application/jobs.ts';
import type { Clock } from '../../src/application/ports/clock.ts';
import type { IdGenerator } from '../../src/application/ports/id-generator.ts';
import type { Outbox, OutboxMessage } from '../../src/application/ports/outbox.ts';
import type { InMemoryState } from './in-memory-state.ts';

export class InMemoryOutbox implements Outbox {
  readonly #state: () => InMemoryState;
  readonly #clock: Clock;
  readonly #ids: IdGenerator;
  readonly #onAdd: (message: OutboxMessage) => void;

  constructor(
    state: () => InMemoryState,
    clock: Clock,
    ids: IdGenerator,
    onAdd: (message: OutboxMessage) => void,
  ) {
    this.#state = state;
    this.#clock = clock;
    this.#ids = ids;
    this.#onAdd = onAdd;
  }

  async add(job: Job, runAt?: Date): Promise<void> {
    const createdAt = this.#clock.now();
    const message = { id: this.#ids.uuid(), job, runAt: runAt ?? createdAt };
    this.#state().outbox.set(message.id, { ...message, createdAt });
    this.#onAdd(message);
  }

  async left(before: Date, limit: number): Promise<readonly OutboxMessage[]> {
    return [...this.#state().outbox.values()]
      .filter(({ createdAt }) => createdAt < before)
      .toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1))
      .slice(0, limit)
      .map(({ id, job, runAt }) => ({ id, job, runAt }));
  }

  async remove(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      this.#state().outbox.delete(id);
    }
  }
}
