import type { Message } from 'grammy/types';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { onlyOrder } from './bot-orders.ts';
import { aPress, buttonsOf, urlsOf, wordsOf } from './bot-reading.ts';
import { BotStage } from './bot-stage.ts';

let stage: BotStage;

beforeEach(async () => {
  stage = await BotStage.set();
});

/** Chooses 50 credits for 199 rubles. */
const choose = async (user: number, method: 'yookassa' | 'telegram_yookassa' = 'yookassa') => {
  await stage.ask(user, '/buy');
  const shop = stage.last(user);
  await stage.press(user, shop, 'buy:starter');
  return stage.after(user, () => stage.press(user, shop, `pay:${method}:starter`));
};

const providerIdOf = async (user: number): Promise<string> =>
  (await onlyOrder(stage, user)).providerPaymentId ?? '';

describe('a payment page', () => {
  test('is sent with its price, a link and a button to check', async () => {
    const user = await stage.user();
    const [page] = await choose(user);
    expect(page && wordsOf(page)).toContain('To pay: 199 ₽.');
    const { id, confirmationUrl } = await onlyOrder(stage, user);
    expect(page && urlsOf(page)).toEqual([confirmationUrl]);
    expect(page && buttonsOf(page)).toEqual([`check:${id}`]);
    expect(stage.violations()).toEqual([]);
  });

  test('of one press is one order at the provider, however often it arrives', async () => {
    const user = await stage.user();
    await stage.ask(user, '/buy');
    const press = aPress(user, stage.last(user).message_id, 'pay:yookassa:starter');
    await stage.handle(press);
    const first = urlsOf(stage.last(user));
    await stage.handle(press);
    expect(urlsOf(stage.last(user))).toEqual(first);
    await onlyOrder(stage, user);
    expect(stage.gateway.allPayments).toHaveLength(1);
  });

  test('is promised while the provider is away, and sent when it is back', async () => {
    const user = await stage.user();
    stage.gateway.fail('createPayment', { kind: 'outage', when: 'before' });
    const [promise] = await choose(user);
    expect(promise && wordsOf(promise)).toContain('I will send you the link');
    stage.clock.advance(60_000);
    const [page] = await stage.after(user, () => stage.payments.poll.execute());
    expect(page && wordsOf(page)).toContain('To pay: 199 ₽.');
    const { id, confirmationUrl } = await onlyOrder(stage, user);
    expect(page && urlsOf(page)).toEqual([confirmationUrl]);
    expect(page && buttonsOf(page)).toEqual([`check:${id}`]);
  });

  test('that takes long is promised, and sent as soon as it is there', async () => {
    const user = await stage.user();
    let answer: () => void = () => undefined;
    const until = new Promise<void>((resolve) => {
      answer = resolve;
    });
    stage.gateway.fail('createPayment', { kind: 'wait', when: 'before', until });
    await stage.ask(user, '/buy');
    const press = aPress(user, stage.last(user).message_id, 'pay:yookassa:starter');
    const handled = stage.handle(press);
    await vi.waitUntil(() => stage.time.waiting.length > 0);
    await stage.time.advance(5_000);
    await handled;
    expect(wordsOf(stage.last(user))).toContain('I will send you the link');
    answer();
    await vi.waitUntil(() => wordsOf(stage.last(user)).includes('To pay'));
    expect(urlsOf(stage.last(user))).toHaveLength(1);
  });

  test('that the provider refuses is told once', async () => {
    const user = await stage.user();
    const refusal = { kind: 'refused', code: 'invalid_request', description: 'No' } as const;
    stage.gateway.fail('createPayment', { kind: 'refused', refusal });
    const said = await choose(user);
    expect(said.map(wordsOf)).toEqual([
      'Your payment of 199 ₽ did not work out. Try again, or another way to pay.',
    ]);
    expect(said.flatMap(buttonsOf)).toEqual(['buy']);
  });
});

