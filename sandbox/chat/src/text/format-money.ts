/** Telegram Stars: whole units, unlike the other currencies. */
export const STARS = 'XTR';

/**
 * A price in one line, as people of the locale write it: `⭐ 250`, `₽499`, `499,50 ₽`. Amounts come
 * in the smallest unit of their currency, as the Bot API gives them.
 */
export function formatMoney(locale: string, currency: string, totalAmount: number): string {
  if (currency === STARS) return `⭐ ${new Intl.NumberFormat(locale).format(totalAmount)}`;
  const style = { style: 'currency', currency, currencyDisplay: 'narrowSymbol' } as const;
  const exact = new Intl.NumberFormat(locale, style);
  const { maximumFractionDigits = 2 } = exact.resolvedOptions();
  const value = totalAmount / 10 ** maximumFractionDigits;
  // Whole prices read better without their zeros.
  if (!Number.isInteger(value)) return exact.format(value);
  return new Intl.NumberFormat(locale, { ...style, maximumFractionDigits: 0 }).format(value);
}
