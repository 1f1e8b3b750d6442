import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { credits } from '../../../../src/domain/credits/credits.ts';
import { creditsOf, priceIn } from '../../../../src/domain/payments/credit-package.ts';
import { type Difference, differenceKey } from '../../../../src/domain/payments/difference.ts';
import {
  canPaymentMove,
  checkDelayMs,
  classifyCharge,
  creditsForShare,
  currencyOf,
  isKeyFresh,
  isOpen,
  isPaid,
  type PaymentStatus,
  paymentIdIn,
  paymentMethods,
  paymentTransitions,
  purchaseReference,
} from '../../../../src/domain/payments/payment.ts';
import { paymentId, userId } from '../../../../src/domain/shared/ids.ts';
import { someDay } from '../../../builders/domain.ts';
import { aPackage, aPaymentId, kopecks, stars } from '../../../builders/payments.ts';

const statuses = Object.keys(paymentTransitions) as PaymentStatus[];

describe('the life of a payment', () => {
  const possible = new Set([
    'created pending',
    'created paid',
    'created canceled',
    'created expired',
    'pending paid',
    'pending canceled',
    'pending expired',
    'paid refunded',
    'canceled paid',
    'expired paid',
  ]);
  const pairs = statuses.flatMap((from) => statuses.map((to) => [from, to] as const));

  test.each(pairs)('from %s to %s', (from, to) => {
    expect(canPaymentMove(from, to)).toBe(possible.has(`${from} ${to}`));
  });

  test('has six stages, open or paid or over', () => {
    expect(statuses).toHaveLength(6);
    expect(statuses.filter(isOpen)).toEqual(['created', 'pending']);
    expect(statuses.filter(isPaid)).toEqual(['paid', 'refunded']);
  });

  test('never turns money away: whatever is not paid can become so', () => {
    for (const status of statuses) {
      expect(canPaymentMove(status, 'paid')).toBe(!isPaid(status));
    }
  });
});

describe('a charge of an order', () => {
  const [anna, boris] = [userId(1), userId(2)];
  const first = { payerId: anna, amount: stars(50), isRenewal: false };
  const order = (status: PaymentStatus) => ({ status, userId: anna, price: stars(50) });

  test.each([
    ['created', first, 'first'],
    ['pending', first, 'first'],
    ['canceled', first, 'first'],
    ['expired', first, 'first'],
    ['paid', first, 'again'],
    ['refunded', first, 'again'],
    ['pending', { ...first, payerId: boris }, 'again'],
    ['paid', { ...first, payerId: boris }, 'again'],
    ['paid', { ...first, isRenewal: true }, 'renewal'],
    ['refunded', { ...first, isRenewal: true }, 'renewal'],
    ['pending', { ...first, amount: stars(49) }, 'unmatched'],
    ['pending', { ...first, amount: stars(51) }, 'unmatched'],
    ['pending', { ...first, amount: kopecks(50) }, 'unmatched'],
    ['paid', { ...first, amount: stars(1) }, 'unmatched'],
    ['paid', { ...first, amount: stars(1), isRenewal: true }, 'unmatched'],
    ['pending', { ...first, amount: stars(1), payerId: boris }, 'unmatched'],
  ] as const)('that is %s, paid with %o, is %s', (status, charge, what) => {
    expect(classifyCharge(order(status), charge)).toBe(what);
  });
});

describe('the credits of a share', () => {
  test('never exceed what was granted, and the whole gives all', () => {
    const shares = fc.record({
      granted: fc.bigInt({ min: 0n, max: 100_000n }),
      whole: fc.bigInt({ min: 1n, max: 1_000_000n }),
      part: fc.bigInt({ min: 0n, max: 1_000_000n }),
    });
    fc.assert(
      fc.property(shares, ({ granted, whole, part }) => {
        const all = credits(granted);
        const share = creditsForShare(all, part % (whole + 1n), whole);
        expect(share).toBeLessThanOrEqual(all);
        expect(creditsForShare(all, whole, whole)).toBe(all);
      }),
    );
  });
});

