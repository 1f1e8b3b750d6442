import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/server.ts';
import type { FaultRule } from '../../sandbox/yookassa/control-api.ts';
import type { PaymentCancelReason, RefundCancelReason } from '../../sandbox/yookassa/objects.ts';
import { YooKassaPaymentGateway } from '../../src/adapters/yookassa/payment-gateway.ts';
import { Outage } from '../../src/application/ports/outage.ts';
import { decimal, type Money, money } from '../../src/domain/payments/money.ts';
import { paymentId } from '../../src/domain/shared/ids.ts';
import { InMemoryPaymentGateway } from '../fakes/in-memory-payment-gateway.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { RecordingLogger } from '../fakes/recording-logger.ts';
import { paymentGatewayContract } from './payment-gateway-contract.ts';
import type { BreakableCall, PaymentGatewaySubject } from './payment-gateway-subject.ts';

const dayMs = 86_400_000;

describe('YooKassaPaymentGateway over HTTP', () => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.close());
  afterEach(() => sandbox.yookassa.reset());

  paymentGatewayContract(() => adapterSubject(sandbox));

  describe('beyond the contract', () => {
    const key = '0197a5b0-1c1d-7000-8000-0000000000aa';
    const body = (gateway: YooKassaPaymentGateway) =>
      gateway.preparePayment({
        orderId: paymentId('0197a5b0-1c1d-7000-8000-0000000000bb'),
        amount: money(100_00n, 'RUB'),
        description: 'Ten credits',
        returnUrl: 'https://t.me/banana_bot',
        language: 'en',
      });

    test('its calls keep to the published API', async () => {
      const gateway = gatewayOf(sandbox);
      const made = await gateway.createPayment(key, body(gateway));
      const { id = '' } = made.ok ? made.value : {};
      await gateway.findPayment(id);
      await gateway.payments(new Date(0), new Date())[Symbol.asyncIterator]().next();
      expect(sandbox.yookassa.violations()).toEqual([]);
      expect(sandbox.yookassa.calls().total).toBe(3);
    });

    test('a call that is not answered in time is an outage', async () => {
      sandbox.yookassa.addFault({ kind: 'hang', path: '/payments', when: 'after', times: 1 });
      const gateway = gatewayOf(sandbox, { timeoutMs: 50 });
      await expect(gateway.createPayment(key, body(gateway))).rejects.toThrow(Outage);
      expect(sandbox.yookassa.payments()).toHaveLength(1);
    });

    test.each([
      { kind: 'drop', path: '/payments/*' },
      { kind: 'status', status: 429, path: '/payments/*' },
      { kind: 'http', status: 502, body: '<html>Bad gateway</html>', path: '/payments/*' },
      { kind: 'http', status: 404, body: '<html>Not found</html>', path: '/payments/*' },
    ] as const satisfies readonly FaultRule[])(
      'a fault of the network is an outage: %j',
      async (rule) => {
        const gateway = gatewayOf(sandbox);
        const made = await gateway.createPayment(key, body(gateway));
        sandbox.yookassa.addFault({ ...rule, times: 1 });
        const { id = '' } = made.ok ? made.value : {};
        await expect(gateway.findPayment(id)).rejects.toThrow(Outage);
        expect(await gateway.findPayment(id)).toMatchObject({ id });
      },
    );

    test('nobody listens there: an outage', async () => {
      const gateway = gatewayOf(sandbox, { apiUrl: 'http://127.0.0.1:1/v3' });
      await expect(gateway.findPayment(key)).rejects.toThrow(Outage);
    });

    test('a wrong secret key says nothing about any payment: an outage', async () => {
      const logger = new RecordingLogger();
      const gateway = gatewayOf(sandbox, { secretKey: 'test_wrong', logger });
      await expect(gateway.createPayment(key, body(gateway))).rejects.toThrow(Outage);
      await expect(gateway.findPayment(key)).rejects.toThrow(/secret key is wrong/);
      expect(logger.of('yookassa_access_refused')).toHaveLength(2);
    });

    test('a shop that must send receipts refuses a payment without one', async () => {
      sandbox.yookassa.configure({ receipts: true });
      const gateway = gatewayOf(sandbox);
      const made = await gateway.createPayment(key, body(gateway));
      expect(made).toMatchObject({ ok: false, error: { code: 'invalid_request' } });
      expect(made.ok ? '' : made.error.description).toMatch(/receipt/i);
    });
  });
});

