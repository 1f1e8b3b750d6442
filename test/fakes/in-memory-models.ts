import type { ModelRepository } from '../../src/application/ports/model-repository.ts';
import type { Model } from '../../src/domain/models/model.ts';
import type { InMemoryState } from './in-memory-state.ts';

export class InMemoryModels implements ModelRepository {
  readonly #state: () => InMemoryState;

  constructor(state: () => InMemoryState) {
    this.#state = state;
  }

  async lockAll(): Promise<readonly Model[]> {
    return [...this.#state().models.values()].toSorted(
      (a, b) => a.position - b.position || (a.id < b.id ? -1 : 1),
    );
  }

  async save(model: Model): Promise<void> {
    this.#state().models.set(model.id, model);
  }
}
