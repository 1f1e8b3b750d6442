import { describe, expect, it } from 'vitest';
import type { PaymentAttempt } from '../../../sandbox/telegram/control-api.ts';
import type { ProviderPayment } from '../../../sandbox/telegram/payments/provider.ts';
import { publishedSpecification } from '../../../sandbox/telegram/spec/checker.ts';
import { openShop, type Shop } from './telegram-payments-harness.ts';

const checker = publishedSpecification();
const MONTH_SECONDS = 2_592_000;

function chargeOf(attempt: PaymentAttempt): string {
  if (attempt.status !== 'paid') throw new Error(`Not paid: ${attempt.error}`);
  return attempt.chargeId;
}

async function buy(shop: Shop, amount = 250): Promise<string> {
  const paying = shop.telegram.pay(shop.user.id, { messageId: await shop.sendInvoice({ amount }) });
  await shop.agree();
  return chargeOf(await paying);
}

describe('refunds of Stars on the Telegram stand-in', () => {
  it('give everything back, once', async () => {
    const shop = await openShop();
    const { api, telegram, user } = shop;
    const chargeId = await buy(shop);
    await shop.drain();
    expect(await api.refundStarPayment(user.id, chargeId)).toBe(true);
    const [update] = await shop.drain();
    expect(checker.checkObject('Update', update)).toEqual([]);
    expect(update?.message).toMatchObject({
      chat: { id: user.id },
      refunded_payment: {
        currency: 'XTR',
        total_amount: 250,
        invoice_payload: 'o-1',
        telegram_payment_charge_id: chargeId,
      },
    });
    const again = api.refundStarPayment(user.id, chargeId);
    await expect(again).rejects.toThrow('CHARGE_ALREADY_REFUNDED');
    expect(telegram.users()[0]?.starsBalance).toBe(10_000);
    expect(telegram.starBalance()).toBe(0);
    expect(telegram.payments()).toMatchObject([{ chargeId, status: 'refunded' }]);
  });

  it('are only for the one who paid', async () => {
    const shop = await openShop();
    const other = shop.telegram.createUser();
    const refunding = shop.api.refundStarPayment(other.id, await buy(shop));
    await expect(refunding).rejects.toThrow('CHARGE_NOT_FOUND');
  });

  it('are made by Telegram, too, with and without telling the bot', async () => {
    const shop = await openShop();
    const { api, telegram, user } = shop;
    const [told, silent] = [await buy(shop), await buy(shop)];
    await shop.drain();
    telegram.refundElsewhere(told);
    telegram.refundElsewhere(silent, { silent: true });
    expect(() => telegram.refundElsewhere(told)).toThrow('Already refunded');
    const messages = await shop.takeService('refunded_payment');
    expect(messages.map((payment) => payment.telegram_payment_charge_id)).toEqual([told]);
    const again = api.refundStarPayment(user.id, silent);
    await expect(again).rejects.toThrow('CHARGE_ALREADY_REFUNDED');
  });

  it('and payments are in the list of transactions, oldest first, in pages', async () => {
    const shop = await openShop();
    const { api, user } = shop;
    const first = await buy(shop, 10);
    shop.clock.advance(60_000);
    const second = await buy(shop, 20);
    await api.refundStarPayment(user.id, first);
    const all = await api.getStarTransactions();
    expect(checker.checkObject('StarTransactions', all)).toEqual([]);
    const partner = {
      type: 'user',
      transaction_type: 'invoice_payment',
      user: { id: user.id },
      invoice_payload: 'o-1',
    };
    expect(all.transactions).toMatchObject([
      { id: first, amount: 10, source: partner },
      { id: second, amount: 20, source: partner },
      { id: first, amount: 10, receiver: partner },
    ]);
    expect(all.transactions[2]).not.toHaveProperty('source');
    const page = await api.getStarTransactions({ offset: 1, limit: 1 });
    expect(page.transactions.map((transaction) => transaction.id)).toEqual([second]);
    expect((await api.getStarTransactions({ offset: 3 })).transactions).toEqual([]);
    expect((await api.getStarTransactions({ limit: 0 })).transactions).toHaveLength(1);
  });
});

