import type { PackageRepository } from '../../../application/ports/package-repository.ts';
import type { CreditPackage } from '../../../domain/payments/credit-package.ts';
import { type Currency, type Money, money } from '../../../domain/payments/money.ts';
import { type PackageId, packageId } from '../../../domain/shared/ids.ts';
import { type CreditPackageRow, creditPackageSchema } from '../schemas/shop-plumbing.ts';
import type { Session, Statement } from '../session.ts';

/** Of the table, as a row that is not there yet cannot be locked. Readers and orders are not held up. */
const lockPackages: Statement = {
  name: 'packages.lock',
  text: 'LOCK TABLE credit_packages IN SHARE ROW EXCLUSIVE MODE',
};

/**
 * Written by hand as TypeORM's upsert sets the key, too, to what it is: PostgreSQL would then wait
 * for every order under way that refers to the package.
 */
const upsertPackage: Statement = {
  name: 'packages.save',
  text: `INSERT INTO credit_packages
      (id, title, credits, bonus_credits, stars, rub, is_subscription, position, active)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (id) DO UPDATE SET
      (title, credits, bonus_credits, stars, rub, is_subscription, position, active) =
      ROW (excluded.title, excluded.credits, excluded.bonus_credits, excluded.stars, excluded.rub,
        excluded.is_subscription, excluded.position, excluded.active)`,
};

export class PostgresPackageRepository implements PackageRepository {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  lock(id: PackageId): Promise<CreditPackage | undefined> {
    return this.#session.atomically(async (session) => {
      await session.write(lockPackages, []);
      const row = await session.entities((manager) =>
        manager.findOneBy(creditPackageSchema, { id }),
      );
      return row === null ? undefined : packageOf(row);
    });
  }

  save(one: CreditPackage): Promise<void> {
    return savePackage(this.#session, one);
  }
}

export async function readPackages(session: Session): Promise<readonly CreditPackage[]> {
  const rows = await session.entities((manager) =>
    manager.find(creditPackageSchema, { order: { position: 'ASC', id: 'ASC' } }),
  );
  return rows.map(packageOf);
}

export async function savePackage(session: Session, one: CreditPackage): Promise<void> {
  await session.write(upsertPackage, [
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
}

export function rowOf(one: CreditPackage): CreditPackageRow {
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
