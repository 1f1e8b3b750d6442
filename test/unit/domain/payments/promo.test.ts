import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { credits } from '../../../../src/domain/credits/credits.ts';
import { money } from '../../../../src/domain/payments/money.ts';
import {
  bonusOf,
  discounted,
  normalizedCode,
  type PromoCode,
  promoCodeIn,
  refusalOf,
} from '../../../../src/domain/payments/promo.ts';
import { at } from '../../../builders/domain.ts';
import { aPromo, kopecks, stars } from '../../../builders/payments.ts';

const percent = fc.integer({ min: 1, max: 99 });
const price = fc
  .tuple(fc.bigInt({ min: 1n, max: 10n ** 12n }), fc.constantFrom('RUB' as const, 'XTR' as const))
  .map(([minor, currency]) => money(minor, currency));

describe('a discount', () => {
  test.each([
    [kopecks(9_900), 10, kopecks(8_910)],
    [kopecks(9_999), 33, kopecks(6_699)],
    [stars(50), 25, stars(37)],
    [stars(1), 50, stars(1)],
    [kopecks(1), 99, kopecks(1)],
  ])('of %o less %d percent is %o', (listPrice, off, expected) => {
    expect(discounted(listPrice, { kind: 'discount', percent: off })).toEqual(expected);
  });

  test('leaves something to pay, never more than the price, and at least what was promised off', () => {
    fc.assert(
      fc.property(price, percent, (listPrice, off) => {
        const { minor, currency } = discounted(listPrice, { kind: 'discount', percent: off });
        expect(currency).toBe(listPrice.currency);
        expect(minor).toBeGreaterThan(0n);
        expect(minor).toBeLessThanOrEqual(listPrice.minor);
        const isExact = minor * 100n <= listPrice.minor * BigInt(100 - off);
        expect(isExact || minor === 1n).toBe(true);
        // By less than one smallest unit.
        expect((minor + 1n) * 100n).toBeGreaterThan(listPrice.minor * BigInt(100 - off));
      }),
    );
  });

  test('is not given by a code of another kind', () => {
    expect(discounted(stars(50), { kind: 'bonus', percent: 90 })).toEqual(stars(50));
    expect(discounted(stars(50), { kind: 'credits', credits: 90 })).toEqual(stars(50));
  });
});

describe('a bonus', () => {
  test('is a percentage of the package, in whole credits, rounded down', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 9n }), percent, (base, more) => {
        const bonus = bonusOf(credits(base), { kind: 'bonus', percent: more });
        expect(bonus * 100n).toBeLessThanOrEqual(base * BigInt(more));
        expect((bonus + 1n) * 100n).toBeGreaterThan(base * BigInt(more));
      }),
    );
  });

  test('may be more than the package itself', () => {
    expect(bonusOf(credits(100), { kind: 'bonus', percent: 250 })).toBe(250n);
  });

  test('is not given by a code of another kind', () => {
    expect(bonusOf(credits(100), { kind: 'discount', percent: 50 })).toBe(0n);
    expect(bonusOf(credits(100), { kind: 'credits', credits: 50 })).toBe(0n);
  });
});

describe('whether a code may be entered', () => {
  const code = (fields: Partial<PromoCode>): PromoCode => ({
    ...aPromo(),
    redemptions: 0,
    ...fields,
  });
  const period = { startsAt: at(0), endsAt: at(1_000) };

  test.each([
    ['it can', {}, 0, 0, undefined],
    ['it is off', { enabled: false }, 0, 0, 'promo_unknown'],
    ['it is off and over', { enabled: false, ...period }, 0, 2_000, 'promo_unknown'],
    ['it begins in a millisecond', period, 0, -1, 'promo_unknown'],
    ['it begins now', period, 0, 0, undefined],
    ['it ends in a millisecond', period, 0, 999, undefined],
    ['it ends now', period, 0, 1_000, 'promo_over'],
    ['its user had it', {}, 1, 0, 'promo_already_used'],
    ['its user may have it twice', { maxPerUser: 2 }, 1, 0, undefined],
    ['its user had it twice', { maxPerUser: 2 }, 2, 0, 'promo_already_used'],
    ['one is left', { maxRedemptions: 5, redemptions: 4 }, 0, 0, undefined],
    ['none is left', { maxRedemptions: 5, redemptions: 5 }, 0, 0, 'promo_used_up'],
    ['it never runs out', { redemptions: 1_000_000 }, 0, 0, undefined],
    [
      'none is left, of which its user had one',
      { maxRedemptions: 1, redemptions: 1 },
      1,
      0,
      'promo_already_used',
    ],
    ['it is over and used up', { ...period, maxRedemptions: 0 }, 1, 2_000, 'promo_over'],
  ] as const)('when %s', (_, fields, own, now, kind) => {
    expect(refusalOf(code(fields), own, at(now))).toEqual(kind && { kind });
  });
});

describe('a code as people write it', () => {
  test.each([
    ['SPRING', 'SPRING'],
    ['spring', 'SPRING'],
    ['  Spring-26 ', 'SPRING-26'],
    ['a_1', 'A_1'],
    ['x'.repeat(32), 'X'.repeat(32)],
  ])('%j is %s', (text, code) => {
    expect(normalizedCode(text)).toBe(code);
  });

  test.each(['', 'ab', '_AB', '-AB', 'A B C', 'ВЕСНА', 'x'.repeat(33), 'A;DROP', 'SPRING\nX'])(
    '%j cannot be one',
    (text) => {
      expect(normalizedCode(text)).toBeUndefined();
    },
  );

  test('travels in a start link', () => {
    expect(promoCodeIn('promo_spring')).toBe('SPRING');
    for (const payload of [undefined, '', 'promo_', 'promo_!', 'ref_abcd', 'PROMO_SPRING']) {
      expect(promoCodeIn(payload)).toBeUndefined();
    }
  });
});
