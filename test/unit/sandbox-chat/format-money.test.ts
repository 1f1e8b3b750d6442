import { describe, expect, test } from 'vitest';
import { formatMoney } from '../../../sandbox/chat/src/text/format-money.ts';

describe('formatMoney', () => {
  test.each([
    ['en-GB', 'XTR', 2_500, '⭐ 2,500'],
    ['en-GB', 'RUB', 49_900, '₽499'],
    ['en-GB', 'RUB', 49_950, '₽499.50'],
    ['ru-RU', 'RUB', 49_905, '499,05\u00a0₽'],
    ['en-GB', 'JPY', 500, '¥500'],
  ])('in %s writes %s %d', (locale, currency, amount, text) => {
    expect(formatMoney(locale, currency, amount)).toBe(text);
  });
});
