import { noCredits } from '../../domain/credits/credits.ts';
import { type CreditPackage, creditsOf, priceIn } from '../../domain/payments/credit-package.ts';
import { noMoney } from '../../domain/payments/money.ts';
import {
  openOrdersPerUser,
  orderLifetimeMs,
  type Payment,
  type PaymentMethod,
} from '../../domain/payments/payment.ts';
import { bonusOf, discounted, type PromoRedemption } from '../../domain/payments/promo.ts';
import { receiptFor } from '../../domain/payments/receipt.ts';
import type { Settings } from '../../domain/settings/settings.ts';
import { type PackageId, paymentId, type UserId } from '../../domain/shared/ids.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import { languageOf, type User } from '../../domain/users/user.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { PackageCatalogue } from '../ports/package-catalogue.ts';
import type { PaymentGateway } from '../ports/payment-gateway.ts';
import type { SettingsStore } from '../ports/settings-store.ts';
import type { Scope, UnitOfWork } from '../ports/unit-of-work.ts';
import { promoFor } from './list-offers.ts';
import { type ConfiguredMethods, offeredMethods } from './payment-methods.ts';

export interface PlaceOrderCommand {
  readonly userId: UserId;
  readonly packageId: PackageId;
  readonly method: PaymentMethod;
  /** Repeating a key orders nothing new. */
  readonly requestKey: string;
}

export type OrderRefusal =
  | { readonly kind: 'package_unavailable' }
  | { readonly kind: 'method_unavailable' }
  /** The receipt needs an address: the purchase waits for it. */
  | { readonly kind: 'email_wanted' }
  | { readonly kind: 'too_many_open_orders'; readonly limit: number };

export interface PlacedOrder {
  readonly payment: Payment;
  readonly package: CreditPackage;
}

export interface PlaceOrderPorts {
  readonly unitOfWork: UnitOfWork;
  readonly packages: PackageCatalogue;
  readonly settings: SettingsStore;
  readonly configured: ConfiguredMethods;
  /** Absent when no payment page is configured. */
  readonly gateway: PaymentGateway | undefined;
  /** Where a payment page sends people back to. */
  readonly returnUrl: string;
  readonly clock: Clock;
  readonly ids: IdGenerator;
}

/** A new order is looked after by whoever placed it for so long; then by the poll. */
const firstCheckMs = 30_000;

/**
 * Writes an order down before anybody outside hears of it: what, for how much, and what exactly the
 * provider will be sent under which key.
 *
 * - `package_unavailable`, `method_unavailable`: not on sale (any more)
 * - `email_wanted`: receipts are on and the user has no address yet
 * - `too_many_open_orders`
 */
export class PlaceOrder {
  readonly #use: PlaceOrderPorts;

  constructor(ports: PlaceOrderPorts) {
    this.#use = ports;
  }

  async execute(command: PlaceOrderCommand): Promise<Result<PlacedOrder, OrderRefusal>> {
    const { unitOfWork, packages, settings, configured } = this.#use;
    const [one, current] = [await packages.find(command.packageId), await settings.current()];
    const earlier = await unitOfWork.direct.payments.findByRequestKey(command.requestKey);
    if (earlier !== undefined && one !== undefined) {
      return ok({ payment: earlier, package: one });
    }
    if (one === undefined || !one.active) {
      return err({ kind: 'package_unavailable' });
    }
    const isOffered = offeredMethods(configured, current).includes(command.method);
    if (!isOffered || priceIn(one, command.method) === undefined) {
      return err({ kind: 'method_unavailable' });
    }
    return unitOfWork.run((scope) => this.#place(scope, command, one, current));
  }

  async #place(
    scope: Scope,
    command: PlaceOrderCommand,
    one: CreditPackage,
    settings: Settings,
  ): Promise<Result<PlacedOrder, OrderRefusal>> {
    const user = await scope.users.lock(command.userId);
    if (user === undefined) {
      throw new Error(`Cannot sell to user ${command.userId} who is not registered`);
    }
    const needsEmail = settings.receipts === 'on' && command.method === 'yookassa';
    if (needsEmail && user.receiptEmail === undefined) {
      return err({ kind: 'email_wanted' });
    }
    if ((await scope.payments.countOpen(user.id)) >= openOrdersPerUser) {
      return err({ kind: 'too_many_open_orders', limit: openOrdersPerUser });
    }
    const promo = promoFor(one, await scope.promos.waiting(user.id, this.#use.clock.now()));
    const payment = this.#order(command, one, user, promo, settings);
    if (!(await scope.payments.insert(payment))) {
      const winner = await scope.payments.findByRequestKey(command.requestKey);
      return ok({ payment: winner ?? payment, package: one });
    }
    await scope.payments.record(payment.id, { kind: 'ordered' });
    if (user.pendingPurchase !== undefined) {
      await scope.users.save({ ...user, pendingPurchase: undefined });
    }
    return ok({ payment, package: one });
  }

  #order(
    { method, requestKey, userId }: PlaceOrderCommand,
    one: CreditPackage,
    user: User,
    promo: PromoRedemption | undefined,
    settings: Settings,
  ): Payment {
    const { clock, ids } = this.#use;
    const now = clock.now();
    const listPrice = priceIn(one, method);
    if (listPrice === undefined) {
      throw new Error(`Cannot order ${one.id} by ${method} as it has no price`);
    }
    const base = creditsOf(one);
    const expiresAt = new Date(now.getTime() + orderLifetimeMs);
    const isPage = method === 'yookassa';
    const id = paymentId(ids.uuid());
    const order: Payment = {
      id,
      userId,
      method,
      // An invoice is with Telegram as soon as it is shown; a payment page is asked for first.
      status: isPage ? 'created' : 'pending',
      origin: 'order',
      packageId: one.id,
      credits: base,
      price: promo === undefined ? listPrice : discounted(listPrice, promo.benefit),
      promo: promo && {
        redemptionId: promo.id,
        code: promo.code,
        bonusCredits: bonusOf(base, promo.benefit),
        listPrice,
      },
      isSubscription: one.isSubscription,
      requestKey,
      receiptEmail: isPage && settings.receipts === 'on' ? user.receiptEmail : undefined,
      idempotencyKey: id,
      granted: noCredits,
      refunded: noMoney(listPrice.currency),
      checks: 0,
      nextCheckAt: isPage ? new Date(now.getTime() + firstCheckMs) : expiresAt,
      expiresAt,
      createdAt: now,
    };
    return isPage
      ? { ...order, providerRequest: this.#request(order, one, user, settings) }
      : order;
  }

  #request(order: Payment, one: CreditPackage, user: User, settings: Settings): string {
    const { gateway, returnUrl } = this.#use;
    if (gateway === undefined) {
      throw new Error('Cannot order a payment page as no provider is configured');
    }
    const { id, price, receiptEmail } = order;
    const language = languageOf(user);
    const description = one.title[language];
    return gateway.preparePayment({
      orderId: id,
      amount: price,
      description,
      returnUrl,
      language,
      receipt:
        receiptEmail === undefined
          ? undefined
          : receiptFor({ email: receiptEmail, description, amount: price }, settings),
    });
  }
}
