import type { DataSource } from 'typeorm';
import type { Clock } from '../../application/ports/clock.ts';
import type { PackageCatalogue } from '../../application/ports/package-catalogue.ts';
import type { CreditPackage } from '../../domain/payments/credit-package.ts';
import type { PackageId } from '../../domain/shared/ids.ts';
import { CachedRead } from './cached-read.ts';
import { readPackages, rowOf, savePackage } from './repositories/package-repository.ts';
import { creditPackageSchema } from './schemas/shop-plumbing.ts';
import { DirectSession, type Session } from './session.ts';

export class PostgresPackageCatalogue implements PackageCatalogue {
  readonly #session: Session;
  readonly #cached: CachedRead<readonly CreditPackage[]>;

  constructor(dataSource: DataSource, clock: Clock) {
    this.#session = new DirectSession(dataSource);
    this.#cached = new CachedRead(() => readPackages(this.#session), clock);
  }

  all(): Promise<readonly CreditPackage[]> {
    return this.#cached.get();
  }

  async find(id: PackageId): Promise<CreditPackage | undefined> {
    return (await this.#cached.get()).find((one) => one.id === id);
  }

  async seed(packages: readonly CreditPackage[]): Promise<void> {
    await this.#session.entities((manager) =>
      manager
        .createQueryBuilder()
        .insert()
        .into(creditPackageSchema)
        .values(packages.map(rowOf))
        .orIgnore()
        .execute(),
    );
    await this.#cached.reload();
  }

  async save(one: CreditPackage): Promise<void> {
    await savePackage(this.#session, one);
    await this.#cached.reload();
  }

  reload(): Promise<void> {
    return this.#cached.reload();
  }
}
