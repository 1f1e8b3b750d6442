import { describe, expect, test } from 'vitest';
import { expectPublished, newPayment, receipt, rub, setStage } from './yookassa-harness.ts';

const NOWHERE = '00000000-000f-5000-9000-000000000000';

describe('YooKassa stand-in: who calls', () => {
  test.each([
    ['no credentials', ''],
    ['a wrong key', `Basic ${btoa('100500:wrong')}`],
    ['another scheme', 'Bearer token'],
    ['no Base64', 'Basic §'],
  ])('%s: 401', async (_name, authorization) => {
    const { get, yookassa } = await setStage();
    const reply = await get('/me', { headers: { authorization: encodeURI(authorization) } });
    expect(reply).toMatchObject({
      status: 401,
      body: { type: 'error', code: 'invalid_credentials' },
    });
    expectPublished('InvalidCredentials', reply.body);
    expect(yookassa.violations()).toHaveLength(1);
  });

  test('/me tells the shop, its receipts and methods', async () => {
    const { get, yookassa } = await setStage();
    yookassa.configure({ receipts: true, methods: ['bank_card', 'sbp'] });
    const { body } = await get('/me');
    expectPublished('Me', body);
    expect(body).toMatchObject({
      account_id: '100500',
      test: true,
      fiscalization_enabled: true,
      payment_methods: ['bank_card', 'sbp'],
    });
  });
});

describe('YooKassa stand-in: the idempotence key', () => {
  test.each([
    ['missing', null],
    ['empty', ''],
    ['too long', 'k'.repeat(65)],
    ['of other signs', 'order 1'],
  ])('%s: refused', async (_name, key) => {
    const { post, yookassa } = await setStage();
    expect(await post('/payments', newPayment(), { key })).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', parameter: 'Idempotence-Key' },
    });
    expect(yookassa.payments()).toEqual([]);
  });

  test('of 64 allowed signs: accepted', async () => {
    const { create } = await setStage();
    await create({}, { key: 'aZ09+-_.'.repeat(8) });
  });

  test('a refusal holds its key: what is mended needs a new one', async () => {
    const { post, create } = await setStage();
    const wrong = { ...newPayment(), amount: rub('0.00') };
    const replies = [
      await post('/payments', wrong, { key: 'order-1' }),
      await post('/payments', wrong, { key: 'order-1' }),
    ];
    expect(replies.map(({ body }) => body.parameter)).toEqual(['amount.value', 'amount.value']);
    const mended = await post('/payments', newPayment(), { key: 'order-1' });
    expect(mended.body).toMatchObject({ parameter: 'Idempotence-Key' });
    await create({}, { key: 'order-2' });
  });
});

const metadataOf = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`key_${index}`, 'value']));

