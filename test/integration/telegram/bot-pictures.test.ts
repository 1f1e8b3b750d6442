import type { Message } from 'grammy/types';
import { beforeEach, describe, expect, test } from 'vitest';
import { photo } from './bot-givens.ts';
import { buttonsOf, picturesOf, promptOf, wordsOf } from './bot-reading.ts';
import { BotStage } from './bot-stage.ts';

let stage: BotStage;
let user: number;

beforeEach(async () => {
  stage = await BotStage.set();
  user = await stage.user();
});

async function send(count: number, caption?: string, replyTo?: number): Promise<string> {
  const said = await stage.after(user, async () => {
    await stage.telegram.sendPhotos(user, {
      photos: Array.from({ length: count }, () => photo),
      ...(caption === undefined ? {} : { caption }),
      ...(replyTo === undefined ? {} : { replyTo }),
    });
    await stage.settleAlbum();
  });
  return said.map(wordsOf).join('\n');
}

async function draw(): Promise<Message> {
  await stage.ask(user, '/image a cat');
  return stage.last(user);
}

const pending = async () => (await stage.known(user)).pendingEdit?.inputs.length ?? 0;

/** How the last picture came about. */
function edit() {
  const request = stage.asked();
  return { kind: request.kind, prompt: promptOf(request), pictures: picturesOf(request) };
}

describe('a picture with words', () => {
  test.each([
    ['make it blue', 'make it blue'],
    ['/edit make it blue', 'make it blue'],
    ['/image make it blue', 'make it blue'],
    ['/image\nmake it blue', 'make it blue'],
  ])('is an edit when they say: %s', async (caption, prompt) => {
    await send(1, caption);
    expect(edit()).toEqual({ kind: 'edit', prompt, pictures: 1 });
  });

  test('is an edit as a file, too', async () => {
    await stage.after(user, () =>
      stage.telegram.sendFile(user, 'document', {
        ...photo,
        fileName: 'cat.png',
        mimeType: 'image/png',
        caption: 'make it blue',
      }),
    );
    expect(edit()).toEqual({ kind: 'edit', prompt: 'make it blue', pictures: 1 });
  });

  test('is no edit when the words are another command', async () => {
    expect(await send(1, '/balance')).toContain('/edit');
    expect(stage.model.requests).toEqual([]);
  });

  test('is an edit of both pictures in reply to a picture', async () => {
    const cat = await draw();
    await send(1, 'put this hat on the cat', cat.message_id);
    expect(edit()).toEqual({ kind: 'edit', prompt: 'put this hat on the cat', pictures: 2 });
  });

  test('is an edit of all as an album in reply to a picture', async () => {
    const cat = await draw();
    await send(2, 'put all of it on the cat', cat.message_id);
    expect(edit()).toEqual({ kind: 'edit', prompt: 'put all of it on the cat', pictures: 3 });
  });

  test('is an edit as an album of files, too', async () => {
    const document = (
      await stage.telegram.sendFile(user, 'document', { ...photo, fileName: 'a.png' })
    ).messages[0];
    await stage.run();
    await stage.ask(user, '/cancel');
    for (const [index, id] of [7_001, 7_002].entries()) {
      stage.telegram.inject({
        update: {
          message: {
            ...document,
            message_id: id,
            media_group_id: '42',
            ...(index === 0 ? { caption: 'merge them' } : {}),
          },
        },
      });
    }
    await stage.settleAlbum();
    expect(edit()).toEqual({ kind: 'edit', prompt: 'merge them', pictures: 2 });
  });
});

describe('a reply', () => {
  test('to the picture of the bot changes it', async () => {
    const cat = await draw();
    await stage.ask(user, 'add a hat', { replyTo: cat.message_id });
    expect(edit()).toMatchObject({ kind: 'edit', prompt: 'add a hat' });
  });

  test('to a picture of their own changes it', async () => {
    await send(1);
    await stage.ask(user, '/cancel');
    const own = stage.telegram.chat(user).messages.find(({ photo: sizes }) => sizes !== undefined);
    await stage.ask(user, 'add a hat', { replyTo: own?.message_id ?? 0 });
    expect(edit()).toEqual({ kind: 'edit', prompt: 'add a hat', pictures: 1 });
  });

  test('with /image and words changes it, with /edit alone asks what to change', async () => {
    const cat = await draw();
    await stage.ask(user, '/image add a hat', { replyTo: cat.message_id });
    expect(edit().kind).toBe('edit');
    expect(await stage.ask(user, '/edit', { replyTo: cat.message_id })).toContain('What should');
    await stage.ask(user, 'add shoes');
    expect(edit()).toMatchObject({ kind: 'edit', prompt: 'add shoes' });
  });

  test('to an answer is a question about it', async () => {
    await stage.ask(user, 'why is the sky blue?');
    await stage.ask(user, 'shorter', { replyTo: stage.last(user).message_id });
    expect(edit()).toEqual({ kind: 'text', prompt: '> An answer.\n\nshorter', pictures: 0 });
  });

  test('to an answer stays a question while a picture waits for words', async () => {
    await stage.ask(user, 'why is the sky blue?');
    const answer = stage.last(user);
    await send(1);
    await stage.ask(user, 'shorter', { replyTo: answer.message_id });
    expect(edit().kind).toBe('text');
    expect(await pending()).toBe(1);
  });

  test('to what the bot says by itself is a question without it', async () => {
    await stage.ask(user, '/balance');
    await stage.ask(user, 'how do I get more?', { replyTo: stage.last(user).message_id });
    expect(edit()).toEqual({ kind: 'text', prompt: 'how do I get more?', pictures: 0 });
  });

  test('with /image to a text draws that text', async () => {
    await stage.ask(user, 'A lighthouse in a storm.');
    const own = stage.telegram.chat(user).messages.find((one) => one.text?.startsWith('A light'));
    await stage.ask(user, '/image', { replyTo: own?.message_id ?? 0 });
    expect(edit()).toEqual({ kind: 'image', prompt: 'A lighthouse in a storm.', pictures: 0 });
  });

  test('that marks a part is about that part', async () => {
    await stage.ask(user, 'why is the sky blue?');
    const answer = stage.last(user);
    const { messages } = stage.telegram.sendText(user, {
      text: 'what does it mean?',
      replyTo: answer.message_id,
    });
    await stage.run();
    const quote = { text: 'answer', position: 3, is_manual: true };
    stage.telegram.inject({ update: { message: { ...messages[0], message_id: 8_000, quote } } });
    await stage.run();
    expect(edit().prompt).toBe('> answer\n\nwhat does it mean?');
  });
});

