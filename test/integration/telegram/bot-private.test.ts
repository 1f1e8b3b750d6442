import type { Update } from 'grammy/types';
import { beforeEach, describe, expect, test } from 'vitest';
import { modelId } from '../../../src/domain/shared/ids.ts';
import { aModel } from '../../builders/domain.ts';
import { BotStage, buttonsOf, promptOf, wordsOf } from './bot-stage.ts';

let stage: BotStage;

beforeEach(async () => {
  stage = await BotStage.set();
});

const keyOf = (chatId: number) => {
  const markup = stage.telegram.chat(chatId).replyKeyboard?.markup;
  const key = markup !== undefined && 'keyboard' in markup ? markup.keyboard[0]?.[0] : undefined;
  return typeof key === 'string' ? key : key?.text;
};

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

describe('the mode button', () => {
  test.each([
    ['en', '🎨 Draw', '💬 Answer'],
    ['ru', '🎨 Рисовать', '💬 Отвечать'],
  ])('switches plain text to pictures and back in %s', async (language, draw, answer) => {
    const user = await stage.user(language);
    expect(keyOf(user)).toBe(draw);
    await stage.after(user, () => stage.telegram.pressReplyKey(user, { text: draw }));
    expect(keyOf(user)).toBe(answer);
    await stage.ask(user, 'a cat');
    expect(stage.asked().kind).toBe('image');
    await stage.after(user, () => stage.telegram.pressReplyKey(user, { text: answer }));
    await stage.ask(user, 'a cat');
    expect(stage.asked().kind).toBe('text');
  });

  test('works in the language that it was sent in', async () => {
    const user = await stage.user('ru');
    await stage.ask(user, '/settings');
    stage.telegram.changeUser(user, { language_code: 'en' });
    await stage.ask(user, '🎨 Рисовать');
    expect((await stage.known(user)).preferences.mode).toBe('image');
    expect(keyOf(user)).toBe('💬 Answer');
  });

  test('follows the settings', async () => {
    const user = await stage.user();
    await stage.ask(user, '/settings');
    const menu = stage.last(user);
    await stage.press(user, menu, 'set:mode');
    await stage.press(user, menu, 'set:mode:image');
    expect(wordsOf(stage.last(user))).toContain('draw pictures');
    expect(keyOf(user)).toBe('💬 Answer');
  });
});