describe('YooKassa stand-in: a new payment', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['an unknown field', { colour: 'red' }, 'colour'],
    ['no amount', { amount: undefined }, 'amount'],
    ['an amount as number', { amount: { value: 499, currency: 'RUB' } }, 'amount.value'],
    ['no currency', { amount: { value: '499.00' } }, 'amount.currency'],
    ['an unknown currency', { amount: { value: '1.00', currency: 'XTR' } }, 'amount.currency'],
    ['dollars', { amount: { value: '1.00', currency: 'USD' } }, 'amount.currency'],
    ['three decimals', { amount: rub('499.001') }, 'amount.value'],
    ['a comma', { amount: rub('499,00') }, 'amount.value'],
    ['a negative amount', { amount: rub('-1.00') }, 'amount.value'],
    ['nothing', { amount: rub('0.00') }, 'amount.value'],
    ['more than any method takes', { amount: rub('700000.01') }, 'amount.value'],
    ['capture as text', { capture: 'true' }, 'capture'],
    ['a long description', { description: 'x'.repeat(129) }, 'description'],
    ['too many metadata', { metadata: metadataOf(17) }, 'metadata'],
    ['a number in metadata', { metadata: { order: 1 } }, 'metadata.order'],
    ['a long metadata value', { metadata: { order: 'x'.repeat(513) } }, 'metadata.order'],
    ['a long metadata name', { metadata: { ['x'.repeat(33)]: '1' } }, `metadata.${'x'.repeat(33)}`],
    ['no type of confirmation', { confirmation: {} }, 'confirmation.type'],
    ['no return address', { confirmation: { type: 'redirect' } }, 'confirmation.return_url'],
    [
      'a return address without a host',
      { confirmation: { type: 'redirect', return_url: '/back' } },
      'confirmation.return_url',
    ],
    [
      'a field of another confirmation',
      { confirmation: { type: 'embedded', return_url: 'https://example.org' } },
      'confirmation.return_url',
    ],
    ['an unknown method', { payment_method_data: { type: 'cowry' } }, 'payment_method_data.type'],
    [
      'a method that the shop lacks',
      { payment_method_data: { type: 'cash' } },
      'payment_method_data.type',
    ],
    ['a long customer id', { merchant_customer_id: 'x'.repeat(201) }, 'merchant_customer_id'],
  ])('with %s is refused', async (_name, fields, parameter) => {
    const { post, yookassa } = await setStage();
    const reply = await post('/payments', { ...newPayment(), ...fields });
    expect(reply).toMatchObject({
      status: 400,
      body: { type: 'error', code: 'invalid_request', parameter },
    });
    expectPublished('BadRequest', reply.body);
    expect(yookassa.payments()).toEqual([]);
    expect(yookassa.violations()[0]?.violations[0]).toMatchObject({ parameter });
  });

  test('at its limits is accepted', async () => {
    const { create } = await setStage();
    await create({
      amount: rub('700000'),
      description: '🍌'.repeat(128),
      metadata: { ...metadataOf(15), ['x'.repeat(32)]: 'ж'.repeat(512) },
      merchant_customer_id: 'x'.repeat(200),
    });
  });

  test('offers the methods that take the amount', async () => {
    const { create, yookassa } = await setStage();
    const { id } = await create({ amount: rub('350000.01') });
    expect(yookassa.methodsOf(id)).toEqual(['sbp']);
  });

  test('with a published field that the sandbox does not know: not_supported', async () => {
    const { post } = await setStage();
    const reply = await post('/payments', { ...newPayment(), payment_token: 'token' });
    expect(reply).toMatchObject({ status: 400, body: { code: 'not_supported' } });
  });

  test('that saves the method is forbidden to this shop', async () => {
    const { post } = await setStage();
    const reply = await post('/payments', { ...newPayment(), save_payment_method: true });
    expect(reply).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });
});

describe('YooKassa stand-in: receipts', () => {
  test('a shop with receipts needs one', async () => {
    const { post, create, yookassa } = await setStage([{ receipts: true }]);
    expect(await post('/payments', newPayment())).toMatchObject({
      status: 400,
      body: { description: 'Receipt is missing or illegal', parameter: 'receipt' },
    });
    const payment = await create({ receipt: receipt('499.00') });
    expect(payment.receipt_registration).toBe('pending');
    expect(yookassa.pay(payment.id).receipt_registration).toBe('succeeded');
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['no email', { ...receipt('499.00'), customer: {} }, 'receipt.customer.email'],
    [
      'a bad email',
      { ...receipt('499.00'), customer: { email: 'anna' } },
      'receipt.customer.email',
    ],
    ['no items', { ...receipt('499.00'), items: [] }, 'receipt.items'],
    ['another sum', receipt('499.01'), 'receipt.items'],
    ['another quantity', receipt('499.00', { quantity: 2 }), 'receipt.items'],
    ['no quantity', receipt('499.00', { quantity: 0 }), 'receipt.items[0].quantity'],
    [
      'a long name',
      receipt('499.00', { description: 'x'.repeat(129) }),
      'receipt.items[0].description',
    ],
    ['an unknown VAT code', receipt('499.00', { vat_code: 13 }), 'receipt.items[0].vat_code'],
    ['no VAT code', receipt('499.00', { vat_code: undefined }), 'receipt.items[0].vat_code'],
    [
      'an unknown subject',
      receipt('499.00', { payment_subject: 'magic' }),
      'receipt.items[0].payment_subject',
    ],
    ['no measure', receipt('499.00', { measure: undefined }), 'receipt.items[0].measure'],
    ['an unknown field', receipt('499.00', { price: '1' }), 'receipt.items[0].price'],
  ])('with %s: refused', async (_name, bad, parameter) => {
    const { post } = await setStage([{ receipts: true }]);
    expect(await post('/payments', { ...newPayment(), receipt: bad })).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', parameter },
    });
  });

  test('price times quantity is exact', async () => {
    const { create } = await setStage([{ receipts: true }]);
    await create({ amount: rub('0.30'), receipt: receipt('0.10', { quantity: 3 }) });
    await create({ amount: rub('25.00'), receipt: receipt('99.99', { quantity: 0.25 }) });
  });

  test('a refund needs its own', async () => {
    const { create, refund, post, yookassa } = await setStage([{ receipts: true }]);
    const payment = await create({ receipt: receipt('499.00') });
    yookassa.pay(payment.id);
    const bare = { payment_id: payment.id, amount: rub('100.00') };
    expect(await post('/refunds', bare)).toMatchObject({
      status: 400,
      body: { description: 'Receipt is missing or illegal' },
    });
    const done = await refund(payment, '100.00', { receipt: receipt('100.00') });
    expect(done.receipt_registration).toBe('succeeded');
  });
});

