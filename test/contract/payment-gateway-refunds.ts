import { expect, test } from 'vitest';
import { Outage } from '../../src/application/ports/outage.ts';
import { receiptFor } from '../../src/domain/payments/receipt.ts';
import { paymentId, refundId } from '../../src/domain/shared/ids.ts';
import {
  actsOn,
  all,
  newId,
  type PaymentGatewaySubject,
  price,
  rub,
} from './payment-gateway-subject.ts';

/** The part of the contract that is about refunds and receipts. */
export function paymentGatewayRefunds(subject: () => PaymentGatewaySubject): void {
  const { create, paid, refundOf, span } = actsOn(subject);

  test('a part is refunded, then the rest, and not more', async () => {
    const { id } = await paid();
    const ours = refundId(newId());
    const part = await subject().gateway.createRefund(newId(), refundOf(id, rub(100_50n), ours));
    expect(part).toMatchObject({
      ok: true,
      value: { paymentId: id, status: 'succeeded', amount: rub(100_50n), refundId: ours },
    });
    const after = await subject().gateway.findPayment(id);
    expect(after).toMatchObject({ status: 'succeeded', refunded: rub(100_50n) });
    const rest = await subject().gateway.createRefund(newId(), refundOf(id, rub(398_50n)));
    expect(rest).toMatchObject({ ok: true });
    const more = await subject().gateway.createRefund(newId(), refundOf(id, rub(1n)));
    expect(more).toMatchObject({ ok: false, error: { kind: 'refused', code: 'invalid_request' } });
    expect(await subject().gateway.findPayment(id)).toMatchObject({ refunded: price });
  });

  test('what was not paid cannot be refunded', async () => {
    const { id } = await create();
    expect(await subject().gateway.createRefund(newId(), refundOf(id, price))).toMatchObject({
      ok: false,
      error: { kind: 'refused' },
    });
  });

  test.each([
    { status: 'succeeded', cancelReason: undefined, refunded: price },
    { status: 'canceled', cancelReason: 'rejected_by_payee', refunded: rub(0n) },
  ] as const)('a refund that stays pending is $status later', async (end) => {
    const { id } = await paid();
    subject().nextRefund('pending');
    const made = await subject().gateway.createRefund(newId(), refundOf(id, price));
    expect(made).toMatchObject({ ok: true, value: { status: 'pending' } });
    const refund = made.ok ? made.value : undefined;
    const second = await subject().gateway.createRefund(newId(), refundOf(id, rub(1n)));
    expect(second).toMatchObject({ ok: false });
    subject().settleRefund(refund?.id ?? '', end.status, end.cancelReason);
    const { status, cancelReason } = end;
    expect(await subject().gateway.findRefund(refund?.id ?? '')).toMatchObject({
      status,
      cancelReason,
    });
    expect(await subject().gateway.findPayment(id)).toMatchObject({ refunded: end.refunded });
  });

  test('a refund that the bank turns down at once is canceled, with the reason', async () => {
    const { id } = await paid();
    subject().nextRefund('canceled', 'insufficient_funds');
    expect(await subject().gateway.createRefund(newId(), refundOf(id, price))).toMatchObject({
      ok: true,
      value: { status: 'canceled', cancelReason: 'insufficient_funds' },
    });
    expect(await subject().gateway.findPayment(id)).toMatchObject({ refunded: rub(0n) });
  });

  test('an outage after the refund is made is thrown, and repeating the call makes it once', async () => {
    const { id } = await paid();
    const key = newId();
    const body = refundOf(id, rub(100_00n));
    subject().breakNext('createRefund', 'after');
    await expect(subject().gateway.createRefund(key, body)).rejects.toThrow(Outage);
    expect(await subject().gateway.createRefund(key, body)).toMatchObject({ ok: true });
    expect(subject().refundCount()).toBe(1);
    expect(await subject().gateway.findPayment(id)).toMatchObject({ refunded: rub(100_00n) });
  });

  test('two refunds at once cannot give back more than was paid', async () => {
    const { id } = await paid();
    const refunds = await Promise.all(
      Array.from({ length: 4 }, () => subject().gateway.createRefund(newId(), refundOf(id, price))),
    );
    expect(refunds.filter(({ ok }) => ok)).toHaveLength(1);
  });

  test('refunds are listed newest first, those made elsewhere too, of one payment if wanted', async () => {
    const one = await paid();
    const other = await paid();
    const ours = refundId(newId());
    await subject().gateway.createRefund(newId(), refundOf(one.id, rub(10_00n), ours));
    subject().refundElsewhere(other.id, rub(20_00n));
    subject().refundElsewhere(one.id, rub(30_00n));
    const listed = await all(subject().gateway.refunds(...span()));
    expect(listed.map(({ paymentId: id, amount, refundId: mine }) => [id, amount, mine])).toEqual([
      [one.id, rub(30_00n), undefined],
      [other.id, rub(20_00n), undefined],
      [one.id, rub(10_00n), ours],
    ]);
    const ofOne = await all(subject().gateway.refunds(...span(), one.id));
    expect(ofOne.map(({ amount }) => amount)).toEqual([rub(30_00n), rub(10_00n)]);
  });

  test('payments and refunds may have a receipt', async () => {
    const sale = { email: 'joe@example.org', description: '100 кредитов', amount: price };
    const receipt = receiptFor(sale, {
      receiptVatCode: 1,
      receiptTaxSystem: 2,
      receiptSubject: 'service',
      receiptMode: 'full_payment',
    });
    const body = subject().gateway.preparePayment({
      orderId: paymentId(newId()),
      amount: price,
      description: '100 кредитов',
      returnUrl: 'https://t.me/banana_bot',
      language: 'en',
      receipt,
    });
    const made = await subject().gateway.createPayment(newId(), body);
    const { id = '' } = made.ok ? made.value : {};
    subject().pay(id);
    const refund = subject().gateway.prepareRefund({
      refundId: refundId(newId()),
      providerPaymentId: id,
      amount: price,
      description: 'Не понадобилось',
      receipt,
    });
    expect(await subject().gateway.createRefund(newId(), refund)).toMatchObject({ ok: true });
  });
}
