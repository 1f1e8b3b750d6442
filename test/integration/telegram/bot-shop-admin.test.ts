import type { Message } from 'grammy/types';
import { beforeEach, describe, expect, test } from 'vitest';
import { credits } from '../../../src/domain/credits/credits.ts';
import { packageId, userId } from '../../../src/domain/shared/ids.ts';
import { operator } from './bot-givens.ts';
import { onlyOrder } from './bot-orders.ts';
import { aPress, buttonsOf, wordsOf } from './bot-reading.ts';
import { BotStage } from './bot-stage.ts';

let stage: BotStage;
let user: number;

beforeEach(async () => {
  stage = await BotStage.set();
  stage.telegram.createUser({ id: operator, first_name: 'Op', language_code: 'en' });
  stage.telegram.pressStart(operator);
  user = await stage.user();
});

/** 50 credits for 125 Stars. */
const buyForStars = async () => {
  await stage.ask(user, '/buy');
  await stage.press(user, stage.last(user), 'buy:starter');
  await stage.press(user, stage.last(user), 'pay:stars:starter');
  await stage.pay(user);
  return onlyOrder(stage, user);
};

/** 50 credits for 199 rubles, at YooKassa. */
const buyForRubles = async () => {
  await stage.payments.place.execute({
    userId: userId(user),
    packageId: packageId('starter'),
    method: 'yookassa',
    requestKey: 'rubles',
  });
  const { id } = await onlyOrder(stage, user);
  await stage.payments.pages?.open.execute(id);
  stage.gateway.pay((await onlyOrder(stage, user)).providerPaymentId ?? '');
  await stage.payments.check.execute(id);
  await stage.run();
  return onlyOrder(stage, user);
};

const ask = (text: string) => stage.ask(operator, text);

/** Presses the one button of a message, and reads what the message says then. */
const confirm = async (message: Message): Promise<string> => {
  await stage.press(operator, message, buttonsOf(message)[0] ?? '');
  const now = stage.said(operator).find(({ message_id: id }) => id === message.message_id);
  return now === undefined ? '' : wordsOf(now);
};

describe('/payments', () => {
  test("lists the latest, or one user's, with the ids that the other commands take", async () => {
    expect(await ask('/payments')).toBe('There are no payments.');
    const { id } = await buyForStars();
    const list = await ask('/payments');
    expect(list).toContain(`125 ⭐ · paid · ${user}`);
    expect(list).toContain(id);
    expect(await ask(`/payments ${user}`)).toBe(list);
    expect(await ask(`/payments ${operator}`)).toBe('There are no payments.');
    expect(await ask('/payments everybody')).toBe('/payments <user id>');
  });
});

describe('/payment', () => {
  test('follows a payment from the click to the credits', async () => {
    const { id, chargeId } = await buyForStars();
    const story = await ask(`/payment ${id}`);
    expect(story).toContain('Status: paid');
    expect(story).toContain(`User: ${user}`);
    expect(story).toContain('Granted: 50 credits');
    expect(story).toContain(`Charge: ${chargeId}`);
    expect(story).toMatch(/ ordered\n.* checkout_approved\n.* paid amount=125 credits=50$/);
    expect(await ask('/payment 1')).toContain('I do not know this payment');
  });
});

