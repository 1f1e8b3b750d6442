import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Credits, credits } from '../../../../src/domain/credits/credits.ts';
import { type Money, money } from '../../../../src/domain/payments/money.ts';
import type { Payment, PaymentStatus } from '../../../../src/domain/payments/payment.ts';
import {
  quoteRefund,
  type Refund,
  type RefundStatus,
  refundTransitions,
} from '../../../../src/domain/payments/refund.ts';
import { packageId, userId } from '../../../../src/domain/shared/ids.ts';
import { aPaidPayment, aRefund, kopecks, stars } from '../../../builders/payments.ts';

const plenty = { available: credits(1_000_000), inviterAvailable: credits(1_000_000) };

const paid = (fields: Partial<Payment> = {}): Payment =>
  aPaidPayment({ userId: userId(1), packageId: packageId('p'), method: 'yookassa', ...fields });

describe('the life of a refund', () => {
  const statuses = Object.keys(refundTransitions) as RefundStatus[];
  const possible = new Set([
    'created pending',
    'created succeeded',
    'created canceled',
    'pending succeeded',
    'pending canceled',
  ]);

  test.each(statuses.flatMap((from) => statuses.map((to) => [from, to] as const)))(
    'from %s to %s',
    (from, to) => {
      expect(refundTransitions[from].includes(to)).toBe(possible.has(`${from} ${to}`));
    },
  );
});

describe('the quote of a refund', () => {
  test('of all that was paid takes all that was granted, from the inviter too', () => {
    const inviterReward = { inviterId: userId(2), credits: credits(15) };
    expect(quoteRefund(paid({ inviterReward }), [], undefined, plenty)).toEqual({
      ok: true,
      value: {
        amount: kopecks(9_900),
        due: 100n,
        taken: 100n,
        shortfall: 0n,
        inviterDue: 15n,
        inviterTaken: 15n,
      },
    });
  });

  test('takes what is there, and says what is missing', () => {
    const inviterReward = { inviterId: userId(2), credits: credits(15) };
    const takeable = { available: credits(30), inviterAvailable: credits(4) };
    expect(quoteRefund(paid({ inviterReward }), [], undefined, takeable)).toMatchObject({
      value: { due: 100n, taken: 30n, shortfall: 70n, inviterDue: 15n, inviterTaken: 4n },
    });
  });

  test('of a part takes the credits of that part, rounded in the buyer’s favour', () => {
    expect(quoteRefund(paid(), [], kopecks(3_333), plenty)).toMatchObject({ value: { due: 33n } });
    expect(quoteRefund(paid(), [], kopecks(1), plenty)).toMatchObject({ value: { due: 0n } });
  });

  test.each(['created', 'pending', 'canceled', 'expired'] as const)(
    'is refused while the payment is %s',
    (status: PaymentStatus) => {
      expect(quoteRefund(paid({ status }), [], undefined, plenty)).toEqual({
        ok: false,
        error: { kind: 'not_paid' },
      });
    },
  );

  test('is refused beyond what is left', () => {
    const payment = paid();
    const part = aRefund(payment, { amount: kopecks(9_000) });
    expect(quoteRefund(payment, [part], kopecks(901), plenty)).toEqual({
      ok: false,
      error: { kind: 'amount_too_large', left: kopecks(900) },
    });
    expect(quoteRefund(payment, [part], kopecks(900), plenty)).toMatchObject({ ok: true });
    expect(quoteRefund(payment, [part], undefined, plenty)).toMatchObject({
      value: { amount: kopecks(900) },
    });
    expect(quoteRefund(payment, [aRefund(payment)], undefined, plenty)).toEqual({
      ok: false,
      error: { kind: 'already_refunded' },
    });
  });

  test.each([
    ['nothing', kopecks(0)],
    ['another currency', stars(1)],
  ])('is refused for %s', (_, amount: Money) => {
    expect(quoteRefund(paid(), [], amount, plenty)).toEqual({
      ok: false,
      error: { kind: 'amount_invalid' },
    });
  });

  test('is for all Stars or none', () => {
    const payment = paid({ method: 'stars', price: stars(50) });
    expect(quoteRefund(payment, [], stars(49), plenty)).toEqual({
      ok: false,
      error: { kind: 'whole_only', amount: stars(50) },
    });
    expect(quoteRefund(payment, [], stars(50), plenty)).toMatchObject({ ok: true });
    expect(quoteRefund(payment, [], undefined, plenty)).toMatchObject({ ok: true });
  });
});

