import type { DataSource } from 'typeorm';
import type { Clock } from '../../application/ports/clock.ts';
import type { PackageCatalogue } from '../../application/ports/package-catalogue.ts';
import type { CreditPackage } from '../../domain/payments/credit-package.ts';
import { type Currency, type Money, money } from '../../domain/payments/money.ts';
import { type PackageId, packageId } from '../../domain/shared/ids.ts';
import { CachedRead } from './cached-read.ts';
import { type CreditPackageRow, creditPackageSchema } from './schemas/shop-plumbing.ts';
import { DirectSession, type Session, type Statement } from './session.ts';

/**
 * Written by hand as TypeORM's upsert sets the key, too, to what it is: PostgreSQL would then wait
 * for every order under way that refers to the package.
 */
const savePackage: Statement = {
  name: 'packages.save',
  text: `INSERT INTO credit_packages
      (id, title, credits, bonus_credits, stars, rub, is_subscription, position, active)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (id) DO UPDATE SET
      (title, credits, bonus_credits, stars, rub, is_subscription, position, active) =
      ROW (excluded.title, excluded.credits, excluded.bonus_credits, excluded.stars, excluded.rub,
        excluded.is_subscription, excluded.position, excluded.active)`,
};

export class PostgresPackageCatalogue implements PackageCatalogue {
  readonly #session: Session;
  readonly #cached: CachedRead<readonly CreditPackage[]>;

  constructor(dataSource: DataSource, clock: Clock) {
    this.#session = new DirectSession(dataSource);
    this.#cached = new CachedRead(() => this.#read(), clock);
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
    await this.#session.write(savePackage, [
      one.id,
      JSON.stringify(one.title),
      one.credits,
      one.bonusCredits,
      one.stars?.minor,
      one.rub?.minor,
      one.isSubscription,
      one.position,
      one.active,
    ]);
    await this.#cached.reload();
  }

  async #read(): Promise<readonly CreditPackage[]> {
    const rows = await this.#session.entities((manager) =>
      manager.find(creditPackageSchema, { order: { position: 'ASC', id: 'ASC' } }),
    );
    return rows.map(packageOf);
  }
}

function rowOf(one: CreditPackage): CreditPackageRow {
  return {
    id: one.id,
    title: one.title,
    credits: one.credits,
    bonus_credits: one.bonusCredits,
    stars: one.stars?.minor.toString() ?? null,
    rub: one.rub?.minor.toString() ?? null,
    is_subscription: one.isSubscription,
    position: one.position,
    active: one.active,
  };
}

function packageOf(row: CreditPackageRow): CreditPackage {
  return {
    id: packageId(row.id),
    title: row.title,
    credits: row.credits,
    bonusCredits: row.bonus_credits,
    stars: priceOf(row.stars, 'XTR'),
    rub: priceOf(row.rub, 'RUB'),
    isSubscription: row.is_subscription,
    position: row.position,
    active: row.active,
  };
}

const priceOf = (minor: string | null, currency: Currency): Money | undefined =>
  minor === null ? undefined : money(BigInt(minor), currency);
