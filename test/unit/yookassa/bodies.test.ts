import fc from 'fast-check';
import { expect, test } from 'vitest';
import { paymentBody, refundBody } from '../../../src/adapters/yookassa/bodies.ts';
import { money } from '../../../src/domain/payments/money.ts';
import { receiptFor } from '../../../src/domain/payments/receipt.ts';
import { paymentId, refundId } from '../../../src/domain/shared/ids.ts';

const orderId = paymentId('0197a5b0-1c1d-7000-8000-000000000001');
const settings = {
  receiptVatCode: 11,
  receiptTaxSystem: 2,
  receiptSubject: 'service',
  receiptMode: 'full_payment',
};

const order = {
  orderId,
  amount: money(49_900n, 'RUB'),
  description: '100 credits',
  returnUrl: 'https://t.me/banana_bot?start=paid',
  language: 'ru',
} as const;

const refund = {
  refundId: refundId('0197a5b0-1c1d-7000-8000-000000000002'),
  providerPaymentId: '22d6d597-000f-5000-9000-145f6df21d6f',
  amount: money(10_050n, 'RUB'),
  description: 'Not used',
} as const;

const receipt = (minor: bigint) =>
  receiptFor(
    { email: 'a@example.org', description: '100 credits', amount: money(minor, 'RUB') },
    settings,
  );

const parsed = (body: string) => JSON.parse(body);

test('a payment is taken at once, on the page, by any method, and names its order', () => {
  expect(parsed(paymentBody(order))).toEqual({
    amount: { value: '499.00', currency: 'RUB' },
    capture: true,
    description: '100 credits',
    confirmation: {
      type: 'redirect',
      return_url: 'https://t.me/banana_bot?start=paid',
      locale: 'ru_RU',
    },
    metadata: { order_id: orderId },
  });
});

test('the page speaks the language of the payer', () => {
  const body = parsed(paymentBody({ ...order, language: 'en' }));
  expect(body.confirmation.locale).toBe('en_US');
});

test('a receipt has the e-mail, the line, its codes and the tax system', () => {
  expect(parsed(paymentBody({ ...order, receipt: receipt(49_900n) })).receipt).toEqual({
    customer: { email: 'a@example.org' },
    internet: true,
    items: [
      {
        description: '100 credits',
        quantity: 1,
        amount: { value: '499.00', currency: 'RUB' },
        vat_code: 11,
        payment_subject: 'service',
        payment_mode: 'full_payment',
        measure: 'piece',
      },
    ],
    tax_system_code: 2,
  });
});

test('a receipt without a tax system leaves it out', () => {
  const { receipt: sent } = parsed(
    paymentBody({ ...order, receipt: { ...receipt(1n), taxSystem: undefined } }),
  );
  expect(sent).not.toHaveProperty('tax_system_code');
});

test('a refund names the payment, its part, our refund and has its own receipt', () => {
  expect(parsed(refundBody({ ...refund, receipt: receipt(10_050n) }))).toMatchObject({
    payment_id: refund.providerPaymentId,
    amount: { value: '100.50', currency: 'RUB' },
    description: 'Not used',
    metadata: { refund_id: refund.refundId },
    receipt: { items: [{ amount: { value: '100.50', currency: 'RUB' } }] },
  });
});

test.each([
  {
    what: 'payment',
    limit: 128,
    body: (description: string) => paymentBody({ ...order, description }),
  },
  {
    what: 'refund',
    limit: 250,
    body: (description: string) => refundBody({ ...refund, description }),
  },
])('the description of a $what is cut at $limit, never within a character', ({ limit, body }) => {
  expect(parsed(body('x'.repeat(300))).description).toHaveLength(limit);
  const text = parsed(body(`${'x'.repeat(limit - 1)}🍌`)).description;
  expect(text).toBe('x'.repeat(limit - 1));
});

test('the same order makes the same bytes', () => {
  const whole = { ...order, receipt: receipt(49_900n) };
  expect(paymentBody(whole)).toBe(paymentBody(structuredClone(whole)));
});

test('Stars are refused: they are no money of YooKassa', () => {
  expect(() => paymentBody({ ...order, amount: money(5, 'XTR') })).toThrow(RangeError);
  expect(() => refundBody({ ...refund, amount: money(5, 'XTR') })).toThrow(RangeError);
});

test('amounts are exact decimals, and price by quantity of the receipt adds up to the amount', () => {
  const kopecksOf = (value: string) => {
    expect(value).toMatch(/^(0|[1-9]\d*)\.\d\d$/);
    return BigInt(value.replace('.', ''));
  };
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 70_000_000_00n }), (minor) => {
      const amount = money(minor, 'RUB');
      const bodies = [
        paymentBody({ ...order, amount, receipt: receipt(minor) }),
        refundBody({ ...refund, amount, receipt: receipt(minor) }),
      ];
      for (const body of bodies.map(parsed)) {
        expect(kopecksOf(body.amount.value)).toBe(minor);
        const sums: bigint[] = body.receipt.items.map(
          (item: { amount: { value: string }; quantity: number }) =>
            kopecksOf(item.amount.value) * BigInt(item.quantity),
        );
        expect(sums.reduce((a, b) => a + b, 0n)).toBe(minor);
      }
    }),
    { numRuns: 2_000 },
  );
});
