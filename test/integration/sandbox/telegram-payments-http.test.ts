import { Bot } from 'grammy';
import { describe, expect, it } from 'vitest';
import type {
  ForwardedInvoice,
  InvoiceView,
  Payment,
  PaymentAttempt,
  Subscription,
} from '../../../sandbox/telegram/control-api.ts';
import { type Stage, setStage } from './telegram-harness.ts';

const MONTH_SECONDS = 2_592_000;

/** A control call over HTTP. */
async function control<T>({ sandbox }: Stage, method: string, path: string, body?: object) {
  const response = await fetch(`${sandbox.url}/sim/telegram${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as T };
}

type Selling = { readonly bot: Bot; readonly credited: string[]; stop(): Promise<void> };

/** A real grammY bot that sells: it agrees to every payment and remembers the charges. */
function startSelling({ sandbox, token }: Stage): Selling {
  const bot = new Bot(token, { client: { apiRoot: sandbox.telegramUrl } });
  const credited: string[] = [];
  bot.command('buy', (ctx) =>
    ctx.replyWithInvoice('Credits', '100 credits', 'o-1', 'XTR', [
      { label: 'Credits', amount: 250 },
    ]),
  );
  bot.on('pre_checkout_query', (ctx) => ctx.answerPreCheckoutQuery(true));
  bot.on('message:successful_payment', async (ctx) => {
    const { telegram_payment_charge_id: chargeId } = ctx.msg.successful_payment;
    credited.push(chargeId);
    await ctx.reply(`thanks ${chargeId}`);
  });
  bot.on('message:refunded_payment', (ctx) =>
    ctx.reply(`back ${ctx.msg.refunded_payment.telegram_payment_charge_id}`),
  );
  const polling = bot.start({ allowed_updates: ['message', 'pre_checkout_query'] });
  return {
    bot,
    credited,
    async stop() {
      await bot.stop();
      await polling;
    },
  };
}

describe('payments over the control API', () => {
  it('are made with a real grammY bot, told twice and refunded', async () => {
    const stage = await setStage();
    const { telegram } = stage.sandbox;
    const { id } = stage.user;
    const shop = startSelling(stage);
    telegram.sendText(id, { text: '/buy' });
    const isInvoice = (message: { invoice?: unknown }) => message.invoice !== undefined;
    const { message_id: messageId } = await telegram.watch.botMessage(id, { matches: isInvoice });
    const shown = await control<InvoiceView>(
      stage,
      'GET',
      `/chats/${id}/messages/${messageId}/invoice`,
    );
    expect(shown.body).toMatchObject({ title: 'Credits', totalAmount: 250, paidBy: [] });
    const paid = await control<PaymentAttempt>(stage, 'POST', `/users/${id}/pay`, { messageId });
    const chargeId = paid.body.status === 'paid' ? paid.body.chargeId : '';
    const says = (text: string) => ({ matches: (m: { text?: string }) => m.text === text });
    const thanks = await telegram.watch.botMessage(id, says(`thanks ${chargeId}`));
    await control(stage, 'POST', `/payments/${chargeId}/repeat`);
    await telegram.watch.botMessage(id, {
      ...says(`thanks ${chargeId}`),
      after: thanks.message_id,
    });
    expect(shop.credited).toEqual([chargeId, chargeId]);
    await shop.bot.api.refundStarPayment(id, chargeId);
    await telegram.watch.botMessage(id, says(`back ${chargeId}`));
    const listed = await control<{ payments: Payment[] }>(stage, 'GET', `/payments?userId=${id}`);
    expect(listed.body.payments).toMatchObject([{ chargeId, status: 'refunded' }]);
    expect(telegram.calls().totalViolations).toBe(0);
    await shop.stop();
  });

  it('are lost, and found by their list alone', async () => {
    const stage = await setStage();
    const { telegram } = stage.sandbox;
    const { id } = stage.user;
    const shop = startSelling(stage);
    expect((await control(stage, 'POST', '/payments/lose', { count: 1 })).body).toEqual({
      lost: 1,
    });
    const prices = [{ label: 'a', amount: 10 }];
    const link = await shop.bot.api.createInvoiceLink('a', 'a', 'o', '', 'XTR', prices);
    const slug = link.replace('https://t.me/$', '');
    expect((await control(stage, 'GET', `/invoices/${slug}`)).body).toMatchObject({
      totalAmount: 10,
    });
    const pay = () => control<PaymentAttempt>(stage, 'POST', `/users/${id}/pay`, { link });
    const [lost, told] = [await pay(), await pay()];
    const chargeId = told.body.status === 'paid' ? told.body.chargeId : '';
    await telegram.watch.botMessage(id, { matches: (m) => m.text === `thanks ${chargeId}` });
    expect(shop.credited).toEqual([chargeId]);
    const { transactions } = await shop.bot.api.getStarTransactions();
    expect(transactions[0]?.id).toBe(Reflect.get(lost.body, 'chargeId'));
    await shop.stop();
  });

  it('are forwarded, subscribed, renewed, canceled, resumed and failed', async () => {
    const stage = await setStage();
    const { telegram } = stage.sandbox;
    const { id } = stage.user;
    const shop = startSelling(stage);
    const prices = [{ label: 'a', amount: 10 }];
    const options = { subscription_period: MONTH_SECONDS };
    const link = await shop.bot.api.createInvoiceLink('a', 'a', 'o', '', 'XTR', prices, options);
    const paid = await control<PaymentAttempt>(stage, 'POST', `/users/${id}/pay`, { link });
    const path = `/subscriptions/${paid.body.status === 'paid' ? paid.body.chargeId : ''}`;
    const act = (action: string) => control<Subscription>(stage, 'POST', `${path}/${action}`);
    expect((await act('renew')).body).toMatchObject({ status: 'paid' });
    for (const [action, state] of [
      ['cancel', 'canceled'],
      ['resume', 'active'],
      ['fail', 'failed'],
    ] as const) {
      expect((await act(action)).body).toMatchObject({ state });
    }
    const listed = await control<{ subscriptions: Subscription[] }>(stage, 'GET', '/subscriptions');
    expect(listed.body.subscriptions).toMatchObject([{ userId: id, state: 'failed' }]);
    const { message_id } = await shop.bot.api.sendInvoice(id, 'a', 'a', 'o', 'XTR', prices);
    const group = telegram.createGroup({ title: 'g', memberIds: [id] });
    const forward = `/chats/${id}/messages/${message_id}/forward-invoice`;
    const copy = await control<ForwardedInvoice>(stage, 'POST', forward, { toChatId: group.id });
    expect(copy.body).toMatchObject({ kind: 'pay-button' });
    await shop.stop();
  });

  it('are refused with a reason', async () => {
    const stage = await setStage();
    const pay = `/users/${stage.user.id}/pay`;
    const answers = await Promise.all([
      control(stage, 'POST', pay, {}),
      control(stage, 'POST', pay, { link: 'https://t.me/$none' }),
      control(stage, 'POST', pay, { messageId: 1 }),
      control(stage, 'POST', pay, { link: 'a', messageId: 1 }),
      control(stage, 'POST', '/users/1/pay', { link: 'a' }),
      control(stage, 'POST', '/payments/none/refund'),
      control(stage, 'POST', '/subscriptions/none/renew'),
      control(stage, 'PUT', `/users/${stage.user.id}/stars`, { stars: -1 }),
    ]);
    expect(answers.map((answer) => answer.status)).toEqual([
      404, 404, 404, 400, 404, 404, 404, 400,
    ]);
    for (const { body } of answers) expect(body).toEqual({ error: expect.any(String) });
  });

  it('need a wallet, which can be filled', async () => {
    const stage = await setStage();
    const path = `/users/${stage.user.id}`;
    const filled = await control(stage, 'PUT', `${path}/stars`, { stars: 5 });
    expect(filled.body).toMatchObject({ id: stage.user.id, starsBalance: 5 });
    const prices = [{ label: 'a', amount: 6 }];
    await stage.api.sendInvoice(stage.user.id, 'a', 'a', 'o', 'XTR', prices);
    expect(await control(stage, 'POST', `${path}/pay`, {})).toEqual({
      status: 409,
      body: { error: 'not enough Stars' },
    });
  });
});
