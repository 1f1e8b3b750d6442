import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { LoggedCall } from '../../sandbox/yookassa/control-api.ts';
import { type Order, Shop } from './harness/shop.ts';

/* A shop under 54-FZ: an address is asked for once, and every ruble is on a receipt that adds up. */

const addresses = ['first@example.org', 'second@example.org', 'payer@example.org'] as const;

let shop: Shop;

beforeAll(async () => {
  shop = await Shop.start({
    environment: {
      ...{ SETTING_RECEIPTS: 'on', SETTING_RECEIPT_VAT_CODE: '11' },
      ...{ SETTING_RECEIPT_TAX_SYSTEM: '2', SETTING_RECEIPT_MODE: 'full_prepayment' },
    },
  });
  shop.yookassa.configure({ receipts: true });
});

afterEach(async () => {
  await shop.expectGoodOrder();
});

afterAll(async () => {
  await shop.close();
});

interface Receipt {
  readonly customer?: { readonly email?: string };
  readonly items: readonly {
    readonly description: string;
    readonly quantity: number;
    readonly amount: { readonly value: string; readonly currency: string };
    readonly vat_code: number;
    readonly payment_mode: string;
    readonly payment_subject: string;
  }[];
  readonly tax_system_code?: number;
}

interface Body {
  readonly amount: { readonly value: string };
  readonly receipt?: Receipt;
}

const kopecks = (value: string): number => Math.round(Number(value) * 100);

const sumOf = ({ items }: Receipt): number =>
  items.reduce((sum, { quantity, amount }) => sum + kopecks(amount.value) * quantity, 0);

/** The body with which a payment or a refund was asked for. */
async function bodyOf(path: string, mark: string): Promise<Body> {
  const isIt = ({ method, path: called, body }: LoggedCall) =>
    method === 'POST' && called === path && JSON.stringify(body).includes(mark);
  return (await shop.yookassa.watch.call(isIt)).body as Body;
}

async function expectReceipt(path: string, mark: string, email: string, amount: string) {
  const body = await bodyOf(path, mark);
  expect(body.amount.value).toBe(amount);
  const { receipt } = body;
  if (receipt === undefined) {
    throw new Error(`There is no receipt for ${mark}`);
  }
  expect(receipt.customer).toEqual({ email });
  expect(receipt.tax_system_code).toBe(2);
  expect(receipt.items).toMatchObject([
    { vat_code: 11, payment_mode: 'full_prepayment', payment_subject: 'service', quantity: 1 },
  ]);
  expect(sumOf(receipt)).toBe(kopecks(amount));
}

/** The order that a choice made earlier leads to, once an address is known. */
async function orderAfter(user: number, last: number): Promise<Order> {
  const message = await shop.heard(user, /To pay/, last);
  const paymentId = (await shop.books.paymentsOf(user)).at(-1) ?? '';
  return { paymentId, message, url: undefined };
}

async function pay({ paymentId }: Order): Promise<string> {
  const providerId = await shop.providerId(paymentId);
  shop.yookassa.pay(providerId);
  await shop.books.untilStatus(paymentId, 'paid');
  return providerId;
}