describe('subscriptions on the Telegram stand-in', () => {
  async function subscribe(shop: Shop): Promise<{ link: string; chargeId: string }> {
    const allowed_updates = ['message', 'pre_checkout_query', 'subscription'];
    await shop.call('getUpdates', { allowed_updates, offset: -1, limit: 1 });
    const prices = [{ label: 'Month', amount: 500 }];
    const options = { subscription_period: MONTH_SECONDS };
    const link = await shop.api.createInvoiceLink(
      'Month',
      'm',
      'sub-1',
      '',
      'XTR',
      prices,
      options,
    );
    const paying = shop.telegram.pay(shop.user.id, { link });
    await shop.agree();
    return { link, chargeId: chargeOf(await paying) };
  }

  it('begin by a payment, and go on without asking the bot', async () => {
    const shop = await openShop();
    const { telegram, user } = shop;
    const { link, chargeId } = await subscribe(shop);
    const expiresAt = Math.floor(shop.clock.now() / 1_000) + MONTH_SECONDS;
    const [begun] = await shop.takeService('successful_payment');
    expect(begun).toMatchObject({
      invoice_payload: 'sub-1',
      is_recurring: true,
      is_first_recurring: true,
      subscription_expiration_date: expiresAt,
    });
    await expect(telegram.pay(user.id, { link })).rejects.toThrow('Already subscribed');
    const renewed = chargeOf(telegram.renewSubscription(chargeId));
    const updates = await shop.drain();
    expect(updates.flatMap((update) => checker.checkObject('Update', update))).toEqual([]);
    expect(updates).toHaveLength(1);
    const next = Reflect.get(updates[0]?.message ?? {}, 'successful_payment');
    expect(next).toMatchObject({
      invoice_payload: 'sub-1',
      total_amount: 500,
      telegram_payment_charge_id: renewed,
      is_recurring: true,
      subscription_expiration_date: expiresAt + MONTH_SECONDS,
    });
    expect(next).not.toHaveProperty('is_first_recurring');
    expect(telegram.subscriptions(user.id)).toMatchObject([
      { chargeId, amount: 500, state: 'active', chargeIds: [chargeId, renewed] },
    ]);
    expect(telegram.payments().map((payment) => payment.recurring)).toEqual(['first', 'renewal']);
    const { transactions } = await shop.api.getStarTransactions();
    expect(transactions[1]?.source).toMatchObject({ subscription_period: MONTH_SECONDS });
  });

  it('are canceled, resumed and left unpaid by people, which the bot is told', async () => {
    const shop = await openShop();
    const { telegram, user } = shop;
    const { chargeId } = await subscribe(shop);
    telegram.cancelSubscription(chargeId);
    expect(() => telegram.renewSubscription(chargeId)).toThrow('not renewed');
    telegram.resumeSubscription(chargeId);
    telegram.failSubscription(chargeId);
    telegram.renewSubscription(chargeId);
    telegram.setStars(user.id, 499);
    expect(telegram.renewSubscription(chargeId)).toEqual({
      status: 'refused',
      error: 'BALANCE_TOO_LOW',
    });
    const told = await shop.take('subscription');
    expect(told).toMatchObject([{ user: { id: user.id }, invoice_payload: 'sub-1' }, {}, {}, {}]);
    expect(told.map((change) => change.state)).toEqual(['canceled', 'active', 'failed', 'failed']);
  });

  it('cannot be resumed after they have run out', async () => {
    const shop = await openShop();
    const { telegram, user } = shop;
    const { chargeId, link } = await subscribe(shop);
    telegram.cancelSubscription(chargeId);
    shop.clock.advance(MONTH_SECONDS * 1_000);
    expect(() => telegram.resumeSubscription(chargeId)).toThrow('expired');
    const paying = telegram.pay(user.id, { link });
    await shop.agree();
    expect(await paying).toMatchObject({ status: 'paid' });
  });

  it('are canceled by the bot, and resumed only when the bot allows it', async () => {
    const shop = await openShop();
    const { api, telegram, user } = shop;
    const { chargeId } = await subscribe(shop);
    await shop.drain();
    const renewed = chargeOf(telegram.renewSubscription(chargeId));
    expect(await api.editUserStarSubscription(user.id, renewed, true)).toBe(true);
    expect(telegram.subscriptions()).toMatchObject([{ state: 'canceled', canceledByBot: true }]);
    expect(() => telegram.resumeSubscription(chargeId)).toThrow('The bot has canceled it');
    await api.editUserStarSubscription(user.id, chargeId, false);
    expect(telegram.resumeSubscription(chargeId)).toMatchObject({ state: 'active' });
    expect((await shop.take('subscription')).map((change) => change.state)).toEqual(['active']);
  });

  it('are no updates for a bot that has not asked for them', async () => {
    const shop = await openShop();
    const { chargeId } = await subscribe(shop);
    await shop.call('getUpdates', { allowed_updates: [], offset: -1, limit: 1 });
    shop.telegram.cancelSubscription(chargeId);
    expect(await shop.take('subscription')).toEqual([]);
  });
});

