import type { MarginPoint, UsdRates } from '../queries/statistics.ts';

const microsPerUsd = 1_000_000;
const kopecksPerRuble = 100n;

/**
 * Revenue less cost in millionths of a dollar. Undefined as soon as money came in (or went back) in a
 * currency without a rate: a margin without it would be a lie.
 */
export function marginUsdMicros(
  { costUsdMicros, netRubMinor, netStars }: Omit<MarginPoint, 'marginUsdMicros'>,
  { rub, star }: UsdRates,
): bigint | undefined {
  if ((netRubMinor !== 0n && rub === undefined) || (netStars !== 0n && star === undefined)) {
    return undefined;
  }
  const revenue = (netRubMinor * rateMicros(rub)) / kopecksPerRuble + netStars * rateMicros(star);
  return revenue - costUsdMicros;
}

const rateMicros = (usd = 0): bigint => BigInt(Math.round(usd * microsPerUsd));