describe('"I have paid: check"', () => {
  const check = async (user: number, page: Message | undefined, as = user) => {
    const data = page === undefined ? '' : (buttonsOf(page)[0] ?? '');
    const { answer } = await stage.press(as, page as Message, data);
    return answer;
  };

  test('says that it is not paid yet', async () => {
    const user = await stage.user();
    const [page] = await choose(user);
    const answer = await check(user, page);
    expect(answer?.text).toContain('Not paid yet');
    expect(answer?.showAlert).toBe(true);
  });

  test('brings the credits, though the webhook was lost', async () => {
    const user = await stage.user();
    const [page] = await choose(user);
    stage.gateway.pay(await providerIdOf(user));
    expect((await check(user, page))?.text).toBe('✅ Paid: you got 50 credits.');
    expect(await stage.credits(user)).toBe(60);
    expect((await check(user, page))?.text).toBe('✅ Paid: you got 50 credits.');
    expect(await stage.credits(user)).toBe(60);
  });

  test('tells why it was canceled', async () => {
    const user = await stage.user('ru');
    const [page] = await choose(user);
    stage.gateway.decline(await providerIdOf(user), 'insufficient_funds');
    expect((await check(user, page))?.text).toBe('Оплата не прошла. На карте не хватает денег.');
    expect(wordsOf(stage.last(user))).toBe('Оплата 199 ₽ не прошла. На карте не хватает денег.');
  });

  test('says that we keep checking while the provider is away', async () => {
    const user = await stage.user();
    const [page] = await choose(user);
    stage.gateway.fail('findPayment', { kind: 'outage', when: 'before' });
    expect((await check(user, page))?.text).toContain('does not answer right now');
  });

  test("is answered in time, however long the provider takes, and is nobody else's", async () => {
    const user = await stage.user();
    const [page] = await choose(user);
    stage.gateway.fail('findPayment', {
      kind: 'wait',
      when: 'before',
      until: new Promise(() => undefined),
    });
    const { id } = await onlyOrder(stage, user);
    const handled = stage.handle(aPress(user, page?.message_id ?? 0, `check:${id}`));
    await vi.waitUntil(() => stage.time.waiting.includes(7_000));
    await stage.time.advance(7_000);
    await handled;
    const stranger = await stage.user('en', 'Bob');
    await stage.handle(aPress(stranger, 1, `check:${id}`));
    const texts = stage.telegram
      .calls({ method: 'answerCallbackQuery' })
      .calls.map(({ params }) => params.text)
      .slice(-2);
    expect(texts).toEqual([
      expect.stringContaining('does not answer right now'),
      'This button is for the person who asked.',
    ]);
  });
});

describe('the address for receipts', () => {
  beforeEach(async () => {
    stage = await BotStage.set({ receipts: 'on' });
  });

  test('is asked for once, and the purchase goes on with it', async () => {
    const user = await stage.user();
    const [question] = await choose(user);
    expect(question && wordsOf(question)).toContain('Which e-mail address');
    const { params } = stage.telegram.calls({ method: 'sendMessage' }).calls.at(-1) ?? {};
    expect(params?.reply_markup).toMatchObject({ force_reply: true });
    const said = await stage.after(user, () =>
      stage.telegram.sendText(user, { text: ' ann@example.com ' }),
    );
    expect(said.map(wordsOf)).toEqual([
      'Receipts will go to ann@example.com. To change it: /email',
      expect.stringContaining('To pay: 199 ₽.'),
    ]);
    expect((await onlyOrder(stage, user)).receiptEmail).toBe('ann@example.com');
    const [page] = await choose(user);
    expect(page && wordsOf(page)).toContain('To pay');
    expect(stage.model.requests).toHaveLength(0);
    expect(stage.violations()).toEqual([]);
  });

  test('that is broken is asked for again', async () => {
    const user = await stage.user();
    await choose(user);
    expect(await stage.ask(user, 'ann@example')).toContain('does not look like');
    expect(await stage.ask(user, 'ann@example.com')).toContain('To pay');
  });

  test('is not waited for when its user talks about something else', async () => {
    const user = await stage.user();
    await choose(user);
    const said = await stage.ask(user, 'why is the sky blue?');
    expect(said).toContain('no purchase for now');
    expect(said).toContain('An answer.');
    expect((await stage.known(user)).pendingPurchase).toBeUndefined();
    expect(await stage.ask(user, 'ann@example.com')).toBe('An answer.');
  });

  test('is not what a long text with an @ in it is', async () => {
    const user = await stage.user();
    await choose(user);
    expect(await stage.ask(user, 'what does @Override mean in Java?')).toContain('An answer.');
  });

  test('is not waited for after /cancel', async () => {
    const user = await stage.user();
    await choose(user);
    expect(await stage.ask(user, '/cancel')).toBe(
      'Okay, no purchase for now. To come back to it: /buy',
    );
    expect((await stage.known(user)).pendingPurchase).toBeUndefined();
  });

  test('that arrives twice makes one order and is never a prompt', async () => {
    const user = await stage.user();
    await choose(user);
    const { updateIds } = stage.telegram.sendText(user, { text: 'ann@example.com' });
    expect(updateIds).toHaveLength(1);
    const [update] = await stage.api.getUpdates({ offset: updateIds[0] ?? 0, timeout: 0 });
    if (update === undefined) {
      throw new Error('Expected the message to arrive');
    }
    await stage.handle(update);
    await stage.handle(update);
    await onlyOrder(stage, user);
    expect(stage.model.requests).toHaveLength(0);
    expect(wordsOf(stage.last(user))).toContain('To pay');
  });

  test('is shown and changed by /email', async () => {
    const user = await stage.user();
    expect(await stage.ask(user, '/email')).toContain('no e-mail address');
    expect(await stage.ask(user, '/email nonsense')).toContain('does not look like');
    expect(await stage.ask(user, '/email ann@example.com')).toContain('ann@example.com');
    expect(await stage.ask(user, '/email')).toContain('Receipts go to ann@example.com.');
    expect((await stage.known(user)).receiptEmail).toBe('ann@example.com');
  });
});

