import type { Message } from 'grammy/types';
import { beforeEach, describe, expect, test } from 'vitest';
import { packageId, userId } from '../../../src/domain/shared/ids.ts';
import { aPackage, aPromo } from '../../builders/payments.ts';
import { photo } from './bot-givens.ts';
import { onlyOrder } from './bot-orders.ts';
import { aPress, buttonsOf, urlsOf, wordsOf } from './bot-reading.ts';
import { BotStage } from './bot-stage.ts';

let stage: BotStage;

beforeEach(async () => {
  stage = await BotStage.set();
});

const shopOf = async (user: number): Promise<Message> => {
  await stage.ask(user, '/buy');
  return stage.last(user);
};

const invoiceOf = (user: number) =>
  stage.telegram.invoiceOfMessage(user, stage.last(user).message_id);

describe('/buy', () => {
  test('lists what is for sale with credits, gifts and prices, and a button for each', async () => {
    const user = await stage.user();
    const shop = await shopOf(user);
    expect(wordsOf(shop).split('\n')).toEqual([
      '🛒 Credits',
      '',
      '• 50 credits — 125 ⭐ / 199 ₽',
      '• 150 credits + 15 as a gift — 325 ⭐ / 499 ₽',
      '• 500 credits + 100 as a gift — 950 ⭐ / 1,490 ₽',
      '• 200 credits every month — 350 ⭐ a month',
      '',
      'Choose a package:',
    ]);
    expect(buttonsOf(shop)).toEqual(['buy:starter', 'buy:standard', 'buy:studio', 'buy:monthly']);
    expect(stage.violations()).toEqual([]);
  });

  test('speaks Russian', async () => {
    const user = await stage.user('ru');
    expect(wordsOf(await shopOf(user))).toContain('• 150 кредитов + 15 в подарок — 325 ⭐ / 499 ₽');
  });

  test('shows what a promo code takes off, with the old price', async () => {
    const user = await stage.user();
    await stage.unitOfWork.direct.promos.save(
      aPromo({ code: 'SPRING', benefit: { kind: 'discount', percent: 20 } }),
    );
    await stage.ask(user, '/promo spring');
    const shop = wordsOf(await shopOf(user));
    expect(shop).toContain('Promo code SPRING: 20% off');
    expect(shop).toContain(
      '• 50 credits — 100 ⭐ (instead of 125 ⭐) / 159.20 ₽ (instead of 199 ₽)',
    );
    expect(shop).toContain('350 ⭐ a month');
  });

  test('changes in place: a package with its ways to pay, and back', async () => {
    const user = await stage.user();
    const shop = await shopOf(user);
    await stage.press(user, shop, 'buy:standard');
    const chosen = stage.last(user);
    expect(chosen.message_id).toBe(shop.message_id);
    expect(wordsOf(chosen)).toContain('150 credits + 15 as a gift\nYou will get 165 credits.');
    expect(buttonsOf(chosen)).toEqual([
      'pay:stars:standard',
      'pay:yookassa:standard',
      'pay:telegram_yookassa:standard',
      'offers',
    ]);
    await stage.press(user, chosen, 'offers');
    expect(wordsOf(stage.last(user))).toContain('Choose a package');
    expect(stage.last(user).message_id).toBe(shop.message_id);
  });

  test('says politely that nothing is for sale, and the operator hears of it once', async () => {
    stage = await BotStage.set({}, { stars: false, yookassa: false, telegram_yookassa: false });
    const user = await stage.user();
    expect(wordsOf(await shopOf(user))).toContain('cannot be bought right now');
    await shopOf(user);
    const events = await stage.unitOfWork.direct.operatorJournal.take(10);
    expect(events).toEqual([{ kind: 'no_payment_methods' }]);
  });

  test('of a package that was withdrawn in the meantime shows what is left', async () => {
    const user = await stage.user();
    const shop = await shopOf(user);
    await stage.packages.save(aPackage({ id: packageId('starter'), active: false }));
    const { answer } = await stage.press(user, shop, 'buy:starter');
    expect(answer?.text).toBe('This package is no longer for sale.');
    expect(wordsOf(stage.last(user))).not.toContain('• 50 credits');
  });

  test('in a group points to the private chat', async () => {
    const user = await stage.user();
    const group = stage.group(user);
    await stage.ask(group, '/buy', { as: user });
    const link = `https://t.me/${stage.telegram.bot().username}?start=buy`;
    expect(urlsOf(stage.last(group))).toEqual([link]);
    expect(buttonsOf(stage.last(group))).toEqual([]);
  });

  test('opens by the link of a forwarded invoice, after the greeting of who is new', async () => {
    const user = stage.person();
    const said = await stage.after(user, () => stage.telegram.pressStart(user, { payload: 'buy' }));
    expect(said.map(wordsOf)).toEqual([
      expect.stringContaining('Hello, Ann'),
      expect.stringContaining('Choose a package'),
    ]);
    const again = await stage.after(user, () =>
      stage.telegram.pressStart(user, { payload: 'buy' }),
    );
    expect(again.map(wordsOf)).toEqual([expect.stringContaining('Choose a package')]);
  });
});

