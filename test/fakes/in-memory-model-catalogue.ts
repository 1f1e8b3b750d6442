import type { ModelCatalogue } from '../../src/application/ports/model-catalogue.ts';
import type { Model } from '../../src/domain/models/model.ts';
import type { ModelId } from '../../src/domain/shared/ids.ts';

export class InMemoryModelCatalogue implements ModelCatalogue {
  readonly #models = new Map<ModelId, Model>();

  constructor(models: readonly Model[] = []) {
    for (const model of models) {
      this.#models.set(model.id, model);
    }
  }

  /** By position, then id. */
  async all(): Promise<readonly Model[]> {
    return [...this.#models.values()].toSorted(
      (a, b) => a.position - b.position || (a.id < b.id ? -1 : 1),
    );
  }

  async find(id: ModelId): Promise<Model | undefined> {
    return this.#models.get(id);
  }

  async seed(models: readonly Model[]): Promise<void> {
    for (const model of models) {
      if (!this.#models.has(model.id)) {
        this.#models.set(model.id, model);
      }
    }
  }

  async save(model: Model): Promise<void> {
    this.#models.set(model.id, model);
  }
}
