import { type CreditPackage, creditsOf, priceIn } from '../../domain/payments/credit-package.ts';
import type { Money } from '../../domain/payments/money.ts';
import type { PaymentMethod } from '../../domain/payments/payment.ts';
import { bonusOf, discounted, type PromoRedemption } from '../../domain/payments/promo.ts';
import type { UserId } from '../../domain/shared/ids.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import type { Clock } from '../ports/clock.ts';
import type { PackageCatalogue } from '../ports/package-catalogue.ts';
import type { SettingsStore } from '../ports/settings-store.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { type ConfiguredMethods, offeredMethods } from './payment-methods.ts';

/** A package as this user would buy it. */
export interface Offer {
  readonly package: CreditPackage;
  /** All credits that it brings. */
  readonly credits: number;
  /** How many of these a promo code adds. */
  readonly promoCredits: number;
  /** At least one. */
  readonly prices: readonly OfferedPrice[];
}

export interface OfferedPrice {
  readonly method: PaymentMethod;
  readonly price: Money;
  /** Above `price` when a promo code takes something off. */
  readonly listPrice: Money;
}

export interface Offers {
  readonly offers: readonly Offer[];
  /** The code that the prices and credits take into account. */
  readonly promo: PromoRedemption | undefined;
}

export interface NothingForSale {
  readonly kind: 'nothing_for_sale';
}

/**
 * What a user can buy, and how to pay.
 *
 * - `nothing_for_sale`: no method or no package; the operator is told, once
 */
export class ListOffers {
  readonly #unitOfWork: UnitOfWork;
  readonly #packages: PackageCatalogue;
  readonly #settings: SettingsStore;
  readonly #configured: ConfiguredMethods;
  readonly #clock: Clock;

  constructor(
    unitOfWork: UnitOfWork,
    packages: PackageCatalogue,
    settings: SettingsStore,
    configured: ConfiguredMethods,
    clock: Clock,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#packages = packages;
    this.#settings = settings;
    this.#configured = configured;
    this.#clock = clock;
  }

  async execute(userId: UserId): Promise<Result<Offers, NothingForSale>> {
    const { promos, operatorJournal } = this.#unitOfWork.direct;
    const methods = offeredMethods(this.#configured, await this.#settings.current());
    const promo = await promos.waiting(userId, this.#clock.now());
    const offers = (await this.#packages.all())
      .filter(({ active }) => active)
      .map((one) => offerOf(one, methods, promo))
      .filter(({ prices }) => prices.length > 0);
    if (offers.length === 0) {
      await operatorJournal.add({ kind: 'no_payment_methods' }, 'no-payment-methods');
      return err({ kind: 'nothing_for_sale' });
    }
    return ok({ offers, promo });
  }
}

/** A promo code is for single purchases: Telegram renews a subscription at its first price. */
export function promoFor(
  one: CreditPackage,
  promo: PromoRedemption | undefined,
): PromoRedemption | undefined {
  return one.isSubscription ? undefined : promo;
}

function offerOf(
  one: CreditPackage,
  methods: readonly PaymentMethod[],
  waiting: PromoRedemption | undefined,
): Offer {
  const promo = promoFor(one, waiting);
  const base = creditsOf(one);
  const promoCredits = Number(promo === undefined ? 0n : bonusOf(base, promo.benefit));
  const prices = methods.flatMap((method): OfferedPrice[] => {
    const listPrice = priceIn(one, method);
    if (listPrice === undefined) {
      return [];
    }
    const price = promo === undefined ? listPrice : discounted(listPrice, promo.benefit);
    return [{ method, price, listPrice }];
  });
  return { package: one, credits: Number(base) + promoCredits, promoCredits, prices };
}