describe('one tap leads to the shop', () => {
  test('from /balance, which stays as it is', async () => {
    const user = await stage.user();
    await stage.ask(user, '/balance');
    const balance = stage.last(user);
    expect(buttonsOf(balance)).toEqual(['buy']);
    const [shop] = await stage.after(user, () => stage.press(user, balance, 'buy'));
    expect(shop && wordsOf(shop)).toContain('Choose a package');
    expect(stage.said(user).some(({ text }) => text === balance.text)).toBe(true);
  });

  test('from a request that lacks credits', async () => {
    stage = await BotStage.set({ welcomeCredits: 1 });
    const user = await stage.user();
    expect(await stage.ask(user, '/image a cat')).toContain('Not enough credits');
    expect(buttonsOf(stage.last(user))).toEqual(['buy']);
  });

  test('from an album that lacks credits', async () => {
    stage = await BotStage.set({ welcomeCredits: 1 });
    const user = await stage.user();
    await stage.telegram.sendPhotos(user, { photos: [photo, photo], caption: 'make it blue' });
    await stage.settleAlbum();
    expect(wordsOf(stage.last(user))).toContain('Not enough credits');
    expect(buttonsOf(stage.last(user))).toEqual(['buy']);
  });

  test('from a group, through a link', async () => {
    stage = await BotStage.set({ welcomeCredits: 1 });
    const user = await stage.user();
    const group = stage.group(user);
    await stage.ask(group, '/image a cat', { as: user });
    const refusal = stage.last(group);
    const { answer } = await stage.press(group, refusal, 'buy', user);
    expect(answer?.url).toBe(`https://t.me/${stage.telegram.bot().username}?start=buy`);
  });
});

describe('Stars', () => {
  const buy = async (user: number, method = 'stars') => {
    const shop = await shopOf(user);
    await stage.press(user, shop, 'buy:standard');
    await stage.press(user, shop, `pay:${method}:standard`);
  };

  test('are asked for by an invoice that names the order, and bring the credits', async () => {
    const user = await stage.user();
    await buy(user);
    expect(invoiceOf(user)).toMatchObject({
      title: '150 credits',
      currency: 'XTR',
      totalAmount: 325,
      description: '165 credits for answers and pictures. Credits do not expire.',
    });
    const order = await onlyOrder(stage, user);
    const attempt = await stage.pay(user);
    expect(attempt.status).toBe('paid');
    expect(await stage.credits(user)).toBe(175);
    expect(wordsOf(stage.last(user))).toBe(
      '✅ Your payment of 325 ⭐ has arrived: you receive 165 credits.\nYou have 175 credits.',
    );
    expect((await onlyOrder(stage, user)).status).toBe('paid');
    const events = await stage.unitOfWork.direct.payments.events(order.id);
    expect(events.map(({ kind }) => kind)).toEqual(['ordered', 'checkout_approved', 'paid']);
    expect(stage.violations()).toEqual([]);
  });

  test('cannot be paid by others with a forwarded invoice', async () => {
    const user = await stage.user();
    const friend = await stage.user('en', 'Bob');
    await buy(user);
    const { message_id: messageId } = stage.last(user);
    const group = stage.group(user, friend);
    const copy = stage.telegram.forwardInvoice(user, messageId, { toChatId: group });
    expect(copy).toMatchObject({ kind: 'deep-link', payload: 'buy' });
  });

  test('go straight to the invoice where there is one way to pay', async () => {
    stage = await BotStage.set({ rubPayments: 'off' });
    const user = await stage.user();
    const shop = await shopOf(user);
    await stage.press(user, shop, 'buy:starter');
    expect(invoiceOf(user).totalAmount).toBe(125);
  });

  test('of one press are one order, however often it arrives', async () => {
    const user = await stage.user();
    const shop = await shopOf(user);
    const press = aPress(user, shop.message_id, 'pay:stars:starter');
    await stage.handle(press);
    await stage.handle(press);
    await onlyOrder(stage, user);
    const payloads = stage.telegram
      .calls({ method: 'sendInvoice' })
      .calls.map(({ params }) => params.payload);
    expect(new Set(payloads).size).toBe(1);
    expect(payloads).toHaveLength(2);
  });

  test('of a repeated update say so once the order is paid', async () => {
    const user = await stage.user();
    const shop = await shopOf(user);
    const press = aPress(user, shop.message_id, 'pay:stars:starter');
    await stage.handle(press);
    await stage.pay(user);
    await stage.handle(press);
    expect(wordsOf(stage.last(user))).toBe('This order is closed already.');
  });

  test('at a price of a promo code bring its bonus', async () => {
    const user = await stage.user();
    await stage.unitOfWork.direct.promos.save(aPromo({ code: 'MORE' }));
    await stage.ask(user, '/promo MORE');
    await buy(user);
    expect(invoiceOf(user).description).toContain('198 credits');
    await stage.pay(user);
    expect(await stage.credits(user)).toBe(10 + 198);
  });

  test('too many unpaid orders are refused', async () => {
    const user = await stage.user();
    for (let orders = 0; orders < 20; orders += 1) {
      await stage.payments.place.execute({
        userId: userId(user),
        packageId: packageId('starter'),
        method: 'stars',
        requestKey: `order-${orders}`,
      });
    }
    await buy(user);
    expect(wordsOf(stage.last(user))).toContain('You already have 20 unpaid orders');
  });
});

test('an invoice whose package was withdrawn cannot be paid', async () => {
  const user = await stage.user();
  const shop = await shopOf(user);
  await stage.press(user, shop, 'buy:starter');
  await stage.press(user, shop, 'pay:stars:starter');
  await stage.packages.save(aPackage({ id: packageId('starter'), active: false }));
  const attempt = await stage.pay(user);
  expect(attempt).toEqual({
    status: 'refused',
    error: 'This offer is over. Get a new invoice with /buy',
  });
});
