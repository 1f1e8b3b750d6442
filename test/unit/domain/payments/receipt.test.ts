import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { money } from '../../../../src/domain/payments/money.ts';
import { discounted } from '../../../../src/domain/payments/promo.ts';
import { emailIn, receiptFor } from '../../../../src/domain/payments/receipt.ts';
import { defaultSettings } from '../../../../src/domain/settings/settings.ts';
import { kopecks } from '../../../builders/payments.ts';

describe('a receipt', () => {
  test('adds up to the amount, whatever the price and the discount', () => {
    const sale = fc.record({
      minor: fc.bigInt({ min: 1n, max: 10n ** 10n }),
      percent: fc.integer({ min: 0, max: 99 }),
      description: fc.string(),
    });
    fc.assert(
      fc.property(sale, ({ minor, percent, description }) => {
        const amount = discounted(money(minor, 'RUB'), { kind: 'discount', percent });
        const { items } = receiptFor({ email: 'a@b.ru', description, amount }, defaultSettings);
        const total = items.reduce(
          (sum, item) => sum + item.price.minor * BigInt(item.quantity),
          0n,
        );
        expect(total).toBe(amount.minor);
        expect(items.every((item) => item.price.currency === 'RUB')).toBe(true);
        expect(items.every((item) => item.description.length <= 128)).toBe(true);
      }),
    );
  });

  test('says what the settings say, and leaves the tax system out where they do', () => {
    const sale = { email: 'a@b.ru', description: '100 credits', amount: kopecks(9_900) };
    expect(receiptFor(sale, defaultSettings)).toEqual({
      email: 'a@b.ru',
      items: [
        {
          description: '100 credits',
          quantity: 1,
          price: kopecks(9_900),
          vatCode: 1,
          subject: 'service',
          mode: 'full_payment',
        },
      ],
      taxSystem: undefined,
    });
    const settings = {
      receiptVatCode: 11,
      receiptTaxSystem: 2,
      receiptSubject: 'payment',
      receiptMode: 'advance',
    };
    expect(receiptFor(sale, settings)).toMatchObject({
      items: [{ vatCode: 11, subject: 'payment', mode: 'advance' }],
      taxSystem: 2,
    });
  });
});

describe('an e-mail address', () => {
  test.each([
    ['anna@example.com', 'anna@example.com'],
    ['  anna@example.com\n', 'anna@example.com'],
    ['Anna.Petrova+bot@mail.example.co.uk', 'Anna.Petrova+bot@mail.example.co.uk'],
    ['анна@почта.рф', 'анна@почта.рф'],
    ['a@b.ru', 'a@b.ru'],
    [`${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`],
  ])('is found in %j', (text, email) => {
    expect(emailIn(text)).toBe(email);
  });

  test.each([
    '',
    'anna',
    'anna@',
    '@example.com',
    'anna@example',
    'anna@example.c',
    'anna@@example.com',
    'anna @example.com',
    'anna@exa mple.com',
    'a@b.ru, c@d.ru',
    'a@b.ru\nc@d.ru',
    'a@b.ru\r\nBcc: c@d.ru',
    '<a@b.ru>',
    'mailto:a@b.ru',
    `${'a'.repeat(65)}@example.com`,
    `a@${'b'.repeat(250)}.com`,
  ])('is not found in %j', (text) => {
    expect(emailIn(text)).toBeUndefined();
  });

  test('of any length is looked at in no time', () => {
    const evil = `${'a'.repeat(50_000)}@${'b.'.repeat(50_000)}`;
    expect(emailIn(evil)).toBeUndefined();
    expect(emailIn(evil.slice(0, 254))).toBeUndefined();
  });
});
