import type { Message } from 'grammy/types';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from './harness/product.ts';
import { operatorId, World } from './harness/world.ts';

/*
 * The running product, driven as its users drive it: over the Bot API's HTTP alone. After each act
 * the balance is exact; at the end the books are clean and nothing was sent that the Bot API lacks.
 */

const welcome = 10;
const invitationBonus = 5;
const inviterBonus = 5;

let world: World;

beforeAll(async () => {
  world = await World.start({
    environment: {
      // One at a time, so that the second picture of a user waits where it can be canceled.
      SETTING_ACTIVE_JOBS_PER_USER: '1',
    },
  });
});

afterAll(async () => {
  await world.close();
});

async function png(colour: string): Promise<string> {
  const image = sharp({ create: { width: 64, height: 48, channels: 3, background: colour } });
  return (await image.png().toBuffer()).toString('base64');
}

async function start(language = 'en', payload?: string): Promise<number> {
  const user = world.newUser(language);
  const { messages } = world.sandbox.telegram.pressStart(
    user,
    payload === undefined ? {} : { payload },
  );
  await world.answerAfter(user, messages.at(-1)?.message_id ?? 0);
  return user;
}

const hasPhoto = (message: Message) => message.photo !== undefined;
const textOf = (message: Message) => message.text ?? message.caption ?? '';

async function expectBalance(user: number, available: number): Promise<void> {
  await world.settled(user);
  expect(await world.balance(user)).toEqual({ available, held: 0 });
}