describe('pictures that wait for words', () => {
  test('get them with the next text, once', async () => {
    expect(await send(1)).toContain('What should I change');
    await stage.ask(user, 'add a hat');
    expect(edit()).toEqual({ kind: 'edit', prompt: 'add a hat', pictures: 1 });
    await stage.ask(user, 'why?');
    expect(edit().kind).toBe('text');
  });

  test('give way to newer ones', async () => {
    await send(1);
    expect(await send(3)).toContain('3 pictures');
    await stage.ask(user, 'merge them');
    expect(edit()).toEqual({ kind: 'edit', prompt: 'merge them', pictures: 3 });
  });

  test('are asked about again by /edit, and changed by /edit with words', async () => {
    await send(2);
    expect(await stage.ask(user, '/edit')).toContain('2 pictures');
    await stage.ask(user, '/edit merge them');
    expect(edit()).toEqual({ kind: 'edit', prompt: 'merge them', pictures: 2 });
    expect(await pending()).toBe(0);
  });

  test.each([
    '/balance',
    '/help',
    '/invite',
    '/settings',
    '/start',
    '/frobnicate',
    '/image',
    '🎨 Draw',
  ])('outlast %s', async (text) => {
    await send(1);
    await stage.ask(user, text);
    expect(await pending()).toBe(1);
  });

  test.each(['/new', '/cancel'])('are forgotten by %s', async (command) => {
    await send(1);
    await stage.ask(user, command);
    await stage.ask(user, 'why?');
    expect(edit().kind).toBe('text');
  });

  test('are not forgotten by a /cancel in another chat', async () => {
    const group = stage.group(user);
    await send(1);
    await stage.ask(group, '/cancel', { as: user });
    await stage.ask(group, '/new', { as: user });
    expect(await pending()).toBe(1);
  });

  test('are kept when the request is refused, and the user is told so', async () => {
    await send(1);
    await stage.settings.set('maxPromptCharacters', 5);
    const refusal = await stage.ask(user, 'add a hat');
    expect(refusal).toContain('too long');
    expect(refusal).toContain('/cancel');
    await stage.settings.set('maxPromptCharacters', 500);
    await stage.ask(user, 'add a hat');
    expect(edit()).toEqual({ kind: 'edit', prompt: 'add a hat', pictures: 1 });
  });

  test('are kept when the credits do not suffice', async () => {
    const poor = await stage.user();
    for (let asked = 0; asked < 9; asked += 1) {
      await stage.ask(poor, 'hello');
    }
    await stage.telegram.sendPhotos(poor, { photos: [photo] });
    await stage.run();
    expect(await stage.ask(poor, 'add a hat')).toMatch(/Not enough credits[\s\S]*\/cancel/);
    expect((await stage.known(poor)).pendingEdit?.inputs).toHaveLength(1);
  });

  test('are forgotten after an hour of silence, when other words come', async () => {
    await send(1);
    stage.clock.advance(3_600_000);
    await stage.ask(user, 'why is the sky blue?');
    expect(edit().kind).toBe('text');
  });

  test('may come from the button under a picture, which leaves the mode button alone', async () => {
    const keyboard = stage.telegram.chat(user).replyKeyboard;
    const cat = await draw();
    const data = buttonsOf(cat).find((one) => one.startsWith('edit:')) ?? '';
    await stage.press(user, cat, data);
    expect(wordsOf(stage.last(user))).toContain('What should I change');
    expect(stage.telegram.chat(user).replyKeyboard).toEqual(keyboard);
    await stage.ask(user, 'add a hat');
    expect(edit()).toMatchObject({ kind: 'edit', prompt: 'add a hat' });
  });
});

test('an album of what the bot cannot use is answered once', async () => {
  const { messages } = stage.telegram.sendFile(user, 'video', { data: 'AAAA' });
  await stage.run();
  const said = await stage.after(user, () => {
    for (const message_id of [7_001, 7_002, 7_003]) {
      const message = { ...messages[0], message_id, media_group_id: '43' };
      stage.telegram.inject({ update: { message } });
    }
  });
  expect(said.map(wordsOf)).toEqual([expect.stringContaining('videos')]);
});
