import type { CreditPackage } from '../../domain/payments/credit-package.ts';
import type { PackageId } from '../../domain/shared/ids.ts';

/** What is on sale. Reads may lag a change by a few seconds. */
export interface PackageCatalogue {
  /** In their order, inactive ones too. */
  all(): Promise<readonly CreditPackage[]>;
  find(id: PackageId): Promise<CreditPackage | undefined>;
  /** Inserts packages that are not there yet; never touches what an admin edited. */
  seed(packages: readonly CreditPackage[]): Promise<void>;
  save(one: CreditPackage): Promise<void>;
  /** Afterwards reads show what was changed elsewhere until now. */
  reload(): Promise<void>;
}
