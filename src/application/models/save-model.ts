import type { Model } from '../../domain/models/model.ts';
import { modelProblems } from '../../domain/models/model-rules.ts';
import type { FieldProblem } from '../../domain/shared/field-problem.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import { writtenText } from '../../domain/shared/written-text.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';

export interface InvalidModel {
  readonly kind: 'invalid_model';
  /** At least one. */
  readonly problems: readonly FieldProblem<keyof Model>[];
}

export interface SavedModel {
  /** As it was; undefined for a new one. */
  readonly before: Model | undefined;
  readonly after: Model;
}

/**
 * An admin adds a model to the catalogue, or changes one. Requests that are under way keep the price
 * that was held for them.
 *
 * - `invalid_model`: every field that breaks a rule
 */
export class SaveModel {
  readonly #unitOfWork: UnitOfWork;

  constructor(unitOfWork: UnitOfWork) {
    this.#unitOfWork = unitOfWork;
  }

  execute(wanted: Model): Promise<Result<SavedModel, InvalidModel>> {
    const after = { ...wanted, title: writtenText(wanted.title) };
    return this.#unitOfWork.run(async ({ models }) => {
      const known = await models.lockAll();
      const problems = modelProblems(after, known);
      if (problems.length > 0) {
        return err({ kind: 'invalid_model', problems });
      }
      await models.save(after);
      return ok({ before: known.find(({ id }) => id === after.id), after });
    });
  }
}