/** One refund of a sequence: a share of what is left, of which the user still has so much. */
interface Step {
  /** In thousandths; the last one of a sequence takes all. */
  readonly share: number;
  readonly isAfterwardsCanceled: boolean;
  readonly available: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  share: fc.integer({ min: 1, max: 1_000 }),
  isAfterwardsCanceled: fc.boolean(),
  available: fc.integer({ min: 0, max: 2_000 }),
});

const sequence = fc.record({
  price: fc.bigInt({ min: 1n, max: 10_000n }),
  granted: fc.bigInt({ min: 0n, max: 1_500n }),
  reward: fc.bigInt({ min: 0n, max: 300n }),
  steps: fc.array(step, { maxLength: 12 }),
});

const total = (amounts: readonly bigint[]): bigint => amounts.reduce((a, b) => a + b, 0n);

function part(payment: Payment, earlier: readonly Refund[], { share }: Pick<Step, 'share'>) {
  const left = payment.price.minor - total(earlier.map(({ amount }) => amount.minor));
  const wanted = (left * BigInt(share)) / 1_000n;
  return money(wanted > 0n ? wanted : left, 'RUB');
}

describe('refunds in parts', () => {
  test('add up to the whole money and the whole credits, whatever was canceled in between', () => {
    fc.assert(
      fc.property(sequence, ({ price, granted, reward, steps }) => {
        const payment = paid({
          price: money(price, 'RUB'),
          granted: credits(granted),
          inviterReward: { inviterId: userId(2), credits: credits(reward) },
        });
        let standing: readonly Refund[] = [];
        const all = [...steps, { share: 1_000, isAfterwardsCanceled: false, available: 2_000 }];
        // Some that stand while a later one is asked for are canceled only then.
        for (const one of all) {
          const left = price - total(standing.map(({ amount }) => amount.minor));
          if (left === 0n) {
            break;
          }
          const amount = part(payment, standing, one);
          const available: Credits = credits(one.available);
          const quoted = quoteRefund(payment, standing, amount, {
            available,
            inviterAvailable: available,
          });
          if (!quoted.ok) {
            throw new Error(`Expected a quote: ${quoted.error.kind}`);
          }
          const { due, taken, shortfall, inviterDue, inviterTaken } = quoted.value;
          expect(taken + shortfall).toBe(due);
          expect(taken).toBeLessThanOrEqual(available);
          expect(inviterTaken).toBeLessThanOrEqual(inviterDue);
          const refund = aRefund(payment, {
            amount,
            creditsTaken: taken,
            shortfall,
            inviterCreditsTaken: inviterTaken,
          });
          standing = one.isAfterwardsCanceled
            ? [...standing.slice(1), refund]
            : [...standing, refund];
          const dues = standing.map((each) => each.creditsTaken + each.shortfall);
          const inviters = standing.map((each) => each.inviterCreditsTaken);
          expect(total(dues)).toBeLessThanOrEqual(granted);
          expect(total(inviters)).toBeLessThanOrEqual(reward);
        }
        const money_ = total(standing.map(({ amount }) => amount.minor));
        const dues = total(standing.map((each) => each.creditsTaken + each.shortfall));
        expect(money_).toBeLessThanOrEqual(price);
        if (money_ === price) {
          expect(dues).toBe(granted);
        }
      }),
      { numRuns: 500 },
    );
  });
});