describe('with receipts on', () => {
  test('an address is asked for once, kept, shown and changed', async () => {
    const [first, second] = addresses;
    const user = await shop.customer();
    await shop.choose(user, 'starter', 'yookassa');
    const question = await shop.heard(user, /Which e-mail address should the receipt go to/);
    expect(await shop.books.paymentsOf(user)).toEqual([]);
    const again = await shop.world.ask(user, 'me@nowhere');
    expect(again.text).toContain('does not look like an e-mail');
    const last = shop.world.lastMessageId(user);
    expect(last).toBeGreaterThan(question.message_id);
    shop.telegram.sendText(user, { text: ` ${first} ` });
    await shop.heard(user, new RegExp(`Receipts will go to ${first}`), last);
    const order = await orderAfter(user, last);
    await pay(order);
    await expectReceipt('/payments', order.paymentId, first, '199.00');
    await shop.expectCredits(user, 60, ['welcome +10', 'purchase +50']);

    const next = await shop.buy(user, 'standard', 'yookassa');
    await expectReceipt('/payments', next.paymentId, first, '499.00');
    expect((await shop.world.ask(user, '/email')).text).toContain(`Receipts go to ${first}`);
    expect((await shop.world.ask(user, '/email nonsense')).text).toContain('/email ann@');
    const changed = await shop.world.ask(user, `/email ${second}`);
    expect(changed.text).toContain(`Receipts will go to ${second}`);
    const third = await shop.buy(user, 'starter', 'yookassa');
    await expectReceipt('/payments', third.paymentId, second, '199.00');
    await shop.expectCredits(user, 275, [
      ...['welcome +10', 'purchase +50', 'purchase +165', 'purchase +50'],
    ]);
  });

  test('Stars need no address, and a change of mind costs nothing', async () => {
    const user = await shop.customer();
    await shop.buy(user, 'starter', 'stars');
    await shop.choose(user, 'starter', 'yookassa');
    await shop.heard(user, /Which e-mail address/);
    const last = shop.world.lastMessageId(user);
    shop.telegram.sendText(user, { text: 'What is the capital of France, by the way?' });
    await shop.heard(user, /capital of France/, last);
    await shop.world.settled(user);
    await shop.choose(user, 'starter', 'yookassa');
    await shop.heard(user, /Which e-mail address/, last);
    const before = shop.world.lastMessageId(user);
    shop.telegram.sendText(user, { text: '/cancel' });
    await shop.heard(user, /./, before);
    expect(await shop.books.paymentsOf(user)).toHaveLength(1);
    expect(await shop.world.balance(user)).toEqual({ available: 59, held: 0 });
  });

  test('a refund has a receipt of its own, in whole and in part', async () => {
    const [first] = addresses;
    const user = await shop.customer();
    await shop.world.ask(user, `/email ${first}`);
    const { paymentId } = await shop.buy(user, 'starter', 'yookassa');
    await shop.refund(paymentId, '77.77');
    await shop.books.untilRefund(paymentId, 'succeeded');
    await expectReceipt('/refunds', '77.77', first, '77.77');
    await shop.refund(paymentId);
    await shop.books.untilStatus(paymentId, 'refunded');
    await expectReceipt('/refunds', '121.23', first, '121.23');
    expect(await shop.world.balance(user)).toEqual({ available: 10, held: 0 });
  });

  test('a discount is on the receipt to the kopeck', async () => {
    const [first] = addresses;
    await shop.operatorAsks('/addpromo SEVEN discount 7', /Promo code SEVEN/);
    const user = await shop.customer();
    await shop.world.ask(user, `/email ${first}`);
    await shop.world.ask(user, '/promo seven');
    const { paymentId } = await shop.buy(user, 'standard', 'yookassa');
    await expectReceipt('/payments', paymentId, first, '464.07');
    expect(await shop.facts(paymentId)).toMatchObject({ price: 46_407, granted: 165 });
  });
});

describe('with receipts on, inside Telegram', () => {
  test('Telegram asks for the address and passes the receipt on; refunds have theirs', async () => {
    const [, , payer] = addresses;
    const user = await shop.customer();
    const order = await shop.order(user, 'starter', 'telegram_yookassa');
    const view = shop.telegram.invoiceOfMessage(user, order.message.message_id);
    expect(view).toMatchObject({ needEmail: true, currency: 'RUB', totalAmount: 19_900 });
    const { params } = await shop.telegram.watch.call(
      ({ method, params: sent }) => method === 'sendInvoice' && sent.payload === order.paymentId,
    );
    expect(params.send_email_to_provider).toBe(true);
    const { receipt } = JSON.parse(String(params.provider_data)) as { receipt: Receipt };
    expect(sumOf(receipt)).toBe(19_900);
    expect(receipt.items).toMatchObject([{ vat_code: 11, payment_mode: 'full_prepayment' }]);

    await shop.charge(user, order, { email: payer });
    await shop.books.untilStatus(order.paymentId, 'paid');
    await shop.refund(order.paymentId, '50');
    await shop.books.untilRefund(order.paymentId, 'succeeded');
    await expectReceipt('/refunds', await shop.providerId(order.paymentId), payer, '50.00');
    await shop.refund(order.paymentId);
    const facts = await shop.books.untilStatus(order.paymentId, 'refunded');
    expect(facts.refunds.map(({ amount, status }) => `${status} ${amount}`)).toEqual([
      ...['succeeded 5000', 'succeeded 14900'],
    ]);
    expect(await shop.world.balance(user)).toEqual({ available: 10, held: 0 });
  });
});

test('nothing was amiss, and no address is in the log', async () => {
  expect(await shop.world.audit()).toEqual({ exitCode: 0, findings: [] });
  expect(addresses.filter((address) => shop.world.output().includes(address))).toEqual([]);
  shop.expectNothingAmiss();
});
