import { type Credits, credits } from '../credits/credits.ts';
import type { PackageId } from '../shared/ids.ts';
import type { Language } from '../users/user.ts';
import type { Money } from './money.ts';
import { currencyOf, type PaymentMethod } from './payment.ts';

/** Credits for sale. */
export interface CreditPackage {
  readonly id: PackageId;
  readonly title: { readonly [language in Language]: string };
  readonly credits: number;
  /** Given on top. */
  readonly bonusCredits: number;
  /** Absent: not sold for Stars. */
  readonly stars?: Money | undefined;
  /** Absent: not sold for rubles. */
  readonly rub?: Money | undefined;
  /** Paid and renewed every 30 days; for Stars alone, as Telegram collects it. */
  readonly isSubscription: boolean;
  /** Order in lists, ascending. */
  readonly position: number;
  readonly active: boolean;
}

/** Telegram knows this period alone: 30 days. Source: Bot API, `createInvoiceLink`. */
export const subscriptionPeriodSeconds = 2_592_000;

export function priceIn(
  { stars, rub, isSubscription }: CreditPackage,
  method: PaymentMethod,
): Money | undefined {
  if (currencyOf(method) === 'XTR') {
    return stars;
  }
  return isSubscription ? undefined : rub;
}

export const creditsOf = (one: CreditPackage): Credits => credits(one.credits + one.bonusCredits);
