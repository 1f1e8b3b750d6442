import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { privateChatOf } from '../../../src/application/notices.ts';
import type { DeliveredPart } from '../../../src/application/ports/generation-repository.ts';
import type { Delivery } from '../../../src/application/ports/messenger.ts';
import type { Generation } from '../../../src/domain/generations/generation.ts';
import { chatId, type UserId } from '../../../src/domain/shared/ids.ts';
import { aGeneration, anImageId, anOutput } from '../../builders/domain.ts';
import { botMessages, type Stage, setStage, violations } from './messenger-stage.ts';

function textDelivery(user: UserId, text: string, fields: Partial<Generation> = {}): Delivery {
  const output = anOutput({ parts: [{ kind: 'text', text }] });
  const generation = aGeneration({ userId: user, language: 'ru', output, ...fields });
  return {
    generation,
    images: new Map(),
    sendAsFile: false,
    delivered: [],
    onPart: async () => {},
  };
}

async function pictureDelivery(user: UserId, width = 96, height = 64) {
  const imageId = anImageId();
  const create = { width, height, channels: 3, background: '#ffcc00' } as const;
  const bytes = new Uint8Array(await sharp({ create }).png().toBuffer());
  const parts: DeliveredPart[] = [];
  const output = anOutput({
    parts: [
      { kind: 'text', text: 'Ваш **банан**' },
      { kind: 'image', imageId, mimeType: 'image/png' },
    ],
  });
  const delivery: Delivery = {
    generation: aGeneration({ userId: user, kind: 'image', language: 'ru', output }),
    images: new Map([[imageId, bytes]]),
    sendAsFile: false,
    delivered: [],
    onPart: async (part) => {
      parts.push(part);
    },
  };
  return { delivery, bytes, imageId, parts };
}

function fail(stage: Stage, method: string, code: number, description: string, times = 1): void {
  stage.sandbox.telegram.addFault({ method, times, kind: 'error', error_code: code, description });
}

describe('a text', () => {
  test('arrives with its formatting', async () => {
    const stage = await setStage();
    const markdown = '# Заголовок\n\n**жирно** и `код` 🍌\n\n```js\nlet x = 1;\n```\n\n> цитата';

    expect(await stage.messenger.deliver(textDelivery(stage.user, markdown))).toMatchObject({
      ok: true,
    });
    const [message] = botMessages(stage);
    expect(message?.text).toBe('Заголовок\n\nжирно и код 🍌\n\nlet x = 1;\n\nцитата');
    expect(message?.entities?.map(({ type }) => type)).toEqual([
      'bold',
      'bold',
      'code',
      'pre',
      'blockquote',
    ]);
    expect(violations(stage)).toEqual([]);
  });

  test('of any shape is taken as it is formatted, without a second try', async () => {
    const stage = await setStage();
    const words = fc.array(fc.lorem({ maxCount: 6 }), { minLength: 1, maxLength: 5 });
    const piece = fc.oneof(
      words.map((all) => all.map((text) => `**${text}** _x \`${text}\`_`).join('\n- ')),
      words.map((all) => `> ${all.join('\n> ')}\n\n1. ${all.join('\n   - ')}`),
      words.map((all) => `\`\`\`ts\n${all.join('\n  ')}\n\`\`\``),
      fc.string({ unit: 'grapheme', maxLength: 60 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 20 }), async (pieces) => {
        const delivery = textDelivery(stage.user, pieces.join('\n\n'));
        expect(await stage.messenger.deliver(delivery)).toMatchObject({ ok: true });
      }),
      { numRuns: 60 },
    );

    const { calls } = stage.sandbox.telegram.calls({ method: 'sendMessage', limit: 5_000 });
    expect(calls.filter(({ status }) => status !== 200)).toEqual([]);
    expect(violations(stage)).toEqual([]);
  });

  test('of 100,000 characters arrives whole', async () => {
    const stage = await setStage();
    const text = Array.from({ length: 9_000 }, (_, index) => `слово${index}`).join(' ');
    await stage.messenger.deliver(textDelivery(stage.user, text));

    expect(
      botMessages(stage)
        .map((message) => message.text)
        .join(' '),
    ).toBe(text);
  });

  test('to a user who blocked the bot is unreachable', async () => {
    const stage = await setStage();
    stage.sandbox.telegram.block(stage.user);

    expect(await stage.messenger.deliver(textDelivery(stage.user, 'привет'))).toMatchObject({
      ok: false,
      error: { kind: 'unreachable' },
    });
  });

  test('to a chat that is not there is unreachable', async () => {
    const stage = await setStage();
    const destination = { chatId: chatId(999_999_999) };

    expect(
      await stage.messenger.deliver(textDelivery(stage.user, 'привет', { destination })),
    ).toMatchObject({ ok: false, error: { kind: 'unreachable' } });
  });

  test('answers a message that was deleted, too', async () => {
    const stage = await setStage();
    const destination = { chatId: chatId(stage.user), replyToMessageId: 77_777 };

    expect(
      await stage.messenger.deliver(textDelivery(stage.user, 'привет', { destination })),
    ).toMatchObject({ ok: true });
  });

  test.each([
    ['an HTML page', { kind: 'http', status: 502, body: '<html>Bad Gateway</html>' }],
    ['a dropped connection', { kind: 'drop-before' }],
  ] as const)('that meets %s is thrown back, without the token', async (_, fault) => {
    const stage = await setStage();
    stage.sandbox.telegram.addFault({ method: 'sendMessage', times: 1, ...fault });

    const error: unknown = await stage.messenger
      .deliver(textDelivery(stage.user, 'привет'))
      .catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(Error);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(stage.token);
  });
});

