import { beforeEach, describe, expect, test } from 'vitest';
import { modelId } from '../../../src/domain/shared/ids.ts';
import { aModel } from '../../builders/domain.ts';
import { aPress, buttonsOf, wordsOf } from './bot-reading.ts';
import { BotStage } from './bot-stage.ts';

let stage: BotStage;

beforeEach(async () => {
  stage = await BotStage.set();
});

const keyOf = (chatId: number) => {
  const markup = stage.telegram.chat(chatId).replyKeyboard?.markup;
  const key = markup !== undefined && 'keyboard' in markup ? markup.keyboard[0]?.[0] : undefined;
  return typeof key === 'string' ? key : key?.text;
};

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
