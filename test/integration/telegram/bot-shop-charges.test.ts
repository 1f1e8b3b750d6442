import type { Update } from 'grammy/types';
import { beforeEach, describe, expect, test } from 'vitest';
import { chatId, userId } from '../../../src/domain/shared/ids.ts';
import { onlyOrder } from './bot-orders.ts';
import { wordsOf } from './bot-reading.ts';
import { BotStage } from './bot-stage.ts';

let stage: BotStage;

beforeEach(async () => {
  stage = await BotStage.set({ rubPayments: 'off' });
});

/** Orders 50 credits for 125 Stars: the invoice is the bot's last message. */
const order = async (user: number) => {
  await stage.ask(user, '/buy');
  await stage.press(user, stage.last(user), 'buy:starter');
  return onlyOrder(stage, user);
};

const paymentsOf = (user: number) =>
  stage.unitOfWork.direct.payments.latest(userId(user), 'paid', 10);

let payments = 0;

/** What Telegram says of a payment, made up. */
const aPaid = (payer: number, fields: object): Update => {
  payments += 1;
  return {
    update_id: 6_000_000 + payments,
    message: {
      message_id: 900_000 + payments,
      date: 1_768_480_000,
      chat: { id: payer, type: 'private', first_name: 'Ann' },
      from: { id: payer, is_bot: false, first_name: 'Ann', language_code: 'en' },
      successful_payment: {
        currency: 'XTR',
        total_amount: 125,
        invoice_payload: 'nonsense',
        telegram_payment_charge_id: `charge-${payments}`,
        provider_payment_charge_id: 'x',
        ...fields,
      },
    },
  } as Update;
};

describe('a payment', () => {
  test('that Telegram tells of again and again is credited once', async () => {
    const user = await stage.user();
    await order(user);
    const attempt = await stage.pay(user);
    stage.telegram.repeatPayment('chargeId' in attempt ? attempt.chargeId : '', { times: 3 });
    await stage.run();
    expect(await stage.credits(user)).toBe(60);
    expect(stage.said(user).filter((one) => wordsOf(one).includes('has arrived'))).toHaveLength(1);
  });

  test('of an invoice that was paid twice at once is credited twice, and flagged', async () => {
    const user = await stage.user();
    await order(user);
    const first = stage.telegram.pay(user);
    const second = stage.telegram.pay(user, { again: true });
    await stage.run();
    expect([(await first).status, (await second).status]).toEqual(['paid', 'paid']);
    await stage.run();
    expect(await stage.credits(user)).toBe(110);
    const flags = (await paymentsOf(user)).map(({ flag }) => flag);
    expect(flags.toSorted()).toEqual(['paid_again', undefined]);
  });

  test('of somebody who was banned meanwhile is booked', async () => {
    const user = await stage.user();
    const { id } = await order(user);
    await stage.ban(user);
    await stage.handle(aPaid(user, { invoice_payload: id }));
    expect(await stage.credits(user)).toBe(60);
  });

  test('of somebody who never wrote to the bot is booked', async () => {
    const user = await stage.user();
    const { id } = await order(user);
    const stranger = stage.person('en', 'Bob');
    await stage.handle(aPaid(stranger, { invoice_payload: id }));
    const [payment] = await paymentsOf(stranger);
    expect(payment).toMatchObject({ origin: 'paid_again', flag: 'paid_again', parentId: id });
    expect(await stage.credits(stranger)).toBe(60);
  });

  test('that fits no order is kept for the operator, and its payer hears of it', async () => {
    const user = await stage.user();
    await stage.handle(aPaid(user, {}));
    await stage.run();
    const [payment] = await paymentsOf(user);
    expect(payment).toMatchObject({ origin: 'unmatched', flag: 'unmatched' });
    expect(wordsOf(stage.last(user))).toContain('We received 125 ⭐ but found no order');
    expect(wordsOf(stage.last(user))).toContain(payment?.id);
    expect(await stage.credits(user)).toBe(10);
  });

  test('in money that nothing costs is an error, to be kept and looked at', async () => {
    const user = await stage.user();
    await expect(stage.handle(aPaid(user, { currency: 'USD' }))).rejects.toThrow('USD');
  });

  test('that cannot be booked at all is told to its payer in fitting words', async () => {
    const user = await stage.user();
    await stage.apologize(aPaid(user, {}));
    expect(wordsOf(stage.last(user))).toContain('Your payment has arrived');
    expect(wordsOf(stage.last(user))).not.toContain('No credits were charged');
  });

  test('of a first month and of the next knows how long it lasts', async () => {
    const user = await stage.user();
    await stage.ask(user, '/buy');
    await stage.press(user, stage.last(user), 'buy:monthly');
    const { id } = await onlyOrder(stage, user);
    const month = { total_amount: 350, invoice_payload: id, is_recurring: true };
    const first = { ...month, is_first_recurring: true };
    await stage.handle(aPaid(user, { ...first, subscription_expiration_date: 1_771_000_000 }));
    await stage.handle(aPaid(user, { ...month, subscription_expiration_date: 1_774_000_000 }));
    const subscription = await stage.unitOfWork.direct.subscriptions.find(id);
    expect(subscription?.paidUntil).toEqual(new Date(1_774_000_000_000));
    expect((await paymentsOf(user)).map(({ origin }) => origin).toSorted()).toEqual([
      'order',
      'renewal',
    ]);
    expect(await stage.credits(user)).toBe(410);
  });
});

describe('a refund that Telegram tells of', () => {
  test('takes the credits back, once', async () => {
    const user = await stage.user();
    await order(user);
    const attempt = await stage.pay(user);
    const chargeId = 'chargeId' in attempt ? attempt.chargeId : '';
    stage.telegram.refundElsewhere(chargeId);
    await stage.run();
    expect(await stage.credits(user)).toBe(10);
    expect((await onlyOrder(stage, user)).status).toBe('refunded');
    expect(wordsOf(stage.last(user))).toBe(
      '↩️ We have refunded 125 ⭐ to you. 50 credits of that purchase were taken off your account.',
    );
  });

  test('of a payment that we do not know is left to the nightly comparison', async () => {
    const user = await stage.user();
    const { message, ...update } = aPaid(user, {});
    const { successful_payment: refunded, ...rest } = message as never as Record<string, object>;
    await stage.handle({
      ...update,
      message: { ...rest, refunded_payment: refunded },
    } as never as Update);
    expect(stage.logger.of('refund_of_unknown_payment')).toHaveLength(1);
    expect(stage.said(Number(chatId(user)))).toHaveLength(1);
  });
});

test('what a subscription update says of an order that is not ours changes nothing', async () => {
  const user = await stage.user();
  const from = { id: user, is_bot: false, first_name: 'Ann' };
  for (const payload of ['nonsense', '00000000-0000-4000-8000-000000000000']) {
    await stage.handle({
      update_id: 6_100_000,
      subscription: { user: from, invoice_payload: payload, state: 'canceled' },
    });
  }
  expect(stage.logger.of('subscription_changed').map(({ fields }) => fields?.isNews)).toEqual([
    false,
    false,
  ]);
});
