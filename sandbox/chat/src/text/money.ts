import { LOCALE } from './dictionary.ts';
import { formatMoney } from './format-money.ts';

const starsFormat = new Intl.NumberFormat(LOCALE);

/** `2,500` */
export const starCount = (stars: number): string => starsFormat.format(stars);

/** `⭐ 250`, `₽499`: see `formatMoney`. */
export const money = (currency: string, totalAmount: number): string =>
  formatMoney(LOCALE, currency, totalAmount);
