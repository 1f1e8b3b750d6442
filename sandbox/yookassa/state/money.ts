import type { Money } from '../objects.ts';

/** @returns whole kopecks of a decimal string with at most two decimals. */
export function kopecksOf(value: string): bigint | undefined {
  const match = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(value);
  if (match === null) return undefined;
  const [, roubles = '0', fraction = ''] = match;
  return BigInt(roubles) * 100n + BigInt(fraction.padEnd(2, '0'));
}

export function roubles(kopecks: bigint): Money {
  const digits = String(kopecks).padStart(3, '0');
  return { value: `${digits.slice(0, -2)}.${digits.slice(-2)}`, currency: 'RUB' };
}

/** Price times quantity in kopecks, half a kopeck rounded up. Quantities have at most 3 decimals. */
export function lineTotal(priceKopecks: bigint, quantity: number): bigint {
  const thousandths = BigInt(Math.round(quantity * 1_000));
  return (priceKopecks * thousandths + 500n) / 1_000n;
}
