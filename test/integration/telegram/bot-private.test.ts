import type { Update } from 'grammy/types';
import { beforeEach, describe, expect, test } from 'vitest';
import { aPress, buttonsOf, promptOf, wordsOf } from './bot-reading.ts';
import { BotStage } from './bot-stage.ts';

let stage: BotStage;

beforeEach(async () => {
  stage = await BotStage.set();
});

describe('/start', () => {
  test('with a link of a friend gives both their due, once', async () => {
    const friend = await stage.user();
    const link = /start=(ref_\w+)/.exec(await stage.ask(friend, '/invite'))?.[1] ?? '';
    const person = stage.person();
    const greeting = await stage.after(person, () =>
      stage.telegram.pressStart(person, { payload: link }),
    );
    expect(greeting.map(wordsOf).join()).toContain('5 credits');
    expect(await stage.credits(person)).toBe(15);
    const again = await stage.after(person, () =>
      stage.telegram.pressStart(person, { payload: link }),
    );
    expect(again.map(wordsOf).join()).not.toContain('invited');
    expect(await stage.credits(person)).toBe(15);
  });

  test.each(['ref_unknown1', 'ref_', 'order_12345', '-', 'a'.repeat(64)])(
    'with the payload %s is a plain start',
    async (payload) => {
      const person = stage.person();
      const [greeting] = await stage.after(person, () =>
        stage.telegram.pressStart(person, { payload }),
      );
      expect(greeting && wordsOf(greeting)).toContain('Hello, Ann!');
      expect(await stage.credits(person)).toBe(10);
    },
  );

  test('by the own link gives nothing', async () => {
    const user = await stage.user();
    const link = /start=(ref_\w+)/.exec(await stage.ask(user, '/invite'))?.[1] ?? '';
    expect(await stage.ask(user, `/start ${link}`)).toContain('Welcome back');
    expect(await stage.credits(user)).toBe(10);
  });
});

describe('a button', () => {
  test('that nobody knows any more says so', async () => {
    const user = await stage.user();
    await stage.ask(user, '/settings');
    const menu = stage.last(user);
    for (const data of ['set:frobnicate', 'set:mode:dance', 'old:thing', 'again:nonsense']) {
      const before = callsOf('answerCallbackQuery');
      await stage.handle(aPress(user, menu.message_id, data));
      expect(callsOf('answerCallbackQuery')).toBe(before + 1);
    }
  });

  test('pressed too long ago to be answered does its work all the same', async () => {
    const user = await stage.user();
    await stage.ask(user, '/image a cat');
    const picture = stage.last(user);
    stage.telegram.addFault({
      method: 'answerCallbackQuery',
      kind: 'error',
      error_code: 400,
      description:
        'Bad Request: query is too old and response timeout expired or query ID is invalid',
    });
    for (const data of buttonsOf(picture)) {
      await stage.handle(aPress(user, picture.message_id, data));
    }
    await stage.run();
    expect(stage.model.requests).toHaveLength(2);
    expect(stage.said(user).map(wordsOf).join()).toContain('What should I change');
    expect(stage.said(user).filter(({ document }) => document !== undefined)).toHaveLength(1);
  });

  test('whose work broke says so, as a text that broke does', async () => {
    const user = await stage.user();
    await stage.ask(user, '/settings');
    const { message_id: menu } = stage.last(user);
    const pressed = stage.telegram.pressButton(user, menu, { data: 'set:mode' });
    await stage.apologize(lastUpdate());
    expect((await pressed).answer).toMatchObject({
      showAlert: true,
      text: expect.stringContaining('Something broke'),
    });
    stage.telegram.sendText(user, { text: 'why?' });
    await stage.apologize(lastUpdate());
    expect(wordsOf(stage.last(user))).toContain('Something broke');
  });

  test('pressed by a banned user says why nothing happens', async () => {
    const user = await stage.user();
    await stage.ask(user, '/image a cat');
    const picture = stage.last(user);
    await stage.unitOfWork.direct.users.save({
      ...(await stage.known(user)),
      ban: { reason: 'spam', since: stage.clock.now() },
    });
    const [again = ''] = buttonsOf(picture);
    const { answer } = await stage.press(user, picture, again);
    expect(answer).toMatchObject({ showAlert: true, text: expect.stringContaining('spam') });
    expect(stage.model.requests).toHaveLength(1);
  });
});

describe('a message', () => {
  test('that begins with a path is a question, not a command', async () => {
    const user = await stage.user();
    await stage.ask(user, '/usr/bin/env: what is it for?');
    expect(promptOf(stage.asked())).toBe('/usr/bin/env: what is it for?');
    expect(await stage.ask(user, '/frobnicate now')).toContain('/help');
    expect(await stage.ask(user, '/image@some_other_bot a cat')).toContain('/help');
  });

  test('that is edited later asks for nothing', async () => {
    const user = await stage.user();
    const { messages } = stage.telegram.sendText(user, { text: 'why?' });
    await stage.run();
    const edited = { ...messages[0], text: 'why not?', edit_date: 2 };
    stage.telegram.inject({ update: { edited_message: edited } });
    await stage.run();
    expect(stage.model.requests).toHaveLength(1);
  });

  test('that is forwarded is a question like any other', async () => {
    const user = await stage.user();
    const { messages } = stage.telegram.sendText(user, { text: 'Is this true?' });
    await stage.run();
    const forward_origin = { type: 'hidden_user', sender_user_name: 'Somebody', date: 1 };
    const message = { ...messages[0], message_id: 9_000, forward_origin };
    stage.telegram.inject({ update: { message } });
    await stage.run();
    expect(stage.model.requests).toHaveLength(2);
  });
});

test('a user who blocks the bot is noted, spares it errors, and is served again afterwards', async () => {
  const user = await stage.user();
  stage.telegram.sendText(user, { text: '/help' });
  stage.telegram.block(user);
  await stage.run();
  expect((await stage.known(user)).unreachableSince).toBeDefined();
  expect(stage.logger.lines.filter(({ level }) => level === 'error')).toEqual([]);
  stage.telegram.unblock(user);
  await stage.run();
  expect((await stage.known(user)).unreachableSince).toBeUndefined();
  expect(await stage.ask(user, '/help')).toContain('/image');
});

function lastUpdate(): Update {
  const { last } = stage.telegram.updates();
  if (last === null) {
    throw new Error('Expected something to have happened');
  }
  return last;
}

const callsOf = (method: string) => stage.telegram.calls({ method }).total;