describe('/settings', () => {
  test('speaks another language at once: menu, keyboard, commands', async () => {
    const user = await stage.user('en');
    await stage.ask(user, '/settings');
    const menu = stage.last(user);
    await stage.press(user, menu, 'set:language');
    await stage.press(user, menu, 'set:language:ru');
    const shown = stage.said(user).find(({ message_id: id }) => id === menu.message_id);
    expect(shown && wordsOf(shown)).toContain('Настройки');
    expect(keyOf(user)).toBe('🎨 Рисовать');
    expect(stage.telegram.chat(user).commands[0]?.description).toBe('Начать');
    expect(await stage.ask(user, '/help')).toContain('Что я умею');

    await stage.press(user, menu, 'set:language');
    await stage.press(user, menu, 'set:language:auto');
    expect(keyOf(user)).toBe('🎨 Draw');
    expect(stage.telegram.chat(user).commands[0]?.description).toBe('Start');
    expect(stage.violations()).toEqual([]);
  });

  test('offers every model, ratio and size, and takes each', async () => {
    const user = await stage.user();
    await stage.ask(user, '/settings');
    const menu = stage.last(user);
    const now = () => stage.said(user).find(({ message_id: id }) => id === menu.message_id) ?? menu;
    for (const page of ['text-model', 'image-model', 'ratio', 'size', 'mode', 'language']) {
      await stage.press(user, now(), `set:${page}`);
      const choices = buttonsOf(now()).filter((data) => data.startsWith(`set:${page}:`));
      expect(choices.length).toBeGreaterThan(1);
      await stage.press(user, now(), 'set:main');
      for (const choice of choices) {
        await stage.press(user, now(), `set:${page}`);
        const { answer } = await stage.press(user, now(), choice);
        expect(answer?.text).toMatch(/Done|Готово/);
      }
      await stage.press(user, now(), `set:${page}`);
      await stage.press(user, now(), choices[0] ?? '');
    }
    expect(stage.violations()).toEqual([]);
  });

  test('offers models whose names are longer than a button can hold', async () => {
    const id = modelId(`publishers/somebody/models/${'x'.repeat(80)}`);
    await stage.catalogue.save(aModel({ id, title: 'Long' }));
    const user = await stage.user();
    await stage.ask(user, '/settings');
    const menu = stage.last(user);
    await stage.press(user, menu, 'set:text-model');
    const labels = stage.last(user).reply_markup?.inline_keyboard.flat() ?? [];
    const button = labels.find(({ text }) => text.startsWith('Long'));
    const data = button && 'callback_data' in button ? button.callback_data : '';
    await stage.press(user, stage.last(user), data);
    expect((await stage.known(user)).preferences.textModel).toBe(id);
  });

  test('takes a second press of the same button in its stride', async () => {
    const user = await stage.user();
    await stage.ask(user, '/settings');
    const menu = stage.last(user);
    const presses = ['set:file:on', 'set:file:on', 'set:main', 'set:main'];
    for (const data of presses) {
      await stage.handle(aPress(user, menu.message_id, data));
    }
    expect((await stage.known(user)).preferences.sendAsFile).toBe(true);
    expect(stage.logger.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('says that a model is gone, and shows what is there', async () => {
    const user = await stage.user();
    await stage.ask(user, '/settings');
    const menu = stage.last(user);
    await stage.press(user, menu, 'set:text-model');
    const id = modelId('gemini-3.1-pro-preview');
    await stage.catalogue.save(aModel({ id, enabled: false }));
    const { answer } = await stage.press(
      user,
      stage.last(user),
      'set:text-model:gemini-3.1-pro-preview',
    );
    expect(answer?.text).toBe('This choice is no longer available.');
    expect(wordsOf(stage.last(user))).toContain('Answer model: Gemini 3.8 Flash');
  });

  test('goes away when it is closed, and loses its buttons when it is too old for that', async () => {
    const user = await stage.user();
    await stage.ask(user, '/settings');
    await stage.press(user, stage.last(user), 'set:close');
    expect(stage.said(user).map(wordsOf).join()).not.toContain('Settings');
    await stage.ask(user, '/settings');
    stage.telegram.addFault({
      method: 'deleteMessage',
      kind: 'error',
      error_code: 400,
      description: "Bad Request: message can't be deleted for everyone",
    });
    await stage.press(user, stage.last(user), 'set:close');
    expect(buttonsOf(stage.last(user))).toEqual([]);
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
    const menu = stage.last(user);
    await stage.apologize(aPress(user, menu.message_id, 'set:main'));
    const { calls } = stage.telegram.calls({ method: 'answerCallbackQuery' });
    expect(calls.at(-1)?.params).toMatchObject({
      show_alert: true,
      text: expect.stringContaining('Something broke'),
    });
    const { messages } = stage.telegram.sendText(user, { text: 'why?' });
    const message = messages[0];
    expect(message).toBeDefined();
    await stage.apologize({ update_id: 1, message } as Update);
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

const callsOf = (method: string) => stage.telegram.calls({ method }).total;

let presses = 0;

function aPress(user: number, messageId: number, data: string) {
  presses += 1;
  const chat = { id: user, type: 'private' as const, first_name: 'Ann' };
  return {
    update_id: 5_000_000 + presses,
    callback_query: {
      id: `press-${presses}`,
      from: { id: user, is_bot: false, first_name: 'Ann', language_code: 'en' },
      message: { message_id: messageId, date: 1, chat, text: 'x' },
      chat_instance: '1',
      data,
    },
  };
}
