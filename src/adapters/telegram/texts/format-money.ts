import type { PlainMoney } from '../../../application/notices.ts';
import type { Language } from '../../../domain/users/user.ts';

const decimalPoint: { readonly [language in Language]: string } = { ru: ',', en: '.' };

/**
 * Money as people write it. Digits are taken over as they are: nothing is rounded.
 *
 * @example formatMoney('ru', { amount: '499.50', currency: 'RUB' }) // '499,50 ₽'
 * @example formatMoney('en', { amount: '250', currency: 'XTR' }) // '250 ⭐'
 */
export function formatMoney(language: Language, { amount, currency }: PlainMoney): string {
  const [whole = '0', fraction = ''] = amount.split('.');
  const digits = new Intl.NumberFormat(language).format(BigInt(whole));
  const rest = /[1-9]/.test(fraction) ? `${decimalPoint[language]}${fraction}` : '';
  return `${digits}${rest} ${currency === 'XTR' ? '⭐' : '₽'}`;
}