describe('InMemoryPaymentGateway', () => {
  let subject: PaymentGatewaySubject;

  beforeEach(() => {
    subject = fakeSubject();
  });

  paymentGatewayContract(() => subject);
});

function gatewayOf(
  sandbox: Sandbox,
  options: Partial<ConstructorParameters<typeof YooKassaPaymentGateway>[0]> = {},
): YooKassaPaymentGateway {
  const { shopId, secretKey } = sandbox.yookassa.shop();
  return new YooKassaPaymentGateway({
    apiUrl: sandbox.yookassaUrl,
    shopId,
    secretKey,
    logger: new RecordingLogger(),
    ...options,
  });
}

const faultPaths: { readonly [call in BreakableCall]: Pick<FaultRule, 'method' | 'path'> } = {
  createPayment: { method: 'POST', path: '/payments' },
  findPayment: { method: 'GET', path: '/payments/*' },
  capturePayment: { method: 'POST', path: '/payments/*/capture' },
  payments: { method: 'GET', path: '/payments' },
  createRefund: { method: 'POST', path: '/refunds' },
};

function adapterSubject(sandbox: Sandbox): PaymentGatewaySubject {
  const { yookassa } = sandbox;
  return {
    gateway: gatewayOf(sandbox),
    now: () => new Date(),
    pay: (id) => void yookassa.pay(id),
    decline: (id, reason) => void yookassa.decline(id, { reason: reason as PaymentCancelReason }),
    expire: (id) => void yookassa.expire(id),
    heldPayment: () => yookassa.createPaymentElsewhere({ status: 'waiting_for_capture' }).id,
    paidElsewhere: (amount, count) =>
      times(count, () => yookassa.createPaymentElsewhere({ amount: decimal(amount) }).id),
    refundElsewhere: (id, amount) => void yookassa.refundElsewhere(id, { amount: decimal(amount) }),
    nextRefund: (status, reason) =>
      yookassa.nextRefunds({
        status,
        ...(reason === undefined ? {} : { reason: reason as RefundCancelReason }),
      }),
    settleRefund: (id, status, reason) =>
      void yookassa.settleRefund(id, {
        status,
        ...(reason === undefined ? {} : { reason: reason as RefundCancelReason }),
      }),
    breakNext: (call, when) =>
      void yookassa.addFault({ kind: 'status', status: 500, when, times: 1, ...faultPaths[call] }),
    passDay: () => yookassa.ageBy(dayMs),
    paymentCount: () => yookassa.payments().length,
    refundCount: () => yookassa.refunds().length,
  };
}

function fakeSubject(): PaymentGatewaySubject {
  const clock = new ManualClock();
  const fake = new InMemoryPaymentGateway(clock);
  const paidElsewhere = (amount: Money) => fake.paidElsewhere({ amount }).id;
  return {
    gateway: fake,
    now: () => clock.now(),
    pay: (id) => void fake.pay(id),
    decline: (id, reason) => void fake.decline(id, reason),
    expire: (id) => void fake.expire(id),
    heldPayment: () => fake.heldElsewhere({ amount: money(100_00n, 'RUB') }).id,
    paidElsewhere: (amount, count) => times(count, () => paidElsewhere(amount)),
    refundElsewhere: (id, amount) => void fake.refundElsewhere(id, amount),
    nextRefund: (status, reason) => fake.nextRefund({ status, reason }),
    settleRefund: (id, status, reason) => void fake.settleRefund(id, status, reason),
    breakNext: (call, when) => fake.fail(call, { kind: 'outage', when }),
    passDay: () => clock.advance(dayMs),
    paymentCount: () => fake.allPayments.length,
    refundCount: () => fake.allRefunds.length,
  };
}

function times<T>(count: number, make: () => T): readonly T[] {
  return Array.from({ length: count }, make);
}