describe('/refund', () => {
  test('of Stars says what it will do, does it, and tells how it went', async () => {
    const { id } = await buyForStars();
    expect(await ask(`/refund ${id}`)).toBe(
      `Refund 125 ⭐ of 125 ⭐ to user ${user}?\n50 credits will be taken back.`,
    );
    const quote = stage.last(operator);
    expect(buttonsOf(quote)).toEqual([`refund:${id}:125`]);
    expect(await confirm(quote)).toBe(
      `↩️ Refund of 125 ⭐\n${id}\nThe money is refunded.\n50 credits taken back.`,
    );
    expect(await stage.credits(user)).toBe(10);
    expect(stage.telegram.payments(user)).toMatchObject([{ status: 'refunded' }]);
    expect(wordsOf(stage.last(user))).toContain('We have refunded 125 ⭐');
    expect(await ask(`/refund ${id}`)).toContain('refunded already');
    expect(await ask(`/payment ${id}`)).toContain('↩️ 125 ⭐ · succeeded · admin');
    expect(stage.violations()).toEqual([]);
  });

  test('states what was spent already before it is confirmed', async () => {
    const { id } = await buyForStars();
    await stage.unitOfWork.direct.credits.post(userId(user), {
      operation: 'revoke',
      kind: 'admin',
      amount: credits(40),
      reference: 'spent',
    });
    expect(await ask(`/refund ${id}`)).toBe(
      [
        `Refund 125 ⭐ of 125 ⭐ to user ${user}?`,
        '20 credits will be taken back.',
        '⚠️ SHORTFALL: 30 credits are spent already and cannot be taken back.',
      ].join('\n'),
    );
    const told = await confirm(stage.last(operator));
    expect(told).toContain('20 credits taken back.');
    expect(told).toContain('⚠️ Shortfall: 30 credits had been spent before.');
    expect(await stage.credits(user)).toBe(0);
  });

  test('of a part is possible for rubles, and pressing twice refunds once', async () => {
    const { id } = await buyForRubles();
    expect(await ask(`/refund ${id} 99,50`)).toContain('Refund 99.50 ₽ of 199 ₽');
    const quote = stage.last(operator);
    const data = buttonsOf(quote)[0] ?? '';
    await stage.handle(aPress(operator, quote.message_id, data));
    await stage.handle(aPress(operator, quote.message_id, data));
    expect(stage.gateway.allRefunds).toHaveLength(1);
    expect((await onlyOrder(stage, user)).refunded.minor).toBe(9_950n);
    expect(await stage.credits(user)).toBe(10 + 25);
    expect(await ask(`/refund ${id} 150`)).toBe('At most 99.50 ₽ can be refunded.');
  });

  test('says when the provider has not answered yet', async () => {
    const { id } = await buyForRubles();
    stage.gateway.fail('createRefund', { kind: 'outage', when: 'before' });
    await ask(`/refund ${id}`);
    expect(await confirm(stage.last(operator))).toContain('The provider has not answered yet');
    stage.clock.advance(60_000);
    await stage.payments.poll.execute();
    await stage.run();
    expect(stage.gateway.allRefunds).toMatchObject([{ status: 'succeeded' }]);
  });

  test('refuses what cannot be', async () => {
    const { id } = await buyForStars();
    expect(await ask('/refund')).toBe('/refund <payment id> <amount>');
    expect(await ask(`/refund ${id} much`)).toBe('/refund <payment id> <amount>');
    expect(await ask('/refund 1')).toContain('I do not know this payment');
    expect(await ask(`/refund ${id} 100`)).toBe('Stars are refunded whole: 125 ⭐.');
  });

  test("names the inviter's share", async () => {
    stage = await BotStage.set({ referralPaymentPercent: 10 });
    stage.telegram.createUser({ id: operator, first_name: 'Op', language_code: 'en' });
    stage.telegram.pressStart(operator);
    const inviter = await stage.user('en', 'Bob');
    const { referralCode } = await stage.known(inviter);
    user = stage.person();
    stage.telegram.pressStart(user, { payload: `ref_${referralCode}` });
    await stage.run();
    const { id } = await buyForStars();
    expect(wordsOf(stage.last(inviter))).toContain('Your friend bought credits');
    expect(await ask(`/refund ${id}`)).toContain(
      "The inviter's bonus: 5, of which 5 can be taken back.",
    );
    expect(await ask(`/payment ${id}`)).toContain(`To the inviter: ${inviter}: 5`);
  });
});

describe('/addpromo', () => {
  test.each([
    ['spring credits 20', 'Promo code SPRING: 20 credits'],
    ['SPRING bonus 25 100', 'Promo code SPRING: +25% credits with a purchase\nUses in all: 100'],
    [
      'SPRING discount 10 100 14',
      'Promo code SPRING: 10% off\nUses in all: 100\nValid until Jan 29, 2026',
    ],
  ])('%s', async (command, told) => {
    const link = `https://t.me/${stage.telegram.bot().username}?start=promo_SPRING`;
    expect(await ask(`/addpromo ${command}`)).toBe(`${told}\n${link}`);
    expect(await stage.ask(user, '/promo spring')).toContain('The code works');
  });

  test.each([
    '',
    'X credits 5',
    'SPRING gift 5',
    'SPRING discount 100',
    'SPRING credits 0',
    'SPRING credits 5 x',
  ])('"%s" is explained', async (command) => {
    expect(await ask(`/addpromo ${command}`)).toContain('/addpromo CODE');
    expect(await stage.unitOfWork.direct.promos.all(10)).toEqual([]);
  });
});

test('all of it does not exist for anybody else', async () => {
  const { id } = await buyForStars();
  for (const command of ['/payments', `/payment ${id}`, `/refund ${id}`, '/addpromo X credits 5']) {
    expect(await stage.ask(user, command)).toContain('/help');
  }
  await stage.handle(aPress(user, stage.last(user).message_id, `refund:${id}:125`));
  expect((await onlyOrder(stage, user)).status).toBe('paid');
});

test('what happens in the shop reaches the operator in one message', async () => {
  const { id } = await buyForStars();
  const [digest] = await stage.after(operator, () => stage.payments.tellOperator.execute());
  expect(digest && wordsOf(digest)).toBe(`💰 125 ⭐ from ${user}, 50 credits\n${id}`);
});
