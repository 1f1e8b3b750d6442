import type { Message } from 'grammy/types';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SendFile } from '../../sandbox/telegram/control-api.ts';
import { until } from './harness/product.ts';
import { World } from './harness/world.ts';

/* Whatever people and networks send: a clear sentence or silence, never a crash, never a charge. */

let world: World;
let user: number;

beforeAll(async () => {
  world = await World.start();
  user = world.newUser();
  await world.ask(user, '/start');
});

afterAll(async () => {
  await world.close();
});

const textOf = (message: Message) => message.text ?? '';
const base64 = (text: string) => Buffer.from(text).toString('base64');

async function answerTo(act: () => unknown): Promise<string> {
  const last = world.lastMessageId(user);
  await act();
  return textOf(await world.answerAfter(user, last));
}

const sendFile = (kind: 'document' | 'sticker' | 'video' | 'voice', file: Partial<SendFile>) =>
  answerTo(() => world.sandbox.telegram.sendFile(user, kind, { data: base64('x'), ...file }));

/** Proof that the bot lives and that what came before was handled: it answers in order. */
async function stillAnswers(): Promise<void> {
  expect(await answerTo(() => world.sandbox.telegram.sendText(user, { text: '/help' }))).toContain(
    '/image',
  );
}

describe('the bot meets', () => {
  test('an unknown command with a hint', async () => {
    const answer = await answerTo(() =>
      world.sandbox.telegram.sendText(user, { text: '/frobnicate' }),
    );
    expect(answer).toContain('/help');
  });

  test('an empty text with a sentence', async () => {
    const answer = await answerTo(() =>
      world.sandbox.telegram.inject({ update: { message: rawMessage({ text: '   ' }) } }),
    );
    expect(answer).toContain('empty');
  });

  test('a text of 100,000 characters with the limit', async () => {
    const text = 'long '.repeat(20_000);
    const answer = await answerTo(() =>
      world.sandbox.telegram.inject({ update: { message: rawMessage({ text }) } }),
    );
    expect(answer).toContain('20,000');
  });

  test('a file above 20 MB with the limit', async () => {
    const answer = await sendFile('document', {
      fileName: 'huge.png',
      mimeType: 'image/png',
      declaredSizeBytes: 21 * 1024 * 1024,
      caption: 'make it small',
    });
    expect(answer).toContain('20 MB');
  });

  test('a video, a sticker, a voice message and a file that is no picture, each with its own sentence', async () => {
    const answers = [
      await sendFile('video', {}),
      await sendFile('sticker', {}),
      await sendFile('voice', {}),
      await sendFile('document', { fileName: 'a.zip', mimeType: 'application/zip' }),
    ];
    expect(new Set(answers).size).toBe(4);
  });

  test('a forwarded poll with a sentence', async () => {
    expect(await answerTo(() => world.sandbox.telegram.forwardPoll(user))).toContain('poll');
  });

  test('a broken PNG with a reason, and gives the credits back', async () => {
    const answer = await sendFile('document', {
      data: Buffer.from('89504e470d0a1a0a0000000d49484452deadbeef', 'hex').toString('base64'),
      fileName: 'broken.png',
      mimeType: 'image/png',
      caption: 'make it blue',
    });
    expect(answer).toMatch(/read|damaged|broken/i);
    expect(answer).toContain('2 credits');
  });

  test('an update that comes twice only once', async () => {
    await world.ask(user, 'once, please');
    world.sandbox.telegram.repeatLast({ count: 1, kind: 'message' });
    await stillAnswers();
    await world.settled(user);
    const asked = world.sandbox.gemini
      .calls({ limit: 100 })
      .calls.filter((call) => call.prompt === 'once, please');
    expect(asked).toHaveLength(1);
  });

  test.each([
    ['nothing at all', {}],
    ['a kind of update that does not exist', { no_such_update: { id: 1 } }],
    [
      'a message without a sender',
      { message: { message_id: 90_001, date: 1, chat: { id: 1, type: 'private' }, text: 'x' } },
    ],
    [
      'a message without a chat',
      { message: { message_id: 90_002, date: 1, from: { id: 1 }, text: 'x' } },
    ],
    ['a message that holds nothing', { message: {} }],
    ['a photo without sizes', { message: { photo: [] } }],
    ['a button press without data', { callback_query: { id: '1', from: { id: 1 } } }],
    [
      'a button that nobody offered',
      { callback_query: { id: '2', from: { id: 1 }, data: 'again:x', message: {} } },
    ],
  ])('an update with %s in silence', async (_what, update: Record<string, unknown>) => {
    world.sandbox.telegram.inject({ update });
    await stillAnswers();
  });

  test('all of it without a charge but for the one answer, without a crash, without an unhandled error', async () => {
    await world.settled(user);
    expect(await world.balance(user)).toEqual({ available: 9, held: 0 });
    expect(await world.audit()).toEqual({ exitCode: 0, findings: [] });
    await until('nothing to be pending', () => world.sandbox.telegram.updates().pending === 0);
    expect(world.output()).not.toContain('"level":"error"');
    expect(world.output()).not.toMatch(/unhandled/i);
  });
});

function rawMessage(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const state = world.sandbox.telegram.chat(user);
  return {
    message_id: state.messages.length + 50_000 + Math.trunc(performance.now()),
    date: Math.trunc(Date.now() / 1000),
    chat: { id: user, type: 'private', first_name: 'Ann' },
    from: { id: user, is_bot: false, first_name: 'Ann', language_code: 'en' },
    ...fields,
  };
}
