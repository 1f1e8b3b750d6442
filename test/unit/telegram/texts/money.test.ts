import { describe, expect, test } from 'vitest';
import { describeEvents } from '../../../../src/adapters/telegram/texts/describe-event.ts';
import { describePaymentProblem } from '../../../../src/adapters/telegram/texts/describe-payment-problem.ts';
import { formatMoney } from '../../../../src/adapters/telegram/texts/format-money.ts';
import type { OperatorEvent } from '../../../../src/application/notices.ts';

describe('money', () => {
  test.each([
    ['250', 'XTR', '250 ⭐', '250 ⭐'],
    ['499.00', 'RUB', '499 ₽', '499 ₽'],
    ['499.50', 'RUB', '499,50 ₽', '499.50 ₽'],
    ['0.05', 'RUB', '0,05 ₽', '0.05 ₽'],
    ['1490.00', 'RUB', '1\u00a0490 ₽', '1,490 ₽'],
    [
      '9007199254740993.01',
      'RUB',
      '9\u00a0007\u00a0199\u00a0254\u00a0740\u00a0993,01 ₽',
      '9,007,199,254,740,993.01 ₽',
    ],
  ] as const)('%s %s is written exactly', (amount, currency, ru, en) => {
    expect(formatMoney('ru', { amount, currency })).toBe(ru);
    expect(formatMoney('en', { amount, currency })).toBe(en);
  });
});

const stars = (amount: string) => ({ amount, currency: 'XTR' as const });
const rub = (amount: string) => ({ amount, currency: 'RUB' as const });

const events: readonly OperatorEvent[] = [
  { kind: 'payment_received', paymentId: 'p1', userId: 7, paid: rub('499.00'), credits: 165 },
  {
    kind: 'payment_received',
    paymentId: 'p2',
    userId: 8,
    paid: stars('250'),
    credits: 0,
    flag: 'unmatched',
  },
  {
    kind: 'payment_refunded',
    paymentId: 'p3',
    userId: 7,
    refunded: rub('99.50'),
    credits: 20,
    shortfall: 5,
    isOutside: true,
  },
  { kind: 'refund_failed', paymentId: 'p4', refunded: stars('50'), reason: 'general_decline' },
  {
    kind: 'difference_found',
    difference: 'payment_not_booked',
    provider: 'yookassa',
    providerId: 'y1',
    amount: rub('10.01'),
    repaired: true,
  },
  { kind: 'no_payment_methods' },
];

describe('what happened to the shop', () => {
  test('is one clear message for one event', () => {
    expect(events.map((event) => describeEvents('en', [event]))).toEqual([
      '💰 499 ₽ from 7, 165 credits\np1',
      '💰 250 ⭐ from 8, 0 credits\n⚠️ No order found: no credits were given\np2',
      '↩️ Refunded outside the bot: 99.50 ₽ to 7, credits taken back: 20\n⚠️ Shortfall: 5 credits had been spent before.\np3',
      '⚠️ The refund of 50 ⭐ failed: general_decline. The user has the credits again.\np4',
      '⚠️ Comparison with YooKassa: a payment that was not in our book, 10.01 ₽\nRepaired.\ny1',
      '⚠️ Somebody wants to buy credits, and nothing is for sale: no payment method or no package.',
    ]);
  });

  test('is a list for a few', () => {
    const list = describeEvents('ru', events.slice(0, 5));
    expect(list.split('\n\n')).toHaveLength(5);
  });

  test('is sums for many, and each thing that somebody has to look into', () => {
    const [sums, ...named] = describeEvents('en', [...events, ...events]).split('\n\n');
    const look = [events[1], events[3]].map((event) => describeEvents('en', event ? [event] : []));
    expect(named).toEqual([...look, ...look]);
    expect(sums?.split('\n')).toEqual([
      'Shop: 12 events',
      '💰 Payments: 4, 998 ₽ + 500 ⭐ in all',
      '⚠️ To look at: 2 (/payments)',
      '↩️ Refunds: 2, 199 ₽ in all',
      '⚠️ Refunds that failed: 2',
      '⚠️ Differences found: 2, not repaired: 0',
      '⚠️ Somebody wants to buy credits, and nothing is for sale: no payment method or no package.',
    ]);
    expect(describeEvents('ru', [...events, ...events])).toMatch(/[а-яё]/);
  });

  test('names what is open, and not what was repaired', () => {
    const difference = events[4] as Extract<OperatorEvent, { kind: 'difference_found' }>;
    const many = [...events, { ...difference, providerId: 'y2', repaired: false }];
    const text = describeEvents('en', many);
    expect(text).toContain('y2');
    expect(text).not.toContain('y1');
  });

  test('stays short, however much is to look into', () => {
    const flagged = Array.from({ length: 200 }, () => events[1] as OperatorEvent);
    expect(describeEvents('en', flagged).split('\n\n')).toHaveLength(16);
  });

  test('is sums of what there is alone', () => {
    const [payment] = events;
    const many = Array.from({ length: 200 }, () => payment as OperatorEvent);
    expect(describeEvents('ru', many)).toBe(
      'Магазин: 200 событий\n💰 Оплат: 200, всего 99\u00a0800 ₽',
    );
  });
});

test.each(['3d_secure_failed', 'insufficient_funds', 'card_expired', 'expired_on_confirmation'])(
  'the reason %s has words of its own, which never show the name',
  (reason) => {
    const unknown = describePaymentProblem('en', 'a_new_reason');
    expect(describePaymentProblem('en', reason)).not.toBe(unknown);
    expect(describePaymentProblem('ru', reason)).toMatch(/[а-яё]/);
    expect(unknown).not.toContain('a_new_reason');
  },
);
