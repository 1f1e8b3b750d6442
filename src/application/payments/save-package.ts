import type { CreditPackage } from '../../domain/payments/credit-package.ts';
import { packageProblems } from '../../domain/payments/package-rules.ts';
import type { FieldProblem } from '../../domain/shared/field-problem.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import { writtenText } from '../../domain/shared/written-text.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';

export interface InvalidPackage {
  readonly kind: 'invalid_package';
  /** At least one. */
  readonly problems: readonly FieldProblem<keyof CreditPackage>[];
}

export interface SavedPackage {
  /** As it was; undefined for a new one. */
  readonly before: CreditPackage | undefined;
  readonly after: CreditPackage;
}

/**
 * An admin offers a package, or changes one. Open orders keep what they promised, and subscriptions
 * that run keep their first price.
 *
 * - `invalid_package`: every field that breaks a rule
 */
export class SavePackage {
  readonly #unitOfWork: UnitOfWork;

  constructor(unitOfWork: UnitOfWork) {
    this.#unitOfWork = unitOfWork;
  }

  async execute(wanted: CreditPackage): Promise<Result<SavedPackage, InvalidPackage>> {
    const { ru, en } = wanted.title;
    const after = { ...wanted, title: { ru: writtenText(ru), en: writtenText(en) } };
    const problems = packageProblems(after);
    if (problems.length > 0) {
      return err({ kind: 'invalid_package', problems });
    }
    return this.#unitOfWork.run(async ({ packages }) => {
      const before = await packages.lock(after.id);
      await packages.save(after);
      return ok({ before, after });
    });
  }
}