describe('payments by provider token on the Telegram stand-in', () => {
  const receipt = {
    items: [
      {
        description: '100 credits',
        quantity: 1,
        amount: { value: '499.00', currency: 'RUB' },
        vat_code: 1,
      },
    ],
  };

  async function askRubles(shop: Shop): Promise<string> {
    return shop.api.createInvoiceLink(
      'Credits',
      '100 credits',
      'o-2',
      '381764678:TEST:100037',
      'RUB',
      [{ label: 'Credits', amount: 49_900 }],
      {
        need_email: true,
        send_email_to_provider: true,
        provider_data: JSON.stringify({ receipt }),
      },
    );
  }

  it('are booked by the provider, whose id they bear', async () => {
    const booked: ProviderPayment[] = [];
    const onProviderPayment = (payment: ProviderPayment) => {
      booked.push(payment);
      return 'provider-1';
    };
    const shop = await openShop({ telegram: { onProviderPayment } });
    const { telegram, user } = shop;
    const link = await askRubles(shop);
    await expect(telegram.pay(user.id, { link })).rejects.toThrow('e-mail');
    const email = 'a@example.com';
    const paying = telegram.pay(user.id, { link, email, method: 'sbp' });
    const [query] = await shop.take('pre_checkout_query');
    const terms = { currency: 'RUB', total_amount: 49_900, invoice_payload: 'o-2' };
    expect(query).toMatchObject({ ...terms, order_info: { email } });
    await shop.api.answerPreCheckoutQuery(query?.id ?? '', true);
    expect(await paying).toMatchObject({ status: 'paid', providerChargeId: 'provider-1' });
    const [paid] = await shop.takeService('successful_payment');
    expect(paid).toMatchObject({ ...terms, order_info: { email } });
    expect(paid?.provider_payment_charge_id).toBe('provider-1');
    expect(booked).toMatchObject([
      {
        userId: user.id,
        totalAmount: 49_900,
        payload: 'o-2',
        providerToken: '381764678:TEST:100037',
        providerData: { receipt },
        method: 'sbp',
        email,
      },
    ]);
    expect(telegram.users()[0]?.starsBalance).toBe(10_000);
    expect(await shop.api.getStarTransactions()).toEqual({ transactions: [] });
  });

  it('have an id like those of YooKassa, and no refund by Telegram', async () => {
    const shop = await openShop();
    const { api, telegram, user } = shop;
    const link = await askRubles(shop);
    const paying = telegram.pay(user.id, { link, email: 'a@example.com' });
    await shop.agree();
    const chargeId = chargeOf(await paying);
    const [payment] = telegram.payments();
    expect(payment?.providerChargeId).toMatch(/^[\da-f]{8}-000f-5000-[89]000-[\da-f]{12}$/);
    await expect(api.refundStarPayment(user.id, chargeId)).rejects.toThrow('CHARGE_NOT_FOUND');
    expect(() => telegram.refundElsewhere(chargeId)).toThrow('only the provider');
  });

  it('are declined by the provider after the bot agreed', async () => {
    const shop = await openShop();
    const link = await askRubles(shop);
    const email = 'a@example.com';
    const paying = shop.telegram.pay(shop.user.id, { link, email, decline: true });
    await shop.agree();
    expect(await paying).toEqual({ status: 'refused', error: 'PAYMENT_FAILED' });
    expect(shop.telegram.payments()).toEqual([]);
  });
});
