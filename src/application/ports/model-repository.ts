import type { Model } from '../../domain/models/model.ts';

/** The catalogue of models for those who change it. Readers have `ModelCatalogue`. */
export interface ModelRepository {
  /** In their order. Keeps everybody else from changing any until the transaction ends. */
  lockAll(): Promise<readonly Model[]>;
  /** Adds a model, or changes one. */
  save(model: Model): Promise<void>;
}
