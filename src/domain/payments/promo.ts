import { type Credits, credits } from '../credits/credits.ts';
import { assertNever } from '../shared/assert-never.ts';
import { type Money, money, percentOf } from './money.ts';

/** What a code gives: credits at once, or something on the next purchase. */
export type PromoBenefit =
  | { readonly kind: 'credits'; readonly credits: number }
  /** Percent of the package's credits on top. */
  | { readonly kind: 'bonus'; readonly percent: number }
  /** Percent off the price, below 100. */
  | { readonly kind: 'discount'; readonly percent: number };

export interface PromoCode {
  /** In capitals. */
  readonly code: string;
  readonly benefit: PromoBenefit;
  /** Absent: without end. */
  readonly maxRedemptions?: number | undefined;
  readonly maxPerUser: number;
  readonly startsAt?: Date | undefined;
  readonly endsAt?: Date | undefined;
  readonly enabled: boolean;
  readonly redemptions: number;
  readonly createdAt: Date;
}

const largestGift = 1_000_000;
const largestBonusPercent = 1_000;

/** Whether an admin may promise this. */
export function isBenefit(benefit: PromoBenefit): boolean {
  const within = (value: number, most: number) =>
    Number.isInteger(value) && value >= 1 && value <= most;
  switch (benefit.kind) {
    case 'credits':
      return within(benefit.credits, largestGift);
    case 'bonus':
      return within(benefit.percent, largestBonusPercent);
    case 'discount':
      return within(benefit.percent, 99);
    default:
      return assertNever(benefit);
  }
}

/** A code that was entered and, unless it gave credits at once, waits for the next purchase. */
export interface PromoRedemption {
  /** UUID. */
  readonly id: string;
  readonly code: string;
  readonly benefit: PromoBenefit;
  readonly redeemedAt: Date;
  /** When its benefit was had. */
  readonly usedAt?: Date | undefined;
}

/** What an order was promised. It holds when the redemption is still unused at the payment. */
export interface AppliedPromo {
  readonly redemptionId: string;
  readonly code: string;
  readonly bonusCredits: Credits;
  /** The package's price without the discount. */
  readonly listPrice: Money;
}

const codePattern = /^[A-Z0-9][A-Z0-9_-]{2,31}$/;

/** @returns the code as it is stored, or undefined when no code can look like this. */
export function normalizedCode(text: string): string | undefined {
  const code = text.trim().toUpperCase();
  return codePattern.test(code) ? code : undefined;
}

const startPrefix = 'promo_';

/** The code in a start payload such as `promo_SPRING`, if it is one. */
export function promoCodeIn(payload: string | undefined): string | undefined {
  return payload?.startsWith(startPrefix)
    ? normalizedCode(payload.slice(startPrefix.length))
    : undefined;
}

export type PromoRefusal =
  /** Unknown, switched off, or not begun yet: a guesser learns nothing more. */
  | { readonly kind: 'promo_unknown' }
  | { readonly kind: 'promo_over' }
  | { readonly kind: 'promo_used_up' }
  | { readonly kind: 'promo_already_used' };

export function refusalOf(
  promo: PromoCode,
  ownRedemptions: number,
  now: Date,
): PromoRefusal | undefined {
  if (!promo.enabled || (promo.startsAt !== undefined && now < promo.startsAt)) {
    return { kind: 'promo_unknown' };
  }
  if (promo.endsAt !== undefined && now >= promo.endsAt) {
    return { kind: 'promo_over' };
  }
  if (ownRedemptions >= promo.maxPerUser) {
    return { kind: 'promo_already_used' };
  }
  if (promo.maxRedemptions !== undefined && promo.redemptions >= promo.maxRedemptions) {
    return { kind: 'promo_used_up' };
  }
  return undefined;
}

/** The price after a discount, in whole minor units, rounded in the buyer's favour; never nothing. */
export function discounted(price: Money, benefit: PromoBenefit): Money {
  if (benefit.kind !== 'discount') {
    return price;
  }
  const minor = percentOf(price.minor, 100 - benefit.percent);
  return money(minor > 0n ? minor : 1n, price.currency);
}

export const bonusOf = (packageCredits: Credits, benefit: PromoBenefit): Credits =>
  credits(benefit.kind === 'bonus' ? percentOf(packageCredits, benefit.percent) : 0n);
