import type { Model } from '../../domain/models/model.ts';
import type { ModelId } from '../../domain/shared/ids.ts';

/** The models on sale. Reads may lag a change by a few seconds. */
export interface ModelCatalogue {
  all(): Promise<readonly Model[]>;
  find(id: ModelId): Promise<Model | undefined>;
  /** Inserts models that are not there yet; never touches what an admin edited. */
  seed(models: readonly Model[]): Promise<void>;
  save(model: Model): Promise<void>;
  /** Afterwards reads show what was changed elsewhere until now. */
  reload(): Promise<void>;
}
