import type { Brand } from '../shared/ids.ts';

/** A whole, non-negative number of credits. Direction is the operation's, never the sign's. */
export type Credits = Brand<bigint, 'Credits'>;

export const noCredits = 0n as Credits;

/** @throws RangeError when the amount is negative or not whole: that is a bug of the caller. */
export function credits(amount: number | bigint): Credits {
  if (typeof amount === 'number' && !Number.isSafeInteger(amount)) {
    throw new RangeError(`Cannot use ${amount} as credits as they must be a whole number`);
  }
  const value = BigInt(amount);
  if (value < 0n) {
    throw new RangeError(`Cannot use ${amount} as credits as they must not be negative`);
  }
  return value as Credits;
}

export const minCredits = (a: Credits, b: Credits): Credits => (a < b ? a : b);
