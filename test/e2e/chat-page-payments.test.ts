import { InlineKeyboard } from 'grammy';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath } from '../harness/chromium.ts';
import { ChatPageHarness } from './harness/chat-page.ts';

const MONTH_S = 2_592_000;
const PROVIDER_TOKEN = '381764678:TEST:100037';

describe.skipIf(chromiumPath() === undefined)('payments in the chat page', () => {
  let harness: ChatPageHarness;

  beforeAll(async () => {
    harness = await ChatPageHarness.start();
  });
  afterEach(async () => {
    for (const context of harness.browser.contexts()) await context.close();
    harness.reset();
  });
  afterAll(async () => {
    await harness?.close();
  });

  const log = (page: Page) => page.getByRole('log');
  const dialog = (page: Page) => page.getByRole('dialog');
  const payer = () => {
    const [user] = harness.sandbox.telegram.users();
    if (user === undefined) throw new Error('Nobody is there to pay');
    return user;
  };
  const sendStarsInvoice = (amount: number) =>
    harness.api.sendInvoice(
      payer().id,
      '100 credits',
      'For texts and pictures',
      'order-1',
      'XTR',
      [{ label: '100 credits', amount }],
      { start_parameter: 'buy', reply_markup: new InlineKeyboard().pay(`Buy for ⭐${amount}`) },
    );
  const sendRoubleInvoice = () =>
    harness.api.sendInvoice(
      payer().id,
      '500 credits',
      'For a studio',
      'order-2',
      'RUB',
      [
        { label: '500 credits', amount: 59_900 },
        { label: 'Discount', amount: -10_000 },
      ],
      { provider_token: PROVIDER_TOKEN, need_email: true },
    );
  const subscriptionLink = () =>
    harness.api.createInvoiceLink(
      'Monthly plan',
      '300 credits every month',
      'order-3',
      '',
      'XTR',
      [{ label: 'Monthly plan', amount: 200 }],
      { subscription_period: MONTH_S },
    );
  const receipts = () =>
    harness.updates.flatMap(({ message }) => message?.successful_payment ?? []);
  const openSandbox = (page: Page) => page.getByRole('button', { name: 'Sandbox' }).click();

  test('a paid invoice says so, and its price leaves the balance', async () => {
    const page = await harness.openChatOf('Anna');
    await sendStarsInvoice(250);

    await log(page).getByRole('button', { name: 'Buy for ⭐ 250' }).click();
    await dialog(page).getByText('For texts and pictures').waitFor();
    await dialog(page).getByText('⭐ 10,000').waitFor();
    await dialog(page).getByRole('button', { name: 'Pay ⭐ 250' }).click();

    await dialog(page).waitFor({ state: 'detached' });
    await log(page).getByText('You paid ⭐ 250 for “100 credits”').waitFor();
    await log(page).getByText('Paid', { exact: true }).waitFor();
    await page.getByRole('button', { name: /Anna.*Stars balance 9,750/ }).waitFor();
    await expect.poll(receipts).toHaveLength(1);
    expect(payer().starsBalance).toBe(9_750);

    await log(page).getByRole('button', { name: 'Receipt' }).click();
    await dialog(page).getByRole('button', { name: 'Pay once more' }).click();
    await dialog(page).getByRole('button', { name: 'Pay ⭐ 250' }).click();
    await expect.poll(receipts).toHaveLength(2);
    await page.reload();
    await log(page).getByText('Paid', { exact: true }).waitFor();
  });

  test('neither a double click nor a dialog that is opened anew pays twice', async () => {
    let answerNow = () => {};
    const isTime = new Promise<void>((resolve) => {
      answerNow = resolve;
    });
    harness.onPreCheckout = async (context) => {
      await isTime;
      await context.answerPreCheckoutQuery(true);
    };
    const page = await harness.openChatOf('Anna');
    await sendStarsInvoice(250);

    await log(page).getByRole('button', { name: 'Buy for ⭐ 250' }).click();
    await dialog(page).getByRole('button', { name: 'Pay ⭐ 250' }).dblclick();
    await dialog(page).getByRole('button', { name: 'Waiting for the bot…' }).waitFor();
    await page.keyboard.press('Escape');
    await log(page).getByRole('button', { name: 'Buy for ⭐ 250' }).click();
    const waiting = dialog(page).getByRole('button', { name: 'Waiting for the bot…' });
    await waiting.waitFor();
    expect(await waiting.isDisabled()).toBe(true);
    answerNow();

    await dialog(page).waitFor({ state: 'detached' });
    await log(page).getByText('You paid ⭐ 250').waitFor();
    expect(harness.sandbox.telegram.payments()).toHaveLength(1);
    expect(harness.updates.filter((update) => update.pre_checkout_query)).toHaveLength(1);
  });

  test('the words of a bot that refuses are shown, and trying again may succeed', async () => {
    const words = 'This order is closed. Choose again: /buy';
    harness.onPreCheckout = (context) => context.answerPreCheckoutQuery(false, words);
    const page = await harness.openChatOf('Anna');
    await sendStarsInvoice(250);

    await log(page).getByRole('button', { name: 'Buy for ⭐ 250' }).click();
    await dialog(page).getByRole('button', { name: 'Pay ⭐ 250' }).click();
    await dialog(page).getByRole('alert').getByText(words).waitFor();
    expect(harness.sandbox.telegram.payments()).toHaveLength(0);
    expect(payer().starsBalance).toBe(10_000);

    harness.onPreCheckout = (context) => context.answerPreCheckoutQuery(true);
    await dialog(page).getByRole('button', { name: 'Pay ⭐ 250' }).click();
    await log(page).getByText('You paid ⭐ 250').waitFor();
  });

  test('a bot that does not answer in time costs nothing', async () => {
    const page = await harness.openChatOf('Anna');
    await sendStarsInvoice(250);
    // The stand-in takes Telegram's 10 s: its answer is given at once here.
    await page.route('**/pay', (route) =>
      route.fulfill({ json: { status: 'timed_out', error: 'BOT_PRECHECKOUT_TIMEOUT' } }),
    );

    await log(page).getByRole('button', { name: 'Buy for ⭐ 250' }).click();
    await dialog(page).getByRole('button', { name: 'Pay ⭐ 250' }).click();

    await dialog(page).getByRole('alert').getByText('did not answer in time').waitFor();
    await dialog(page).getByRole('alert').getByText('Nothing was paid').waitFor();
  });

  test('too few Stars can be topped up on the way', async () => {
    const page = await harness.openChatOf('Anna');
    harness.sandbox.telegram.setStars(payer().id, 100);
    await sendStarsInvoice(250);

    await log(page).getByRole('button', { name: 'Buy for ⭐ 250' }).click();
    await dialog(page).getByText('⭐ 150 more needed').waitFor();
    expect(await dialog(page).getByRole('button', { name: /^Pay/ }).count()).toBe(0);
    await dialog(page).getByRole('radio', { name: '⭐ 500' }).check();
    await dialog(page).getByRole('button', { name: 'Top up by ⭐ 500' }).click();
    await dialog(page).getByRole('button', { name: 'Pay ⭐ 250' }).click();

    await log(page).getByText('You paid ⭐ 250').waitFor();
    expect(payer().starsBalance).toBe(350);
  });

  test('the balance is set in the dialog of the person', async () => {
    const page = await harness.openChatOf('Anna');

    await page.getByRole('button', { name: /Stars balance 10,000/ }).click();
    await dialog(page).getByLabel('Stars balance').fill('42');
    await dialog(page).getByRole('button', { name: 'Save' }).click();

    await page.getByRole('button', { name: /Stars balance 42/ }).waitFor();
    expect(payer().starsBalance).toBe(42);
  });

  test('a link subscribes, and the panel renews, cancels and resumes', async () => {
    const page = await harness.openChatOf('Anna');
    const link = await subscriptionLink();
    await harness.api.sendMessage(payer().id, `Every month: ${link}`, {
      reply_markup: new InlineKeyboard().url('Subscribe', link),
    });

    await log(page).getByRole('button', { name: 'Subscribe' }).click();
    await dialog(page).getByText('⭐ 200 every month').waitFor();
    await page.keyboard.press('Escape');
    await log(page).getByRole('link', { name: link }).click();
    await dialog(page).getByRole('button', { name: 'Subscribe for ⭐ 200' }).click();
    await log(page).getByText('You paid ⭐ 200 for “Monthly plan”').waitFor();

    await openSandbox(page);
    const panel = page.getByRole('region', { name: 'Payments' });
    await panel.getByText('active').waitFor();
    await panel.getByRole('button', { name: 'Renew' }).click();
    await log(page).getByText('Subscription renewed for ⭐ 200').waitFor();
    await panel.getByText('renewal').waitFor();
    await panel.getByRole('button', { name: 'Cancel' }).click();
    await panel.getByText('canceled').waitFor();
    await panel.getByRole('button', { name: 'Resume' }).click();
    await panel.getByText('active').waitFor();
    await expect.poll(receipts).toMatchObject([
      { is_recurring: true, is_first_recurring: true },
      { is_recurring: true, subscription_expiration_date: expect.any(Number) },
    ]);
  });

  test('a link that leads nowhere says so', async () => {
    const page = await harness.openChatOf('Anna');
    await harness.api.sendMessage(payer().id, 'https://t.me/$gone');

    await log(page).getByRole('link', { name: 'https://t.me/$gone' }).click();

    await dialog(page).getByText('This invoice cannot be paid').waitFor();
  });

  test('roubles are paid by a method of choice, with an address for the receipt', async () => {
    const page = await harness.openChatOf('Anna');
    await sendRoubleInvoice();

    await log(page).getByRole('button', { name: 'Pay' }).click();
    await dialog(page).getByText('Discount').waitFor();
    await dialog(page).getByText('SBP').click();
    await dialog(page).getByText('Let the bank decline').click();
    await dialog(page).getByRole('button', { name: 'Pay ₽499' }).click();
    expect(harness.updates.some((update) => update.pre_checkout_query)).toBe(false);
    await dialog(page).getByLabel('E-mail for the receipt').fill('anna@example.com');
    await dialog(page).getByRole('button', { name: 'Pay ₽499' }).click();
    await dialog(page).getByRole('alert').getByText('The bank declined').waitFor();

    await dialog(page).getByText('Let the bank decline').click();
    await dialog(page).getByRole('button', { name: 'Pay ₽499' }).click();

    await log(page).getByText('You paid ₽499').waitFor();
    expect(harness.sandbox.telegram.payments()).toMatchObject([
      { currency: 'RUB', totalAmount: 49_900, email: 'anna@example.com', status: 'paid' },
    ]);
  });

  test('the panel delivers a payment again and gives it back', async () => {
    const page = await harness.openChatOf('Anna');
    const { message_id: messageId } = await sendStarsInvoice(250);
    await harness.sandbox.telegram.pay(payer().id, { messageId });
    await openSandbox(page);
    const panel = page.getByRole('region', { name: 'Payments' });
    await panel.getByText('100 credits').waitFor();

    await panel.getByRole('button', { name: 'Deliver again' }).click();
    await expect.poll(receipts).toHaveLength(2);
    expect(new Set(receipts().map((paid) => paid.telegram_payment_charge_id)).size).toBe(1);

    await panel.getByRole('button', { name: 'Refund' }).click();
    await log(page).getByText('Refund of ⭐ 250 for “100 credits”').waitFor();
    await panel.getByText('refunded').waitFor();
    expect(await panel.getByRole('button', { name: 'Refund' }).count()).toBe(0);
    expect(payer().starsBalance).toBe(10_000);
  });

  test('in a group everybody pays for themselves', async () => {
    const page = await harness.openChatOf('Anna');
    const anna = payer();
    const boris = harness.sandbox.telegram.createUser({ first_name: 'Boris' });
    const group = harness.sandbox.telegram.createGroup({
      title: 'Studio',
      memberIds: [anna.id, boris.id],
    });
    await page.getByRole('link', { name: /^Studio/ }).click();
    await harness.api.sendInvoice(group.id, '100 credits', 'For all', 'order-4', 'XTR', [
      { label: '100 credits', amount: 250 },
    ]);

    await log(page).getByRole('button', { name: 'Pay' }).click();
    await dialog(page).getByRole('button', { name: 'Pay ⭐ 250' }).click();
    await log(page).getByRole('button', { name: 'Receipt' }).waitFor();
    await page.getByRole('combobox', { name: 'Speak as' }).selectOption({ label: 'Boris' });

    await log(page).getByRole('button', { name: 'Pay' }).waitFor();
    expect(harness.sandbox.telegram.payments()).toMatchObject([{ userId: anna.id }]);
  });

  test('a button that leads to a payment page opens it beside the chat', async () => {
    const page = await harness.openChatOf('Anna');
    const address = `${harness.sandbox.url}/healthz`;
    await harness.api.sendMessage(payer().id, 'Pay by card', {
      reply_markup: new InlineKeyboard().url('Pay 499 ₽', address),
    });

    const opened = page.context().waitForEvent('page');
    await log(page).getByRole('button', { name: 'Pay 499 ₽' }).click();

    await expect.poll(async () => (await opened).url()).toBe(address);
    await log(page).getByText('Pay by card').waitFor();
  });
});
