import type { Message } from 'grammy/types';
import { beforeEach, describe, expect, test } from 'vitest';
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

describe('a subscription', () => {
  const subscribe = async (user: number): Promise<string> => {
    const shop = await shopOf(user);
    await stage.press(user, shop, 'buy:monthly');
    const [link = ''] = urlsOf(stage.last(user));
    await stage.pay(user, { link });
    return link;
  };

  test('is sold by a link, and brings its credits with every payment', async () => {
    const user = await stage.user();
    const link = await subscribe(user);
    expect(stage.telegram.invoice(link)).toMatchObject({
      totalAmount: 350,
      subscriptionPeriod: 2_592_000,
    });
    expect(await stage.credits(user)).toBe(210);
    const [subscription] = stage.telegram.subscriptions(user);
    stage.telegram.renewSubscription(subscription?.chargeId ?? '');
    await stage.run();
    expect(await stage.credits(user)).toBe(410);
    expect(wordsOf(stage.last(user))).toContain('Your subscription was renewed for 350 ⭐');
    expect(stage.violations()).toEqual([]);
  });

  test('is not sold twice', async () => {
    const user = await stage.user();
    await subscribe(user);
    const shop = await shopOf(user);
    await stage.press(user, shop, 'buy:monthly');
    expect(wordsOf(stage.last(user))).toBe('You already have this subscription.');
  });

  test('is stopped and resumed in /buy', async () => {
    const user = await stage.user();
    await subscribe(user);
    const shop = await shopOf(user);
    expect(wordsOf(shop)).toMatch(/🔁 200 credits every month: next payment \w+ \d+, \d{4}/);
    const off = buttonsOf(shop).find((data) => data.startsWith('sub:off:')) ?? '';
    const { answer } = await stage.press(user, shop, off);
    expect(answer?.text).toBe('Subscription canceled: you will not be charged again.');
    expect(stage.telegram.subscriptions(user)).toMatchObject([
      { state: 'canceled', canceledByBot: true },
    ]);
    const shown = stage.said(user).find(({ message_id: id }) => id === shop.message_id);
    expect(shown && wordsOf(shown)).toContain('canceled, paid until');
    await stage.press(user, shown as Message, off.replace('off', 'on'));
    expect(stage.telegram.subscriptions(user)).toMatchObject([{ canceledByBot: false }]);
  });

  test("is nobody else's to stop", async () => {
    const user = await stage.user();
    await subscribe(user);
    const shop = await shopOf(user);
    const off = buttonsOf(shop).find((data) => data.startsWith('sub:off:')) ?? '';
    const stranger = await stage.user('en', 'Bob');
    const other = await shopOf(stranger);
    await stage.handle(aPress(stranger, other.message_id, off));
    expect(stage.telegram.subscriptions(user)).toMatchObject([{ canceledByBot: false }]);
  });

  test('that its user cancels in Telegram is noted', async () => {
    const user = await stage.user();
    await subscribe(user);
    const [subscription] = stage.telegram.subscriptions(user);
    stage.telegram.cancelSubscription(subscription?.chargeId ?? '');
    await stage.run();
    expect(wordsOf(stage.last(user))).toContain('Your subscription is canceled');
    expect(wordsOf(await shopOf(user))).toContain('canceled, paid until');
  });
});
