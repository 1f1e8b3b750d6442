import { describe, expect, test } from 'vitest';
import { rub, setStage } from './yookassa-harness.ts';

async function read(url: string, language = 'en'): Promise<{ status: number; text: string }> {
  const response = await fetch(url, { headers: { 'accept-language': language } });
  return { status: response.status, text: await response.text() };
}

async function submit(url: string, form: Record<string, string>): Promise<string> {
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams(form) });
  expect(response.redirected).toBe(true);
  return response.text();
}

async function setPageStage(fields: Record<string, unknown> = {}) {
  const stage = await setStage([{ name: 'Banana & Co' }]);
  const payment = await stage.create(fields);
  return { ...stage, payment, url: payment.confirmation?.confirmation_url ?? '' };
}

describe('YooKassa stand-in: payment page', () => {
  test('shows shop, description, amount, the methods and that no money moves', async () => {
    const { url, yookassa } = await setPageStage({
      amount: rub('1234.50'),
      description: '<b>100</b> credits',
    });
    yookassa.configure({ methods: ['bank_card'] });
    const { status, text } = await read(url);
    expect(status).toBe(200);
    expect(text).toContain('Banana &amp; Co');
    expect(text).toContain('&lt;b&gt;100&lt;/b&gt; credits');
    expect(text).toContain('₽1,234.50');
    expect(text).toContain('no money moves');
    for (const method of ['bank_card', 'sbp', 'sberbank', 'tinkoff_bank', 'yoo_money']) {
      expect(text).toContain(`value="${method}"`);
    }
    expect(text).not.toMatch(/<script|src=/);
  });

  test('offers only the method that the shop chose', async () => {
    const { url } = await setPageStage({ payment_method_data: { type: 'sbp' } });
    const { text } = await read(url);
    expect(text.match(/type="radio"/g)).toHaveLength(1);
    expect(text).toContain('value="sbp"');
  });

  test('speaks the language that the shop wants, else that of the browser', async () => {
    const { url, create } = await setPageStage();
    expect((await read(url, 'ru-RU,ru;q=0.9,en;q=0.8')).text).toContain('К оплате');
    expect((await read(url, 'en-US,ru;q=0.5')).text).toContain('To pay');
    expect((await read(url, 'de')).text).toContain('To pay');
    const confirmation = { type: 'redirect', return_url: 'https://example.org', locale: 'ru_RU' };
    const wanted = await create({ confirmation });
    const page = wanted.confirmation?.confirmation_url ?? '';
    expect((await read(page, 'en')).text).toContain('<html lang="ru">');
  });

  test('pays by the chosen method and leads back to the shop', async () => {
    const { url, payment, yookassa } = await setPageStage();
    const text = await submit(url, { action: 'pay', method: 'tinkoff_bank' });
    expect(text).toContain('Paid');
    expect(text).toContain('href="https://t.me/nano_banana_bot"');
    expect(yookassa.payment(payment.id)).toMatchObject({
      status: 'succeeded',
      payment_method: { type: 'tinkoff_bank' },
    });
  });

  test('declines for a reason', async () => {
    const { url, payment, yookassa } = await setPageStage();
    const text = await submit(url, { action: 'decline', reason: 'insufficient_funds' });
    expect(text).toContain('Not enough money');
    expect(yookassa.payment(payment.id).cancellation_details?.reason).toBe('insufficient_funds');
  });

  test('lets it expire', async () => {
    const { url, payment, yookassa } = await setPageStage();
    expect(await submit(url, { action: 'expire' })).toContain('Time is up');
    expect(yookassa.payment(payment.id).cancellation_details?.reason).toBe(
      'expired_on_confirmation',
    );
  });

  test('says that the money is held until the shop captures it', async () => {
    const { url } = await setPageStage({ capture: false });
    expect(await submit(url, { action: 'pay', method: 'bank_card' })).toContain(
      'The money is held',
    );
  });

  test('shows what went back', async () => {
    const { url, payment, yookassa } = await setPageStage();
    yookassa.pay(payment.id);
    yookassa.refundElsewhere(payment.id, { amount: '100' });
    expect((await read(url)).text).toContain('₽100 of ₽499');
    yookassa.refundElsewhere(payment.id);
    expect((await read(url)).text).toContain('The money is back');
  });

  test('a second try changes nothing: the page shows how it ended', async () => {
    const { url, yookassa, payment } = await setPageStage();
    await submit(url, { action: 'pay', method: 'sbp' });
    expect(await submit(url, { action: 'decline', reason: 'call_issuer' })).toContain('Paid');
    expect(yookassa.notifications({ objectId: payment.id })).toHaveLength(1);
  });

  test.each([
    ['nonsense', { action: 'steal' }],
    ['an unknown method', { action: 'pay', method: 'cowry' }],
    ['an unknown reason', { action: 'decline', reason: 'mood' }],
  ])('a form with %s changes nothing', async (_name, form) => {
    const { url, payment, yookassa } = await setPageStage();
    await submit(url, form);
    expect(yookassa.payment(payment.id).status).toBe('pending');
  });

  test('an unknown payment has no page', async () => {
    const { sandbox } = await setStage();
    const { status, text } = await read(`${sandbox.url}/yookassa/pay/nothing`);
    expect(status).toBe(404);
    expect(text).toContain('There is no such payment');
  });
});
