import { HttpError } from 'grammy';
import { describe, expect, it } from 'vitest';
import type { SimChange, SimEvent } from '../../../sandbox/telegram/control-api.ts';
import { publishedSpecification } from '../../../sandbox/telegram/spec/checker.ts';
import { openShop } from './telegram-payments-harness.ts';

const checker = publishedSpecification();
const tooOld = 'Bad Request: query is too old and response timeout expired or query ID is invalid';

describe('payments in Stars on the Telegram stand-in', () => {
  it('go from the query to the message, and move the Stars', async () => {
    const shop = await openShop();
    const { telegram, user } = shop;
    const paying = telegram.pay(user.id, { messageId: await shop.sendInvoice() });
    const [update] = await shop.drain();
    expect(checker.checkObject('Update', update)).toEqual([]);
    const query = update?.pre_checkout_query as { id: string };
    const terms = { currency: 'XTR', total_amount: 250, invoice_payload: 'o-1' };
    expect(query).toMatchObject({ ...terms, from: { id: user.id } });
    await shop.api.answerPreCheckoutQuery(query.id, true);
    const paid = await paying;
    const chargeId = paid.status === 'paid' ? paid.chargeId : '';
    const [told] = await shop.drain();
    expect(checker.checkObject('Update', told)).toEqual([]);
    expect(told?.message).toMatchObject({
      chat: { id: user.id },
      from: { id: user.id },
      successful_payment: { ...terms, telegram_payment_charge_id: chargeId },
    });
    expect(telegram.payments(user.id)).toMatchObject([
      { chargeId, userId: user.id, currency: 'XTR', totalAmount: 250, status: 'paid' },
    ]);
    expect(telegram.users()[0]?.starsBalance).toBe(9_750);
    expect([telegram.starBalance(), telegram.bot().starsBalance]).toEqual([250, 250]);
    expect(await shop.api.getMyStarBalance()).toEqual({ amount: 250 });
  });

  it('show the refusal of the bot to the payer', async () => {
    const shop = await openShop();
    const { telegram, user } = shop;
    const paying = telegram.pay(user.id, { messageId: await shop.sendInvoice() });
    await shop.agree('Пакет больше не продаётся');
    expect(await paying).toEqual({ status: 'refused', error: 'Пакет больше не продаётся' });
    expect(await shop.takeService('successful_payment')).toEqual([]);
    expect(telegram.users()[0]?.starsBalance).toBe(10_000);
  });

  it('fail when the bot does not answer within 10 s', async () => {
    const shop = await openShop();
    const paying = shop.telegram.pay(shop.user.id, { messageId: await shop.sendInvoice() });
    const [query] = await shop.take('pre_checkout_query');
    shop.clock.advance(10_000);
    expect(await paying).toEqual({ status: 'timed_out', error: 'BOT_PRECHECKOUT_TIMEOUT' });
    const params = { pre_checkout_query_id: query?.id, ok: true };
    expect(await shop.call('answerPreCheckoutQuery', params)).toMatchObject({
      error_code: 400,
      description: tooOld,
    });
    expect(shop.telegram.payments()).toEqual([]);
  });

  it('take one answer, and a refusal only with a reason', async () => {
    const shop = await openShop();
    const paying = shop.telegram.pay(shop.user.id, { messageId: await shop.sendInvoice() });
    const [query] = await shop.take('pre_checkout_query');
    const params = { pre_checkout_query_id: query?.id, ok: true };
    expect(await shop.call('answerPreCheckoutQuery', { ...params, ok: false })).toMatchObject({
      description: 'Bad Request: parameter "error_message" is required',
    });
    expect(await shop.call('answerPreCheckoutQuery', params)).toMatchObject({ result: true });
    await paying;
    expect(await shop.call('answerPreCheckoutQuery', params)).toMatchObject({
      description: tooOld,
    });
  });

  it('need Stars in the wallet, also at the last moment', async () => {
    const shop = await openShop();
    const { telegram, user } = shop;
    const messageId = await shop.sendInvoice();
    telegram.setStars(user.id, 249);
    await expect(telegram.pay(user.id, { messageId })).rejects.toThrow('not enough Stars');
    telegram.setStars(user.id, 499);
    const both = [telegram.pay(user.id), telegram.pay(user.id, { messageId, again: true })];
    await shop.agree();
    expect(await Promise.all(both)).toMatchObject([
      { status: 'paid' },
      { status: 'refused', error: 'BALANCE_TOO_LOW' },
    ]);
    expect(telegram.users()[0]?.starsBalance).toBe(249);
  });

  it('are made once for an invoice, or twice by two devices at the same moment', async () => {
    const shop = await openShop();
    const { telegram, user } = shop;
    const messageId = await shop.sendInvoice();
    const first = telegram.pay(user.id, { messageId });
    await expect(telegram.pay(user.id, { messageId })).rejects.toThrow('just being paid');
    const second = telegram.pay(user.id, { messageId, again: true });
    const queries = await shop.take('pre_checkout_query');
    expect(queries).toHaveLength(2);
    for (const { id = '' } of queries) await shop.api.answerPreCheckoutQuery(id, true);
    const charges = (await Promise.all([first, second])).map((paid) =>
      Reflect.get(paid, 'chargeId'),
    );
    expect(new Set(charges).size).toBe(2);
    await expect(telegram.pay(user.id, { messageId })).rejects.toThrow('is paid');
    const told = await shop.takeService('successful_payment');
    expect(told.map((payment) => payment.telegram_payment_charge_id)).toEqual(charges);
    expect(telegram.invoiceOfMessage(user.id, messageId).paidBy).toEqual([user.id]);
  });

  it('of a forwarded copy are made by anybody in the group, as often as they like', async () => {
    const shop = await openShop();
    const { telegram, user } = shop;
    const boris = telegram.createUser();
    const group = telegram.createGroup({ title: 'g', memberIds: [user.id, boris.id] });
    const original = await shop.sendInvoice();
    const copy = telegram.forwardInvoice(user.id, original, { toChatId: group.id });
    expect(copy).toMatchObject({
      kind: 'pay-button',
      messages: [{ invoice: { total_amount: 250 } }],
    });
    const [update] = await shop.drain();
    expect(checker.checkObject('Update', update)).toEqual([]);
    const place = { chatId: group.id, messageId: copy.messages[0]?.message_id ?? 0 };
    const payers = [boris.id, boris.id, user.id];
    const paying = payers.map((id) => telegram.pay(id, place));
    await shop.agree();
    await Promise.all(paying);
    expect(telegram.payments().map((payment) => payment.userId)).toEqual(payers);
    const told = await shop.take('message');
    expect(told.map((message) => Reflect.get(message.chat as object, 'id'))).toEqual(payers);
    const stranger = telegram.createUser();
    await expect(telegram.pay(stranger.id, place)).rejects.toThrow('is not in chat');
  });

  it('of a forwarded copy are a link to the bot when there is a start parameter', async () => {
    const shop = await openShop();
    const { telegram, user } = shop;
    const group = telegram.createGroup({ title: 'g', memberIds: [user.id] });
    const original = await shop.sendInvoice({ start_parameter: 'buy_1' });
    const copy = telegram.forwardInvoice(user.id, original, { toChatId: group.id });
    const link = 'https://t.me/nano_banana_sandbox_bot?start=buy_1';
    expect(copy).toMatchObject({ kind: 'deep-link', link, payload: 'buy_1' });
    expect(copy.messages[0]?.reply_markup?.inline_keyboard).toMatchObject([[{ url: link }]]);
    const byBot = await shop.api.forwardMessage(group.id, user.id, original);
    expect(byBot.reply_markup?.inline_keyboard).toMatchObject([[{ url: link }]]);
    const messageId = byBot.message_id;
    await expect(telegram.pay(user.id, { chatId: group.id, messageId })).rejects.toThrow('a link');
  });

  it('are told twice, under new ids, or never', async () => {
    const shop = await openShop();
    const { telegram, user } = shop;
    telegram.losePayments(1);
    const lost = telegram.pay(user.id, { messageId: await shop.sendInvoice() });
    await shop.agree();
    const chargeId = Reflect.get(await lost, 'chargeId');
    expect(await shop.takeService('successful_payment')).toEqual([]);
    const { transactions } = await shop.api.getStarTransactions();
    expect(transactions.map((transaction) => transaction.id)).toEqual([chargeId]);
    const { updateIds } = telegram.repeatPayment(chargeId, { times: 2 });
    const updates = await shop.drain();
    expect(updates.map((update) => update.update_id)).toEqual(updateIds);
    expect(new Set(updates.map((update) => JSON.stringify(update.message))).size).toBe(1);
    const told = telegram.pay(user.id, { messageId: await shop.sendInvoice() });
    await shop.agree();
    await told;
    expect(await shop.takeService('successful_payment')).toHaveLength(1);
  });

  it('fail by script like every other call', async () => {
    const shop = await openShop();
    const { telegram, user, api } = shop;
    telegram.addFault({ method: 'answerPreCheckoutQuery', times: 1, kind: 'drop-after' });
    const paying = telegram.pay(user.id, { messageId: await shop.sendInvoice() });
    await expect(shop.agree()).rejects.toBeInstanceOf(HttpError);
    const paid = await paying;
    const chargeId = paid.status === 'paid' ? paid.chargeId : '';
    telegram.addFault({ method: 'refundStarPayment', times: 1, kind: 'drop-after' });
    await expect(api.refundStarPayment(user.id, chargeId)).rejects.toBeInstanceOf(HttpError);
    await expect(api.refundStarPayment(user.id, chargeId)).rejects.toMatchObject({
      description: 'Bad Request: CHARGE_ALREADY_REFUNDED',
    });
    telegram.addFault({ method: 'sendInvoice', times: 1, kind: 'drop-before' });
    await expect(shop.sendInvoice()).rejects.toBeInstanceOf(HttpError);
  });

  it('are events for those who watch', async () => {
    const shop = await openShop();
    const { telegram, user } = shop;
    const messageId = await shop.sendInvoice();
    const seen: SimEvent[] = [];
    telegram.events.listen((event) => seen.push(event));
    const paying = telegram.pay(user.id, { messageId });
    await shop.agree();
    const paid = await paying;
    const kinds: SimChange['type'][] = ['user', 'star-balance', 'payment', 'message'];
    expect(seen.map((event) => event.type)).toEqual(['payment-dialog', ...kinds, 'payment-dialog']);
    const dialogs = seen.flatMap((event) => (event.type === 'payment-dialog' ? event.dialog : []));
    expect(dialogs).toMatchObject([
      { status: 'waiting', userId: user.id, message: { chatId: user.id, messageId } },
      { ...paid, id: dialogs[0]?.id, invoice: { paidBy: [user.id] } },
    ]);
  });

  it('end unanswered when everything is forgotten', async () => {
    const shop = await openShop();
    const paying = shop.telegram.pay(shop.user.id, { messageId: await shop.sendInvoice() });
    shop.telegram.reset();
    expect(await paying).toMatchObject({ status: 'timed_out' });
    expect(shop.telegram.payments()).toEqual([]);
  });
});