describe('an invoice in rubles', () => {
  test('is paid inside Telegram', async () => {
    const user = await stage.user();
    const [message] = await choose(user, 'telegram_yookassa');
    const invoice = stage.telegram.invoiceOfMessage(user, message?.message_id ?? 0);
    expect(invoice).toMatchObject({ currency: 'RUB', totalAmount: 19_900, needEmail: false });
    const attempt = await stage.pay(user);
    expect(attempt.status).toBe('paid');
    expect(await stage.credits(user)).toBe(60);
    const paid = await onlyOrder(stage, user);
    expect(paid).toMatchObject({ status: 'paid', method: 'telegram_yookassa' });
    expect(attempt).toMatchObject({
      chargeId: paid.chargeId,
      providerChargeId: paid.providerPaymentId,
    });
  });

  test('that Telegram refuses is no silence, and the operator hears why', async () => {
    const user = await stage.user();
    stage.telegram.addFault({
      method: 'sendInvoice',
      times: 1,
      kind: 'error',
      error_code: 400,
      description: 'Bad Request: PAYMENT_PROVIDER_INVALID',
    });
    const [answer] = await choose(user, 'telegram_yookassa');
    expect(answer?.text).toContain('no longer available');
    expect(stage.logger.of('invoice_refused')).toHaveLength(1);
    expect(stage.logger.of('operator_alert')).toMatchObject([
      { fields: { alert: 'invoice_refused' } },
    ]);
  });

  test('carries a receipt where receipts are on', async () => {
    stage = await BotStage.set({ receipts: 'on', receiptVatCode: 4, receiptTaxSystem: 2 });
    const user = await stage.user('ru');
    const [message] = await choose(user, 'telegram_yookassa');
    const invoice = stage.telegram.invoiceOfMessage(user, message?.message_id ?? 0);
    expect(invoice.needEmail).toBe(true);
    const [call] = stage.telegram.calls({ method: 'sendInvoice' }).calls;
    expect(call?.params.send_email_to_provider).toBeTruthy();
    expect(JSON.parse(String(call?.params.provider_data))).toEqual({
      receipt: {
        items: [
          {
            description: '50 кредитов',
            quantity: 1,
            amount: { value: '199.00', currency: 'RUB' },
            vat_code: 4,
            payment_mode: 'full_payment',
            payment_subject: 'service',
          },
        ],
        tax_system_code: 2,
      },
    });
    expect((await stage.pay(user, { email: 'ann@example.com' })).status).toBe('paid');
    expect(await stage.credits(user)).toBe(60);
    expect(stage.violations()).toEqual([]);
  });
});
