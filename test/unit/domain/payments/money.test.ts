import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decimal,
  minus,
  money,
  noMoney,
  parseMoney,
  percentOf,
  plus,
  proportion,
  sameMoney,
} from '../../../../src/domain/payments/money.ts';
import { kopecks, stars } from '../../../builders/payments.ts';

const currency = fc.constantFrom('RUB', 'XTR');
const minor = fc.bigInt({ min: 0n, max: 10n ** 15n - 1n });

describe('money', () => {
  test.each([
    [0, 'RUB', '0.00'],
    [5, 'RUB', '0.05'],
    [99, 'RUB', '0.99'],
    [100, 'RUB', '1.00'],
    [49_900, 'RUB', '499.00'],
    [0, 'XTR', '0'],
    [250, 'XTR', '250'],
  ] as const)('of %d smallest units of %s is written %s', (amount, code, text) => {
    expect(decimal(money(amount, code))).toBe(text);
  });

  test('is the same after it was written and read', () => {
    fc.assert(
      fc.property(minor, currency, (amount, code) => {
        const one = money(amount, code);
        expect(parseMoney(decimal(one), code)).toEqual({ ok: true, value: one });
      }),
    );
  });

  test.each([
    ['499', 'RUB', 49_900n],
    ['499.9', 'RUB', 49_990n],
    ['499.90', 'RUB', 49_990n],
    ['0.01', 'RUB', 1n],
    ['007.50', 'RUB', 750n],
    ['999999999999999.99', 'RUB', 99_999_999_999_999_999n],
    ['250', 'XTR', 250n],
  ] as const)('is read from %s %s', (text, code, amount) => {
    expect(parseMoney(text, code)).toEqual({ ok: true, value: money(amount, code) });
  });

  test.each([
    ...['', ' ', '-1.00', '+1.00', '1.', '.5', '1,00', '1.001', '1e3', '0x10', '１', '1.00 '],
    ...['1.00\n', 'NaN', 'Infinity', '1 000.00', '1234567890123456'],
  ])('is not read from %j, and nothing is rounded', (text) => {
    expect(parseMoney(text, 'RUB')).toEqual({ ok: false, error: { kind: 'invalid_amount', text } });
  });

  test.each(['1.0', '1.5', '-3'])('in Stars is never %s', (text) => {
    expect(parseMoney(text, 'XTR')).toMatchObject({ ok: false });
  });

  test.each([-1, 0.5, Number.NaN, Number.MAX_SAFE_INTEGER + 1, Number.POSITIVE_INFINITY])(
    'of %d is a bug of the caller',
    (amount) => {
      expect(() => money(amount, 'RUB')).toThrow(RangeError);
    },
  );

  test('below nothing is a bug of the caller', () => {
    expect(() => money(-1n, 'RUB')).toThrow(RangeError);
    expect(() => minus(kopecks(1), kopecks(2))).toThrow(RangeError);
  });

  test('adds up in one currency alone', () => {
    expect(plus(kopecks(1), kopecks(2))).toEqual(kopecks(3));
    expect(minus(kopecks(3), kopecks(3))).toEqual(noMoney('RUB'));
    expect(() => plus(kopecks(1), stars(1))).toThrow(RangeError);
    expect(() => minus(stars(1), kopecks(1))).toThrow(RangeError);
    expect(sameMoney(kopecks(1), kopecks(1))).toBe(true);
    expect(sameMoney(kopecks(1), stars(1))).toBe(false);
    expect(sameMoney(kopecks(1), kopecks(2))).toBe(false);
  });
});

describe('a share of an amount', () => {
  test('never exceeds it, whatever it is cut into', () => {
    const cut = fc.record({
      amount: fc.bigInt({ min: 0n, max: 1_000_000n }),
      parts: fc.array(fc.bigInt({ min: 0n, max: 10_000n }), { minLength: 1, maxLength: 12 }),
    });
    fc.assert(
      fc.property(cut, ({ amount, parts }) => {
        const whole = parts.reduce((a, b) => a + b, 1n);
        const shares = parts.map((part) => proportion(amount, part, whole));
        expect(shares.reduce((a, b) => a + b, 0n)).toBeLessThanOrEqual(amount);
        expect(proportion(amount, whole, whole)).toBe(amount);
        expect(proportion(amount, 0n, whole)).toBe(0n);
      }),
    );
  });

  test.each([
    [1n, 0n],
    [1n, -1n],
    [-1n, 1n],
    [2n, 1n],
  ])('of %d in %d is a bug of the caller', (part, whole) => {
    expect(() => proportion(10n, part, whole)).toThrow(RangeError);
  });

  test('in percent is rounded down', () => {
    expect(percentOf(199n, 50)).toBe(99n);
    expect(percentOf(1n, 99)).toBe(0n);
    expect(percentOf(7n, 100)).toBe(7n);
    expect(percentOf(7n, 0)).toBe(0n);
    expect(() => percentOf(1n, -1)).toThrow(RangeError);
    expect(() => percentOf(1n, 0.5)).toThrow(RangeError);
  });
});
