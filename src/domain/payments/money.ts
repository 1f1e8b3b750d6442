import { err, ok, type Result } from '../shared/result.ts';

/** ISO 4217, and Telegram's code for its Stars. */
export type Currency = 'RUB' | 'XTR';

/** How many decimal digits the smallest unit is: a kopeck is 0.01 RUB, a Star cannot be split. */
const digitsAfterPoint: { readonly [currency in Currency]: number } = { RUB: 2, XTR: 0 };

/** An amount of money, never negative. Direction is the operation's, never the sign's. */
export interface Money {
  /** Kopecks, or whole Stars. */
  readonly minor: bigint;
  readonly currency: Currency;
}

/** @throws RangeError when the amount is negative or not whole: that is a bug of the caller. */
export function money(minor: bigint | number, currency: Currency): Money {
  if (typeof minor === 'number' && !Number.isSafeInteger(minor)) {
    throw new RangeError(`Cannot use ${minor} as minor units as they must be a whole number`);
  }
  const value = BigInt(minor);
  if (value < 0n) {
    throw new RangeError(`Cannot use ${minor} as money as it must not be negative`);
  }
  return { minor: value, currency };
}

export const noMoney = (currency: Currency): Money => money(0n, currency);

export const sameMoney = (a: Money, b: Money): boolean =>
  a.currency === b.currency && a.minor === b.minor;

/** @throws RangeError for money of different currencies, and when less than nothing would be left. */
export function minus(a: Money, b: Money): Money {
  return money(a.minor - inSameCurrency(a, b), a.currency);
}

/** @throws RangeError for money of different currencies. */
export function plus(a: Money, b: Money): Money {
  return money(a.minor + inSameCurrency(a, b), a.currency);
}

/**
 * As providers write it: rubles with two digits after the point, Stars without any.
 *
 * @example decimal(money(49900n, 'RUB')) // '499.00'
 */
export function decimal({ minor, currency }: Money): string {
  const digits = digitsAfterPoint[currency];
  if (digits === 0) {
    return minor.toString();
  }
  const text = minor.toString().padStart(digits + 1, '0');
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

export interface InvalidAmount {
  readonly kind: 'invalid_amount';
  readonly text: string;
}

/** Reads a decimal string. Digits beyond the currency's are refused, never rounded. */
export function parseMoney(text: string, currency: Currency): Result<Money, InvalidAmount> {
  const match = /^(\d{1,15})(?:\.(\d{1,4}))?$/.exec(text);
  const digits = digitsAfterPoint[currency];
  const fraction = match?.[2] ?? '';
  if (match === null || fraction.length > digits) {
    return err({ kind: 'invalid_amount', text });
  }
  return ok(money(BigInt(`${match[1]}${fraction.padEnd(digits, '0')}`), currency));
}

/**
 * The part of an amount that corresponds to `part` of `whole`, rounded down: shares of all parts
 * never exceed the amount.
 */
export function proportion(amount: bigint, part: bigint, whole: bigint): bigint {
  if (whole <= 0n || part < 0n || part > whole) {
    throw new RangeError(`Cannot take ${part} of ${whole}`);
  }
  return (amount * part) / whole;
}

/** Percent of an amount, rounded down. */
export function percentOf(amount: bigint, percent: number): bigint {
  if (!Number.isInteger(percent) || percent < 0) {
    throw new RangeError(`Cannot take ${percent} percent`);
  }
  return (amount * BigInt(percent)) / 100n;
}

function inSameCurrency(a: Money, b: Money): bigint {
  if (a.currency !== b.currency) {
    throw new RangeError(`Cannot reckon ${b.currency} with ${a.currency}`);
  }
  return b.minor;
}
