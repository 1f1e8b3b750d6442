import type { PackageCatalogue } from '../../src/application/ports/package-catalogue.ts';
import type { CreditPackage } from '../../src/domain/payments/credit-package.ts';
import type { PackageId } from '../../src/domain/shared/ids.ts';
import { type InMemoryState, requireRule } from './in-memory-state.ts';

/** What a unit of work's orders refer to: give both the same tables. */
export class InMemoryPackageCatalogue implements PackageCatalogue {
  readonly #source: { state(): InMemoryState };

  constructor(source: { state(): InMemoryState }, packages: readonly CreditPackage[] = []) {
    this.#source = source;
    for (const one of packages) {
      this.#write(one);
    }
  }

  /** By position, then id. */
  async all(): Promise<readonly CreditPackage[]> {
    return [...this.#source.state().packages.values()].toSorted(
      (a, b) => a.position - b.position || (a.id < b.id ? -1 : 1),
    );
  }

  async find(id: PackageId): Promise<CreditPackage | undefined> {
    return this.#source.state().packages.get(id);
  }

  async seed(packages: readonly CreditPackage[]): Promise<void> {
    for (const one of packages) {
      if (!this.#source.state().packages.has(one.id)) {
        this.#write(one);
      }
    }
  }

  async save(one: CreditPackage): Promise<void> {
    this.#write(one);
  }

  async reload(): Promise<void> {}

  #write(one: CreditPackage): void {
    requireRule('credit_packages', 'credits', one.credits > 0 && one.bonusCredits >= 0);
    requireRule('credit_packages', 'stars', one.stars === undefined || one.stars.minor > 0n);
    requireRule('credit_packages', 'rub', one.rub === undefined || one.rub.minor > 0n);
    this.#source.state().packages.set(one.id, one);
  }
}
