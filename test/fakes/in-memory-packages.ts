import type { PackageRepository } from '../../src/application/ports/package-repository.ts';
import type { CreditPackage } from '../../src/domain/payments/credit-package.ts';
import type { PackageId } from '../../src/domain/shared/ids.ts';
import { type InMemoryState, requireRule } from './in-memory-state.ts';

export class InMemoryPackages implements PackageRepository {
  readonly #state: () => InMemoryState;

  constructor(state: () => InMemoryState) {
    this.#state = state;
  }

  async lock(id: PackageId): Promise<CreditPackage | undefined> {
    return this.#state().packages.get(id);
  }

  async save(one: CreditPackage): Promise<void> {
    requireRule('credit_packages', 'credits', one.credits > 0 && one.bonusCredits >= 0);
    requireRule('credit_packages', 'stars', one.stars === undefined || one.stars.minor > 0n);
    requireRule('credit_packages', 'rub', one.rub === undefined || one.rub.minor > 0n);
    this.#state().packages.set(one.id, one);
  }
}