describe('the bot', () => {
  test('greets a newcomer with credits, in the language of their Telegram', async () => {
    const user = world.newUser('ru');
    const greeting = await world.ask(user, '/start');
    expect(textOf(greeting)).toContain('Здравствуйте');
    expect(textOf(greeting)).toContain('10 кредитов');
    await expectBalance(user, welcome);
  });

  test('remembers the conversation over three turns, and forgets it at /new', async () => {
    const user = await start();
    await world.ask(user, 'My cat is called Boris');
    const second = await world.ask(user, 'How old may he get?');
    expect(textOf(second)).toContain('Earlier messages I remember: 1');
    const third = await world.ask(user, 'And what does he eat?');
    expect(textOf(third)).toContain('Earlier messages I remember: 2');
    expect(textOf(third)).toContain('How old may he get?');
    await expectBalance(user, welcome - 3);

    await world.ask(user, '/new');
    const fresh = await world.ask(user, 'Who is Boris?');
    expect(textOf(fresh)).toContain('This is the start of our conversation');
    await expectBalance(user, welcome - 4);
  });

  test('answers five messages at once, each knowing those before it', async () => {
    const user = await start();
    const last = world.lastMessageId(user);
    for (const word of ['one', 'two', 'three', 'four', 'five']) {
      world.sandbox.telegram.sendText(user, { text: `Say ${word}` });
    }
    const fifth = await world.answerAfter(user, last, {
      matches: (message) => textOf(message).includes('Earlier messages I remember: 4'),
    });
    expect(textOf(fifth)).toContain('Say four');
    await expectBalance(user, welcome - 5);
  });

  test('draws, draws again and sends the original file, charging two credits a picture', async () => {
    const user = await start();
    const picture = await world.ask(user, '/image a lighthouse', { matches: hasPhoto });
    await expectBalance(user, welcome - 2);

    const buttons = picture.reply_markup?.inline_keyboard.flat() ?? [];
    const press = (prefix: string) => {
      const button = buttons.find(
        (one) => 'callback_data' in one && one.callback_data.startsWith(prefix),
      );
      if (button === undefined || !('callback_data' in button)) {
        throw new Error(`There is no ${prefix} button`);
      }
      return world.sandbox.telegram.pressButton(user, picture.message_id, {
        data: button.callback_data,
      });
    };
    expect((await press('again:')).answer?.text).toBe('Drawing another one');
    await world.answerAfter(user, picture.message_id, { matches: hasPhoto });
    await expectBalance(user, welcome - 4);

    await press('file:');
    const file = await world.answerAfter(user, picture.message_id, {
      matches: (message) => message.document !== undefined,
    });
    const original = await world.sandbox.telegram.file(file.document?.file_id ?? '');
    expect(original.mimeType).toBe('image/png');
    await expectBalance(user, welcome - 4);
  });

  test('changes a picture that is replied to, on from where the model left off', async () => {
    const user = await start();
    const picture = await world.ask(user, '/image a red house', { matches: hasPhoto });
    // A person takes longer to reply than the product to settle; this test would not.
    await world.settled(user);
    const { messages } = world.sandbox.telegram.sendText(user, {
      text: 'make it blue',
      replyTo: picture.message_id,
    });
    await world.answerAfter(user, messages.at(-1)?.message_id ?? 0, { matches: hasPhoto });
    await expectBalance(user, welcome - 4);
    const [call] = world.sandbox.gemini.calls({ kind: 'edit', limit: 1 }).calls;
    expect(JSON.stringify(call?.body)).toContain('thoughtSignature');
  });

  test('takes an album for one edit: all photos, in order, with the caption', async () => {
    const user = await start();
    const photos = await Promise.all(
      ['red', 'green', 'blue'].map(async (colour) => ({ data: await png(colour) })),
    );
    const { messages } = await world.sandbox.telegram.sendPhotos(user, {
      photos,
      caption: 'merge them',
      gapMs: 150,
    });
    await world.answerAfter(user, messages.at(-1)?.message_id ?? 0, { matches: hasPhoto });
    await expectBalance(user, welcome - 2);
    const [call] = world.sandbox.gemini.calls({ kind: 'edit', limit: 1 }).calls;
    expect(call).toMatchObject({ inputImages: 3, prompt: 'merge them' });
  });

  test('asks what to change when a photo comes without words', async () => {
    const user = await start();
    const { messages } = await world.sandbox.telegram.sendPhotos(user, {
      photos: [{ data: await png('red') }],
    });
    const question = await world.answerAfter(user, messages[0]?.message_id ?? 0);
    expect(textOf(question)).toContain('What should I change');
    await expectBalance(user, welcome);
    await world.ask(user, 'add a hat', { matches: hasPhoto });
    await expectBalance(user, welcome - 2);
  });

  test('rewards both sides of an invitation, the inviter on the first delivered answer, once', async () => {
    const inviter = await start();
    const invitation = await world.ask(inviter, '/invite');
    const payload = /start=(ref_\w+)/.exec(textOf(invitation))?.[1];
    const invitee = await start('en', payload);
    await expectBalance(invitee, welcome + invitationBonus);
    await expectBalance(inviter, welcome);

    const noticedAfter = world.lastMessageId(inviter);
    await world.ask(invitee, 'hello');
    const notice = await world.answerAfter(inviter, noticedAfter);
    expect(textOf(notice)).toContain('5 credits');
    await expectBalance(inviter, welcome + inviterBonus);
    await world.ask(invitee, 'hello again');
    await expectBalance(inviter, welcome + inviterBonus);

    // A user who is known already can be invited no more.
    world.sandbox.telegram.pressStart(invitee, { payload: payload ?? '' });
    await world.ask(invitee, '/balance');
    await expectBalance(invitee, welcome + invitationBonus - 2);
  });

  test('cancels what waits and gives its credits back at once', async () => {
    const user = await start();
    world.sandbox.gemini.script({
      mode: 'append',
      rules: [
        {
          match: { promptContains: 'slow castle' },
          behaviour: { kind: 'answer' },
          delay: { beforeMs: 2_500 },
          times: 1,
        },
      ],
    });
    world.sandbox.telegram.sendText(user, { text: '/image slow castle' });
    world.sandbox.telegram.sendText(user, { text: '/image second castle' });
    await until('the first to run and the second to wait', async () => {
      const rows = await world.query<{ status: string }>(
        'select status from generations where user_id = $1 order by created_at',
        [user],
      );
      return rows.map(({ status }) => status).join() === 'running,queued';
    });
    const answer = await world.ask(user, '/cancel');
    expect(textOf(answer)).toContain('4 credits');
    await expectBalance(user, welcome);
    const statuses = await world.query<{ status: string }>(
      'select status from generations where user_id = $1',
      [user],
    );
    expect(statuses).toEqual([{ status: 'canceled' }, { status: 'canceled' }]);
  });

  test('gives everything back when the prompt is blocked, and says so', async () => {
    const user = await start('ru');
    const answer = await world.ask(user, 'нечто #blocked');
    expect(textOf(answer)).toContain('правила безопасности');
    expect(textOf(answer)).toContain('1 кредит вернулся');
    await expectBalance(user, welcome);
    const picture = await world.ask(user, '/image #image_safety');
    expect(textOf(picture)).toContain('2 кредита вернулись');
    await expectBalance(user, welcome);
  });

  test('turns to the fallback model when the first is overloaded', async () => {
    const user = await start();
    const answer = await world.ask(user, 'please answer #overload');
    expect(textOf(answer)).not.toBe('');
    await expectBalance(user, welcome - 1);
    const models = world.sandbox.gemini
      .calls({ kind: 'text', limit: 50 })
      .calls.filter((call) => call.prompt.includes('#overload'))
      .map((call) => call.model);
    expect(new Set(models).size).toBe(2);
  });

  test('serves no banned user, and serves again after the ban', async () => {
    const user = await start();
    await world.ask(operatorId, '/start');
    await world.ask(operatorId, `/ban ${user} spam`);
    const refusal = await world.ask(user, 'hello?');
    expect(textOf(refusal)).toContain('spam');
    await expectBalance(user, welcome);
    await world.ask(operatorId, `/unban ${user}`);
    await world.ask(user, 'hello!');
    await expectBalance(user, welcome - 1);
    expect(textOf(await world.ask(user, `/ban ${operatorId} revenge`))).toContain('/help');
  });

  test('refuses politely when credits run out', async () => {
    const user = await start();
    for (let picture = 1; picture <= welcome / 2; picture += 1) {
      await world.ask(user, `/image number ${picture}`, { matches: hasPhoto });
    }
    await expectBalance(user, 0);
    expect(textOf(await world.ask(user, 'one more?'))).toContain('/invite');
    await expectBalance(user, 0);
  });

  test('keeps clean books, breaks no rule of the Bot API and no line of its own log', async () => {
    await world.settled();
    expect(await world.audit()).toEqual({ exitCode: 0, findings: [] });
    const { calls } = world.sandbox.telegram.calls({ violations: true });
    expect(calls).toEqual([]);
    expect(world.output()).not.toContain('"level":"error"');
    expect(world.output()).not.toMatch(/Warning|unhandled/i);
    expect(world.output()).not.toContain(world.sandbox.telegram.bot().token);
  });
});
