import type { ModelCatalogue } from '../../src/application/ports/model-catalogue.ts';
import type { Model } from '../../src/domain/models/model.ts';
import type { ModelId } from '../../src/domain/shared/ids.ts';
import { emptyState, type InMemoryState } from './in-memory-state.ts';

export class InMemoryModelCatalogue implements ModelCatalogue {
  readonly #source: { state(): InMemoryState };

  /** @param source of whoever else shares the catalogue */
  constructor(models: readonly Model[] = [], source = ownSource()) {
    this.#source = source;
    for (const model of models) {
      source.state().models.set(model.id, model);
    }
  }

  /** By position, then id. */
  async all(): Promise<readonly Model[]> {
    return [...this.#source.state().models.values()].toSorted(
      (a, b) => a.position - b.position || (a.id < b.id ? -1 : 1),
    );
  }

  async find(id: ModelId): Promise<Model | undefined> {
    return this.#source.state().models.get(id);
  }

  async seed(models: readonly Model[]): Promise<void> {
    const known = this.#source.state().models;
    for (const model of models.filter(({ id }) => !known.has(id))) {
      known.set(model.id, model);
    }
  }

  async save(model: Model): Promise<void> {
    this.#source.state().models.set(model.id, model);
  }

  async reload(): Promise<void> {}
}

function ownSource(): { state(): InMemoryState } {
  const own = emptyState();
  return { state: () => own };
}
