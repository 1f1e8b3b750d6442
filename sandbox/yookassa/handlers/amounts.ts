import { kopecksOf } from '../state/money.ts';
import { Refusal } from '../state/refusal.ts';

/**
 * @returns kopecks, more than none.
 * @throws {Refusal} for another currency than roubles, or nothing.
 */
export function amountOf(
  amount: { readonly value: string; readonly currency: string },
  parameter = 'amount',
): bigint {
  if (amount.currency !== 'RUB') {
    throw new Refusal('invalid', 'The shop takes RUB alone', `${parameter}.currency`);
  }
  const kopecks = kopecksOf(amount.value);
  if (kopecks === undefined || kopecks === 0n) {
    throw new Refusal('invalid', 'Amount must be greater than zero', `${parameter}.value`);
  }
  return kopecks;
}
