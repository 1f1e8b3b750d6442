import type { CreditPackage } from '../../domain/payments/credit-package.ts';
import type { PackageId } from '../../domain/shared/ids.ts';

/** What is on sale, for those who change it. Readers have `PackageCatalogue`. */
export interface PackageRepository {
  /**
   * Keeps everybody else from changing packages until the transaction ends, whether this one exists
   * or not. Orders are not held up.
   */
  lock(id: PackageId): Promise<CreditPackage | undefined>;
  /** Adds a package, or changes one. */
  save(one: CreditPackage): Promise<void>;
}
