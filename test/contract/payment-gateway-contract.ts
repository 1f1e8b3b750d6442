import { expect, test } from 'vitest';
import { Outage } from '../../src/application/ports/outage.ts';
import { paymentId } from '../../src/domain/shared/ids.ts';
import { paymentGatewayRefunds } from './payment-gateway-refunds.ts';
import {
  actsOn,
  all,
  newId,
  type PaymentGatewaySubject,
  price,
  rub,
  unknownId,
} from './payment-gateway-subject.ts';

/** What every PaymentGateway does. @param subject a fresh one for each test */
export function paymentGatewayContract(subject: () => PaymentGatewaySubject): void {
  const { bodyOf, create, paid, span } = actsOn(subject);

  test('a new payment waits on its page and names its order', async () => {
    const orderId = paymentId(newId());
    const made = await subject().gateway.createPayment(newId(), bodyOf(orderId));
    const expected = { status: 'pending', amount: price, refunded: rub(0n), orderId };
    expect(made).toMatchObject({ ok: true, value: expected });
    const payment = made.ok ? made.value : undefined;
    expect(payment?.confirmationUrl).toMatch(/^https?:\/\//);
    expect(await subject().gateway.findPayment(payment?.id ?? '')).toEqual(payment);
  });

  test('a paid payment has succeeded, and says when', async () => {
    const { id, orderId } = await paid();
    const found = await subject().gateway.findPayment(id);
    expect(found).toMatchObject({ status: 'succeeded', amount: price, orderId });
    expect(found?.capturedAt).toBeInstanceOf(Date);
    expect(found?.cancelReason).toBeUndefined();
  });

  test('a declined payment is canceled, with the reason', async () => {
    const { id } = await create();
    subject().decline(id, 'insufficient_funds');
    expect(await subject().gateway.findPayment(id)).toMatchObject({
      status: 'canceled',
      cancelReason: 'insufficient_funds',
    });
  });

  test('a payment that nobody pays expires', async () => {
    const { id } = await create();
    subject().expire(id);
    expect(await subject().gateway.findPayment(id)).toMatchObject({
      status: 'canceled',
      cancelReason: 'expired_on_confirmation',
    });
  });

  test.each([unknownId, 'no such id', '', '../payments'])('nobody knows payment %j', async (id) => {
    expect(await subject().gateway.findPayment(id)).toBeUndefined();
    expect(await subject().gateway.findRefund(id)).toBeUndefined();
  });

  test('the same key with the same body leads to the same payment', async () => {
    const key = newId();
    const body = bodyOf(paymentId(newId()));
    const first = await subject().gateway.createPayment(key, body);
    const second = await subject().gateway.createPayment(key, body);
    expect(second).toEqual(first);
    expect(subject().paymentCount()).toBe(1);
  });

  test('twenty calls with one key at once make one payment', async () => {
    const key = newId();
    const body = bodyOf(paymentId(newId()));
    const calls = Array.from({ length: 20 }, () => subject().gateway.createPayment(key, body));
    const ids = (await Promise.all(calls)).map((made) => made.ok && made.value.id);
    expect(new Set(ids).size).toBe(1);
    expect(subject().paymentCount()).toBe(1);
  });

  test('the same key with another body is refused', async () => {
    const key = newId();
    const orderId = paymentId(newId());
    await subject().gateway.createPayment(key, bodyOf(orderId));
    const other = await subject().gateway.createPayment(key, bodyOf(orderId, rub(1_00n)));
    expect(other).toMatchObject({ ok: false, error: { kind: 'refused', code: 'invalid_request' } });
    expect(subject().paymentCount()).toBe(1);
  });

  test('a day later the same key makes a second payment', async () => {
    const key = newId();
    const body = bodyOf(paymentId(newId()));
    const first = await subject().gateway.createPayment(key, body);
    subject().passDay();
    const second = await subject().gateway.createPayment(key, body);
    expect(second.ok && first.ok && second.value.id !== first.value.id).toBe(true);
    expect(subject().paymentCount()).toBe(2);
  });

  test('a body that makes no sense is refused', async () => {
    const made = await subject().gateway.createPayment(newId(), '{"amount":"much"}');
    expect(made).toMatchObject({ ok: false, error: { kind: 'refused', code: 'invalid_request' } });
  });

  test.each(['before', 'after'] as const)(
    'an outage %s the payment is made is thrown, and repeating the call makes it once',
    async (when) => {
      const key = newId();
      const body = bodyOf(paymentId(newId()));
      subject().breakNext('createPayment', when);
      await expect(subject().gateway.createPayment(key, body)).rejects.toThrow(Outage);
      expect(subject().paymentCount()).toBe(when === 'before' ? 0 : 1);
      expect(await subject().gateway.createPayment(key, body)).toMatchObject({ ok: true });
      expect(subject().paymentCount()).toBe(1);
    },
  );

  test('an outage while asking is thrown, and the next question is answered', async () => {
    const { id } = await create();
    subject().breakNext('findPayment', 'before');
    await expect(subject().gateway.findPayment(id)).rejects.toThrow(Outage);
    expect(await subject().gateway.findPayment(id)).toMatchObject({ id });
    subject().breakNext('payments', 'before');
    await expect(all(subject().gateway.payments(...span()))).rejects.toThrow(Outage);
  });

  test('held money is taken once, however often it is asked for under one key', async () => {
    const id = subject().heldPayment();
    expect(await subject().gateway.findPayment(id)).toMatchObject({
      status: 'waiting_for_capture',
    });
    const key = newId();
    subject().breakNext('capturePayment', 'after');
    await expect(subject().gateway.capturePayment(key, id)).rejects.toThrow(Outage);
    const again = await subject().gateway.capturePayment(key, id);
    expect(again).toMatchObject({ ok: true, value: { id, status: 'succeeded' } });
  });

  test('what is not held cannot be taken', async () => {
    const { id } = await create();
    expect(await subject().gateway.capturePayment(newId(), id)).toMatchObject({
      ok: false,
      error: { kind: 'refused', code: 'invalid_request' },
    });
    expect(await subject().gateway.capturePayment(newId(), unknownId)).toMatchObject({
      ok: false,
      error: { kind: 'refused', code: 'not_found' },
    });
  });

  test('payments are listed newest first, over all pages', async () => {
    const elsewhere = subject().paidElsewhere(rub(100_00n), 230);
    const { id } = await paid();
    const listed = await all(subject().gateway.payments(...span()));
    expect(listed.map((payment) => payment.id)).toEqual([id, ...[...elsewhere].reverse()]);
    expect(listed.map(({ status }) => status)).toEqual(Array(231).fill('succeeded'));
    expect(listed.at(-1)).toMatchObject({ amount: rub(100_00n), orderId: undefined });
  });

  test('a span of time has its beginning and not its end', async () => {
    const { id, createdAt } = await create();
    const next = new Date(createdAt.getTime() + 1);
    const within = await all(subject().gateway.payments(createdAt, next));
    expect(within.map((payment) => payment.id)).toEqual([id]);
    const early = new Date(createdAt.getTime() - 60_000);
    expect(await all(subject().gateway.payments(early, createdAt))).toEqual([]);
    expect(await all(subject().gateway.payments(next, new Date(next.getTime() + 1)))).toEqual([]);
  });

  paymentGatewayRefunds(subject);
}