describe('a picture', () => {
  test('arrives as a photo with words and buttons that work', async () => {
    const stage = await setStage();
    const { delivery, parts, imageId } = await pictureDelivery(stage.user);
    await stage.messenger.deliver(delivery);

    const [message] = botMessages(stage);
    expect(message?.photo?.at(-1)).toMatchObject({ width: 96, height: 64 });
    expect(message?.caption).toBe('Ваш банан');
    expect(parts).toEqual([
      { index: 0, chatId: stage.user, messageId: message?.message_id, imageId },
    ]);
    const pressed = await stage.sandbox.telegram.pressButton(stage.user, message?.message_id ?? 0, {
      data: `edit:${imageId}`,
      waitMs: 0,
    });
    expect(pressed.updateIds).toHaveLength(1);
    expect(violations(stage)).toEqual([]);
  });

  test('comes as the original file too, byte for byte', async () => {
    const stage = await setStage();
    const { delivery, bytes } = await pictureDelivery(stage.user);
    await stage.messenger.deliver({ ...delivery, sendAsFile: true });

    const [, message] = botMessages(stage);
    const file = await stage.sandbox.telegram.file(message?.document?.file_id ?? '');
    expect(new Uint8Array(file.bytes)).toEqual(bytes);
    expect(message?.document?.file_name).toMatch(/^nano-banana-.+\.png$/);
    expect(violations(stage)).toEqual([]);
  });

  test('of odd dimensions comes as a file', async () => {
    const stage = await setStage();
    const { delivery } = await pictureDelivery(stage.user, 2_100, 100);
    await stage.messenger.deliver(delivery);

    expect(botMessages(stage)).toMatchObject([
      { document: expect.anything(), caption: 'Ваш банан' },
    ]);
  });

  test('that Telegram cannot process as a photo comes as a file', async () => {
    const stage = await setStage();
    fail(stage, 'sendPhoto', 400, 'Bad Request: IMAGE_PROCESS_FAILED', 2);
    const { delivery } = await pictureDelivery(stage.user);
    await stage.messenger.deliver(delivery);

    expect(botMessages(stage)).toMatchObject([{ document: expect.anything() }]);
  });
});

describe('progress', () => {
  test('streams a draft that the answer replaces', async () => {
    const stage = await setStage();
    const delivery = textDelivery(stage.user, 'Ответ');
    const progress = stage.messenger.progress(delivery.generation, { onStatusMessage: () => {} });
    progress.text('От**ве');
    await stage.sandbox.telegram.watch.call(({ method }) => method === 'sendMessageDraft');
    await progress.close();
    expect(stage.sandbox.telegram.chat(stage.user).drafts).toMatchObject([
      { text: 'Отве', entities: [{ type: 'bold', offset: 2, length: 2 }] },
    ]);
    await stage.messenger.deliver(delivery);

    expect(stage.sandbox.telegram.chat(stage.user).drafts).toEqual([]);
    expect(botMessages(stage).map(({ text }) => text)).toEqual(['Ответ']);
    expect(violations(stage)).toEqual([]);
  });

  test('of a picture is a message and an action that go away', async () => {
    const stage = await setStage();
    const { delivery } = await pictureDelivery(stage.user);
    const sent: number[] = [];
    const progress = stage.messenger.progress(delivery.generation, {
      onStatusMessage: (messageId) => sent.push(messageId),
    });
    const status = await stage.sandbox.telegram.watch.botMessage(stage.user);
    expect(status.text).toBe('🎨 Рисую…');
    await stage.sandbox.telegram.watch.call(({ method }) => method === 'sendChatAction');
    await progress.close();

    expect(sent).toEqual([status.message_id]);
    expect(botMessages(stage)).toEqual([]);
    expect(violations(stage)).toEqual([]);
  });

  test('does without methods that the server lacks, and the answer arrives', async () => {
    const stage = await setStage();
    for (const method of [
      'sendMessageDraft',
      'sendChatAction',
      'deleteMessage',
      'editMessageText',
    ]) {
      stage.sandbox.telegram.addFault({ method, kind: 'method-not-found' });
    }
    for (const text of ['Раз', 'Два']) {
      const delivery = textDelivery(stage.user, text);
      const progress = stage.messenger.progress(delivery.generation, { onStatusMessage: () => {} });
      await stage.sandbox.telegram.watch.botMessage(stage.user, {
        matches: (message) => message.text?.includes('Думаю') === true,
      });
      await progress.close();
      await stage.messenger.deliver(delivery);
    }

    expect(botMessages(stage).map(({ text }) => text)).toEqual(
      expect.arrayContaining(['Раз', 'Два']),
    );
    const { byMethod } = stage.sandbox.telegram.calls();
    expect(byMethod.sendMessageDraft).toBe(1);
    expect(byMethod.sendChatAction).toBe(1);
  });
});

test('a notice and the place in the queue are messages', async () => {
  const stage = await setStage();
  const generation = aGeneration({ userId: stage.user, language: 'ru' });
  const messageId = await stage.messenger.showWaiting(generation, 2, undefined);
  await stage.messenger.showWaiting(generation, 1, messageId);
  await stage.messenger.showWaiting(generation, 1, messageId);
  expect(botMessages(stage).map(({ text }) => text)).toEqual(['⏳ В очереди: перед вами 1 запрос']);
  const destination = privateChatOf(stage.user);
  await stage.messenger.removeMessage(destination, messageId ?? 0);
  await stage.messenger.notify({
    userId: stage.user,
    destination,
    language: 'ru',
    notice: { kind: 'referral_rewarded', credits: 5 },
  });

  expect(botMessages(stage).map(({ text }) => text)).toEqual([
    '🎉 Бонус за приглашённого друга: вам начислено 5 кредитов.',
  ]);
  expect(violations(stage)).toEqual([]);
});