describe('the idempotency key of an order', () => {
  const hourMs = 3_600_000;

  test.each([
    [-hourMs, true],
    [0, true],
    [23 * hourMs - 1, true],
    [23 * hourMs, false],
    [24 * hourMs, false],
    [25 * hourMs, false],
  ])('%d ms after it was made is fresh: %s', (ageMs, isFresh) => {
    expect(isKeyFresh(someDay, new Date(someDay.getTime() + ageMs))).toBe(isFresh);
  });
});

describe('the intervals of checks', () => {
  test('grow from seconds to an hour, and stay there', () => {
    const delays = Array.from({ length: 40 }, (_, checks) => checkDelayMs(checks));
    expect(delays[0]).toBe(5_000);
    for (const [index, delay] of delays.entries()) {
      expect(delay).toBeGreaterThanOrEqual(delays[index - 1] ?? 0);
    }
    expect(delays.at(-1)).toBe(3_600_000);
    expect(checkDelayMs(1_000_000)).toBe(3_600_000);
  });

  test('look often while a payer is likely to be at the page', () => {
    const withinTenMinutes = [0, 1, 2, 3, 4, 5].map(checkDelayMs).reduce((a, b) => a + b);
    expect(withinTenMinutes).toBeLessThan(600_000);
  });
});

describe('the payload of an invoice', () => {
  test('names the order, when it is ours', () => {
    const id = aPaymentId();
    expect(paymentIdIn(id)).toBe(id);
  });

  test.each([
    undefined,
    '',
    'order-1',
    '10000000-0000-7000-8000-00000000000',
    '10000000-0000-7000-8000-0000000000011',
    '10000000-0000-7000-8000-00000000000G',
    '1000000000007000800000000000001',
    ' 10000000-0000-7000-8000-000000000001',
    '10000000-0000-7000-8000-000000000001\n',
    '{10000000-0000-7000-8000-000000000001}',
  ])('%j names none', (payload) => {
    expect(paymentIdIn(payload)).toBeUndefined();
  });
});

describe('the reference of a purchase', () => {
  test('differs by method, for ids are unique at one provider alone', () => {
    const references = paymentMethods.map((method) => purchaseReference(method, 'x'));
    expect(references).toEqual([
      'purchase:stars:x',
      'purchase:yookassa:x',
      'purchase:telegram_yookassa:x',
    ]);
  });
});

describe('a package', () => {
  test('has a price in the currency of the method', () => {
    for (const method of paymentMethods) {
      expect(priceIn(aPackage(), method)?.currency).toBe(currencyOf(method));
    }
    expect(priceIn(aPackage({ stars: undefined }), 'stars')).toBeUndefined();
    expect(priceIn(aPackage({ rub: undefined }), 'yookassa')).toBeUndefined();
    expect(priceIn(aPackage({ rub: undefined }), 'telegram_yookassa')).toBeUndefined();
  });

  test('that renews itself is for Stars alone', () => {
    const monthly = aPackage({ isSubscription: true });
    expect(paymentMethods.map((method) => priceIn(monthly, method))).toEqual([
      stars(50),
      undefined,
      undefined,
    ]);
  });

  test('gives its own bonus on top', () => {
    expect(creditsOf(aPackage({ credits: 100, bonusCredits: 15 }))).toBe(115n);
  });
});

describe('a difference', () => {
  test('is the same one when it is found again, repaired or not', () => {
    const found: Difference = {
      kind: 'refund_not_booked',
      provider: 'yookassa',
      providerId: 'r-1',
      amount: kopecks(100),
      repaired: false,
    };
    const later: Difference = { ...found, repaired: true, paymentId: paymentId('p') };
    expect(differenceKey(later)).toBe(differenceKey(found));
    expect(differenceKey({ ...found, provider: 'telegram' })).not.toBe(differenceKey(found));
    expect(differenceKey({ ...found, kind: 'payment_not_booked' })).not.toBe(differenceKey(found));
    expect(differenceKey({ ...found, providerId: 'r-2' })).not.toBe(differenceKey(found));
  });
});