describe('YooKassa stand-in: other calls', () => {
  test.each([
    ['an unknown parameter', '/payments?page=2', 'page'],
    ['no number as limit', '/payments?limit=many', 'limit'],
    ['a limit above 100', '/payments?limit=101', 'limit'],
    ['a limit of none', '/refunds?limit=0', 'limit'],
    ['a date that is none', '/payments?created_at.gte=yesterday', 'created_at.gte'],
    [
      'a date with a raw plus',
      '/payments?created_at.gte=2026-11-22T10:00:00+03:00',
      'created_at.gte',
    ],
    ['an unknown status', '/payments?status=paid', 'status'],
    ['an unknown method', '/payments?payment_method=cowry', 'payment_method'],
    ['an unknown cursor', '/payments?cursor=abc', 'cursor'],
    ['a short payment id', '/refunds?payment_id=1', 'payment_id'],
  ])('%s: refused', async (_name, path, parameter) => {
    const { get } = await setStage();
    expect(await get(path)).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', parameter },
    });
  });

  test('an address that is not published is not found, and is a violation', async () => {
    const { get, yookassa } = await setStage();
    expect(await get('/webhooks')).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(yookassa.violations()).toHaveLength(1);
  });

  test('a payment that is not there is not found, and is no violation', async () => {
    const { get, post, yookassa } = await setStage();
    for (const reply of [
      await get(`/payments/${NOWHERE}`),
      await post(`/payments/${NOWHERE}/capture`, {}),
      await get(`/refunds/${NOWHERE}`),
    ]) {
      expect(reply).toMatchObject({ status: 404, body: { code: 'not_found' } });
      expectPublished('NotFound', reply.body);
    }
    expect(yookassa.violations()).toEqual([]);
  });

  test.each([
    ['no JSON', '{', 'application/json'],
    ['another content type', JSON.stringify(newPayment()), 'text/plain'],
    ['nothing', '', 'application/json'],
    ['a list', '[]', 'application/json'],
  ])('a body that is %s: refused', async (_name, body, type) => {
    const { sandbox, yookassa } = await setStage();
    const { shopId, secretKey } = yookassa.shop();
    const response = await fetch(`${sandbox.yookassaUrl}/payments`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${btoa(`${shopId}:${secretKey}`)}`,
        'idempotence-key': 'order-1',
        'content-type': type,
      },
      body,
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'invalid_request' });
  });

  test('a refund with an unknown field or a long description is refused', async () => {
    const { post } = await setStage();
    const refund = { payment_id: NOWHERE, amount: rub('1.00') };
    const replies = [
      await post('/refunds', { ...refund, reason: 'because' }),
      await post('/refunds', { ...refund, description: 'x'.repeat(251) }),
    ];
    expect(replies.map(({ body }) => body.parameter)).toEqual(['reason', 'description']);
  });
});
