import { beforeEach, describe, expect, test } from 'vitest';
import type { PromoBenefit } from '../../../src/domain/payments/promo.ts';
import { aPromo } from '../../builders/payments.ts';
import { operator } from './bot-givens.ts';
import { onlyOrder } from './bot-orders.ts';
import { buttonsOf, wordsOf } from './bot-reading.ts';
import { BotStage } from './bot-stage.ts';

let stage: BotStage;

beforeEach(async () => {
  stage = await BotStage.set({ rubPayments: 'off' });
});

const offer = (benefit: PromoBenefit, fields: Parameters<typeof aPromo>[0] = {}) =>
  stage.unitOfWork.direct.promos.save(aPromo({ code: 'BANANA', benefit, ...fields }));

const credits: PromoBenefit = { kind: 'credits', credits: 5 };

describe('/promo', () => {
  test('gives credits at once, and once', async () => {
    await offer(credits);
    const user = await stage.user();
    expect(await stage.ask(user, '/promo banana')).toBe(
      '🎁 The code works: you receive 5 credits.',
    );
    expect(await stage.credits(user)).toBe(15);
    expect(await stage.ask(user, '/promo BANANA')).toContain('used this promo code already');
    expect(await stage.credits(user)).toBe(15);
    expect(await stage.ask(user, '/balance')).toContain('+5  promo code');
  });

  test.each([
    [{ kind: 'bonus', percent: 20 }, 'next purchase brings 20% more credits'],
    [{ kind: 'discount', percent: 10 }, '10% off your next purchase'],
  ] as const)('promises a %o, with the way to the shop', async (benefit, words) => {
    await offer(benefit);
    const user = await stage.user();
    expect(await stage.ask(user, '/promo BANANA')).toContain(words);
    expect(buttonsOf(stage.last(user))).toEqual(['buy']);
  });

  test('tells why a code does not work', async () => {
    const user = await stage.user('ru');
    expect(await stage.ask(user, '/promo')).toContain('/promo BANANA');
    expect(await stage.ask(user, '/promo NOSUCH')).toContain('Такого промокода нет');
    expect(await stage.ask(user, '/promo -')).toContain('Такого промокода нет');
    await offer(credits, { maxRedemptions: 1 });
    await stage.ask(await stage.user(), '/promo BANANA');
    expect(await stage.ask(user, '/promo BANANA')).toContain('уже разобрали');
    await offer(credits, { endsAt: new Date(0) });
    expect(await stage.ask(user, '/promo BANANA')).toContain('закончился');
  });

  test('works by a link, after the greeting of who is new', async () => {
    await offer(credits);
    const user = stage.person();
    const said = await stage.after(user, () =>
      stage.telegram.pressStart(user, { payload: 'promo_BANANA' }),
    );
    expect(said.map(wordsOf)).toEqual([
      expect.stringContaining('Hello, Ann'),
      '🎁 The code works: you receive 5 credits.',
    ]);
    expect(await stage.credits(user)).toBe(15);
  });
});

test('/promo lets nobody guess for long', async () => {
  const user = await stage.user();
  for (let guess = 1; guess <= 10; guess += 1) {
    expect(await stage.ask(user, `/promo GUESS${guess}`)).toContain('no such promo code');
  }
  expect(await stage.ask(user, '/promo GUESS11')).toContain('Too many attempts');
  stage.clock.advance(3_600_000);
  expect(await stage.ask(user, '/promo GUESS12')).toContain('no such promo code');
});

describe('/paysupport', () => {
  test('names whom the settings name, and the last payments with their numbers', async () => {
    stage = await BotStage.set({ rubPayments: 'off', supportContact: '@banana_help' });
    const user = await stage.user();
    expect(await stage.ask(user, '/paysupport')).toContain('You have no payments yet.');
    await stage.ask(user, '/buy');
    await stage.press(user, stage.last(user), 'buy:starter');
    await stage.pay(user);
    const { id } = await onlyOrder(stage, user);
    const text = await stage.ask(user, '/paysupport');
    expect(text).toContain('write to @banana_help');
    expect(text).toMatch(
      new RegExp(`Your latest payments:\n\\w+ \\d+, \\d{4} — 125 ⭐, 50 credits\n${id}$`),
    );
  });

  test('passes a question on to the operator where nobody else is named', async () => {
    stage.telegram.createUser({ id: operator, first_name: 'Op', language_code: 'ru' });
    stage.telegram.pressStart(operator);
    await stage.run();
    const user = await stage.user();
    expect(await stage.ask(user, '/paysupport')).toContain('/paysupport I paid this morning');
    expect(await stage.ask(user, '/paysupport Where is my money?')).toContain('passed');
    expect(wordsOf(stage.last(operator))).toBe(
      `✉️ Вопрос об оплате от Ann (${user}):\n\nWhere is my money?`,
    );
  });

  test('passes on five questions of a user an hour', async () => {
    stage.telegram.createUser({ id: operator, first_name: 'Op', language_code: 'ru' });
    stage.telegram.pressStart(operator);
    await stage.run();
    const user = await stage.user();
    for (let question = 1; question <= 5; question += 1) {
      expect(await stage.ask(user, `/paysupport Question ${question}`)).toContain('passed');
    }
    expect(await stage.ask(user, '/paysupport Question 6')).toContain('in an hour');
    stage.clock.advance(3_600_000);
    expect(await stage.ask(user, '/paysupport Question 7')).toContain('passed');
  });

  test('says so when the operator cannot be reached', async () => {
    const user = await stage.user();
    expect(await stage.ask(user, '/paysupport Where is my money?')).toContain(
      'could not be passed',
    );
    expect(stage.logger.of('support_question_not_passed_on')).toHaveLength(1);
  });

  test('shows no payments in a group', async () => {
    const user = await stage.user();
    const group = stage.group(user);
    expect(await stage.ask(group, '/paysupport', { as: user })).not.toContain('payments yet');
  });
});

test.each([
  ['en', 'Terms', 'refunded'],
  ['ru', 'Условия', 'вернуть'],
])('/terms are honest about refunds, in %s', async (language, title, refund) => {
  const user = await stage.user(language);
  const text = await stage.ask(user, '/terms');
  expect(text.startsWith(title)).toBe(true);
  expect(text).toContain(refund);
});

test('/help and the menu of commands name the shop', async () => {
  const user = await stage.user();
  const help = await stage.ask(user, '/help');
  for (const command of ['/buy', '/promo', '/paysupport', '/terms']) {
    expect(help).toContain(command);
  }
  const commands = await stage.api.getMyCommands();
  expect(commands.map(({ command }) => command)).toEqual(
    expect.arrayContaining(['buy', 'promo', 'paysupport', 'terms']),
  );
});

test('/invite tells what the settings pay for', async () => {
  stage = await BotStage.set({ referralRewardOn: 'first_payment', referralPaymentPercent: 10 });
  const user = await stage.user();
  const text = await stage.ask(user, '/invite');
  expect(text).toContain('when they first buy credits');
  expect(text).toContain('And 10% of the credits of each of their purchases');
});
