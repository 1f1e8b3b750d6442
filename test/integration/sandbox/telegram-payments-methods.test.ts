import { describe, expect, it } from 'vitest';
import { publishedSpecification } from '../../../sandbox/telegram/spec/checker.ts';
import { setStage } from './telegram-harness.ts';

const stars = {
  title: '100 кредитов',
  description: 'Пакет «Старт»',
  payload: 'order-1',
  currency: 'XTR',
  prices: [{ label: '100 кредитов', amount: 250 }],
};

const rubles = {
  ...stars,
  currency: 'RUB',
  provider_token: '381764678:TEST:100037',
  prices: [{ label: '100 кредитов', amount: 49_900 }],
};

const item = {
  description: '100 кредитов',
  quantity: 1,
  amount: { value: '499.00', currency: 'RUB' },
  vat_code: 1,
};

const mail = { need_email: true, send_email_to_provider: true };
const receipt = (...items: object[]) => JSON.stringify({ receipt: { items } });
const markup = (...buttons: object[]) => ({ reply_markup: { inline_keyboard: [buttons] } });
const pay = { text: 'Оплатить', pay: true };
const other = { text: 'Назад', callback_data: 'back' };

describe('invoices of the Telegram stand-in', () => {
  it('show what is sold, with a Pay button of their own', async () => {
    const { call, user } = await setStage();
    const { result } = await call('sendInvoice', {
      chat_id: user.id,
      ...stars,
      start_parameter: 'order-1',
    });
    expect(publishedSpecification().checkObject('Message', result)).toEqual([]);
    expect(result).toMatchObject({
      invoice: {
        title: '100 кредитов',
        description: 'Пакет «Старт»',
        start_parameter: 'order-1',
        currency: 'XTR',
        total_amount: 250,
      },
      reply_markup: { inline_keyboard: [[{ text: 'Pay ⭐️250', pay: true }]] },
    });
  });

  it('keep the keyboard of the bot when its first button pays', async () => {
    const { call, user } = await setStage();
    const sent = await call('sendInvoice', { chat_id: user.id, ...stars, ...markup(pay, other) });
    expect(sent.result).toMatchObject({ reply_markup: { inline_keyboard: [[pay, other]] } });
  });

  it('keep a Pay button when an edit takes the keyboard away', async () => {
    const { call, user } = await setStage();
    const sent = await call('sendInvoice', { chat_id: user.id, ...stars, ...markup(pay, other) });
    const message_id = Reflect.get(sent.result as object, 'message_id');
    const edited = await call('editMessageReplyMarkup', { chat_id: user.id, message_id });
    expect(edited.result).toMatchObject({
      reply_markup: { inline_keyboard: [[{ text: 'Pay ⭐️250', pay: true }]] },
    });
  });

  it('are links, which anybody can look at', async () => {
    const { call, sandbox } = await setStage();
    const { result } = await call('createInvoiceLink', { ...rubles, ...mail });
    expect(result).toMatch(/^https:\/\/t\.me\/\$[\w-]{20}$/);
    const view = sandbox.telegram.invoice(String(result));
    expect(view).toMatchObject({ currency: 'RUB', totalAmount: 49_900, needEmail: true });
    expect(view).toMatchObject({ isTest: true, paidBy: [] });
  });

  it.each([
    ['a title of 33 characters', { title: 'x'.repeat(33) }, 'INVOICE_TITLE_INVALID'],
    ['no title', { title: '' }, 'parameter "title" is required'],
    ['no payload', { payload: undefined }, 'parameter "payload" is required'],
    ['a long description', { description: 'x'.repeat(256) }, 'INVOICE_DESCRIPTION_INVALID'],
    ['a payload of 130 bytes', { payload: 'я'.repeat(65) }, 'INVOICE_PAYLOAD_INVALID'],
    ['no price', { prices: [] }, 'there must be at least one price'],
    ['two prices', { prices: [...stars.prices, ...stars.prices] }, 'STARS_INVOICE_INVALID'],
    ['a price of 0', { prices: [{ label: 'a', amount: 0 }] }, 'CURRENCY_TOTAL_AMOUNT_INVALID'],
    [
      'half a Star',
      { prices: [{ label: 'a', amount: 0.5 }] },
      'field "prices[0].amount" must be of type Integer',
    ],
    ['a provider token', { provider_token: '1:TEST:2' }, 'PAYMENT_PROVIDER_INVALID'],
    ['tips', { max_tip_amount: 5 }, 'STARS_INVOICE_INVALID'],
    ['a wrong start parameter', { start_parameter: 'a b' }, 'START_PARAM_INVALID'],
    ['a keyboard that does not pay', markup(other), 'REPLY_MARKUP_BUY_EMPTY'],
    ['a Pay button in the second place', markup(other, pay), 'BUTTON_POS_INVALID'],
    ['a subscription', { subscription_period: 2_592_000 }, 'unknown field "subscription_period"'],
  ])('in Stars are refused for %s', async (_name, change, description) => {
    const { call, user } = await setStage();
    const refused = await call('sendInvoice', { chat_id: user.id, ...stars, ...change });
    expect(refused).toMatchObject({ error_code: 400, description: `Bad Request: ${description}` });
  });

  it.each([
    ['no provider token', { provider_token: '' }, 'PAYMENT_PROVIDER_INVALID'],
    ['a token of no provider', { provider_token: 'test_abc' }, 'PAYMENT_PROVIDER_INVALID'],
    ['59.99 RUB', { prices: [{ label: 'a', amount: 5_999 }] }, 'CURRENCY_TOTAL_AMOUNT_INVALID'],
    ['broken provider data', { provider_data: '{' }, 'DATA_JSON_INVALID'],
    [
      'a receipt over another sum',
      { ...mail, provider_data: receipt({ ...item, quantity: 2 }) },
      'invalid receipt in provider_data: ' +
        'the sum of price x quantity is not the total of the invoice',
    ],
    [
      'a receipt in another currency',
      {
        ...mail,
        provider_data: receipt({ ...item, amount: { value: '499.00', currency: 'USD' } }),
      },
      'invalid receipt in provider_data: an item is not in RUB',
    ],
    [
      'a receipt for nobody',
      { need_email: true, provider_data: receipt(item) },
      'invalid receipt in provider_data: ' +
        'the customer has neither an e-mail address nor a phone number',
    ],
  ])('in rubles are refused for %s', async (_name, change, description) => {
    const { call, user } = await setStage();
    const refused = await call('sendInvoice', { chat_id: user.id, ...rubles, ...change });
    expect(refused).toMatchObject({ error_code: 400, description: `Bad Request: ${description}` });
  });

  it('in rubles are refused for a receipt without VAT code', async () => {
    const { call } = await setStage();
    const { vat_code: _, ...bare } = item;
    const refused = await call('createInvoiceLink', {
      ...rubles,
      ...mail,
      provider_data: receipt(bare),
    });
    expect(refused.description).toContain('items[0].vat_code');
  });

  it('in rubles are taken with a receipt that adds up', async () => {
    const { call, user } = await setStage();
    const third = { ...item, quantity: '2.500', amount: { value: '199.60', currency: 'RUB' } };
    for (const provider_data of [receipt(item), receipt(third)]) {
      const sent = await call('sendInvoice', {
        chat_id: user.id,
        ...rubles,
        ...mail,
        provider_data,
      });
      expect(sent).toMatchObject({ ok: true });
    }
  });

  it.each([
    ['a week', { subscription_period: 604_800 }, 'SUBSCRIPTION_PERIOD_INVALID'],
    [
      '10,001 Stars',
      { subscription_period: 2_592_000, prices: [{ label: 'a', amount: 10_001 }] },
      'CURRENCY_TOTAL_AMOUNT_INVALID',
    ],
    ['rubles', { ...rubles, subscription_period: 2_592_000 }, 'SUBSCRIPTION_PERIOD_INVALID'],
  ])('for a subscription are refused for %s', async (_name, change, description) => {
    const { call } = await setStage();
    const refused = await call('createInvoiceLink', { ...stars, ...change });
    expect(refused).toMatchObject({ error_code: 400, description: `Bad Request: ${description}` });
  });

  it('cannot be copied, and no other message can have a Pay button', async () => {
    const { call, user } = await setStage();
    const { result } = await call('sendInvoice', { chat_id: user.id, ...stars });
    const message_id = Reflect.get(result as object, 'message_id');
    const from = { chat_id: user.id, from_chat_id: user.id, message_id };
    expect(await call('copyMessage', from)).toMatchObject({
      description: "Bad Request: the message can't be copied",
    });
    expect(
      await call('sendMessage', { chat_id: user.id, text: 'a', ...markup(pay) }),
    ).toMatchObject({ description: 'Bad Request: BUTTON_TYPE_INVALID' });
  });
});

describe('the Star methods of the Telegram stand-in', () => {
  it('refuse charges that they do not know', async () => {
    const { call, user } = await setStage();
    const unknown = { user_id: user.id, telegram_payment_charge_id: 'stx1' };
    for (const [method, params, description] of [
      ['refundStarPayment', unknown, 'CHARGE_NOT_FOUND'],
      ['editUserStarSubscription', { ...unknown, is_canceled: true }, 'CHARGE_NOT_FOUND'],
      ['refundStarPayment', { ...unknown, user_id: 1 }, 'user not found'],
      [
        'refundStarPayment',
        { user_id: user.id },
        'parameter "telegram_payment_charge_id" is required',
      ],
    ] as const) {
      const refused = await call(method, params);
      expect(refused).toMatchObject({
        error_code: 400,
        description: `Bad Request: ${description}`,
      });
    }
  });

  it('begin with nothing', async () => {
    const { api } = await setStage();
    expect(await api.getMyStarBalance()).toEqual({ amount: 0 });
    expect(await api.getStarTransactions()).toEqual({ transactions: [] });
  });
});
