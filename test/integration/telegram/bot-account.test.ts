import { beforeEach, describe, expect, test } from 'vitest';
import { modelId } from '../../../src/domain/shared/ids.ts';
import { wordsOf } from './bot-reading.ts';
import { BotStage } from './bot-stage.ts';

let stage: BotStage;

beforeEach(async () => {
  stage = await BotStage.set();
});

describe('/balance', () => {
  test('lists what came and went, with signs, days and reasons', async () => {
    const user = await stage.user();
    await stage.ask(user, 'why?');
    await stage.ask(user, '/image a cat');
    stage.model.script([
      { kind: 'failure', failure: { kind: 'safety', stage: 'prompt', reason: 'VIOLENCE' } },
    ]);
    await stage.ask(user, '/image something bad');
    expect((await stage.ask(user, '/balance')).split('\n')).toEqual([
      'You have 7 credits.',
      '',
      'Latest entries:',
      'Jan 15  +2  returned: picture',
      'Jan 15  −2  picture',
      'Jan 15  −2  picture',
      'Jan 15  −1  answer',
      'Jan 15  +10  welcome gift',
    ]);
  });

  test('speaks Russian', async () => {
    const user = await stage.user('ru');
    await stage.ask(user, 'почему?');
    expect((await stage.ask(user, '/balance')).split('\n')).toEqual([
      'На счёте 9 кредитов.',
      '',
      'Последние операции:',
      '15 янв.  −1  ответ',
      '15 янв.  +10  подарок за знакомство',
    ]);
  });

  test('says what is set aside for requests at work', async () => {
    const user = await stage.user();
    stage.telegram.sendText(user, { text: '/image a cat' });
    stage.telegram.sendText(user, { text: '/balance' });
    await stage.handOver();
    expect(wordsOf(stage.last(user))).toContain(
      'You have 8 credits.\n2 more credits are set aside for requests in progress.\n\nLatest',
    );
  });
});

test('/invite gives the link, what it brings, how many came, and a button to share it', async () => {
  const user = await stage.user('ru');
  const text = await stage.ask(user, '/invite');
  const { referralCode } = await stage.known(user);
  const link = `https://t.me/${stage.telegram.bot().username}?start=ref_${referralCode}`;
  expect(text).toContain(link);
  expect(text).toContain('5');
  expect(text).toContain('никто не пришёл');
  const [button] = stage.last(user).reply_markup?.inline_keyboard.flat() ?? [];
  const share = new URL(button && 'url' in button ? button.url : '');
  expect(share.searchParams.get('url')).toBe(link);
  expect(share.search).not.toContain('+');

  const friend = stage.person('ru');
  stage.telegram.pressStart(friend, { payload: `ref_${referralCode}` });
  await stage.run();
  expect(await stage.ask(user, '/invite')).toContain('пришёл 1 человек');
});

test("/help names the prices of the user's own models and sizes", async () => {
  const user = await stage.user();
  expect(await stage.ask(user, '/help')).toContain('an answer — 1\n🎨 a picture — 2\n');
  const known = await stage.known(user);
  await stage.unitOfWork.direct.users.save({
    ...known,
    preferences: {
      ...known.preferences,
      textModel: modelId('gemini-3.1-pro-preview'),
      imageModel: modelId('gemini-3-pro-image'),
      imageSize: '4K',
    },
  });
  expect(await stage.ask(user, '/help')).toContain('an answer — 3\n🎨 a picture — 10\n');
});

test('the commands of the operator do not exist for anybody else', async () => {
  const user = await stage.user();
  for (const command of ['/ban 1 x', '/unban 1', '/grant 1 5', '/audit']) {
    expect(await stage.ask(user, command)).toContain('/help');
  }
});
