import type { Message } from 'grammy/types';
import { beforeEach, describe, expect, test } from 'vitest';
import { photo } from './bot-givens.ts';
import { buttonsOf, picturesOf, promptOf, wordsOf } from './bot-reading.ts';
import { BotStage } from './bot-stage.ts';

let stage: BotStage;
let ann: number;
let bob: number;
let group: number;
let name: string;

beforeEach(async () => {
  stage = await BotStage.set();
  name = stage.telegram.bot().username;
  ann = await stage.user('en', 'Ann');
  bob = await stage.user('en', 'Bob');
  group = stage.group(ann, bob);
});

const askAs = (as: number, text: string, replyTo?: number) =>
  stage.ask(group, text, { as, ...(replyTo === undefined ? {} : { replyTo }) });

const answersTo = (message: Message) => message.reply_to_message?.message_id;

/** The newest message of a person in the group. */
function lastOfPeople(): Message {
  const message = stage.telegram.chat(group).messages.findLast(({ from }) => !from?.is_bot);
  if (message === undefined) {
    throw new Error('Expected somebody to have written');
  }
  return message;
}

describe('in a group the bot', () => {
  test.each([
    'hello everybody',
    'write to me at ann@example.com',
    '/image@some_other_bot a cat',
    '/warn spam',
    '@nobody_in_particular how are you?',
  ])('leaves alone: %s', async (text) => {
    expect(await askAs(ann, text)).toBe('');
    expect(stage.model.requests).toEqual([]);
  });

  test('leaves alone whose name only begins with its own', async () => {
    expect(await askAs(ann, `@${name}2 hello`)).toBe('');
    expect(await askAs(ann, `/help@${name}2`)).toBe('');
  });

  test('answers its name as a reply, and tells the model nothing of the name', async () => {
    expect(await askAs(ann, `@${name.toUpperCase()} why is the sky blue?`)).toBe('An answer.');
    expect(promptOf(stage.asked())).toBe('why is the sky blue?');
    expect(answersTo(stage.last(group))).toBe(lastOfPeople().message_id);
  });

  test('answers a reply to what it said, and takes along what it is about', async () => {
    await askAs(ann, `@${name} why?`);
    expect(await askAs(bob, 'shorter, please', stage.last(group).message_id)).toBe('An answer.');
    expect(promptOf(stage.asked())).toBe('> An answer.\n\nshorter, please');
  });

  test('answers about what somebody else said', async () => {
    await askAs(bob, 'Cogito ergo sum');
    const { message_id: said } = lastOfPeople();
    await askAs(ann, `@${name} translate`, said);
    expect(promptOf(stage.asked())).toBe('> Cogito ergo sum\n\ntranslate');
    await askAs(ann, `@${name}`, said);
    expect(promptOf(stage.asked())).toBe('Cogito ergo sum');
  });

  test.each(['/image', '/image@NAME'])('draws for %s', async (command) => {
    await askAs(ann, `${command.replace('NAME', name)} a cat`);
    expect(promptOf(stage.asked())).toBe('a cat');
    expect(stage.last(group).photo).toBeDefined();
    expect(answersTo(stage.last(group))).toBe(lastOfPeople().message_id);
  });

  test('answers commands as replies, without a keyboard that all would get', async () => {
    for (const command of ['/start', '/help', '/balance', '/invite', '/new', '/cancel']) {
      expect(await askAs(ann, command)).not.toBe('');
      expect(answersTo(stage.last(group))).toBe(lastOfPeople().message_id);
    }
    await askAs(ann, `@${name} 🎨 Draw`);
    expect((await stage.known(ann)).preferences.mode).toBe('image');
    expect(stage.telegram.chat(group).replyKeyboard).toBeNull();
  });

  test('asks the person alone what to change, and takes their reply', async () => {
    await stage.after(group, () =>
      stage.telegram.sendPhotos(group, { as: ann, photos: [photo], caption: `@${name}` }),
    );
    const question = stage.last(group);
    expect(wordsOf(question)).toContain('What should I change');
    expect(answersTo(question)).toBe(lastOfPeople().message_id);
    expect(stage.telegram.chat(group).replyKeyboard?.markup).toMatchObject({
      force_reply: true,
      selective: true,
    });
    await askAs(bob, 'is it for me?', question.message_id);
    expect(stage.asked().kind).toBe('text');
    await askAs(ann, 'add a hat', question.message_id);
    expect(stage.asked().kind).toBe('edit');
    expect(promptOf(stage.asked())).toBe('add a hat');
  });

  test('takes a whole album although its first photo alone carries the name', async () => {
    await stage.after(group, () =>
      stage.telegram.sendPhotos(group, {
        as: ann,
        photos: [photo, photo, photo],
        caption: `@${name} merge them`,
      }),
    );
    await stage.settleAlbum();
    expect(picturesOf(stage.asked())).toBe(3);
    expect(promptOf(stage.asked())).toBe('merge them');
  });

  test('leaves alone the photos that people show each other', async () => {
    const said = await stage.after(group, () =>
      stage.telegram.sendPhotos(group, { as: ann, photos: [photo, photo], caption: 'my cats' }),
    );
    await stage.settleAlbum();
    expect(said).toEqual([]);
    expect(stage.model.requests).toEqual([]);
  });

  test('keeps the buttons under a picture for the person who asked', async () => {
    await askAs(ann, '/image a cat');
    const picture = stage.last(group);
    for (const data of buttonsOf(picture)) {
      const pressed = await stage.press(group, picture, data, bob);
      expect(pressed.answer?.text).toBe('This button is for the person who asked.');
    }
    expect(stage.model.requests).toHaveLength(1);
    const [again = ''] = buttonsOf(picture);
    expect((await stage.press(group, picture, again, ann)).answer?.text).toContain('another');
    expect(stage.model.requests).toHaveLength(2);
  });

  test('keeps a settings menu for the person who opened it', async () => {
    await askAs(ann, '/settings');
    const menu = stage.last(group);
    expect((await stage.press(group, menu, 'set:file:on', bob)).answer?.text).toContain('person');
    expect((await stage.press(group, menu, 'set:close', bob)).answer?.text).toContain('person');
    expect((await stage.known(bob)).preferences.sendAsFile).toBe(false);
    await stage.press(group, menu, 'set:file:on', ann);
    expect((await stage.known(ann)).preferences.sendAsFile).toBe(true);
  });

  test('keeps the conversations of its members apart', async () => {
    await askAs(ann, `@${name} my name is Ann`);
    await askAs(bob, `@${name} what is my name?`);
    expect(stage.asked().turns).toHaveLength(1);
    await askAs(ann, `@${name} what is my name?`);
    expect(stage.asked().turns).toHaveLength(3);
  });

  test.each([
    [
      'an anonymous admin',
      {
        from: { id: 1087968824, is_bot: true, first_name: 'Group', username: 'GroupAnonymousBot' },
      },
    ],
    [
      'a channel',
      { from: { id: 136817688, is_bot: true, first_name: 'Channel', username: 'Channel_Bot' } },
    ],
    [
      'the channel that the group belongs to',
      { from: { id: 777000, is_bot: false, first_name: 'Telegram' }, is_automatic_forward: true },
    ],
    ['nobody', {}],
  ])('meets %s with silence', async (_who, fields) => {
    const before = stage.said(group).length;
    stage.telegram.inject({
      update: {
        message: {
          message_id: 5_000,
          date: 1,
          chat: { id: group, type: 'supergroup', title: 'Friends' },
          sender_chat: { id: -100, type: 'channel', title: 'News' },
          text: '/image a cat',
          entities: [{ type: 'bot_command', offset: 0, length: 6 }],
          ...fields,
        },
      },
    });
    await stage.run();
    expect(stage.said(group)).toHaveLength(before);
    expect(stage.model.requests).toEqual([]);
    expect(stage.violations()).toEqual([]);
  });

  test('answers in the topic that it was asked in', async () => {
    const topic = { message_thread_id: 77, is_topic_message: true };
    const root = {
      message_id: 77,
      date: 1,
      chat: { id: group, type: 'supergroup', title: 'Friends', is_forum: true },
      from: { id: stage.telegram.bot().id, is_bot: true, first_name: 'Bot' },
      forum_topic_created: { name: 'Cats', icon_color: 1 },
      ...topic,
    };
    const said = (message_id: number, text: string) => ({
      update: {
        message: {
          ...{ message_id, date: 1, chat: root.chat, text, reply_to_message: root, ...topic },
          from: { id: ann, is_bot: false, first_name: 'Ann' },
          entities: text.startsWith('/') ? [{ type: 'bot_command', offset: 0, length: 6 }] : [],
        },
      },
    });
    stage.telegram.inject(said(6_000, 'everything here replies to the topic'));
    await stage.run();
    expect(stage.model.requests).toEqual([]);
    stage.telegram.inject(said(6_001, '/image a cat'));
    stage.telegram.inject(said(6_002, '/start'));
    await stage.run();
    const calls = stage.telegram
      .calls({ chatId: group })
      .calls.filter(({ method }) => ['sendMessage', 'sendPhoto'].includes(method));
    expect(calls).toHaveLength(2);
    expect(calls.map(({ params }) => params.message_thread_id)).toEqual([77, 77]);
  });
});
