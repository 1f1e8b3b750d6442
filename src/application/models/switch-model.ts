import type { Model } from '../../domain/models/model.ts';
import type { ModelId } from '../../domain/shared/ids.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';

export interface UnknownModel {
  readonly kind: 'unknown_model';
}

/**
 * Users can choose a model, or no longer; whoever chose it gets the default then. Requests that are
 * under way are not stopped.
 *
 * - `unknown_model`
 */
export class SwitchModel {
  readonly #unitOfWork: UnitOfWork;

  constructor(unitOfWork: UnitOfWork) {
    this.#unitOfWork = unitOfWork;
  }

  /** @returns the model as it was */
  execute(id: ModelId, enabled: boolean): Promise<Result<Model, UnknownModel>> {
    return this.#unitOfWork.run(async ({ models }) => {
      const before = (await models.lockAll()).find((model) => model.id === id);
      if (before === undefined) {
        return err({ kind: 'unknown_model' });
      }
      await models.save({ ...before, enabled });
      return ok(before);
    });
  }
}
